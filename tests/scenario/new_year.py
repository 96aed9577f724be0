"""The turn of the year 2025/26 as a script: what is numbered, owed and counted on either side of midnight.

1 to 3 January are holidays and Sunday the 4th is worked instead; the chair changes only on the 20th.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from random import Random
from typing import Any

from deploy.demo.affairs import KEEPER, MONITOR, Office
from deploy.demo.archive import ARCHIVIST, item
from deploy.demo.deed import SYSTEM, Deed
from deploy.demo.files import FILES, Files
from deploy.demo.leave import CLERK, DIRECTOR
from deploy.demo.machines import Day
from deploy.demo.meetings import Hall
from deploy.demo.outgoing import drafted
from deploy.demo.papers import Papers
from deploy.demo.people import Roll
from deploy.demo.pieces import FORBIDDEN
from deploy.demo.plan import ZONE, Plan, days_between
from deploy.demo.presence import Presence
from deploy.demo.script import ORGAN
from deploy.demo.sheets import APPRAISED, Sheets
from deploy.demo.tasks import Board
from services.kernel.rules.calendar import WorkCalendar

START = datetime(2025, 12, 20, 9, tzinfo=ZONE)
CHAIR = "p001"
OLD, NEW = "2025-Q4", "2026-Q1"
EVE, DAY_ONE, SUNDAY = date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 4)
CLOSED = date(2026, 1, 16)
GROUP = "preparatory-group"


@dataclass(frozen=True)
class Script:
    deeds: tuple[Deed, ...]
    days: dict[str, list[Day]]
    files: dict[str, bytes]


@lru_cache(maxsize=1)
def script() -> Script:
    plan = Plan(Roll(ORGAN), WorkCalendar.load(ORGAN / "calendar"), Random("new-year"))
    chance = Random("new-year's papers")
    for day in days_between(date(2025, 12, 22), CLOSED):
        services = ("documents", "party", "attendance") if day >= DAY_ONE else ("documents", "party")
        for service in services:
            plan.do(plan.at(day, 0, 10), SYSTEM, f"{service}.tick")
    for day in (*days_between(date(2026, 3, 30), date(2026, 4, 8)), date(2026, 4, 30)):
        plan.do(plan.at(day, 0, 10), SYSTEM, "documents.tick")
    files = _attendance(plan)
    _tasks(Board(plan, chance))
    _items(plan)
    _papers(Papers(plan, chance))
    _affairs(Office(plan, chance))
    _letters(plan)
    _meetings(Hall(plan))
    _year_files(plan)
    _short_lived(plan)
    return Script(tuple(plan.in_order()), files.days, files.contents | plan.files)


def december(day: int) -> date:
    return date(2025, 12, day)


def january(day: int) -> date:
    return date(2026, 1, day)


def _attendance(plan: Plan) -> Files:
    """December's sheets are due on the fifth working day of January: the 8th, because Sunday the 4th is one."""
    presence = Presence(plan)
    files, sheets = Files(plan, presence), Sheets(plan)
    presence.residency(2025, 12, {"p017": 1}, made=EVE)
    presence.live(december(1), EVE)
    for machine in FILES:
        files.bring(files.export(machine, december(1), EVE), SUNDAY, 8, 5)
    sheets.month("2025-12", slow={"social": 5, "budget": 6}, never=("ethnic-overseas",))
    return files


def _tasks(board: Board) -> None:
    """Reported in the year's last minutes; over the year's end; due on a holiday, and on the Sunday that is worked."""
    at = board.plan.at
    last_minute = board.assign(december(22), EVE, "budget", "p027")
    board.report(last_minute, at(EVE, 23, 55))
    board.verify(last_minute, at(january(5), 9))
    board.assign(december(22), EVE, "agriculture", "p030", co_owners=("research",))  # nobody does it
    holiday = board.assign(december(23), january(3), "social", "p042")
    board.report(holiday, at(SUNDAY, 9))
    board.verify(holiday, at(january(6), 9))
    sunday = board.assign(december(24), SUNDAY, "deputies", "p047")
    board.report(sunday, at(SUNDAY, 17))
    board.verify(sunday, at(january(5), 10))
    put_off = board.assign(december(24), december(30), "finance-economy", "p024")
    board.do(put_off, at(december(29), 9), "p024", "ask-extension", due=january(9), reason="年终数据尚未汇总")
    board.do(put_off, at(december(29), 10), CHAIR, "extend-task")
    board.report(put_off, at(january(9), 16))
    board.verify(put_off, at(january(12), 9))


