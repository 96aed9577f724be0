"""A page for every operation, from its declaration: the form, the answer, the refusal beside the field it is about."""

from __future__ import annotations

import base64
import json
import re
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import msgspec
from starlette.datastructures import FormData, UploadFile
from starlette.responses import RedirectResponse, Response

from gateway import catalog
from gateway.calls import fields_from_form, respond
from gateway.gate import correlation
from gateway.operations import changes, is_register, shows_record
from gateway.pages import told
from gateway.pages.addresses import safe_next
from gateway.pages.calendar import FORESEEN
from gateway.pages.choices import CORRECTING, Found, about, of_oneself_alone, offered, unchosen
from gateway.pages.fields import control, controls, needs, table_of
from gateway.pages.frame import Pages, Visit
from gateway.pages.lines import PLACE, names_event, years_of
from gateway.pages.listed import offer_listed
from gateway.pages.places import page_of, page_of_record, register_page
from gateway.pages.replays import STARTS
from gateway.pages.ruled import one_of_each
from services.kernel.procedure.context import Answer, Call
from services.kernel.procedure.fields import AS_SHOWN
from services.kernel.procedure.operations import File, Operation
from services.kernel.refusals import NotFound, Refusal

BLIND = "appraisal.take-slips"
"""Made by the page's program: nobody fills in a blinded slip."""
SEEN = "seen"
"""In a form that is sent: the fields that were shown, beside those that a page before it had said."""


class Forms:
    def __init__(self, pages: Pages) -> None:
        self.pages, self.gate = pages, pages.gate

    async def index(self, visit: Visit) -> Response:
        """What the visitor may do or ask at all, by service. A register has its own page; a record is opened there."""
        permitted = await self.pages.permitted(visit)
        groups: dict[str, list[tuple[type[Operation], str]]] = {}
        for operation in self.gate.operations.values():
            if operation.NAME in permitted and (operation.WRITES or not operation.path_fields()):
                asked = permitted[operation.NAME]
                page = f"/operations/{operation.NAME}" + (f"?{urlencode(asked)}" if asked else "")
                if is_register(operation):
                    page = register_page(operation, permitted)
                groups.setdefault(operation.SERVICE, []).append((operation, page))
        return self.pages.render(visit, "operations.html", groups=groups)

    async def form(self, visit: Visit) -> Response:
        operation = self._operation(visit)
        if visit.request.method == "POST":
            return await self._send(visit, operation)
        given: dict[str, Any] = dict(visit.request.query_params)
        if page := _own_page(operation, given) or await self._line_first(visit, operation, given):
            return RedirectResponse(page, 303)
        if not operation.WRITES and operation.METHOD == "GET" and ("ask" in given or not needs(operation)):
            return await self._asked(visit, operation, given)
        return await self._shown(visit, operation, given)

    async def _line_first(self, visit: Visit, operation: type[Operation], given: Mapping[str, str]) -> str:
        """Where the event is chosen that a command is about; empty once it is."""
        if not names_event(operation) or (given.get("source") and given.get("position")):
            return ""
        years = await years_of(self.pages, visit, visit.caller.person)
        return years[0][1] if years and of_oneself_alone(visit, operation) else ""

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
            return told.led_to(self.gate.settings, visit.caller, safe_next(back), operation)
        if issubclass(operation.RETURNS, File):
            return respond(operation, answer)
        if operation.WRITES and (page := page_of(self.gate.operations, answer.location)):
            return told.led_to(self.gate.settings, visit.caller, page, operation)
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
                    try:
                        answer = await self._call(visit, upload, asked)
                    except Refusal as refusal:  # its fields are the upload's; here they are all this one
                        if refusal.details.get("fields"):
                            refusal.details["fields"] = [{"field": name, "value": asked["file_name"]}]
                        raise
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
        of_oneself = any(who.code == "self" for who in operation.WHO)
        usual: dict[str, Any] = {"person": visit.caller.person} if of_oneself else {}
        usual |= one_of_each(self.gate.settings.rules, operation)
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
        first = unchosen(self.gate.operations, operation, given) if problem is None else None
        if first is not None:
            fields = [one for one in fields if one["name"] == first[0]]
        said = problem is None and all(given.get(name) for name in operation.path_fields())  # by the page that led here
        seen = str(given.get(SEEN, "")).split() if problem is not None else ()  # what was typed may be typed anew
        for one in fields:
            if one["name"] in seen:
                continue
            of_record = record is not None and one["name"] in record.query.path_fields()
            named = one["format"] == "uuid" and one["required"] and given.get(one["name"])
            kind_of_record = one["name"] == "kind" and bool(given.get("kind")) and "record" in given
            event = names_event(operation) and one["name"] in PLACE and problem is None and given.get("source")
            if of_record or named or kind_of_record or event or (said and one["name"] in operation.path_fields()):
                one["kind"] = "hidden"
        await offered(self.pages, visit, operation, fields, record)
        await offer_listed(self.pages, visit, operation, fields)
        for one in fields:  # the id of another record comes with the address that led here, or not at all
            optional = operation.WRITES and one["format"] == "uuid" and not one["required"]
            if optional and one["kind"] == "line" and not one["choices"]:
                one["kind"] = "hidden"
        stands = record.get("version") if record is not None and changes(operation, record.query) else None
        if isinstance(stands, int) and (problem or "version" not in given):
            given["version"] = str(stands)  # after a refusal the page shows what stands there now
        leads = await self.pages.references(visit, operation, answer)
        keys = {name: str(given[name]) for name in operation.path_fields() if given.get(name) and name not in seen}
        return self.pages.render(
            visit,
            "form.html",
            action=f"/operations/{operation.NAME}" + (f"?{urlencode(keys)}" if keys and operation.WRITES else ""),
            status=problem["status"] if problem else 200,
            operation=operation,
            doc=_said(operation, form["schema"].get("properties", {})),
            fields=fields,
            seen=" ".join(one["name"] for one in fields if one["kind"] != "hidden"),
            record=record,
            beside=await self._beside(visit, operation, usual | given),
            follows=[f"[name={one['name']}]" for one in fields if one["kind"] != "hidden" and _says(operation, one)],
            first=first,
            found_in=await self._found_in(visit, first[1]) if first is not None else "",
            key=given.get("key") or secrets.token_hex(16),
            given=given,
            answer=answer,
            table=table_of(answer, visit.lang, leads),
            titles=self.pages.vocabulary.titles(operation, visit.lang),
            references=leads,
            problem=problem,
            wrong=wrong,
            done=done,
        )

    async def _beside(
        self, visit: Visit, operation: type[Operation], given: Mapping[str, Any]
    ) -> list[tuple[type[Operation], dict[str, str], dict[str, Any]]]:
        """What the operation says that its form shows too, where the visitor may see it, and whose it is: the annual
        leave that a person has left."""
        known: dict[str, Any] = {"year": datetime.now(self.pages.zone).year, **given}
        found = []
        for query in operation.BESIDE:
            asked = {name: known[name] for name in query.path_fields() if known.get(name)}
            if len(asked) == len(query.path_fields()) and query.NAME in self.gate.operations:
                answer = await self.pages.ask_kindly(visit, query.NAME, **asked)
                titles = self.pages.vocabulary.titles(query, visit.lang)
                wanted = getattr(query.RETURNS, "SHEET", ()) or query.RETURNS.model_fields
                shown = {titles[name]: answer[name] for name in wanted if name not in asked} if answer else {}
                found += [(query, asked, shown)] if shown else []
        return found

    async def _found_in(self, visit: Visit, register: type[Operation] | None) -> str:
        """The register that shows what can be chosen, or all of them; empty where it is not for the visitor."""
        permitted = await self.pages.permitted(visit)
        if register is None:
            return "/registers"
        return register_page(register, permitted) if register.NAME in permitted else ""

    def _operation(self, visit: Visit) -> type[Operation]:
        operation = self.gate.operations.get(visit.request.path_params["operation"])
        if operation is None:
            raise NotFound("没有这项业务操作。", "There is no such operation.")
        return operation


