"""A page for every operation, from its declaration: the form, the answer, the refusal beside the field it is about."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from typing import Any

import msgspec
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from gateway import catalog
from gateway.calls import fields_from_form, respond
from gateway.gate import correlation
from gateway.pages.frame import Pages, Visit
from services.kernel.context import Answer, Call
from services.kernel.operations import File, Operation
from services.kernel.refusals import NotFound, Refusal

RELATIVE = frozenset({"anyone", "self", "colleague", "head", "supervisor", "on-route", "all"})
"""Relations that depend on whom it is about: the form is offered, the service decides."""
PLACES = {"/attendance/leave/": "/leave/"}
"""Where an answer's location has a page of its own."""


class Forms:
    def __init__(self, pages: Pages) -> None:
        self.pages, self.gate = pages, pages.gate

    async def index(self, visit: Visit) -> Response:
        """Every operation, those the visitor's posts admit first."""
        mine = {*visit.names.posts_of.get(visit.caller.person, ()), *RELATIVE}
        groups: dict[str, list[tuple[type[Operation], bool]]] = {}
        for operation in self.gate.operations.values():
            admitted = any(who.code in mine for who in operation.WHO)
            groups.setdefault(operation.SERVICE, []).append((operation, admitted))
        return self.pages.render(visit, "operations.html", groups=groups)

    async def form(self, visit: Visit) -> Response:
        operation = self._operation(visit)
        if visit.request.method == "POST":
            return await self._send(visit, operation)
        given = dict(visit.request.query_params)
        if not operation.WRITES and operation.METHOD == "GET" and ("ask" in given or not _needs(operation)):
            return await self._asked(visit, operation, given)
        return self._shown(visit, operation, given)

    async def _asked(self, visit: Visit, operation: type[Operation], given: Mapping[str, str]) -> Response:
        body = {key: value for key, value in given.items() if value and key in operation.model_fields}
        try:
            answer = await self._call(visit, operation, body)
        except Refusal as refusal:
            return self._shown(visit, operation, given, refusal=refusal)
        if issubclass(operation.RETURNS, File):
            return respond(operation, answer)
        return self._shown(visit, operation, given, answer=msgspec.json.decode(answer.body))

    async def _send(self, visit: Visit, operation: type[Operation]) -> Response:
        form = await visit.request.form()
        given = {name: value for name, value in form.multi_items() if isinstance(value, str)}
        try:
            answer = await self._call(visit, operation, await _body(operation, form), form)
        except Refusal as refusal:
            return self._shown(visit, operation, given, refusal=refusal)
        if back := str(form.get("back", "")):
            return RedirectResponse(back if back.startswith("/") and not back.startswith("//") else "/", 303)
        for prefix, page in PLACES.items():
            rest = answer.location.removeprefix(prefix)
            if answer.location.startswith(prefix) and "/" not in rest:
                return RedirectResponse(page + rest, 303)
        if issubclass(operation.RETURNS, File):
            return respond(operation, answer)
        return self._shown(visit, operation, {}, answer=msgspec.json.decode(answer.body), done=operation.WRITES)

    async def _call(
        self, visit: Visit, operation: type[Operation], body: dict[str, Any], form: FormData | None = None
    ) -> Answer:
        version = str(form.get("version", "")) if form is not None else ""
        call = Call(
            operation.NAME,
            body,
            visit.caller.token,
            correlation=correlation(visit.request),
            key=str(form.get("key", ""))[:60] if form is not None and operation.WRITES else "",
            if_match=int(version) if operation.WRITES and version.isdecimal() and len(version) < 16 else None,
        )
        return await self.gate.backend.call(call)

    def _shown(
        self,
        visit: Visit,
        operation: type[Operation],
        given: Mapping[str, str],
        *,
        answer: Any = None,
        refusal: Refusal | None = None,
        done: bool = False,
    ) -> Response:
        form = catalog.form(self.gate.operations, operation.NAME)
        of_oneself = any(who.code == "self" for who in operation.WHO) and operation.WRITES
        usual = {"person": visit.caller.person} if of_oneself else {}
        given = dict(given)
        problem = self.pages.problem(visit, refusal) if refusal is not None else None
        wrong = {f["field"].split(".")[0]: f for f in (problem or {}).get("fields", ())}
        return self.pages.render(
            visit,
            "form.html",
            status=problem["status"] if problem else 200,
            operation=operation,
            doc=_said(operation),
            fields=[_control(name, form["schema"], usual | given) for name in form["schema"].get("properties", {})],
            key=given.get("key") or secrets.token_hex(16),
            given=given,
            answer=answer,
            table=_table(answer, visit.lang),
            links=_row_links(operation, answer),
            problem=problem,
            wrong=wrong,
            done=done,
        )

    def _operation(self, visit: Visit) -> type[Operation]:
        operation = self.gate.operations.get(visit.request.path_params["operation"])
        if operation is None:
            raise NotFound("没有这项业务操作。", "There is no such operation.")
        return operation


