"""The appraisal's policies: their parts, what differs between two, a trial on a quarter, and worked examples."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.responses import Response

from gateway.pages.frame import Pages, Visit
from gateway.refusals import NotInstalled


class Policies:
    def __init__(self, pages: Pages) -> None:
        self.pages = pages

    async def index(self, visit: Visit) -> Response:
        lines = await self.pages.ask(visit, "appraisal.list-policies", limit=200)
        if lines is None:
            raise _not_installed()
        return self.pages.render(visit, "policies.html", lines=lines["items"])

    async def policy(self, visit: Visit) -> Response:
        """`with` names another policy to compare it with, `quarter` a quarter to try it on."""
        number = visit.request.path_params["number"]
        other = visit.request.query_params.get("with", "")
        quarter = visit.request.query_params.get("quarter", "")
        view, lines, quarters = await asyncio.gather(
            self.pages.ask(visit, "appraisal.get-policy", number=number),
            self.pages.ask_kindly(visit, "appraisal.list-policies", limit=200),
            self.pages.ask_kindly(visit, "appraisal.list-quarters"),
        )
        if view is None:
            raise _not_installed()
        trial = await self._asked(visit, "appraisal.try-draft", number, quarter=quarter)
        if trial is not None:
            trial["lines"].sort(key=lambda line: (line["trial_rank"] is None, line["trial_rank"]))
        codes = [line["quarter"] for line in (quarters or {"items": []})["items"]]
        return self.pages.render(
            visit,
            "policy.html",
            view=view,
            policy=view["policy"],
            acts=[
                (operation, f"/operations/{name}?number={view['number']}&version={view['version']}")
                for name in view["allowed"] or ()
                if (operation := self.pages.gate.operations.get(name)) is not None
            ],
            others=[line for line in (lines or {"items": []})["items"] if line["number"] != view["number"]],
            quarters=codes,
            compared=await self._asked(visit, "appraisal.compare-policies", number, other=other),
            trial=trial,
            examples=await self.pages.ask(
                visit, "appraisal.show-examples", number=number, quarter=quarter or (codes or ["2026-Q3"])[0]
            ),
        )

    async def _asked(self, visit: Visit, operation: str, number: str, **body: str) -> Any:
        """Only where the visitor asked for it."""
        return await self.pages.ask(visit, operation, number=number, **body) if all(body.values()) else None


def _not_installed() -> NotInstalled:
    return NotInstalled("本系统未安装这项业务。", "This installation does not have that part.")
