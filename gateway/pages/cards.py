"""What lies behind a scorecard's numbers: dimension → rule → facts → event → article."""

from __future__ import annotations

from starlette.responses import RedirectResponse, Response

from gateway.pages.addresses import moment
from gateway.pages.frame import Pages, Visit
from gateway.pages.places import page_of_record
from gateway.pages.properties import Properties
from gateway.pages.quarters import not_installed


class Cards:
    def __init__(self, pages: Pages) -> None:
        self.pages = pages

    async def home(self, visit: Visit) -> Response:
        """Where a visitor begins: the scorecards, or their desk where there is no appraisal."""
        there = "appraisal.list-scorecards" in self.pages.gate.operations
        return RedirectResponse("/scorecards" if there else "/desk", 303)

    async def dimension(self, visit: Visit) -> Response:
        """Why it counts or is left out, and what would make it count."""
        params = visit.request.path_params
        asked = {key: params[key] for key in ("quarter", "department", "dimension")}
        view = await self.pages.ask(visit, "appraisal.explain-dimension", **asked, **moment(visit.request))
        if view is None:
            raise not_installed()
        return self.pages.render(visit, "dimension.html", view=view, d=view["result"])

    async def rule(self, visit: Visit) -> Response:
        params = visit.request.path_params
        asked = {key: params[key] for key in ("quarter", "department", "dimension", "rule")}
        if after := visit.request.query_params.get("after"):
            asked["after"] = after
        view = await self.pages.ask(visit, "appraisal.explain-rule", **asked, **moment(visit.request))
        if view is None:
            raise not_installed()
        return self.pages.render(visit, "rule.html", view=view, result=view["result"])

    async def event(self, visit: Visit) -> Response:
        params = visit.request.path_params
        service = params["service"]
        event = await self.pages.ask(visit, f"{service}.get-event", position=params["position"])
        if event is None:
            raise not_installed()
        shows = self.pages.gate.operations[f"{service}.get-event"]
        leads = await self.pages.references(visit, shows, event["fields"])
        record = self.pages.gate.operations.get(event["shown_by"])
        told = Properties(self.pages, visit, service, event["procedure"], record)
        permitted = await self.pages.permitted(visit)
        moved = await self.pages.ask_kindly(
            visit, "appraisal.list-facts", source=service, position=params["position"], limit=500
        )
        key = {event["key"]: event["aggregate"]}
        found = await self.pages.ask_kindly(visit, record.NAME, **key) if record is not None else None
        return self.pages.render(
            visit,
            "event.html",
            source=service,
            event=event,
            operation=record or shows,
            references=leads,
            titles=told.titles,
            changes=told.changes(event["changes"]),
            moved=moved["items"] if moved else [],
            history=f"{service}.get-history" in permitted,
            traces=f"{service}.find-events" in permitted,
            replays=f"{service}.start-replay" in permitted,
            record=record if found is not None else None,
            page=page_of_record(event["shown_by"], key),
            known=self.pages.called(record, found, visit.lang) if record is not None and found is not None else "",
        )
