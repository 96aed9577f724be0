"""What can be chosen in a form, so that nobody types an id: from the organ, the rule books, the registers, the record.

Nothing here is decided: what a choice leads to is refused by the service or done.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any, get_args
from uuid import UUID

from gateway.operations import Operations, folder, is_register
from gateway.pages.fields import OF_THE_ORGAN
from gateway.pages.frame import Pages, Visit
from gateway.pages.labels import Said, option, told_apart
from gateway.pages.places import is_id, page_of_record
from gateway.pages.ruled import Option, declared, ruled
from gateway.watching import unseen
from services.kernel.domain.who import RELATIONS, SELF
from services.kernel.procedure.operations import Operation
from services.kernel.procedure.record import VOTED_ON, Row, shapes
from services.kernel.rules.regulations import Rules

Permitted = Mapping[str, Mapping[str, str]]
CORRECTING = ("correct-", "revise-", "edit-")
"""Commands that write a record anew: their forms begin with what stands there."""
OPTIONS = 100
LONGEST_CODE = 60
"""What may be longer is said in words, whatever list bears the field's name: a supplier's `account` is at a bank."""


class Found(dict[str, Any]):
    """The record a form is about: its answer, with the query that shows it and its own page."""

    def __init__(self, query: type[Operation], asked: Mapping[str, str], answer: Mapping[str, Any]) -> None:
        super().__init__(answer)
        self.query, self.page = query, page_of_record(query.NAME, asked)


async def about(pages: Pages, visit: Visit, operation: type[Operation], given: Mapping[str, Any]) -> Found | None:
    """The nearest record below whose path the operation stands, as far as it is given and may be seen."""
    above = [
        each
        for each in pages.gate.operations.queries
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
    """Gives the controls of a form, or of a register's filter, their options."""
    _as_declared(operation, fields)
    _among_people(visit, operation, fields, record)
    asked: list[tuple[dict[str, Any], type[Operation]]] = []
    for one in _with_columns(fields):
        if one["kind"] in {"line", "lines", "number"} and one["format"] != "date-time":
            register = await _offer(pages, visit, operation, one, record)
            asked += [(one, register)] if register is not None else []
    permitted = await pages.permitted(visit)
    answers = await asyncio.gather(
        *(_rows_of(pages, visit, register, operation, one["name"], permitted) for one, register in asked)
    )
    for (one, register), found in zip(asked, answers, strict=True):
        record_query = pages.gate.operations.registers[register]
        key = record_query.path_fields()[0] if record_query else "id"
        one["of_records"] = True
        said = partial(_said, pages, visit, register)
        stored = one["format"] != "uuid"  # a column of ids, which are written without hyphens there
        found = _as_they_stand(one, found)
        ids = [str(row.get(key, row.get("id", ""))) for row in found]
        ids = [id.replace("-", "") if stored and is_id(id) else id for id in ids]
        one["options"] = told_apart([option(id, row, said) for id, row in zip(ids, found, strict=True)], found, said)
        chosen = {option[0] for option in one["options"]} | {""}
        by_id = one["format"] == "uuid" or _register_referred(pages.gate.operations, operation, one["name"]) is not None
        if by_id and (one["value"] not in chosen or (not one["options"] and not one["required"])):
            one["kind"] = "hidden"  # it came from a page that names it, or there is nothing that it could name


