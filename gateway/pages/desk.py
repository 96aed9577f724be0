"""My desk: what waits for me, what I asked for, what I owe; and a leave with its route."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from gateway.pages.frame import Pages, Visit
from gateway.pages.log import history_page
from gateway.pages.places import page_of_line
from gateway.refusals import NotInstalled
from services.kernel.procedure.operations import Operation

LEAVE = "attendance.approve-leave"
"""Decided from the desk itself: its lines stand apart."""


class Desk:
    def __init__(self, pages: Pages) -> None:
        self.pages = pages

    async def desk(self, visit: Visit) -> Response:
        pages = self.pages
        position = await pages.gate.live.position()
        desks = sorted(name for name in pages.gate.operations if name.endswith(".list-desk"))
        mine, waiting, papers, *answers = await asyncio.gather(
            pages.ask_kindly(visit, "attendance.list-leave", person=visit.caller.person, limit=20),
            self._all(visit, "attendance.list-waiting-leave"),
            self._all(visit, "documents.list-waiting"),
            *(self._all(visit, name) for name in desks),
        )
        lines = [line for answer in answers for line in answer or () if line["operation"] != LEAVE]
        told = {paper["id"]: paper for paper in papers or ()}
        for line in lines:
            line["page"] = _page(pages.gate.operations, line)
            line["paper"] = next((told[value] for value in line["fields"].values() if value in told), None)
        return pages.render(
            visit,
            "desk.html",
            mine=mine,
            waiting=waiting,
            lines=sorted(lines, key=lambda line: (line["due"] or "9999", line["since"] or "9999")),
            silent=[name.partition(".")[0] for name, answer in zip(desks, answers, strict=True) if answer is None],
            position=position,
        )

    async def _all(self, visit: Visit, operation: str) -> list[Any] | None:
        """Every page of it: what waits is not cut off. None where it is not installed, or does not answer."""
        found: list[Any] = []
        after: dict[str, str] = {}
        while (answer := await self.pages.ask_kindly(visit, operation, limit=500, **after)) is not None:
            found += answer["items"]
            if not answer["next"]:
                return found
            after = {"after": answer["next"]}
        return None

    async def leave(self, visit: Visit) -> Response:
        view = await self.pages.ask(visit, "attendance.get-leave", leave=visit.request.path_params["leave"])
        if view is None:
            raise NotInstalled("本系统未安装考勤业务。", "This installation does not have attendance.")
        operations = self.pages.gate.operations
        actions = [operations[name] for name in view["allowed"] or () if name in operations]
        history = await history_page(self.pages, visit, "attendance", [view["id"]])
        return self.pages.render(visit, "leave.html", leave=view, actions=actions, history=history)


def _page(operations: Mapping[str, type[Operation]], line: Mapping[str, Any]) -> str:
    """Where it is seen and done; what has no record yet is begun by its form."""
    if line["record"]:
        return page_of_line(line)
    if line["operation"] not in operations:
        return ""
    given = line["fields"] | {name: line[name] for name in ("department", "person") if line[name]}
    asked = {name: value for name, value in given.items() if name in operations[line["operation"]].model_fields}
    return f"/operations/{line['operation']}?{urlencode(asked)}"
