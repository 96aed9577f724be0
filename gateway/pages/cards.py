"""The quarter's scorecards, and behind each number: dimension → rule → facts → event → article."""

from __future__ import annotations

import asyncio
import json
from decimal import Decimal
from typing import Any

from starlette.responses import RedirectResponse, Response

from gateway.pages.addresses import moment
from gateway.pages.frame import Pages, Visit
from gateway.refusals import NotInstalled


class Cards:
    def __init__(self, pages: Pages) -> None:
        self.pages = pages

    async def home(self, visit: Visit) -> Response:
        """Where a visitor begins: the scorecards, or their desk where there is no appraisal."""
        there = "appraisal.list-scorecards" in self.pages.gate.operations
        return RedirectResponse("/scorecards" if there else "/desk", 303)

    async def quarters(self, visit: Visit) -> Response:
        lines = await self.pages.ask(visit, "appraisal.list-quarters")
        if lines is None:
            raise _not_installed()
        if lines["items"]:
            return RedirectResponse(f"/scorecards/{first_shown(lines['items'])}", 303)
        return self.pages.render(visit, "no_quarter.html")

    async def quarter(self, visit: Visit) -> Response:
        code = visit.request.path_params["quarter"]
        wanted = moment(visit.request)
        position = await self.pages.gate.live.position()
        view, lines = await asyncio.gather(
            self.pages.ask(visit, "appraisal.list-scorecards", quarter=code, **wanted),
            self.pages.ask_kindly(visit, "appraisal.list-quarters"),
        )
        if view is None:
            raise _not_installed()
        cards = sorted((proven["card"] for proven in view["cards"]), key=_by_score)
        return self.pages.render(
            visit,
            "quarter.html",
            view=view,
            cards=cards,
            quarters=(lines or {"items": []})["items"],
            ranks={proven["card"]["department"]: proven["rank"] for proven in view["cards"]},
            chart=json.dumps(chart(cards, visit.lang), ensure_ascii=False),
            dimensions=_dimensions(cards),
            position=position,
            policy=await self.pages.ask_kindly(visit, "appraisal.get-policy", number=view["basis"]["policy"]),
        )

    async def department(self, visit: Visit) -> Response:
        params = visit.request.path_params
        view = await self.pages.ask(
            visit,
            "appraisal.get-scorecard",
            quarter=params["quarter"],
            department=params["department"],
            **moment(visit.request),
        )
        if view is None:
            raise _not_installed()
        position = await self.pages.gate.live.position()
        policy = await self.pages.ask_kindly(visit, "appraisal.get-policy", number=view["basis"]["policy"])
        return self.pages.render(
            visit, "department.html", view=view, card=view["card"], position=position, policy=policy
        )

    async def dimension(self, visit: Visit) -> Response:
        """Why it counts or is left out, and what would make it count."""
        params = visit.request.path_params
        asked = {key: params[key] for key in ("quarter", "department", "dimension")}
        view = await self.pages.ask(visit, "appraisal.explain-dimension", **asked, **moment(visit.request))
        if view is None:
            raise _not_installed()
        return self.pages.render(visit, "dimension.html", view=view, d=view["result"])

    async def rule(self, visit: Visit) -> Response:
        params = visit.request.path_params
        asked = {key: params[key] for key in ("quarter", "department", "dimension", "rule")}
        if after := visit.request.query_params.get("after"):
            asked["after"] = after
        view = await self.pages.ask(visit, "appraisal.explain-rule", **asked, **moment(visit.request))
        if view is None:
            raise _not_installed()
        return self.pages.render(visit, "rule.html", view=view, result=view["result"])

    async def event(self, visit: Visit) -> Response:
        params = visit.request.path_params
        service = params["service"]
        event = await self.pages.ask(visit, f"{service}.get-event", position=params["position"])
        if event is None:
            raise _not_installed()
        shows = self.pages.gate.operations[f"{service}.get-event"]
        leads = await self.pages.references(visit, shows, event["fields"])
        return self.pages.render(visit, "event.html", source=service, event=event, operation=shows, references=leads)


def chart(cards: list[dict[str, Any]], lang: str) -> dict[str, Any]:
    """Each department's score, stacked by what every dimension brings to it."""
    which = 1 if lang == "en" else 0
    scored = [card for card in reversed(cards) if card["score"] is not None]
    series = [
        {
            "name": names[which],
            "data": [str(brought(card, dimension)) for card in scored],
        }
        for dimension, names in _dimensions(cards).items()
    ]
    return {
        "names": [card["en"] if lang == "en" else card["zh"] for card in scored],
        "scores": [card["score"] for card in scored],
        "series": [one for one in series if any(value != "0" for value in one["data"])],
    }


def first_shown(lines: list[dict[str, Any]]) -> str:
    """The newest quarter that is over, for its scores stand; the running one where there is no other."""
    return str(next((line for line in lines if not line["running"]), lines[0])["quarter"])


def brought(card: dict[str, Any], dimension: str) -> Decimal:
    """The dimension's share of the score: its own score by its spread weight."""
    weights = sum((Decimal(d["spread_weight"]) for d in card["dimensions"] if d["score"] is not None), Decimal())
    for one in card["dimensions"]:
        if one["dimension"] == dimension and one["score"] is not None and weights:
            return (Decimal(one["score"]) * Decimal(one["spread_weight"]) / weights).quantize(Decimal("0.01"))
    return Decimal()


def _dimensions(cards: list[dict[str, Any]]) -> dict[str, tuple[str, str]]:
    """In the policy's order."""
    return {d["dimension"]: (d["zh"], d["en"]) for card in cards for d in card["dimensions"]}


def _by_score(card: dict[str, Any]) -> tuple[bool, Decimal, str]:
    return card["score"] is None, -Decimal(card["score"] or 0), card["department"]


def _not_installed() -> NotInstalled:
    return NotInstalled("本系统未安装这项业务。", "This installation does not have that part.")
