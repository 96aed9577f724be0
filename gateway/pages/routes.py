"""Which page stands where."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response

from gateway.gate import label
from gateway.pages.calendar import Calendar
from gateway.pages.cards import Cards
from gateway.pages.departments import Departments
from gateway.pages.desk import Desk
from gateway.pages.entry import Entry
from gateway.pages.evaluation import Evaluation
from gateway.pages.forms import Forms
from gateway.pages.frame import Pages, Visit
from gateway.pages.moments import Moments
from gateway.pages.policies import Policies
from gateway.pages.quarters import Quarters
from gateway.pages.registers import Registers
from gateway.pages.regulations import Regulations
from gateway.pages.workbench import Workbench
from gateway.stream import Stream


def mount(app: Starlette, pages: Pages, stream: Stream) -> None:
    entry, cards, desk, forms = Entry(pages), Cards(pages), Desk(pages), Forms(pages)
    calendar, evaluation, quarters = Calendar(pages), Evaluation(pages), Quarters(pages)
    regulations, registers, policies = Regulations(pages), Registers(pages), Policies(pages)
    workbench = Workbench(pages)

    async def live(visit: Visit) -> Response:
        """As `/api/v1/live`, but a page's session is renewed on the way."""
        label(visit.request, "gateway.live")
        return stream.open(visit.request, visit.caller, named=False)

    async def favicon(request: Request) -> Response:
        return Response(status_code=204)

    app.add_route("/login", entry.login, methods=["GET", "POST"])
    app.add_route("/logout", entry.logout, methods=["POST"])
    app.add_route("/favicon.ico", favicon, methods=["GET"])
    app.add_route("/password", pages.page("password", entry.password, changing=True), methods=["GET", "POST"])
    app.add_route("/", pages.page("home", cards.home), methods=["GET"])
    app.add_route("/live", pages.page("live", live), methods=["GET"])
    app.add_route("/scorecards", pages.page("quarters", quarters.index), methods=["GET"])
    app.add_route("/scorecards/{quarter}", pages.page("quarter", quarters.quarter), methods=["GET"])
    app.add_route("/scorecards/{quarter}/moments", pages.page("moments", Moments(pages).page), methods=["GET"])
    app.add_route(
        "/scorecards/{quarter}/{department}", pages.page("department", Departments(pages).page), methods=["GET"]
    )
    dimension = "/scorecards/{quarter}/{department}/{dimension}"
    app.add_route(dimension, pages.page("dimension", cards.dimension), methods=["GET"])
    rule = "/scorecards/{quarter}/{department}/{dimension}/{rule}"
    app.add_route(rule, pages.page("rule", cards.rule), methods=["GET"])
    app.add_route("/policies", pages.page("policies", policies.index), methods=["GET"])
    app.add_route("/policies/{number}", pages.page("policy", policies.policy), methods=["GET"])
    bench = "/policies/{number}/workbench"
    app.add_route(bench, pages.page("workbench", workbench.page), methods=["GET"])
    app.add_route(bench, pages.page("workbench-draft", workbench.draft), methods=["POST"])
    app.add_route(f"{bench}/moves", pages.page("workbench-moves", workbench.moves), methods=["GET"])
    app.add_route(f"{bench}/laws", pages.page("workbench-laws", workbench.laws), methods=["GET"])
    app.add_route(f"{bench}/firmness", pages.page("workbench-firmness", workbench.firmness), methods=["GET"])
    app.add_route("/events/{service}/{position}", pages.page("event", cards.event), methods=["GET"])
    app.add_route("/desk", pages.page("desk", desk.desk), methods=["GET"])
    app.add_route("/calendar", pages.page("calendar", calendar.page), methods=["GET"])
    app.add_route("/calendar.xlsx", pages.page("calendar-workbook", calendar.workbook), methods=["GET"])
    app.add_route("/calendar/links", pages.page("calendar-links", calendar.links), methods=["GET", "POST"])
    app.add_route("/calendar/{secret}.ics", calendar.feed, methods=["GET"], name="feed")
    app.add_route("/evaluations/{quarter}", pages.page("evaluation", evaluation.page), methods=["GET"])
    app.add_route("/leave/{leave}", pages.page("leave", desk.leave), methods=["GET"])
    app.add_route("/regulations", pages.page("regulations", regulations.regulations), methods=["GET"])
    app.add_route("/operations", pages.page("operations", forms.index), methods=["GET"])
    app.add_route("/operations/{operation}", pages.page("form", forms.form), methods=["GET", "POST"])
    app.add_route("/registers", pages.page("registers", registers.index), methods=["GET"])
    app.add_route("/registers/{operation}", pages.page("register", registers.register), methods=["GET"])
    app.add_route("/records/{operation}", pages.page("record", registers.record), methods=["GET"])
    app.add_route("/static/{name:path}", pages.assets.send, methods=["GET"])