def _items(plan: Plan) -> None:
    """Numbered before midnight and after it; an adoption counts in the year in which it was printed."""
    for n, (at, by, department) in enumerate(
        (
            (plan.at(december(23), 10), "p024", "finance-economy"), (plan.at(EVE, 23, 58), "p053", "research"),
            (plan.at(DAY_ONE, 0, 5), "p027", "budget"), (plan.at(january(5), 9), "p042", "social"),
        )
    ):  # fmt: skip
        said: dict[str, Any] = {"title": f"岁末年初工作动态({n + 1})", "body": "工作有序推进。"}
        plan.do(at, by, "documents.submit-information", label=f"I{n}", department=department, authors=[by], **said)
    for n, on in ((1, EVE), (0, SUNDAY)):
        printed: dict[str, Any] = {"level": "city", "publication": "每日信息", "on": on}
        plan.do(plan.at(january(6), 10, n), CLERK, "documents.record-adoption", item=f"@I{n}", **printed)


def _papers(papers: Papers) -> None:
    """Registered before midnight and after it; two working days over the holiday (B11.2)."""
    plan = papers.plan
    at = plan.at
    first = papers.ready(december(29), "关于岁末年初工作的通知")
    papers.start(first, at(december(29), 11), ("p019", "p021"))
    papers.read(first, at(SUNDAY, 9), "p019")  # due on the year's last day
    papers.read(first, at(january(6), 9), "p021")  # due that day
    papers.take_back(first, at(january(6), 10))
    papers.close(first, at(january(6), 11))
    over = papers.ready(december(30), "关于元旦值班安排的通知", copies=3)
    papers.start(over, at(december(30), 11), ("p022", "p026", "p042"), copies=3)
    papers.read(over, at(SUNDAY, 23, 50), "p022")  # the Sunday is the last day in time
    papers.read(over, at(january(5), 0, 5), "p026")  # and this too late, before the clock has looked
    papers.do(over, at(EVE, 9), "p042", "ask-retention", person="p042", until=january(7), reason="起草情况通报")
    papers.do(over, at(january(5), 9), CLERK, "refuse-retention", person="p042", reason="其他部门急用")
    papers.read(over, at(january(6), 9), "p042")  # owed on the day of the answer
    for copy in (1, 2, 3):
        papers.take_back(over, at(january(6), 14, copy), copy)
    papers.close(over, at(january(6), 15))
    called = papers.ready(EVE, "关于报送年度总结的通知")
    papers.start(called, at(EVE, 11), ("p030",))
    papers.do(called, at(EVE, 16), CHAIR, "withdraw-circulation", reason="表述有误")  # owed by the 4th
    papers.take_back(called, at(january(5), 9), read=False)
    papers.close(called, at(january(5), 10))
    late = papers.register(EVE, "关于应急值守的紧急通知", hour=23, urgency="express")
    early = papers.register(DAY_ONE, "关于元旦期间信息报送的通知", hour=0)
    papers.do(
        late, at(january(5), 9), CLERK, "correct-incoming", sender="区政府办公室", title="关于应急值守的紧急通知",
        secrecy="ordinary", urgency="express", reason="来文单位登记有误",
    )  # fmt: skip
    for n, label in enumerate((late, early)):
        papers.propose(label, at(january(5), 10, n), "deputy-chair-1")
        papers.instruct(label, at(january(5), 11, n), "deputy-chair-1")
    papers.start(
        early, at(january(7), 11), ("p050",)
    )  # still within its days when the books are closed? due on the 9th
    papers.close(late, at(january(5), 15))


