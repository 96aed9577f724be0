"""What can be chosen in a form, so that nobody types an id: from the organ, the rule books, the registers, the record.

Nothing here is decided: what a choice leads to is refused by the service or done.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from gateway.pages.frame import Pages, Visit
from gateway.pages.places import queries
from gateway.pages.registers import folder, is_register, record_of
from gateway.pages.ruled import Option, ruled
from services.kernel.operations import Operation

Operations = Mapping[str, type[Operation]]
LABELS = ("number", "archive_number", "document_number", "zh", "title", "name", "topic", "matter", "text", "organ")
"""What a row is known by, in this order; the first two that say something are shown."""
CORRECTING = ("correct-", "revise-", "edit-")
"""Commands that write a record anew: their forms begin with what stands there."""
OPTIONS = 100


class Found(dict[str, Any]):
    """The record a form is about: its answer, with the query that shows it and its own page."""

    def __init__(self, query: type[Operation], asked: Mapping[str, str], answer: Mapping[str, Any]) -> None:
        super().__init__(answer)
        self.query, self.page = query, f"/records/{query.NAME}?{urlencode(asked)}"


async def about(pages: Pages, visit: Visit, operation: type[Operation], given: Mapping[str, Any]) -> Found | None:
    """The nearest record below whose path the operation stands, as far as it is given and may be seen."""
    above = [
        each
        for each in queries(pages.gate.operations)
        if each is not operation
        and each.SERVICE == operation.SERVICE
        and f"{operation.PATH}/".startswith(f"{each.PATH}/")
        and all(given.get(key) for key in each.path_fields())
    ]
    for each in sorted(above, key=lambda one: -len(one.PATH)):
        asked = {key: str(given[key]) for key in each.path_fields()}
        answer = await pages.ask_kindly(visit, each.NAME, **asked)
        if isinstance(answer, dict):
            return Found(each, asked, answer)
    return None


async def offered(
    pages: Pages, visit: Visit, operation: type[Operation], fields: list[dict[str, Any]], record: Found | None
) -> None:
    """Gives the controls of a form their options."""
    asked: list[tuple[dict[str, Any], type[Operation]]] = []
    rules, section = pages.gate.settings.rules, folder(operation)
    for one in _with_columns(fields):
        if one["kind"] not in {"line", "lines", "number"} or one["format"] == "date-time":
            continue
        name = one["name"]
        if one["format"] == "uuid":
            register = _register_of(pages.gate.operations, operation, name)
            if register is not None and not one["value"]:
                asked.append((one, register))
        elif record is not None and (rows := _rows_named(record, operation, name)):
            one["options"] = rows
        elif one["kind"] != "number" and (options := ruled(rules, name, section)):
            one["options"] = options
    answers = await asyncio.gather(*(pages.ask_kindly(visit, register.NAME, limit=OPTIONS) for _, register in asked))
    for (one, register), answer in zip(asked, answers, strict=True):
        record_query = record_of(pages.gate.operations, register)
        key = record_query.path_fields()[0] if record_query else "id"
        found: list[dict[str, Any]] = answer["items"] if answer else []
        one["options"] = [_option(str(row.get(key, row.get("id", ""))), row) for row in found]


def _with_columns(fields: list[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    for one in fields:
        yield one
        for row in one.get("rows", ()):
            yield from row


def _register_of(operations: Operations, operation: type[Operation], name: str) -> type[Operation] | None:
    """The register whose rows a reference of this name points to, of its own procedure first."""
    found = [
        (each, record)
        for each in operations.values()
        if is_register(each)
        and each.SERVICE == operation.SERVICE
        and (record := record_of(operations, each)) is not None
        and record.path_fields() == [name]
        and not any(field.is_required() for field in each.model_fields.values())
    ]
    above = [each for each, record in found if f"{operation.PATH}/".startswith(f"{record.PATH}/")]
    near = [each for each, _ in found if folder(each) == folder(operation)]
    return next(iter(above or near or [each for each, _ in found]), None)


def _rows_named(record: Found, operation: type[Operation], name: str) -> list[Option]:
    """The rows within a record that a further field of the path numbers: its topics by `item`, its steps by `step`."""
    listed = name.removesuffix("s")  # several of them: an agenda's `items`
    if name in record.query.path_fields() or (name not in operation.path_fields() and name not in {"step", "items"}):
        return []
    for key, rows in record.items():
        if isinstance(rows, list) and rows and isinstance(rows[0], dict):
            if found := next((one for one in (name, listed) if one in rows[0]), ""):
                return [_option(str(row[found]), row) for row in {row[found]: row for row in rows}.values()]
            if key == f"{name}s" and "id" in rows[0]:
                return [_option(str(row["id"]), row) for row in rows]
    return []


def _option(value: str, row: Mapping[str, Any]) -> Option:
    parts = [str(row[name]) for name in LABELS if isinstance(row.get(name), str | int) and row[name] != ""]
    english = [row["en"], *parts[1:]] if row.get("zh") and row.get("en") and parts and parts[0] == row["zh"] else parts
    return value, _label(parts, value), _label(english, value)


def _label(parts: list[str], value: str) -> str:
    said = " ".join(dict.fromkeys(parts[:2]))[:80]
    return f"{value} {said}" if said and value.isdecimal() else said or value
