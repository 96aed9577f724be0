"""A department's scorecard: how it is built up, what it is compared with, what would raise it. All by the services."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from typing import Any

from starlette.responses import Response

from gateway.pages.addresses import moment, then
from gateway.pages.charts import build_up, called, side_by_side
from gateway.pages.frame import Pages, Visit
from gateway.pages.quarters import not_installed

OPEN = "open"


class Departments:
    def __init__(self, pages: Pages) -> None:
        self.pages = pages

    async def page(self, visit: Visit) -> Response:
        """`beside` names another department to compare it with; without one it is its own last quarter."""
        params, wanted = visit.request.path_params, moment(visit.request)
        which = {"quarter": params["quarter"], "department": params["department"]}
        position = await self.pages.gate.live.position()
        view, survey, compared, round_ = await asyncio.gather(
            self.pages.ask(visit, "appraisal.get-scorecard", **which, **wanted),
            self.pages.ask_kindly(visit, "appraisal.survey-quarter", quarter=which["quarter"], **wanted),
            self._compared(visit, which, wanted),
            self.pages.ask_kindly(visit, "appraisal.get-round", quarter=which["quarter"]),
        )
        if view is None:
            raise not_installed()
        running = bool(survey and survey["running"] and not wanted)
        owed = await self._owed(visit, which["department"], survey["last_day"]) if running else []
        pages = [self._behind(visit, which, step) for step in view["steps"]]
        return self.pages.render(
            visit,
            "department.html",
            view=view,
            card=view["card"],
            others=[one for one in (survey or {"lines": []})["lines"] if one["department"] != which["department"]],
            running=running,
            steps=list(zip(view["steps"], pages, strict=True)),
            dimension_names={d["dimension"]: called(d, visit.lang) for d in view["card"]["dimensions"]},
            compared=compared,
            owed=owed,
            outlook=await self._outlook(visit, which, owed) if running else None,
            round=round_,
            graded=_of(round_, "lines", which["department"]),
            later=_of(round_, "restated", which["department"]),
            charts={
                "steps": json.dumps(
                    build_up(view["steps"], pages, self._called(visit, view)), ensure_ascii=False
                ),
                "compared": json.dumps(_beside(compared, visit.lang), ensure_ascii=False) if compared else "",
            },
            position=position,
            policy=await self.pages.ask_kindly(visit, "appraisal.get-policy", number=view["basis"]["policy"]),
        )  # fmt: skip

    async def _compared(self, visit: Visit, which: dict[str, str], wanted: dict[str, str]) -> Any:
        if "at" in wanted:
            return None
        beside = visit.request.query_params.get("beside", "")
        return await self.pages.ask_kindly(
            visit, "appraisal.compare-scorecards", **which, **({"other_department": beside} if beside else {}), **wanted
        )

    async def _owed(self, visit: Visit, department: str, until: str) -> list[dict[str, Any]]:
        """What the department owes until the quarter's end that counts as merit once it is done, of every service."""
        lists = [name for name in self.pages.gate.operations if name.endswith(".list-obligations")]
        asked = {"department": department, "status": OPEN, "due_until": until, "limit": 500}
        answers = await asyncio.gather(*(self.pages.ask_kindly(visit, name, **asked) for name in lists))
        found = [one for answer in answers if answer for one in answer["items"] if one["gives"]]
        return sorted(found, key=lambda one: str(one["due"]))

    async def _outlook(self, visit: Visit, which: dict[str, str], owed: list[dict[str, Any]]) -> Any:
        counted = Counter(one["gives"] for one in owed)
        given = [{"kind": kind, "number": number} for kind, number in sorted(counted.items())]
        found = await self.pages.ask_kindly(visit, "appraisal.weigh-deeds", **which, owed=given)
        if found is not None:
            for one in found["items"]:
                days = [debt["due"] for debt in owed if debt["gives"] == one["kind"] and debt["due"]]
                one["due"] = min(days, default="") if one["owed"] else ""
        return found

    def _behind(self, visit: Visit, which: dict[str, str], step: dict[str, Any]) -> str:
        page = f"/scorecards/{which['quarter']}/{which['department']}/{step['dimension']}"
        return then(visit.request, f"{page}/{step['rule']}" if step["rule"] else page)

    def _called(self, visit: Visit, view: dict[str, Any]) -> list[str]:
        """A rule by its name, a base and what bounds hold by their dimension's."""
        said = {step["part"]: self._word(visit, step["part"]) for step in view["steps"]}
        return [
            called(step, visit.lang) if step["rule"] else f"{called(step, visit.lang)} · {said[step['part']]}"
            for step in view["steps"]
        ]

    def _word(self, visit: Visit, part: str) -> str:
        return self.pages.coded("part", part, visit.lang, "appraisal.get-scorecard")


def _of(round_: Any, rows: str, department: str) -> Any:
    """The department's row of a quarter's appraisal, where there is one."""
    return next((one for one in (round_ or {rows: []})[rows] if one["department"] == department), None)


def _beside(compared: dict[str, Any], lang: str) -> dict[str, Any]:
    first, second = compared["first"], compared["second"]
    same = first["department"] == second["department"]
    names = (first["quarter"], second["quarter"]) if same else (called(first, lang), called(second, lang))
    return side_by_side(compared, names, lang)
