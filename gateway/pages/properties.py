"""A record's state and what changed of it, as far as people have words for it. Says nothing of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from gateway.pages.columns import proves
from gateway.pages.frame import Pages, Visit
from gateway.pages.places import is_id
from services.kernel.procedure.operations import Operation

NOTHING: tuple[Any, ...] = (None, "", [], {})
_CODE = re.compile(r"[a-z][a-z0-9]*(?:[-_.:][a-z0-9]+)*")


class Properties:
    """Of one procedure's records; `record` is the query that shows one, where there is one."""

    def __init__(
        self, pages: Pages, visit: Visit, service: str, procedure: str, record: type[Operation] | None
    ) -> None:
        self._pages, self._visit, self._service, self._record = pages, visit, service, record
        self.titles = pages.vocabulary.titles_near(service, procedure, visit.lang)
        if record is not None:
            self.titles |= pages.vocabulary.titles(record, visit.lang)

    def changes(self, changes: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Of lists what is in one and not in the other."""
        found: list[dict[str, Any]] = []
        for one in changes:
            name, before, after = one["name"], one["before"], one["after"]
            if isinstance(before, list) and isinstance(after, list):
                before, after = [x for x in before if x not in after], [x for x in after if x not in before]
                before, after = _differing(before, after), _differing(after, before)
            before, after = self._told(name, before), self._told(name, after)
            if name in self.titles and before != after and not (before in NOTHING and after in NOTHING):
                found.append({"name": name, "before": before, "after": after})
        return found

    def state(self, state: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
        told = [{"name": one["name"], "value": self._told(one["name"], one["value"])} for one in state]
        return [one for one in told if one["name"] in self.titles and one["value"] not in NOTHING]

    def _told(self, name: str, value: Any) -> Any:
        """Less ids, digests and codes that nobody has a word for."""
        match value:
            case Mapping():
                told = {str(key): self._told(str(key), inner) for key, inner in value.items() if key in self.titles}
                return {key: inner for key, inner in told.items() if inner not in NOTHING}
            case list():
                return [inner for inner in (self._told(name, one) for one in value) if inner not in NOTHING]
            case str() if is_id(value) or proves(value) or (_CODE.fullmatch(value) and not self._worded(name, value)):
                return ""
            case _:
                return value

    def _worded(self, name: str, code: str) -> bool:
        names = self._visit.names
        if any(code in table for table in (names.people, names.departments, names.posts, names.others)):
            return True
        lang, of = self._visit.lang, self._record or self._pages.gate.operations.get(f"{self._service}.get-event")
        known = self._pages.vocabulary.said(of, name, code, lang) is not None
        return known or self._pages.coded(name, code, lang, of) != code


KEYS = ("id", "number", "department", "person")
"""By which a row of a list is the same row before and after, the first of them that it has."""


def _differing(rows: list[Any], others: list[Any]) -> list[Any]:
    """Of a row that stands in both lists what differs there, and by what it is known."""
    key = next((name for name in KEYS if rows and isinstance(rows[0], Mapping) and name in rows[0]), "")
    there = {other.get(key): other for other in others if isinstance(other, Mapping)} if key else {}
    return [
        {name: value for name, value in row.items() if name == key or other.get(name) != value}
        if key and isinstance(row, Mapping) and (other := there.get(row.get(key))) is not None
        else row
        for row in rows
    ]
