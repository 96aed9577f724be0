"""台账: every paged query as a table, every record with what may be done to it; all of it from the declarations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, get_args
from urllib.parse import quote, urlencode

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from starlette.responses import Response

from gateway import catalog
from gateway.pages.columns import COLUMNS, hidden
from gateway.pages.fields import RELATIVE, control, needs, table_of
from gateway.pages.frame import Pages, Visit
from gateway.pages.places import pages_of_rows, queries
from gateway.pages.words import FIELDS
from services.kernel.operations import File, Operation, PagedQuery
from services.kernel.refusals import NotFound, Refusal

Operations = Mapping[str, type[Operation]]
OWN = frozenset({"self"})


class Registers:
    def __init__(self, pages: Pages) -> None:
        self.pages, self.gate = pages, pages.gate

    async def index(self, visit: Visit) -> Response:
        """By service and procedure, those that the visitor may ask."""
        groups: dict[str, dict[str, list[type[Operation]]]] = {}
        for operation in self.gate.operations.values():
            if is_register(operation) and _admits(operation, visit):
                groups.setdefault(operation.SERVICE, {}).setdefault(folder(operation), []).append(operation)
        return self.pages.render(visit, "registers.html", groups=groups)

    async def register(self, visit: Visit) -> Response:
        operation = self._operation(visit)
        if not is_register(operation):
            raise NotFound("没有这本台账。", "There is no such register.")
        given = {key: value for key, value in visit.request.query_params.items() if key in operation.model_fields}
        asked = {key: value for key, value in given.items() if value}
        required = [name for name, field in operation.model_fields.items() if field.is_required()]
        answer: Any = None
        refusal: Refusal | None = None
        if all(name in asked for name in required):
            try:
                answer = await self.pages.ask(visit, operation.NAME, **asked)
            except Refusal as refused:
                refusal = refused
        record = record_of(self.gate.operations, operation)
        rows = answer["items"] if answer else []
        problem = self.pages.problem(visit, refusal) if refusal is not None else None
        schema = catalog.form(self.gate.operations, operation.NAME)["schema"]
        further = answer and answer.get("next")
        return self.pages.render(
            visit,
            "register.html",
            status=problem["status"] if problem else 200,
            operation=operation,
            fields=[control(name, schema, given) for name in schema["properties"] if name != "limit"],
            answer=answer,
            columns=[name for name in table_of(answer, visit.lang) if name != "id" or record is None],
            titles=titles_of(self.gate.operations, operation, visit.lang),
            links=[_record_link(record, row) for row in rows],
            further=f"?{urlencode(asked | {'after': further})}" if further else "",
            first=f"?{urlencode({k: v for k, v in asked.items() if k != 'after'})}" if "after" in asked else "",
            exports=[
                (export, f"/operations/{export.NAME}?{urlencode(_shared(export, asked))}")
                for export in exports_of(self.gate.operations, operation)
                if _admits(export, visit)
            ],
            problem=problem,
            wrong={f["field"].split(".")[0]: f for f in (problem or {}).get("fields", ())},
        )

    async def record(self, visit: Visit) -> Response:
        operation = self._operation(visit)
        keys = operation.path_fields()
        if (
            operation.WRITES
            or operation.METHOD != "GET"
            or not keys
            or issubclass(operation.RETURNS, PagedQuery | File)
        ):
            raise NotFound("没有这种记录。", "There is no such record.")
        given = {key: value for key, value in visit.request.query_params.items() if key in operation.model_fields}
        answer = await self.pages.ask(visit, operation.NAME, **given)
        if not isinstance(answer, dict):
            raise NotFound("没有这种记录。", "There is no such record.")
        own = {key: given[key] for key in keys if key in given}
        version = {"version": answer["version"]} if isinstance(answer.get("version"), int) else {}
        return self.pages.render(
            visit,
            "record.html",
            operation=operation,
            answer={key: value for key, value in answer.items() if not hidden(key, visit.lang, answer)},
            titles=titles_of(self.gate.operations, operation, visit.lang),
            done=self.gate.operations.get(visit.request.query_params.get("done", "")),
            views=views_on(self.gate.operations, operation, own, visit),
            row_pages=pages_of_rows(self.gate.operations, operation, own),
            attached=await self._attached(visit, operation, own),
            registers=[
                each
                for each in self.gate.operations.values()
                if is_register(each) and record_of(self.gate.operations, each) is operation and _admits(each, visit)
            ],
            acts=[
                (act, f"/operations/{act.NAME}?{urlencode(own | version)}")
                for act in acts_on(self.gate.operations, operation)
                if _admits(act, visit, answer) and _has_rows(act, operation, answer)
            ],
        )

    async def _attached(self, visit: Visit, record: type[Operation], own: Mapping[str, str]) -> dict[str, Any] | None:
        """A record's files where it takes any: those of its kind, which is called as its query or its folder."""
        listing = f"{record.SERVICE}.list-attachments"
        if listing not in self.gate.operations or len(own) != 1:
            return None
        (id_,) = own.values()
        for kind in dict.fromkeys((record.NAME.rpartition(".get-")[2], folder(record))):
            found = await self.pages.ask_kindly(visit, listing, kind=kind, record=id_)
            if found is not None:
                return {"kind": kind, "record": id_, "items": found["items"], "service": record.SERVICE}
        return None

    def _operation(self, visit: Visit) -> type[Operation]:
        operation = self.gate.operations.get(visit.request.path_params["operation"])
        if operation is None:
            raise NotFound("没有这项业务操作。", "There is no such operation.")
        return operation