def _affairs(office: Office) -> None:
    """Every numbered register on both sides; a new year's first warning; articles owed and not written."""
    for n, on in enumerate((december(29), EVE, SUNDAY, january(7))):
        asked: dict[str, Any] = {"department": "social", "seal": "office", "title": f"公函({n})", "purpose": "发函"}
        use, visit, complaint = office.new("S"), office.new("V"), office.new("C")
        office.do(on, "p042", "request-seal-use", label=use, copies=1, **asked)
        office.do(on, DIRECTOR, "approve-seal-use", hour=11, expect=FORBIDDEN, use=f"@{use}")
        office.do(on, CHAIR, "approve-seal-use", hour=11, use=f"@{use}")
        office.do(on, KEEPER, "apply-seal", hour=12, use=f"@{use}", document=f"函({n})", copies=1)
        visitor: dict[str, Any] = {"visitor": f"来访群众{n}", "matter": "咨询"}
        office.do(on, "p042", "receive-visit", label=visit, person="p042", on=on, **visitor)
        office.do(on, "p042", "settle-visit", hour=11, visit=f"@{visit}", outcome="当场答复")
        office.do(on, CLERK, "file-complaint", label=complaint, against="p042", on=on, matter="态度生硬")
        office.do(on, MONITOR, "dismiss-complaint", hour=12, complaint=f"@{complaint}", finding="查无实据")
        office.do(
            on, CLERK, "record-inspection", hour=17, label=office.new("R"), on=on, inspectors=[CLERK, "p009"],
            departments=["social"], findings=[{"department": "social", "requirements": ["desks"]}], praises=[],
        )  # fmt: skip
    for on, department, township in ((EVE, "agriculture", "longjing"), (SUNDAY, "agriculture", "longjing")):
        visited: dict[str, Any] = {"department": department, "township": township, "on": on}
        office.do(on, "p030", "record-guidance", hour=18, people=["p030"], content="走访慰问代表", **visited)
    office.do(january(5), CLERK, "record-cleaning", on=december(30), departments=list(APPRAISED), note="年终清扫")
    for on, hour, department, author, year in (
        (december(24), 10, "budget", "p027", 2025), (EVE, 23, "social", "p042", 2025),
        (DAY_ONE, 1, "research", "p053", 2025), (january(6), 10, "research", "p053", 2026),
    ):  # fmt: skip
        written: dict[str, Any] = {"department": department, "year": year, "authors": [author], "title": "年度调研"}
        office.do(on, author, "submit-article", hour=hour, label=office.new("A"), body="调研正文", **written)


def _letters(plan: Plan) -> None:
    """Each series has numbers of its own, and each year (B11.3): signed in the old year, numbered in the new."""
    for n, (series, day, hour) in enumerate(
        (("office", december(30), 10), ("office-letter", december(30), 11), ("office", EVE, 23),
         ("office", DAY_ONE, 0), ("office-letter", january(5), 9), ("committee", january(5), 10))
    ):  # fmt: skip
        one = drafted(plan, f"O{n}", series, "social", "p042", december(29))
        one.sign(leader_post="deputy-chair-4")
        one.on(day, hour)
        one.do(CLERK, "number-outgoing")


def _meetings(hall: Hall) -> None:
    """Numbered by kind and year of the meeting's day; five working days over the holiday: due on 8 January."""
    for kind, on, filed in (
        ("chairpersons", december(30), january(7)), ("other", EVE, january(8)), ("chairpersons", EVE, january(9)),
        ("chairpersons", january(5), january(12)), ("other", january(6), None),
    ):  # fmt: skip
        invited = {"invited": ["p022", "p026"]} if kind == "other" else {}
        label = hall.call(december(29), kind, "年终会议", on, by=CLERK, **invited)
        hall.topic(label, december(29), "p006", "office", "年终工作", hour=14)
        if kind == "chairpersons":
            hall.do(label, december(29), 15, "p006", "set-agenda", items=[1])
            hall.hold(label, on, ("p001", "p002", "p003", "p004", "p005", "p006"), presided_by=CHAIR)
        else:
            hall.hold(label, on, ("p022", "p026"), presided_by="p022")
        if filed:
            hall.minutes(label, filed, CLERK)


