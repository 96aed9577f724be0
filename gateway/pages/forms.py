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
from gateway.pages.fields import RELATIVE, control, controls, needs, table_of
from gateway.pages.frame import Pages, Visit
from services.kernel.context import Answer, Call
from services.kernel.operations import File, Operation
from services.kernel.refusals import NotFound, Refusal

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
        if not operation.WRITES and operation.METHOD == "GET" and ("ask" in given or not needs(operation)):
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
            fields=[control(name, form["schema"], usual | given) for name in form["schema"].get("properties", {})],
            key=given.get("key") or secrets.token_hex(16),
            given=given,
            answer=answer,
            table=table_of(answer, visit.lang),
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
    kinds = {name: described["kind"] for name, described in controls(operation).items()}
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


def _said(operation: type[Operation]) -> str:
    own = vars(operation).get("__doc__")
    return " ".join(str(own).split()) if own else ""


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