def is_register(operation: type[Operation]) -> bool:
    return issubclass(operation, PagedQuery) and "items" in operation.RETURNS.model_fields


def folder(operation: type[Operation]) -> str:
    """The procedure that declares it; empty for what every service has."""
    parts = operation.__module__.split(".")
    return parts[2] if len(parts) > 3 else ""


def record_of(operations: Operations, register: type[Operation]) -> type[Operation] | None:
    """The query that shows one row: the register's own path and one field, or the same view by one field."""
    below = re.compile(re.escape(register.PATH) + r"/\{[a-z_]+\}")
    row = register.RETURNS.model_fields["items"].annotation
    single = [
        each
        for each in operations.values()
        if each.SERVICE == register.SERVICE
        and each.METHOD == "GET"
        and not is_register(each)
        and not issubclass(each.RETURNS, File)
        and len(each.path_fields()) == 1
    ]
    by_path = next((each for each in single if below.fullmatch(each.PATH)), None)
    return by_path or next((each for each in single if row == list[each.RETURNS]), None)  # type: ignore[name-defined]


def exports_of(operations: Operations, register: type[Operation]) -> list[type[Operation]]:
    """The workbooks of the same procedure, the register's own alone where there is one."""
    found = [
        each
        for each in operations.values()
        if issubclass(each.RETURNS, File)
        and each.__module__ == register.__module__
        and each.__name__.startswith("Export")
        and set(each.path_fields()) <= set(register.model_fields)
    ]
    return [each for each in found if f"{register.PATH}-export" == each.PATH] or ([] if not folder(register) else found)


def acts_on(operations: Operations, record: type[Operation]) -> list[type[Operation]]:
    """The commands below a record's path, that need nothing of the path but the record."""
    keys = set(record.path_fields())
    own = (record.PATH, record.PATH + "/")
    nearer = [
        f"{each.PATH}/"
        for each in queries(operations)
        if each.PATH.startswith(own[1]) and set(each.path_fields()) == keys
    ]  # its circulation, its minutes: a page that has commands of its own
    return [
        each
        for each in operations.values()
        if each.WRITES
        and (own[0] == each.PATH or each.PATH.startswith(own[1]))
        and keys <= set(each.path_fields())
        and not any(each.PATH.startswith(path) for path in nearer)
    ]


