"""重演: replays of every service started by choosing, watched, looked into and compared. Keeps nothing itself."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any, get_args
from urllib.parse import urlencode

from starlette.responses import RedirectResponse, Response

from gateway.calls import respond
from gateway.gate import correlation
from gateway.operations import is_register
from gateway.pages.frame import Pages, Visit
from gateway.pages.places import register_page
from gateway.pages.ruled import parameters_tried
from services.kernel.procedure.context import Call
from services.kernel.procedure.operations import File, Operation
from services.kernel.procedure.record import Row
from services.kernel.procedure.registry import Export
from services.kernel.procedure.replay.record import Pace
from services.kernel.refusals import Invalid, NotFound, Refusal

STARTS, LOOKS, EXPORTS = "start-replay", "look-into-replay", "export-from-replay"
SCORECARDS = "appraisal.list-scorecards"
ASKED = ("part", "pace", "position", "draft", "parameter", "value")
DIFFERENCES = 200
"""How many are told on the page; the workbook has them all."""
FIRST_DAY = date(1990, 1, 1)
"""Workbooks of a replay begin with the register itself."""


class Replays:
    def __init__(self, pages: Pages) -> None:
        self.pages, self.gate = pages, pages.gate

    async def index(self, visit: Visit) -> Response:
        """What is replayed anywhere, and the form that starts one: of a service, then of what."""
        permitted = await self.pages.permitted(visit)
        services = [name.partition(".")[0] for name in permitted if name.endswith(f".{STARTS}")]
        seen = [name.partition(".")[0] for name in permitted if name.endswith(".list-replays")]
        if not seen:
            raise NotFound("没有可查看的重演。", "There are no replays for you to see.")
        query = visit.request.query_params
        chosen = query.get("service", "")
        chosen = chosen if chosen in services else ""
        lists = await asyncio.gather(*(self.pages.ask_kindly(visit, f"{one}.list-replays") for one in seen))
        found = [(name, page["items"]) for name, page in zip(seen, lists, strict=True) if page]
        rows = [{**row, "service": name} for name, items in found for row in items]
        problem, parts, given = None, None, dict(query)
        if visit.request.method == "POST":
            form = await visit.request.form()
            given = {name: str(value) for name, value in form.items()}
            try:
                return await self._start(visit, given)
            except Refusal as refusal:
                problem = self.pages.problem(visit, refusal)
                chosen = given.get("service", chosen)
        if chosen:
            parts = await self.pages.ask(visit, f"{chosen}.list-replayable")
        return self.pages.render(
            visit,
            "replays.html",
            status=problem["status"] if problem else 200,
            services=services,
            chosen=chosen,
            parts=parts["items"] if parts else [],
            end=parts["position"] if parts else 0,
            part=given.get("part", ""),
            position_given=query.get("position", "") if query.get("position", "").isdecimal() else "",
            given=given,
            parameters=parameters_tried(self.gate.settings.rules, visit.lang),
            paces=[{"value": one.value, "zh": one.zh, "en": one.en} for one in Pace],
            rows=sorted(rows, key=lambda row: (row["asked_on"], row["number"]), reverse=True),
            problem=problem,
            live_topics="replays",
            position=await self.gate.live.position(),
        )

    async def _start(self, visit: Visit, given: Mapping[str, str]) -> Response:
        service = given.get("service", "")
        if f"{service}.{STARTS}" not in self.gate.operations:
            raise Invalid("请先选择服务。", "Choose a service first.", fields=[{"field": "service"}])
        asked: dict[str, Any] = {name: given[name] for name in ASKED if given.get(name)}
        if "draft" in asked:  # the form names the one part that has drafts, whatever register stands there chosen
            asked.setdefault("part", given.get("part_of_draft", ""))
        if day := given.get("moment"):
            asked["moment"] = self._moment(day).isoformat()
        made = await self.pages.ask(visit, f"{service}.{STARTS}", **asked)
        return RedirectResponse(f"/replays/{service}/{made['id']}", 303)

    def _moment(self, text: str) -> datetime:
        """As a browser gives it, on the organ's clocks; the end of a day where no time is said."""
        try:
            whole = datetime.fromisoformat(text)
        except ValueError:
            raise Invalid("时间无效。", "That is no time.", fields=[{"field": "moment", "value": text}]) from None
        if len(text) == len("2026-08-12"):
            return datetime.combine(whole, time.max, self.pages.zone)
        return whole.replace(tzinfo=self.pages.zone)

    async def replay(self, visit: Visit) -> Response:
        service, id = self._named(visit)
        replay = await self.pages.ask(visit, f"{service}.get-replay", replay=id)
        permitted = await self.pages.permitted(visit)
        listed = None
        if replay["found"] == "different":
            listed = await self.pages.ask_kindly(
                visit, f"{service}.list-replay-differences", replay=id, limit=DIFFERENCES
            )
        others: list[dict[str, Any]] = []
        if f"{service}.compare-replays" in (replay["allowed"] or ()):
            found = await self.pages.ask(visit, f"{service}.list-replays", status="done")
            others = [one for one in found["items"] if one["id"] != id and one["zh"] == replay["zh"]]
        known = await self.pages.ask_kindly(visit, f"{service}.list-replayable")
        parts = known["items"] if known else []
        looks = f"{service}.{LOOKS}" in permitted
        shown = [one for one in self._registers(service, replay, parts) if looks and one.NAME in permitted]
        return self.pages.render(
            visit,
            "replay.html",
            operation=self.gate.operations[f"{service}.get-replay"],
            source=service,
            replay=replay,
            differences=listed["items"] if listed else [],
            acts=self._acts(service, replay),
            others=others,
            registers=[(one, _within(register_page(one, permitted), id)) for one in shown],
            starts=f"{service}.{STARTS}" in permitted,
            live_topics=f"replays.{service}",
            position=await self.gate.live.position(),
        )

    def _acts(self, service: str, replay: Mapping[str, Any]) -> list[tuple[type[Operation], str, bool]]:
        """Whether it takes a form of its own: the rest is one button."""
        asks = (f"{service}.propose-register-swap",)
        return [
            (self.gate.operations[name], f"/operations/{name}?{urlencode({'replay': replay['id']})}", name in asks)
            for name in replay["allowed"] or ()
            if replay["whole"] or not name.endswith(".compare-replays")
        ]

    def _registers(self, service: str, replay: Mapping[str, Any], parts: list[dict[str, Any]]) -> list[type[Operation]]:
        """What can be seen as the replay has it, of all that asks for nothing first."""
        if replay["status"] in ("queued", "cancelled"):
            return []
        tables = {table for part in parts if replay["part"] == part["name"] for table in part["tables"]}
        named = {name for part in parts if replay["part"] == part["name"] for name in part["shows"]}
        return [
            one
            for one in self.gate.operations.registers
            if service == one.SERVICE
            and not any(field.is_required() for field in one.model_fields.values())
            and (one.NAME in named or ((row := row_of(one)) is not None and row.TABLE.name in tables))
        ]

    async def workbook(self, visit: Visit) -> Response:
        """A register's workbook from its first line, as the replay has it."""
        service, id = self._named(visit)
        wanted = self.gate.operations.get(visit.request.query_params.get("operation", ""))
        if wanted is None or not issubclass(wanted, Export):
            raise NotFound("没有这本台账的表格。", "There is no such workbook.")
        replay = await self.pages.ask(visit, f"{service}.get-replay", replay=id)
        moment = replay["moment"]
        last = date.fromisoformat(moment[:10]) if moment else datetime.now(self.pages.zone).date()
        fields = json.dumps({"start": FIRST_DAY.isoformat(), "end": last.isoformat()})
        export = self.gate.operations[f"{service}.{EXPORTS}"]
        body = {"replay": id, "operation": wanted.NAME, "fields": fields}
        call = Call(export.NAME, body, visit.caller.token, correlation=correlation(visit.request))
        return respond(export, await self.gate.backend.call(call))

    async def differences(self, visit: Visit) -> Response:
        service, id = self._named(visit)
        export = self.gate.operations[f"{service}.export-replay-differences"]
        call = Call(export.NAME, {"replay": id}, visit.caller.token, correlation=correlation(visit.request))
        return respond(export, await self.gate.backend.call(call))

    def _named(self, visit: Visit) -> tuple[str, str]:
        service = visit.request.path_params["service"]
        if f"{service}.get-replay" not in self.gate.operations:
            raise NotFound("没有这个服务。", "There is no such service.")
        return service, visit.request.path_params["replay"]


def _within(page: str, replay: str) -> str:
    return f"{page}{'&' if '?' in page else '?'}replay={replay}"


def row_of(register: type[Operation]) -> type[Row] | None:
    """The line of a register that has a table of its own."""
    if not is_register(register):
        return None
    (row,) = get_args(register.RETURNS.model_fields["items"].annotation)
    return row if issubclass(row, Row) and hasattr(row, "TABLE") else None


async def looked(pages: Pages, visit: Visit, operation: type[Operation], replay: str, asked: Mapping[str, Any]) -> Any:
    """What the query answers from a replay's registers."""
    if issubclass(operation.RETURNS, File):
        raise NotFound("没有这本台账。", "There is no such register.")
    fields = json.dumps(dict(asked), ensure_ascii=False)
    return await pages.ask(
        visit, f"{operation.SERVICE}.{LOOKS}", replay=replay, operation=operation.NAME, fields=fields
    )
