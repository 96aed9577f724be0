"""A quarter at one look, for a meeting's screen and for a phone. What it shows the services worked out."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from starlette.responses import RedirectResponse, Response

from gateway.pages.addresses import here, moment
from gateway.pages.charts import ranking, spread, trend
from gateway.pages.frame import Pages, Visit
from gateway.refusals import NotInstalled

WEEK = timedelta(days=7)
CAUSES = 3
"""How many of what moved a department its line names; the others stand on the page of the two moments."""


class Quarters:
    def __init__(self, pages: Pages) -> None:
        self.pages = pages

    async def index(self, visit: Visit) -> Response:
        lines = await self.pages.ask(visit, "appraisal.list-quarters")
        if lines is None:
            raise not_installed()
        if lines["items"]:
            return RedirectResponse(f"/scorecards/{first_shown(lines['items'])}", 303)
        return self.pages.render(visit, "no_quarter.html")

    async def quarter(self, visit: Visit) -> Response:
        code = visit.request.path_params["quarter"]
        wanted = moment(visit.request)
        if typed := _on_our_clocks(wanted.get("as_of", ""), self.pages.zone):
            return RedirectResponse(here(visit.request, as_of=typed), 303)  # all links of the page lead on with it
        position = await self.pages.gate.live.position()
        view, lines, survey, course, moved, round_ = await asyncio.gather(
            self.pages.ask(visit, "appraisal.list-scorecards", quarter=code, **wanted),
            self.pages.ask_kindly(visit, "appraisal.list-quarters"),
            self.pages.ask_kindly(visit, "appraisal.survey-quarter", quarter=code, **wanted),
            self.pages.ask_kindly(visit, "appraisal.list-trend"),
            self._moved(visit, code, wanted),
            self.pages.ask_kindly(visit, "appraisal.get-round", quarter=code),
        )
        if view is None:
            raise not_installed()
        course_drawn = trend(course or {"quarters": [], "lines": []}, visit.lang)
        if round_ is not None:
            round_["lines"].sort(key=lambda line: (line["rank"] is None, line["rank"], line["department"]))
        cards = sorted((proven["card"] for proven in view["cards"]), key=by_score)
        return self.pages.render(
            visit,
            "quarter.html",
            operation=self.pages.gate.operations.get("appraisal.get-round"),
            view=view,
            cards=cards,
            quarters=(lines or {"items": []})["items"],
            ranks={proven["card"]["department"]: proven["rank"] for proven in view["cards"]},
            dimensions=dimensions_of(cards),
            survey=survey,
            surveyed={line["department"]: line for line in (survey or {"lines": []})["lines"]},
            course=course,
            moved=_told(moved) if moved is not None else None,
            round=round_,
            graded=_by_department(round_),
            parts=parts_of(round_),
            imports="directory.import-calendar" in await self.pages.permitted(visit),
            titles=self._titles(visit),
            today=datetime.now(self.pages.zone).date().isoformat(),
            charts={
                "ranking": _drawn(ranking(survey, visit.lang)) if survey else "",
                "spread": _drawn(spread(survey, visit.lang)) if survey else "",
                "trend": _drawn(course_drawn) if course_drawn["names"] else "",
            },
            position=position,
            policy=await self.pages.ask_kindly(visit, "appraisal.get-policy", number=view["basis"]["policy"]),
        )

    def _titles(self, visit: Visit) -> Callable[..., str]:
        """What the cycle's columns are called, as the record of the round declares them."""
        shows = self.pages.gate.operations.get("appraisal.get-round")
        known = self.pages.vocabulary.titles(shows, visit.lang) if shows is not None else {}

        def title(name: str, within: str = "") -> str:
            return known.get(f"{within}.{name}" if within else name, name)

        return title

    async def _moved(self, visit: Visit, code: str, wanted: dict[str, str]) -> Any:
        """Since a week before, from the beginning of that day on: the same question the whole day long."""
        if "at" in wanted:
            return None
        until = datetime.fromisoformat(wanted["as_of"]) if "as_of" in wanted else datetime.now(self.pages.zone)
        since = (until.astimezone(self.pages.zone) - WEEK).replace(hour=0, minute=0, second=0, microsecond=0)
        asked = {"until": wanted["as_of"]} if "as_of" in wanted else {}
        return await self.pages.ask_kindly(
            visit, "appraisal.compare-moments", quarter=code, since=since.isoformat(), **asked
        )


def _on_our_clocks(text: str, zone: ZoneInfo) -> str:
    """A moment as a form gives it, without its offset: what the clocks of the organ showed, wherever the reader's
    stand. Empty where there is nothing to add."""
    try:
        typed = datetime.fromisoformat(text)
    except ValueError:
        return ""
    return typed.replace(tzinfo=zone).isoformat() if typed.tzinfo is None else ""


def _told(moved: dict[str, Any]) -> dict[str, Any]:
    """Whose score or rank moved, each with what moved it most."""
    lines = []
    for line in moved["lines"]:
        causes = [one for one in line["causes"] if one["effect"] and Decimal(one["effect"])]
        causes.sort(key=lambda one: -abs(Decimal(one["effect"])))
        if causes or line["before"] != line["after"]:
            lines.append(line | {"causes": causes[:CAUSES], "others": len(causes) - len(causes[:CAUSES])})
    return moved | {"lines": lines}


def _by_department(round_: Any) -> dict[str, Any]:
    return {line["department"]: line for line in (round_ or {"lines": []})["lines"]}


def parts_of(round_: Any) -> list[str]:
    """What the totals are made of, where that is more than the scorecards: the page then says it number by number."""
    lines = (round_ or {"lines": []})["lines"]
    if all(line["total"] in (None, line["events"]) for line in lines):
        return []
    evaluated = any(line["evaluation"] is not None for line in lines)
    return ["events", *(["evaluation"] if evaluated else []), "leaders"]


def _drawn(chart: dict[str, Any]) -> str:
    return json.dumps(chart, ensure_ascii=False)


def first_shown(lines: list[dict[str, Any]]) -> str:
    """The newest quarter that is over, for its scores stand; the running one where there is no other."""
    return str(next((line for line in lines if not line["running"]), lines[0])["quarter"])


def dimensions_of(cards: list[dict[str, Any]]) -> dict[str, tuple[str, str]]:
    """In the policy's order."""
    return {d["dimension"]: (d["zh"], d["en"]) for card in cards for d in card["dimensions"]}


def by_score(card: dict[str, Any]) -> tuple[bool, Decimal, str]:
    return card["score"] is None, -Decimal(card["score"] or 0), card["department"]


def not_installed() -> NotInstalled:
    return NotInstalled("本系统未安装这项业务。", "This installation does not have that part.")