def views_on(
    operations: Operations, record: type[Operation], own: Mapping[str, str], visit: Visit
) -> list[tuple[type[Operation], str]]:
    """What else can be looked at below a record's path: its lists, its downloads."""
    return [
        (each, _view_link(each, own))
        for each in operations.values()
        if not each.WRITES
        and each.METHOD == "GET"
        and each.PATH.startswith(record.PATH + "/")
        and set(each.path_fields()) == set(record.path_fields())
        and _admits(each, visit)
    ]


def _view_link(view: type[Operation], own: Mapping[str, str]) -> str:
    if is_register(view):
        return f"/registers/{view.NAME}?{urlencode(own)}"
    if not issubclass(view.RETURNS, File):
        return f"/records/{view.NAME}?{urlencode(own)}"
    whole = set(view.model_fields) <= set(own)  # a form asks for the rest: the format, the period
    return f"/operations/{view.NAME}?{urlencode(dict(own) | ({'ask': '1'} if whole else {}))}"


def _has_rows(act: type[Operation], record: type[Operation], answer: Mapping[str, Any]) -> bool:
    """No instruction is corrected where the record shows that there is none."""
    return all(answer.get(f"{key}s", True) != [] for key in act.path_fields() if key not in record.path_fields())


def titles_of(operations: Operations, operation: type[Operation], lang: str) -> dict[str, str]:
    """A column is called what its view says, or as most fields of that name in the procedure: the shortest of them."""
    heard: dict[str, list[tuple[str, str]]] = {}
    near = [each for each in operations.values() if folder(each) == folder(operation)]
    for model in [each for each in near if each.SERVICE == operation.SERVICE]:
        for name, field in model.model_fields.items():
            if " / " in (title := field.title or ""):
                heard.setdefault(name, []).append(catalog.titles(name, title))
    found = {name: min(said, key=lambda pair: (-said.count(pair), len(pair[0]))) for name, said in heard.items()}
    own = _own_titles(_shown(operation))
    for name, field in _shown(operation).items():
        row = next(iter(get_args(field.annotation)), None)
        if isinstance(row, type) and issubclass(row, BaseModel):
            own |= {f"{name}.{key}": pair for key, pair in _own_titles(row.model_fields).items()}
    return {name: pair[lang == "en"] for name, pair in (dict(COLUMNS) | dict(FIELDS) | found | own).items()}


def _own_titles(fields: Mapping[str, FieldInfo]) -> dict[str, tuple[str, str]]:
    return {name: catalog.titles(name, field.title) for name, field in fields.items() if field.title}


def _shown(operation: type[Operation]) -> dict[str, FieldInfo]:
    """The fields of an answer, or of its rows."""
    if not is_register(operation):
        return operation.RETURNS.model_fields
    (row,) = get_args(operation.RETURNS.model_fields["items"].annotation)
    return dict(row.model_fields) if isinstance(row, type) and issubclass(row, BaseModel) else {}


def _record_link(record: type[Operation] | None, row: Mapping[str, Any]) -> str:
    if record is None:
        return ""
    (key,) = record.path_fields()
    value = row.get(key, row.get("id"))
    return f"/records/{record.NAME}?{key}={quote(str(value), safe='')}" if isinstance(value, str | int) else ""


def _shared(export: type[Operation], asked: Mapping[str, str]) -> dict[str, str]:
    filled = {key: value for key, value in asked.items() if key in export.model_fields}
    return filled | ({"ask": "1"} if not needs(export) else {})


def _admits(operation: type[Operation], visit: Visit, record: Mapping[str, Any] | None = None) -> bool:
    """Whether a post of the visitor is asked for, or a relation that only the service can judge.

    Of a record that names its person it can be told here who that is.
    """
    who = {each.code for each in operation.WHO}
    relative: Iterable[str] = RELATIVE
    if record is not None and isinstance(record.get("person"), str) and record["person"] != visit.caller.person:
        relative = RELATIVE - OWN
    return bool(who & {*visit.names.posts_of.get(visit.caller.person, ()), *relative})