async def _body(operation: type[Operation], form: FormData) -> dict[str, Any]:
    """A page's form as the operation's fields: several lines are several values, JSON where a field is a structure."""
    kinds = {name: described["kind"] for name, described in _controls(operation).items()}
    own = [(name, value) for name, value in form.multi_items() if name in kinds]
    body = await fields_from_form(operation, FormData(own))
    for name, value in form.multi_items():
        kind = kinds.get(name)
        if not isinstance(value, str) or not value.strip():
            continue
        if kind == "lines":
            body[name] = [line.strip() for line in value.splitlines() if line.strip()]
        elif kind == "json":
            try:
                body[name] = json.loads(value)
            except ValueError:
                body[name] = value  # the service names the field that is wrong
        elif kind == "check":
            body[name] = value == "true"
    return body


def _controls(operation: type[Operation]) -> dict[str, dict[str, Any]]:
    schema = catalog.form({operation.NAME: operation}, operation.NAME)["schema"]
    return {name: _control(name, schema, {}) for name in schema.get("properties", {})}


def _control(name: str, schema: dict[str, Any], given: Mapping[str, str]) -> dict[str, Any]:
    """How one field is asked for in a page."""
    described = schema["properties"][name]
    plain = _plain(described, schema)
    default = described.get("default")
    return {
        "name": name,
        "zh": described["x-zh"],
        "en": described["x-en"],
        "help": described.get("description", ""),
        "kind": _kind(name, plain, file=described["x-file"]),
        "required": name in schema.get("required", ()),
        "choices": plain.get("enum", []),
        "value": given.get(name, "" if default is None or isinstance(default, list | dict) else str(default)),
        "schema": plain,
        "examples": described.get("examples", []),
    }


def _kind(name: str, plain: Mapping[str, Any], *, file: bool) -> str:
    if file:
        return "file"
    if plain.get("enum"):
        return "choice"
    if name in {"person", "department", "post"}:
        return name
    match plain.get("type"), plain.get("format"):
        case "array", _:
            return "lines" if _is_text(plain.get("items", {})) else "json"
        case "object", _:
            return "json"
        case "boolean", _:
            return "check"
        case (("integer" | "number"), _):
            return "number"
        case "string", "date":
            return "date"
        case _ if name in {"reason", "note", "text"}:
            return "text"
        case _:
            return "line"


def _is_text(items: Mapping[str, Any]) -> bool:
    return items.get("type") == "string"


def _plain(described: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """A field's own schema: references followed, `or null` dropped."""
    found = described
    while True:
        if "$ref" in found:
            found = schema["$defs"][found["$ref"].rsplit("/", 1)[1]]
        elif choices := [c for c in found.get("anyOf", ()) if c.get("type") != "null"]:
            found = choices[0]
        else:
            return found


def _needs(operation: type[Operation]) -> bool:
    return any(field.is_required() for field in operation.model_fields.values())


def _said(operation: type[Operation]) -> str:
    own = vars(operation).get("__doc__")
    return " ".join(str(own).split()) if own else ""


def _table(answer: Any, lang: str) -> list[str]:
    """The columns, where the answer is a page of rows: the short fields; each row's own page tells the rest."""
    rows = answer.get("items") if isinstance(answer, dict) else None
    if not rows:
        return []
    hidden = {"en" if lang != "en" else "zh"} if {"zh", "en"} <= rows[0].keys() else set[str]()
    hidden |= {"version", "id"} if "person" in rows[0] else {"version"}
    return [name for name, value in rows[0].items() if name not in hidden and not _is_deep(value)][:12]


def _is_deep(value: Any) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and bool(value) and isinstance(value[0], dict))


def _row_links(operation: type[Operation], answer: Any) -> list[str]:
    """The page of each row, where it has one; empty texts where it has none."""
    rows: list[Any] = answer.get("items", []) if isinstance(answer, dict) else []
    match operation.NAME.partition("."):
        case ("attendance", _, "list-leave" | "list-waiting-leave"):
            return [f"/leave/{row['id']}" for row in rows]
        case (service, _, "list-events"):
            return [f"/events/{service}/{row['position']}" for row in rows]
        case _:
            return ["" for _ in rows]
