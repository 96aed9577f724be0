"""Where a record has its page: told from the paths of the operations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, unquote, urlencode

from gateway.operations import Operations
from services.kernel.procedure.operations import Operation

_ID = re.compile(r"[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}")


OWN = {
    "attendance.get-leave": "/leave/{leave}",
    "appraisal.get-policy": "/policies/{number}",
    "appraisal.get-evaluation": "/evaluations/{quarter}",
}
"""Records that have pages of their own kind."""


def own_page(query: str) -> str:
    """The page of its own that a record's query has, with the query's fields in braces; empty where it has none."""
    service, _, name = query.partition(".")
    return f"/replays/{service}/{{replay}}" if name == "get-replay" else OWN.get(query, "")


def page_of_record(query: str, fields: Mapping[str, Any]) -> str:
    """`fields` as the query is asked with them: its path's and, after a command, more."""
    own = own_page(query)
    if not own:
        return f"/records/{query}?{urlencode(fields)}"
    page = own.format(**{name: quote(str(value), safe="") for name, value in fields.items()})
    rest = {name: value for name, value in fields.items() if f"{{{name}}}" not in own}
    return page + (f"?{urlencode(rest)}" if rest else "")


def register_page(register: type[Operation], permitted: Mapping[str, Mapping[str, str]]) -> str:
    """With what it has to be asked for, where it is not open as a whole: one's own department, oneself."""
    asked = permitted.get(register.NAME, {})
    return f"/registers/{register.NAME}" + (f"?{urlencode(asked)}" if asked else "")


def page_of(operations: Operations, location: str) -> str:
    """The page of a record from the place where its answer can be asked for again; empty where it has none."""
    for each in operations.queries:
        if match := re.fullmatch(re.sub(r"\{([a-z_]+)\}", r"(?P<\1>[^/]+)", each.PATH), location):
            return page_of_record(each.NAME, {k: unquote(v) for k, v in match.groupdict().items()})
    return ""


def is_id(value: Any) -> bool:
    """An id of a record, which nobody reads."""
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def reference(operations: Operations, name: str, of: str, near: str = "") -> tuple[type[Operation], str] | None:
    """The query that shows what a field's id names, and its one field: `of` where the field says it (`refers`), else
    that of the one key that `tasks: [uuid]` and `meeting: uuid` are called by; `near` is the path they are shown at."""
    if of in operations:
        return operations[of], operations[of].path_fields()[0]
    named = {name, name.removesuffix("s"), name.rpartition("_")[2]}
    found = [each for each in operations.queries if named & set(each.path_fields()) and len(each.path_fields()) == 1]
    found = [each for each in found if each.PATH.endswith("}")]
    found = found if len(found) == 1 else [each for each in found if near.startswith(each.PATH)]
    return (found[0], found[0].path_fields()[0]) if len(found) == 1 else None


def ids_in(answer: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Every id that an answer names, with the field that names it."""
    match answer:
        case Mapping():
            for inner, value in answer.items():
                yield from ids_in(value, str(inner))
        case list():
            for value in answer:
                yield from ids_in(value, name)
        case str() if is_id(answer):
            yield name, answer
        case _:
            pass


def page_of_line(line: Mapping[str, Any]) -> str:
    """Of what names its record by `record` and `fields`, as what waits and what is owed do; or an event's place."""
    return page_of_record(line["record"], line["fields"]) if line["record"] else ""


def pages_of_rows(
    operations: Operations, record: type[Operation], own: Mapping[str, str]
) -> dict[str, tuple[str, str]]:
    """Lists within a record whose rows have pages: `readers` → (`person`, the page but for the person's id)."""
    found: dict[str, tuple[str, str]] = {}
    for each in operations.queries:
        rest = re.fullmatch(r"/([a-z_]+)/\{([a-z_]+)\}", each.PATH.removeprefix(record.PATH))
        if rest and each.PATH.startswith(record.PATH):
            found[rest[1]] = (rest[2], f"/records/{each.NAME}?{urlencode(own)}&{rest[2]}=")
    return found
