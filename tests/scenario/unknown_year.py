"""The turn of the year 2026/27 as a script, before the state's notice about 2027 has been imported and after it.

The notice is invented: Friday 1 to Monday 4 January are days off, and Saturday the 9th is worked instead. It is
imported on Saturday the 2nd. So the working days of the turn are

    Dec  24 Thu  25 Fri  28 Mon  29 Tue  30 Wed  31 Thu      Jan  5 Tue  6 Wed  7 Thu  8 Fri  9 Sat  11 Mon  12 Tue
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from random import Random
from typing import Any

from deploy.demo.deed import SYSTEM
from deploy.demo.files import FILES, Files
from deploy.demo.leave import CLERK, Desk, Slip
from deploy.demo.meetings import CHAIR, Hall
from deploy.demo.papers import Papers
from deploy.demo.people import Roll
from deploy.demo.plan import ZONE, Plan, days_between
from deploy.demo.presence import Presence
from deploy.demo.script import ORGAN
from deploy.demo.sheets import Sheets
from deploy.demo.tasks import Board
from services.kernel.procedure.context import Call
from services.kernel.rules.calendar import WorkCalendar, read_notice
from tests.scenario.new_year import Script
from tests.scenario.runner import AUDITOR, Run
from tests.scenario.runner import Desk as Runtime

START = datetime(2026, 12, 20, 9, tzinfo=ZONE)
OLD, NEW = "2026-Q4", "2027-Q1"
EVE, DAY_ONE, IMPORTED = date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 2)
LAST = date(2027, 1, 15)
BEFORE_THE_IMPORT = datetime(2027, 1, 2, 9, tzinfo=ZONE)
AFTER_THE_IMPORT = datetime(2027, 1, 3, 9, tzinfo=ZONE)
KEEPER = "p016"
UNKNOWN = "calendar.unknown-year"
NOTICE = """\
year = 2027
source = "关于2027年部分节假日安排的通知(虚拟)"

[[holidays]]
zh = "元旦"
en = "New Year's Day"
days = [2027-01-01, 2027-01-02, 2027-01-03, 2027-01-04]
make_up = [2027-01-09]
"""


@dataclass
class Seen:
    """What stood there on the morning of the import and on the day after it: `open_dues` by service, kind and due day,
    `faults` by service and code.
    """

    open_dues: dict[datetime, list[tuple[str, str | None]]] = field(default_factory=dict[datetime, Any])
    faults: dict[datetime, list[tuple[str, str]]] = field(default_factory=dict[datetime, Any])


def run_at(desk: Runtime) -> tuple[Run, Seen]:
    made, seen = script(), Seen()

    def look(at: datetime) -> None:
        def ask(operation: str) -> list[dict[str, Any]]:
            call = Call(operation, {"limit": 500}, run.driver.token(AUDITOR), at=at)
            return list(json.loads(desk.call(call).body)["items"])

        services = ("attendance", "directory", "documents")
        seen.faults[at] = [(name, one["code"]) for name in services for one in ask(f"{name}.list-clock-faults")]
        debts = ask("documents.list-obligations")
        kinds = ("documents.circulation", "documents.minutes")
        seen.open_dues[at] = sorted(
            ((one["kind"], one["due"]) for one in debts if one["kind"] in kinds and one["status"] == "open"), key=str
        )

    hooks = {at: lambda at=at: look(at) for at in (BEFORE_THE_IMPORT, AFTER_THE_IMPORT)}
    run = Run(desk, made.deeds, made.files, hooks, start=START)
    return run.carry_out(), seen


@lru_cache(maxsize=1)
def script() -> Script:
    known = WorkCalendar.load(ORGAN / "calendar").with_notices([read_notice(NOTICE, "2027.toml")])
    plan = Plan(Roll(ORGAN), known, Random("unknown-year"))
    for day in days_between(december(29), LAST):
        for hour, minute in ((0, 10), (10, 30)):
            services = ("directory", "documents", "party")
            for service in (*services, "attendance") if day >= DAY_ONE else services:
                plan.do(plan.at(day, hour, minute), SYSTEM, f"{service}.tick")
    plan.files["2027.toml"] = NOTICE.encode()
    plan.do(plan.at(IMPORTED, 10), KEEPER, "directory.import-calendar", content={"@file": "2027.toml"})
    files = _attendance(plan)
    _meetings(Hall(plan))
    _papers(Papers(plan, Random("unknown-year's papers")))
    board = Board(plan, Random("unknown-year's tasks"))
    board.assign(december(24), EVE, "agriculture", "p030")  # nobody does it, and its day is known
    return Script(tuple(plan.in_order()), files.days, files.contents | plan.files)


def december(day: int) -> date:
    return date(2026, 12, day)


def january(day: int) -> date:
    return date(2027, 1, day)


def _attendance(plan: Plan) -> Files:
    """Back from leave of the last day by 5 January; December's sheets by the fifth working day, Saturday the 9th."""
    desk, presence = Desk(plan), Presence(plan)
    desk.take(Slip("p027", "personal", EVE, EVE), plan.at(december(28), 9))
    desk.take(Slip("p044", "personal", EVE, EVE), plan.at(december(28), 10), back="late", days_late=1)  # on the 6th
    over = Slip("p053", "personal", EVE, january(5))  # nobody can say how many working days that is
    desk.ask(over, plan.at(december(28), 11), expect=UNKNOWN)
    files, sheets = Files(plan, presence), Sheets(plan)
    presence.live(december(1), EVE)
    for machine in FILES:
        files.bring(files.export(machine, december(1), EVE), january(5), 8, 5)
    sheets.month("2026-12", slow={"social": 5, "budget": 6}, never=("ethnic-overseas",))
    return files