def _as_they_stand(one: Mapping[str, Any], rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Where a field says how what it names must stand: those, and the one that is named already."""
    wanted = one["of_status"]
    return [row for row in rows if wanted is None or row["status"] in wanted or row.get("id") == one["value"]]


async def _offer(
    pages: Pages, visit: Visit, operation: type[Operation], one: dict[str, Any], record: Found | None
) -> type[Operation] | None:
    """One field's options, or else the register from whose rows it is chosen."""
    name = one["name"]
    if register := _register_referred(pages.gate.operations, operation, name):
        return register
    if one["format"] == "uuid" or (name in operation.path_fields() and record is None):
        if register := _register_of(pages.gate.operations, operation, name):
            return register
        if record is not None:
            one["options"] = await _rows_beside(pages, visit, operation, name, record)
            one["of_records"] = True
        needed = one["required"] and operation.WRITES
        if (record is not None or not operation.WRITES) and not one["options"] and not needed:
            one["kind"] = "hidden"  # there is nothing that it could name, or only a link fills it in
    elif record is not None and (of := one["schema"].get("x-chosen-from")):
        one["options"] = [(row[name], row["zh"], row["en"]) for row in record.get(of, ())]
    elif record is not None and (
        rows := _rows_named(record, operation, name, partial(_said, pages, visit, record.query))
    ):
        one["options"], one["of_records"] = rows, True
    elif name in shapes(operation) and shapes(operation)[name].has(VOTED_ON):
        one["options"], one["of_records"] = await _to_be_voted_on(pages, visit), True
    elif one["kind"] != "number":
        one["options"] = _of_the_rules(pages.gate.settings.rules, operation, one) or one["options"]
    return None


async def _to_be_voted_on(pages: Pages, visit: Visit) -> list[Option]:
    """Of every register with records that a motion decides on, those that the visitor sees and that wait for one."""
    permitted = await pages.permitted(visit)
    lists = [(each, *found) for each in permitted_lists(pages.gate.operations, permitted) if (found := voted_on(each))]
    answers = await asyncio.gather(
        *(pages.ask_kindly(visit, each.NAME, **permitted[each.NAME], limit=OPTIONS) for each, *_ in lists)
    )
    return [
        (row[name], f"{record.ONE[0]} {known}", f"{record.ONE[1]} {known}")
        for (_, record, name), answer in zip(lists, answers, strict=True)
        for row in (answer["items"] if answer else ())
        if row[name] and not row.get("motion") and row.get("awaits", True)
        for known in [" ".join(str(row[each]) for each in KNOWN_BY if row.get(each))]
    ]


KNOWN_BY = ("quarter", "number", "purpose", "what")


def permitted_lists(operations: Operations, permitted: Permitted) -> list[type[Operation]]:
    return [each for each in operations.registers if each.NAME in permitted]


def voted_on(register: type[Operation]) -> tuple[type[Row], str] | None:
    """The row of a register and its field by which a motion names it."""
    (record,) = get_args(register.RETURNS.model_fields["items"].annotation)
    name = next((name for name, shape in shapes(record).items() if shape.has(VOTED_ON)), "")
    return (record, name) if name and issubclass(record, Row) else None


NAMED = frozenset({"person", "department", "post"})


def _as_declared(operation: type[Operation], fields: list[dict[str, Any]]) -> None:
    """Whoever or whatever a field says that it names is chosen by name, whatever the field is called."""
    for one in fields:
        shape = shapes(operation).get(one["name"])
        meaning = shape.meaning if shape is not None else None
        if meaning is not None and meaning.kind in NAMED and one["kind"] in {"line", "lines"}:
            one["kind"] = meaning.kind


def _among_people(visit: Visit, operation: type[Operation], fields: list[dict[str, Any]], record: Found | None) -> None:
    """Where not everybody can be meant: those that the record names, or oneself alone."""
    for one in fields:
        if one["kind"] != "person":
            continue
        if one["name"] == "person" and one["value"] in ("", visit.caller.person) and of_oneself_alone(visit, operation):
            ids: list[str] = [visit.caller.person]
        else:
            ids = record.get(one["schema"].get("x-chosen-from", ""), []) if record is not None else []
        one["options"] = [(id, *visit.names.people.get(id, (id, id))) for id in ids]


def of_oneself_alone(visit: Visit, operation: type[Operation]) -> bool:
    """Whether the person that it is about can be nobody but who asks: no relation and no post of theirs allows more.
    Somebody within a record (`meetings/{meeting}/leave/{person}`) may be another than it is about."""
    codes = {who.code for who in operation.WHO} - {"self"}
    more = codes & (RELATIONS | {*visit.names.posts_of.get(visit.caller.person, ())})
    about = operation.path_fields()[:1] == ["person"] or "person" not in operation.path_fields()
    return about and SELF in operation.WHO and not more


def _of_the_rules(rules: Rules | None, operation: type[Operation], one: Mapping[str, Any]) -> list[Option]:
    """The list that a field says it chooses from, or that bears its name."""
    if lists := declared(rules, _lists_of(operation, one["name"])):
        return lists
    of_codes = one["schema"].get("maxLength", 0) <= LONGEST_CODE
    return ruled(rules, one["name"], folder(operation), one["examples"]) if of_codes else []


def _lists_of(operation: type[Operation], name: str) -> str:
    """The lists of the rule books that the operation says a field chooses from; empty for none."""
    meaning = shapes(operation)[name].meaning if name in shapes(operation) else None
    return meaning.of if meaning is not None and meaning.kind == "choice" else ""


def unchosen(
    operations: Operations, operation: type[Operation], given: Mapping[str, Any]
) -> tuple[str, type[Operation] | None] | None:
    """What an operation is about, as long as that is not chosen: its field, and the register that shows it."""
    for name in operation.path_fields():
        register = _register_of(operations, operation, name)
        if not given.get(name) and name not in OF_THE_ORGAN and (register is not None or _is_id(operation, name)):
            return name, register
    for name, field in operation.model_fields.items() if operation.WRITES else ():
        wanted = field.is_required() and _is_id(operation, name) and not given.get(name)
        if wanted and _register_of(operations, operation, name) is None:
            return name, None  # the record of a file: it is attached there
    return None


def _is_id(operation: type[Operation], name: str) -> bool:
    return shapes(operation)[name].plain is UUID


async def _rows_of(
    pages: Pages, visit: Visit, register: type[Operation], operation: type[Operation], name: str, permitted: Permitted
) -> list[dict[str, Any]]:
    """The rows that may be chosen: of a register open to the visitor, those on which the command is allowed, after
    those in which it waits for them."""
    if register.NAME not in permitted:
        return []
    asked: dict[str, Any] = {**permitted[register.NAME], "limit": OPTIONS}
    if operation.WRITES and "allowed" in register.model_fields:
        asked["allowed"] = True
    answer = await pages.ask_kindly(visit, register.NAME, **asked)
    rows: list[dict[str, Any]] = answer["items"] if answer else []
    if asked.get("allowed"):
        return [row for row in rows if _allows(row, operation)]
    return await _allowing(pages, visit, operation, name, rows) if operation.WRITES else rows


async def _allowing(
    pages: Pages, visit: Visit, operation: type[Operation], name: str, rows: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Where the register does not say what may be done with its rows, their own records do: those that do not refuse.
    A record knows the commands of its own procedure; of another's, and of a part within it, any may be chosen."""
    above = [one for one in pages.gate.operations.queries if operation.PATH.startswith(f"{one.PATH}/")]
    nearest = max(above, key=lambda one: len(one.PATH), default=None)
    if nearest is None or folder(nearest) != folder(operation) or nearest.path_fields() != [name]:
        return rows
    with unseen():
        answers = await asyncio.gather(
            *(pages.ask_kindly(visit, nearest.NAME, **{name: row.get(name, row.get("id"))}) for row in rows)
        )
    return [row for row, answer in zip(rows, answers, strict=True) if answer is None or _allows(answer, operation)]


async def _rows_beside(
    pages: Pages, visit: Visit, operation: type[Operation], name: str, record: Found
) -> list[Option]:
    """Of a list of the same procedure that names it: what a department could hand over, for its list of the year.
    What the list has to be asked with stands in the record; the last of it may be each of the rule books' list."""
    for register in pages.gate.operations.values():
        if not is_register(register) or folder(register) != folder(operation) or register.SERVICE != operation.SERVICE:
            continue
        (row,) = get_args(register.RETURNS.model_fields["items"].annotation)
        required = [field for field, info in register.model_fields.items() if info.is_required()]
        known = {field: record[field] for field in required if field in record}
        missing = [field for field in required if field not in known]
        if not required or name not in row.model_fields or len(missing) > 1:
            continue
        chosen = [one for field in missing for one, _, _ in ruled(pages.gate.settings.rules, field, folder(register))]
        ways = [known | {field: one} for field in missing for one in chosen] if missing else [known]
        answers = await asyncio.gather(*(pages.ask_kindly(visit, register.NAME, **way, limit=OPTIONS) for way in ways))
        rows = [row for answer in answers if answer for row in answer["items"]]
        return [option(str(row[name]), row, partial(_said, pages, visit, register)) for row in rows]
    return []


def _allows(row: Mapping[str, Any], operation: type[Operation]) -> bool:
    """A reference of another procedure's command is to any row of the register."""
    return row.get("allowed") is None or operation.NAME in row["allowed"] or not operation.path_fields()


def _with_columns(fields: list[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    for one in fields:
        yield one
        for row in one.get("rows", ()):
            yield from row


def _register_of(operations: Operations, operation: type[Operation], name: str) -> type[Operation] | None:
    """The register whose rows a reference of this name points to, of its own procedure first."""
    found = [
        (each, record)
        for each, record in operations.registers.items()
        if each.SERVICE == operation.SERVICE
        and record is not None
        and record.path_fields() == [name]
        and record.SERVICE == operation.SERVICE
        and _means_the_same(operation, record, name)
        and not any(field.is_required() for field in each.model_fields.values())
    ]
    above = [each for each, record in found if f"{operation.PATH}/".startswith(f"{record.PATH}/")]
    near = [each for each, _ in found if folder(each) == folder(operation)]
    farther = [each for each, _ in found] if _names_alone(operation, name) else []
    return next(iter(above or near or farther), None)


def _names_alone(operation: type[Operation], name: str) -> bool:
    """Whether a value says by itself what it names: a number counts things of its own kind, a month is any month."""
    shape = shapes(operation).get(name)
    return shape is None or (shape.plain is not int and shape.pattern is None)


def _means_the_same(operation: type[Operation], record: type[Operation], name: str) -> bool:
    """`book` is a receipt book here and a set of books there."""
    if name not in shapes(operation):
        return True
    asked, known = shapes(operation)[name], shapes(record)[name]
    return asked.plain is known.plain and (asked.meaning is None or asked.meaning.kind != "choice")


def _register_referred(operations: Operations, operation: type[Operation], name: str) -> type[Operation] | None:
    """The register whose rows are shown by the query that a field says its id is shown by."""
    meaning = shapes(operation)[name].meaning if name in shapes(operation) else None
    if meaning is None or meaning.kind != "record":
        return None
    return next((each for each, record in operations.registers.items() if record and meaning.of == record.NAME), None)


def _rows_named(record: Found, operation: type[Operation], name: str, said: Said) -> list[Option]:
    """The rows within a record that a further field of the path numbers: its topics by `item`, its steps by `step`."""
    listed = name.removesuffix("s")  # several of them: an agenda's `items`
    if name in record.query.path_fields() or (name not in operation.path_fields() and name not in {"step", "items"}):
        return []
    counted = re.search(rf"/([a-z-]+)/\{{{name}\}}", operation.PATH)
    lists: list[tuple[str, Any]] = list(record.items())
    if counted and (key := counted[1].replace("-", "_")) in record:
        lists = [(key, record[key])]  # `objections/{number}`: no other list's numbers
    for key, rows in lists:
        if isinstance(rows, list) and rows and isinstance(rows[0], dict):
            if found := next((one for one in (name, listed) if one in rows[0]), ""):
                return [option(str(row[found]), row, said) for row in {row[found]: row for row in rows}.values()]
            if key == f"{name}s" and "id" in rows[0]:
                return [option(str(row["id"]), row, said) for row in rows]
    return []


def _said(pages: Pages, visit: Visit, query: type[Operation], row: Mapping[str, Any], name: str) -> tuple[str, str]:
    value = str(row[name])
    if name == "person":
        return visit.names.people.get(value) or visit.names.others.get(value) or ("", "")
    if name == "department":
        return visit.names.departments.get(value) or ("", "")
    if name == "zh" and row.get("en"):
        return value, str(row["en"])
    return pages.coded(name, value, "zh", query), pages.coded(name, value, "en", query)
