"""A page for every operation, from its declaration: the form, the answer, the refusal beside the field it is about."""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Mapping
from typing import Any

import msgspec
from starlette.datastructures import FormData, UploadFile
from starlette.responses import RedirectResponse, Response

from gateway import catalog
from gateway.calls import fields_from_form, respond
from gateway.gate import correlation
from gateway.pages.choices import CORRECTING, Found, about, offered
from gateway.pages.fields import RELATIVE, control, controls, needs, table_of
from gateway.pages.frame import Pages, Visit
from gateway.pages.places import page_of
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
        given: dict[str, Any] = dict(visit.request.query_params)
        if not operation.WRITES and operation.METHOD == "GET" and ("ask" in given or not needs(operation)):
            return await self._asked(visit, operation, given)
        return await self._shown(visit, operation, given)

    async def _asked(self, visit: Visit, operation: type[Operation], given: Mapping[str, str]) -> Response:
        body = {key: value for key, value in given.items() if value and key in operation.model_fields}
        try:
            answer = await self._call(visit, operation, body)
        except Refusal as refusal:
            return await self._shown(visit, operation, given, refusal=refusal)
        if issubclass(operation.RETURNS, File):
            return respond(operation, answer)
        return await self._shown(visit, operation, given, answer=msgspec.json.decode(answer.body))

    async def _send(self, visit: Visit, operation: type[Operation]) -> Response:
        form = await visit.request.form()
        body = await _body(operation, form)
        given = {name: value for name, value in form.multi_items() if isinstance(value, str)} | body
        try:
            body |= await self._uploaded(visit, operation, form, body)
            given |= body  # a file that has arrived is not asked for again
            answer = await self._call(visit, operation, body, form)
        except Refusal as refusal:
            return await self._shown(visit, operation, given, refusal=refusal)
        if back := str(form.get("back", "")):
            return RedirectResponse(back if back.startswith("/") and not back.startswith("//") else "/", 303)
        for prefix, page in PLACES.items():
            rest = answer.location.removeprefix(prefix)
            if answer.location.startswith(prefix) and "/" not in rest:
                return RedirectResponse(page + rest, 303)
        if issubclass(operation.RETURNS, File):
            return respond(operation, answer)
        if operation.WRITES and (page := page_of(self.gate.operations, answer.location)):
            return RedirectResponse(f"{page}&done={operation.NAME}", 303)  # reloading sends nothing twice
        return await self._shown(visit, operation, {}, answer=msgspec.json.decode(answer.body), done=operation.WRITES)

    async def _uploaded(
        self, visit: Visit, operation: type[Operation], form: FormData, body: Mapping[str, Any]
    ) -> dict[str, list[str]]:
        """Files that a command names by digest are uploaded first, those that were named already stay."""
        upload = self.gate.operations.get(f"{operation.SERVICE}.upload-file")
        found: dict[str, list[str]] = {}
        for name, described in controls(operation).items():
            if described["kind"] != "files" or upload is None:
                continue
            for value in form.getlist(name):
                if isinstance(value, UploadFile) and value.filename:
                    content = base64.b64encode(await value.read()).decode()
                    asked = {"file_name": value.filename[-200:], "content": content}
                    answer = await self._call(visit, upload, asked)
                    digests = found.setdefault(name, list(body.get(name, ())))
                    digests.append(msgspec.json.decode(answer.body)["digest"])
        return found

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

    async def _shown(
        self,
        visit: Visit,
        operation: type[Operation],
        given: Mapping[str, Any],
        *,
        answer: Any = None,
        refusal: Refusal | None = None,
        done: bool = False,
    ) -> Response:
        form = catalog.form(self.gate.operations, operation.NAME)
        of_oneself = any(who.code == "self" for who in operation.WHO) and operation.WRITES
        usual: dict[str, Any] = {"person": visit.caller.person} if of_oneself else {}
        own = visit.names.department_of.get(visit.caller.person, "")
        if operation.WRITES and {who.code for who in operation.WHO} & {"colleague", "head"} and own:
            usual["department"] = own
        record = await about(self.pages, visit, operation, given) if operation.WRITES else None
        if record is not None:
            usual |= _written(operation, record)
        given = dict(given)
        problem = self.pages.problem(visit, refusal) if refusal is not None else None
        wrong = {f["field"].split(".")[0]: f for f in (problem or {}).get("fields", ())}
        fields = [control(name, form["schema"], usual | given) for name in form["schema"].get("properties", {})]
        for one in fields:
            if record is not None and one["name"] in record.query.path_fields():
                one["kind"] = "hidden"
        await offered(self.pages, visit, operation, fields, record)
        if record is not None and isinstance(record.get("version"), int) and (problem or "version" not in given):
            given["version"] = str(record["version"])  # after a refusal the page shows what stands there now
        return self.pages.render(
            visit,
            "form.html",
            status=problem["status"] if problem else 200,
            operation=operation,
            doc=_said(operation),
            fields=fields,
            record=record,
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
    """A page's form as the operation's fields: several lines are several values, `tasks.0.due` a field of a row."""
    described = controls(operation)
    plain = [(name, value) for name, value in form.multi_items() if name in described]
    own = [(name, value) for name, value in plain if described[name]["kind"] != "files"]
    body = await fields_from_form(operation, FormData(own))
    for name, one in described.items():
        texts = [value for value in form.getlist(name) if isinstance(value, str) and value.strip()]
        match one["kind"]:
            case "rows" if not texts:
                rows = _rows(name, form)
                body.pop(name, None)
                if rows:
                    body[name] = rows if one["many"] else rows[0]
            case "rows" | "json" if texts:
                try:
                    body[name] = json.loads(texts[0])
                except ValueError:
                    body[name] = texts[0]  # the service names the field that is wrong
            case "check" if texts:
                body[name] = texts[0] == "true"
            case _ if one["many"]:
                body.pop(name, None)
                if texts:
                    body[name] = [line.strip() for text in texts for line in text.splitlines() if line.strip()]
            case _:
                pass
    return body


def _rows(name: str, form: FormData) -> list[dict[str, Any]]:
    """The rows of a structure in their order; one in which nothing was written or chosen is none."""
    rows: dict[int, dict[str, Any]] = {}
    filled: set[int] = set()
    for key, value in form.multi_items():
        head, _, rest = key.partition(".")
        at, _, field = rest.partition(".")
        if head != name or not at.isdecimal() or not field or field.endswith("-usual"):
            continue
        if not isinstance(value, str) or not value.strip():
            continue
        row = rows.setdefault(int(at), {})
        many = field.endswith("[]")
        field = field.removesuffix("[]")
        if many:
            row.setdefault(field, []).append(value.strip())
        else:
            row[field] = value.strip()
        if form.get(f"{key}-usual") != value:
            filled.add(int(at))
    return [row for at, row in sorted(rows.items()) if at in filled]


def _written(operation: type[Operation], record: Found) -> dict[str, Any]:
    """What stands in the record, for a form that writes it anew; and everybody who belongs to a meeting."""
    own = [name for name in operation.model_fields if name not in operation.path_fields()]
    found: dict[str, Any] = {}
    if operation.NAME.partition(".")[2].startswith(CORRECTING):
        found = {name: record[name] for name in own if name in record and name not in {"reason", "note"}}
    seats = record.get("seats")
    if "present" in own and isinstance(seats, list):
        found["present"] = [seat["person"] for seat in seats if isinstance(seat, Mapping)]
    return found


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