def _meetings(hall: Hall) -> None:
    """Minutes by the fifth working day after: of the 24th by the 31st, of the 25th by the 5th, of the 28th by the 6th,
    of the 31st by Saturday the 9th.
    """
    for on, filed, hour in (
        (december(24), january(5), 16), (december(25), january(6), 16), (december(28), december(30), 16),
        (EVE, january(9), 23), (EVE, january(11), 9),
    ):  # fmt: skip
        label = hall.call(december(23), "other", "年终会议", on, by=CLERK, invited=["p022", "p026"])
        hall.topic(label, december(23), "p006", "office", "年终工作", hour=14)
        hall.hold(label, on, ("p022", "p026"), presided_by="p022")
        hall.minutes(label, filed, CLERK, hour=hour)


def _papers(papers: Papers) -> None:
    """Two working days each, one when it is called back (B11.2)."""
    at = papers.plan.at

    def back(label: str, on: date, *, read: bool = True) -> None:
        papers.take_back(label, at(on, 14), read=read)
        papers.close(label, at(on, 15))

    passed = papers.ready(december(29), "关于岁末年初工作的通知")
    papers.start(passed, at(december(29), 11), ("p019",))  # by the 31st, which is known, and which passes
    papers.read(passed, at(january(5), 9), "p019")
    back(passed, january(5))
    handed_on = papers.ready(december(30), "关于元旦值班安排的通知")
    papers.start(handed_on, at(december(30), 11), ("p021", "p022"))  # by the 5th
    papers.read(handed_on, at(january(5), 23, 50), "p021")
    papers.read(handed_on, at(january(7), 9), "p022")  # by the 7th
    back(handed_on, january(7))
    kept = papers.ready(EVE, "关于报送年度总结的通知")
    papers.start(kept, at(EVE, 11), ("p030",))  # by the 6th
    papers.read(kept, at(january(7), 9), "p030")
    back(kept, january(7))
    same_day = papers.ready(EVE, "关于应急值守的通知")
    papers.start(same_day, at(EVE, 11), ("p042",))
    papers.read(same_day, at(EVE, 13), "p042")
    back(same_day, EVE)
    called = papers.ready(EVE, "关于春节慰问的通知")
    papers.start(called, at(EVE, 11), ("p050",))
    papers.do(called, at(EVE, 16), CHAIR, "withdraw-circulation", reason="表述有误")  # back by the 5th
    back(called, january(5), read=False)
    waited = papers.ready(EVE, "关于元旦期间信息报送的通知")
    papers.start(waited, at(DAY_ONE, 9), ("p026",))  # by the 6th
    papers.read(waited, at(january(6), 9), "p026")
    back(waited, january(6))
