"""Which page stands where."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response

from gateway import steps
from gateway.gate import label
from gateway.pages.calendar import Calendar
from gateway.pages.cards import Cards
from gateway.pages.departments import Departments
from gateway.pages.desk import Desk
from gateway.pages.entry import Entry
from gateway.pages.evaluation import Evaluation
from gateway.pages.forms import Forms
from gateway.pages.frame import Pages, Visit
from gateway.pages.log import Log
from gateway.pages.moments import Moments
from gateway.pages.personal import PersonalData
from gateway.pages.policies import Policies
from gateway.pages.proofs import Proofs
from gateway.pages.quarantine import Quarantine
from gateway.pages.quarters import Quarters
from gateway.pages.registers import Registers
from gateway.pages.regulations import Regulations
from gateway.pages.replays import Replays
from gateway.pages.workbench import Workbench
from gateway.stream import Stream


def mount(app: Starlette, pages: Pages, stream: Stream) -> None:
    entry, cards, desk, forms = Entry(pages), Cards(pages), Desk(pages), Forms(pages)
    calendar, evaluation, quarters = Calendar(pages), Evaluation(pages), Quarters(pages)
    regulations, registers, policies = Regulations(pages), Registers(pages), Policies(pages)
    workbench, proofs, log = Workbench(pages), Proofs(pages), Log(pages)

    async def live(visit: Visit) -> Response:
        """As `/api/v1/live`, but a page's session is renewed on the way."""
        label(visit.request, "gateway.live")
        return await stream.open(visit.request, visit.caller)

    async def favicon(request: Request) -> Response:
        return Response(status_code=204)

    app.add_route("/login", entry.login, methods=["GET", "POST"])
    app.add_route("/logout", entry.logout, methods=["POST"])
    app.add_route("/favicon.ico", favicon, methods=["GET"])
    app.add_route(
        "/password", pages.page("password", entry.password, at=frozenset({steps.CHANGE})), methods=["GET", "POST"]
    )
    app.add_route("/code", pages.page("code", entry.code, at=frozenset({steps.CODE})), methods=["GET", "POST"])
    factor = pages.page("second-factor", entry.second_factor, at=frozenset({steps.ENROL}))
    app.add_route("/second-factor", factor, methods=["GET", "POST"])
    app.add_route("/account", pages.page("account", entry.account), methods=["GET"])
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
    app.add_route("/log", pages.page("log", log.log), methods=["GET"])
    app.add_route("/history/{service}/{aggregate}", pages.page("history", log.history), methods=["GET"])
    app.add_route("/trace/{service}/{position}", pages.page("trace", log.trace), methods=["GET"])
    app.add_route("/desk", pages.page("desk", desk.desk), methods=["GET"])
    app.add_route("/calendar", pages.page("calendar", calendar.page), methods=["GET"])
    app.add_route("/calendar.xlsx", pages.page("calendar-workbook", calendar.workbook), methods=["GET"])
    app.add_route("/calendar/links", pages.page("calendar-links", calendar.links), methods=["GET", "POST"])
    app.add_route("/calendar/{secret}.ics", calendar.feed, methods=["GET"], name="feed")
    app.add_route("/evaluations/{quarter}", pages.page("evaluation", evaluation.page), methods=["GET"])
    app.add_route("/leave/{leave}", pages.page("leave", desk.leave), methods=["GET"])
    app.add_route("/bundles", pages.page("bundles", proofs.bundles), methods=["GET"])
    app.add_route("/bundles/whole.zip", pages.page("bundle-whole", proofs.whole), methods=["GET"])
    app.add_route("/bundles/quarter.zip", pages.page("bundle-quarter", proofs.quarter), methods=["GET"])
    app.add_route("/proofs/check", pages.page("proof-check", proofs.check), methods=["GET"])
    app.add_route("/proofs/mine.zip", pages.page("proof-mine", proofs.mine), methods=["GET"])
    app.add_route("/proofs/{quarter}/bundle.zip", pages.page("proof-bundle", proofs.quarter), methods=["GET"])
    app.add_route("/proofs/tallies/{quarter}/{department}", pages.page("proof-tally", proofs.tally), methods=["GET"])
    app.add_route("/proofs/{quarter}/{department}", pages.page("proof", proofs.grade), methods=["GET"])
    of_record = "/proofs/records/{source}/{aggregate}.zip"
    app.add_route(of_record, pages.page("proof-record", proofs.record), methods=["GET"])
    app.add_route("/proofs/records/{source}/{aggregate}", pages.page("proof-line", proofs.line), methods=["GET"])
    app.add_route("/verifier", proofs.verifier, methods=["GET"])
    app.add_route("/verifier/verify.py", proofs.program, methods=["GET"])
    replays = Replays(pages)
    app.add_route("/replays", pages.page("replays", replays.index), methods=["GET", "POST"])
    app.add_route("/replays/{service}/{replay}", pages.page("replay", replays.replay), methods=["GET"])
    of_replay = "/replays/{service}/{replay}"
    app.add_route(f"{of_replay}/workbook.xlsx", pages.page("replay-workbook", replays.workbook), methods=["GET"])
    app.add_route(
        f"{of_replay}/differences.xlsx", pages.page("replay-differences", replays.differences), methods=["GET"]
    )
    app.add_route("/quarantine", pages.page("quarantine", Quarantine(pages).page), methods=["GET"])
    personal = PersonalData(pages)
    app.add_route("/personal-data", pages.page("personal-data", personal.page), methods=["GET"])
    app.add_route("/personal-data/mine.zip", pages.page("own-data", personal.mine), methods=["GET"])
    app.add_route("/regulations", pages.page("regulations", regulations.regulations), methods=["GET"])
    app.add_route("/operations", pages.page("operations", forms.index), methods=["GET"])
    app.add_route("/operations/{operation}", pages.page("form", forms.form), methods=["GET", "POST"])
    app.add_route("/registers", pages.page("registers", registers.index), methods=["GET"])
    app.add_route("/registers/{operation}", pages.page("register", registers.register), methods=["GET"])
    app.add_route("/records/{operation}", pages.page("record", registers.record), methods=["GET"])
    app.add_route("/static/{name:path}", pages.assets.send, methods=["GET"])