LAST_DAY = date(2026, 3, 31)


def _year_files(plan: Plan) -> None:
    """The files of 2025, owed from 1 January by 31 March (A20): in time, late, returned, missing; or there are none."""

    def prepare(department: str, on: date) -> str:
        label = f"K{len([deed for deed in plan.deeds if deed.operation == 'documents.prepare-transfer'])}"
        member = plan.roll.members(department, on)[-1]
        plan.do(plan.at(on, 9), member, "documents.prepare-transfer", label=label, department=department, year=2025)
        paper = item(1, "D30", dated=date(2025, 6, 3), document_number="", author="本部门")
        plan.do(plan.at(on, 10), member, "documents.list-transfer-items", transfer=f"@{label}", items=[paper])
        return label

    def hand_over(department: str, label: str, on: date, hour: int = 15, minute: int = 0) -> None:
        head = plan.roll.decider(f"head-{department}", "", on)
        plan.do(plan.at(on, hour, minute), head, "documents.hand-over-transfer", transfer=f"@{label}")

    def send_back(label: str, on: date) -> None:
        plan.do(plan.at(on, 16), ARCHIVIST, "documents.return-transfer", transfer=f"@{label}", reason="案卷目录不全")

    for department in ("budget", "supervision-law", "urban-environment", "education-culture"):
        label = prepare(department, january(12))
        hand_over(department, label, date(2026, 3, 20))
        if department == "budget":
            plan.do(plan.at(date(2026, 3, 23), 9), ARCHIVIST, "documents.accept-transfer", transfer=f"@{label}")
            where = {"room": "档案室", "shelf": "1-1"}
            plan.do(plan.at(date(2026, 3, 23), 10), ARCHIVIST, "documents.file-transfer", transfer=f"@{label}", **where)
    last_minute = prepare("social", january(13))
    hand_over("social", last_minute, LAST_DAY, 23, 50)
    send_back(last_minute, date(2026, 4, 1))  # what had come in time is owed by the same day, which is over
    hand_over("social", last_minute, date(2026, 4, 3))
    late = prepare("agriculture", january(13))
    hand_over("agriculture", late, date(2026, 4, 2))
    send_back(late, date(2026, 4, 3))
    hand_over("agriculture", late, date(2026, 4, 7))
    before_the_clock = prepare("deputies", january(14))
    hand_over("deputies", before_the_clock, date(2026, 4, 1), 0, 5)
    again = prepare("office", january(14))
    hand_over("office", again, date(2026, 4, 2))
    send_back(again, date(2026, 4, 3))  # and nothing more comes
    first, second = prepare("finance-economy", january(14)), prepare("finance-economy", january(15))
    hand_over("finance-economy", first, date(2026, 3, 16))
    hand_over("finance-economy", second, date(2026, 3, 17))
    send_back(first, date(2026, 3, 18))  # the other one stands
    said: dict[str, Any] = {"department": "research", "year": 2025, "note": "当年文件随主办部门归档"}
    plan.do(plan.at(date(2026, 3, 10), 9), "p045", "documents.declare-nothing", label="KN", **said)


def _short_lived(plan: Plan) -> None:
    """A department without people, there on New Year's Day and no more in March: its files are nobody's debt (A20)."""
    named = {"zh": "换届筹备组", "en": "Preparatory Group", "kind": "section", "day": december(24)}
    over: dict[str, Any] = {"department": GROUP, "day": date(2026, 3, 16)}
    plan.do(plan.at(december(23), 14), "p016", "directory.open-department", department=GROUP, **named)
    plan.do(plan.at(date(2026, 3, 16), 14), "p016", "directory.close-department", label="KC", **over)
    plan.do(plan.at(date(2026, 3, 16), 15), "p054", "directory.confirm-change", proposal="@KC/awaiting/0")