def _says(operation: type[Operation], field: Mapping[str, Any]) -> bool:
    """Whether this field says whose it is that the form shows too."""
    return any(field["name"] in query.path_fields() for query in operation.BESIDE)


def _own_page(operation: type[Operation], given: Mapping[str, str]) -> str:
    """Registers, and records once it is said which one, are pages of their own."""
    asked = {key: value for key, value in given.items() if value and key in operation.model_fields}
    page = f"/registers/{operation.NAME}" if is_register(operation) else ""
    if operation.NAME.endswith(FORESEEN):
        page = "/calendar"  # of all services
    if operation.NAME in (f"{operation.SERVICE}.{STARTS}", f"{operation.SERVICE}.list-replayable"):
        return f"/replays?service={operation.SERVICE}"  # nobody types the id of a record there
    if operation.NAME == BLIND:
        return page_of_record("appraisal.get-evaluation", asked) if asked else "/registers/appraisal.list-evaluations"
    if shows_record(operation) and set(operation.path_fields()) <= set(asked):
        return page_of_record(operation.NAME, asked)
    return page and page + (f"?{urlencode(asked)}" if asked else "")


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
                except (ValueError, RecursionError):
                    body[name] = texts[0]  # the service names the field that is wrong
            case "check" if texts:
                body[name] = texts[0] == "true"
            case _ if one["many"]:
                body.pop(name, None)
                if texts:
                    lines = [line.strip() for text in texts for line in text.splitlines() if line.strip()]
                    body[name] = [_clock(line) for line in lines] if _takes_times(one) else lines
            case _:
                pass
    return body


def _takes_times(described: Mapping[str, Any]) -> bool:
    return bool(described["schema"].get("items", {}).get("format") == "time")


def _clock(text: str) -> str:
    """As people type the time: `8:05`, or with the colon of a Chinese keyboard."""
    return re.sub(r"^(\d):", r"0\1:", text.replace("：", ":"))


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
    found: dict[str, Any] = {name: record[name] for name in own if name in record and _as_shown(operation, name)}
    if operation.NAME.partition(".")[2].startswith(CORRECTING):
        found |= {name: record[name] for name in own if name in record and name not in {"reason", "note"}}
    for listed in ("seats", "voters") if "present" in own else ():
        if isinstance(there := record.get(listed), list):
            found["present"] = [one["person"] if isinstance(one, Mapping) else one for one in there]
    return found


def _as_shown(operation: type[Operation], name: str) -> bool:
    extra = operation.model_fields[name].json_schema_extra
    return isinstance(extra, Mapping) and extra.items() >= AS_SHOWN.items()


def _said(operation: type[Operation], described: Mapping[str, Any]) -> str:
    """In English; its fields as the form calls them."""
    own = vars(operation).get("__doc__")
    said = " ".join(str(own).split()) if own else ""
    return re.sub(r"`(\w+)`", lambda name: f"“{described[name[1]]['x-en']}”" if name[1] in described else name[1], said)
