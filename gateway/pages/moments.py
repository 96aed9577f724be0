"""A quarter between two of its days: the scores as they were known at the end of each, and what moved them."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from typing import Any

from starlette.responses import Response

from gateway.pages.charts import called
from gateway.pages.frame import Pages, Visit
from gateway.pages.quarters import not_installed
from services.kernel.refusals import Invalid, Refusal

DAY, WEEK = timedelta(days=1), timedelta(days=7)
TOLD = 200
"""Events that are told one by one; of a single department more of them."""
TOLD_OF_ONE = 1000


class Moments:
    def __init__(self, pages: Pages) -> None:
        self.pages = pages

    async def page(self, visit: Visit) -> Response:
        """`from` and `to` are days, `department` narrows it to one. The end of a day is what is compared."""
        code = visit.request.path_params["quarter"]
        query = visit.request.query_params
        position = await self.pages.gate.live.position()
        survey = await self.pages.ask(visit, "appraisal.survey-quarter", quarter=code)
        if survey is None:
            raise not_installed()
        today = datetime.now(self.pages.zone).date()
        over = date.fromisoformat(survey["last_day"])
        first = date.fromisoformat(survey["first_day"]) - DAY
        to = max(first, min(today, _day(query.get("to", ""), "to") or today))
        begun = max(first, min(today, _day(query.get("from", ""), "from") or (over if over < to else to - WEEK)))
        department = query.get("department", "")
        asked = {} if to >= today else {"until": self._end(to).isoformat()}
        moved, problem = None, None
        try:
            moved = await self.pages.ask(
                visit,
                "appraisal.compare-moments",
                quarter=code,
                since=self._end(begun).isoformat(),
                department=department,
                limit=TOLD_OF_ONE if department else TOLD,
                **asked,
            )
        except Refusal as refusal:  # said where the moves would stand: a slider goes on from there
            problem = self.pages.problem(visit, refusal)
        recorded = date.fromisoformat(moved["last_recorded"]) if moved else to
        last = min(today, max(over, recorded))
        return self.pages.render(
            visit,
            "moments.html",
            quarter=code,
            moved=moved,
            problem=problem,
            departments=survey["lines"],
            chosen=department,
            first=first,
            last=last,
            begun=begun,
            to=min(to, last),
            shown_at="" if to >= today else self._end(to).isoformat(),
            chart=json.dumps(_beside(moved, visit), ensure_ascii=False) if moved else "",
            position=position,
        )

    def _end(self, day: date) -> datetime:
        return datetime.combine(day, time.max, self.pages.zone)


def _day(text: str, field: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Invalid("日期无效。", "That is no day.", fields=[{"field": field, "value": text}]) from None


def _beside(moved: dict[str, Any], visit: Visit) -> dict[str, Any]:
    """Each department's score at both moments."""
    lines = [line for line in moved["lines"] if line["after"] is not None]
    return {
        "kind": "pairs",
        "names": [called(line, visit.lang) for line in lines],
        "series": [
            {"name": visit.t("原", "before"), "data": [line["before"] for line in lines]},
            {"name": visit.t("后", "after"), "data": [line["after"] for line in lines]},
        ],
    }
