"""The quarter's tasks (督办): every department gets some, and every turn a task can take is taken once (A18, A34)."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from deploy.demo.deed import SYSTEM
from deploy.demo.leave import CLERK, DIRECTOR
from deploy.demo.pieces import FORBIDDEN, INVALID, d
from deploy.demo.plan import Plan
from deploy.demo.sheets import APPRAISED

CHAIR = "p002"
ORDINARY = 30
MATTERS = (
    "落实常委会会议审议意见", "督办重点代表建议", "形成执法检查报告", "报送专项调研提纲", "汇总乡镇人大意见",
    "跟踪预算整改清单", "修订工作制度", "起草主任会议汇报材料", "核查信访反映事项", "完善代表联络站台账",
)  # fmt: skip
SOURCES = (("meeting", "常委会第{n}次会议"), ("instruction", "批示〔2026〕{n}号"), ("plan", "年度工作要点第{n}项"))
ROUTINE = {
    "office": 24, "deputies": 22, "budget": 20, "supervision-law": 18, "research": 16, "finance-economy": 12,
    "agriculture": 10, "education-culture": 10, "urban-environment": 10, "social": 8,
}  # fmt: skip
"""Tasks that are done in time and of which there is nothing to tell: most of a quarter's, and more where much is
asked."""
NOT_OPEN, OWN, TOO_LATE = "documents.task-not-open", "documents.own-task", "documents.task-extension-too-late"
LAST_DUE = d(9, 28)
SHOWN = 4
"""Every so many reports come with a paper."""


def tasks(plan: Plan, rng: Random) -> Board:
    board = Board(plan, rng)
    for n in range(ORDINARY):
        _ordinary(board, APPRAISED[n % len(APPRAISED)])
    _days_off(board)
    _returned(board)
    _more_time(board)
    _other_hands(board)
    _given_up(board)
    _across_the_quarter(board)
    _refused(board)
    _routine(replace(board, rng=copy(rng)))
    return board


@dataclass
class Board:
    """Plans the way of tasks; each is named by its label."""

    plan: Plan
    rng: Random
    owners: dict[str, str] = field(default_factory=dict[str, str])
    departments: dict[str, str] = field(default_factory=dict[str, str])
    reports: int = 0

    def assign(
        self,
        on: date,
        due: date,
        department: str,
        owner: str,
        *,
        by: str = CLERK,
        co_owners: Sequence[str] = (),
        hour: int = 9,
        expect: str = "",
    ) -> str:
        label = f"T{len(self.owners) + 1}"
        source, record = self.rng.choice(SOURCES)
        self.plan.do(
            self.plan.at(on, hour, self.rng.randrange(50)), by, "documents.assign-task", label=label, expect=expect,
            department=department, owner=owner, co_owners=list(co_owners), title=self.rng.choice(MATTERS),
            content="按要求办理并附佐证材料", source=source,
            source_ref=record.format(n=self.rng.randrange(1, 40)), due=due,
        )  # fmt: skip
        self.owners[label], self.departments[label] = owner, department
        return label

    def do(self, label: str, at: datetime, by: str, operation: str, *, expect: str = "", **body: Any) -> None:
        self.plan.do(at, by, f"documents.{operation}", expect=expect, task=f"@{label}", **body)

    def report(self, label: str, at: datetime, by: str = "", *, expect: str = "") -> str:
        """The owner says it is done, now and then with something to show for it. Returns who reported."""
        reporter = by or self.owners[label]
        self.reports += 1
        shown: list[str] = []
        if self.reports % SHOWN == 0 and not expect:
            name = f"办理情况说明_{label}_{self.reports}.txt"
            shown = [self.plan.upload(at - timedelta(minutes=2), reporter, name, f"{label}:已按要求办结。")]
        self.do(label, at, reporter, "report-task-done", note="已办结,材料附后", evidence=shown, expect=expect)
        return reporter

    def verify(self, label: str, at: datetime, reporter: str = "", *, expect: str = "") -> None:
        """By the clerk, or by the director where the clerk reported it."""
        reporter = reporter or self.owners[label]
        able = [person for person in (CLERK, DIRECTOR) if person not in (reporter, self.owners[label])]
        self.do(label, at, able[0] if self.rng.random() < 0.8 else able[-1], "verify-task", expect=expect)

    def send_back(self, label: str, at: datetime) -> None:
        self.do(label, at, CLERK, "return-task", reason="佐证材料不足,请补充")

    def move(
        self, label: str, at: datetime, department: str, owner: str, *, by: str = CLERK, expect: str = "", **more: Any
    ) -> None:
        self.do(
            label, at, by, "reassign-task", department=department, owner=owner, reason="承办人或职责调整",
            expect=expect, **more,
        )  # fmt: skip
        if not expect:
            self.owners[label], self.departments[label] = owner, department

    def leader(self, department: str, on: date) -> str:
        """Who supervises it, or stands in."""
        return self.plan.roll.decider(self.plan.roll.supervising_post(department, on), "", on) or CHAIR

    def someone(self, department: str, *days: date) -> str:
        """A member on all of these days."""
        here = [set(self.plan.roll.members(department, day)) for day in days]
        return self.rng.choice(sorted(set.intersection(*here)))


def _ordinary(board: Board, department: str) -> None:
    """Most are done in time, some late, a few sent back, and now and then one is forgotten."""
    plan, rng = board.plan, board.rng
    on = rng.choice(plan.workdays(d(7, 1), d(8, 21)))
    due = min(plan.workday(on, rng.randrange(5, 24)), LAST_DUE)
    owner = board.someone(department, on, due, plan.workday(due, 10))
    assigner = rng.choice((CLERK, CLERK, CLERK, DIRECTOR, CHAIR, board.leader(department, on)))
    others = [other for other in APPRAISED if other != department]
    label = board.assign(on, due, department, owner, by=assigner, co_owners=_some(rng, others))
    board.do(label, plan.some_time(plan.workday(on, 1)), owner, "accept-task")
    lot = rng.random()
    last = plan.workday(due, rng.randrange(1, 9)) if 0.62 < lot < 0.85 else due
    halfway = plan.workdays(plan.workday(on, 2), min(last, due))
    if halfway and rng.random() < 0.7:
        at = plan.some_time(rng.choice(halfway), 9, 12)
        by = board.someone(department, at.date())
        board.do(label, at, by, "report-progress", percent=50, note="正在办理")
    if lot > 0.94:
        return
    at = plan.some_time(plan.same_or_next_workday(last), 14, 17)
    reporter = board.report(label, at)
    looked = plan.some_time(plan.workday(at.date(), rng.randrange(1, 5)), 9, 11)
    if lot > 0.85:
        board.send_back(label, looked)
        reporter = board.report(label, plan.some_time(plan.workday(looked.date(), 2), 14, 17))
        looked = plan.some_time(plan.workday(looked.date(), 4), 9, 11)
    board.verify(label, looked, reporter)


def _routine(board: Board) -> None:
    """Of a chance of its own: one more leaves everything else as it is."""
    plan, rng = board.plan, board.rng
    for department, number in ROUTINE.items():
        for _ in range(number):
            on = rng.choice(plan.workdays(d(7, 1), d(9, 4)))
            due = min(plan.workday(on, rng.randrange(8, 20)), LAST_DUE)
            done = rng.choice(plan.workdays(plan.workday(on, 3), due))
            label = board.assign(on, due, department, board.someone(department, on, due, plan.workday(due, 5)))
            board.report(label, plan.some_time(done, 14, 17))
            board.verify(label, plan.some_time(plan.workday(done, rng.randrange(1, 4)), 9, 11))


def _some(rng: Random, departments: Sequence[str]) -> list[str]:
    return sorted(rng.sample(departments, rng.choice((0, 0, 0, 1, 2))))


def _days_off(board: Board) -> None:
    """A due day on a holiday or on a make-up Sunday is that day, and the day after is too late."""
    at = board.plan.at
    holiday = board.assign(d(9, 7), d(9, 25), "budget", "p028", co_owners=("finance-economy",))
    board.report(holiday, at(d(9, 25), 22))
    board.verify(holiday, at(d(9, 28), 10))
    made_up = board.assign(d(9, 1), d(9, 20), "agriculture", "p030")
    board.report(made_up, at(d(9, 21), 9))
    board.verify(made_up, at(d(9, 22), 10))
    saturday = board.assign(d(7, 13), d(8, 1), "deputies", "p047")
    board.report(saturday, at(d(8, 2), 0, 5))  # before the clock has looked
    board.verify(saturday, at(d(8, 3), 10))


def _returned(board: Board) -> None:
    """In time and sent back: before the due day nothing is lost, afterwards it is overdue the next night."""
    at = board.plan.at
    early = board.assign(d(7, 6), d(7, 31), "research", "p053")
    board.report(early, at(d(7, 15), 15))
    board.send_back(early, at(d(7, 17), 10))
    board.report(early, at(d(7, 31), 17))
    board.verify(early, at(d(8, 4), 9))
    late = board.assign(d(8, 3), d(8, 21), "social", "p042")
    board.report(late, at(d(8, 21), 16))
    board.send_back(late, at(d(8, 25), 9))
    board.report(late, at(d(8, 27), 9), "p041")
    board.verify(late, at(d(8, 28), 9), "p041")
    again = board.assign(d(8, 3), d(8, 14), "ethnic-overseas", "p050")
    board.report(again, at(d(8, 18), 16))
    board.send_back(again, at(d(8, 20), 9))
    board.report(again, at(d(8, 24), 16))
    board.verify(again, at(d(8, 25), 9))


def _more_time(board: Board) -> None:
    """Asked for and granted before the due day; refused; too late to ask; too late to grant."""
    at = board.plan.at

    def ask(label: str, on: date, until: date, *, by: str = "", expect: str = "") -> None:
        who = by or board.owners[label]
        board.do(label, at(on, 10), who, "ask-extension", due=until, reason="调研对象时间调整", expect=expect)

    granted = board.assign(d(7, 8), d(7, 24), "urban-environment", "p035")
    ask(granted, d(7, 20), d(8, 7))
    board.do(granted, at(d(7, 21), 9), board.owners[granted], "extend-task", expect=FORBIDDEN)
    board.do(granted, at(d(7, 21), 10), board.leader("urban-environment", d(7, 21)), "extend-task")
    board.report(granted, at(d(8, 7), 16))
    board.verify(granted, at(d(8, 10), 9))
    refused = board.assign(d(7, 20), d(8, 14), "education-culture", "p038")
    ask(refused, d(8, 10), d(8, 31))
    board.do(refused, at(d(8, 11), 9), CHAIR, "refuse-extension", reason="须按期办结")
    board.do(refused, at(d(8, 11), 10), CHAIR, "extend-task", expect="documents.task-no-extension-asked")
    ask(refused, d(8, 14), d(8, 31), expect=TOO_LATE)
    board.report(refused, at(d(8, 17), 11))
    board.verify(refused, at(d(8, 18), 9))
    slow = board.assign(d(8, 12), d(8, 28), "supervision-law", "p021")
    ask(slow, d(8, 27), d(9, 11))
    board.do(slow, at(d(8, 28), 15), CHAIR, "extend-task", expect=TOO_LATE)
    board.report(slow, at(d(8, 28), 20))
    board.verify(slow, at(d(8, 31), 9))
    own = board.assign(d(7, 8), d(8, 20), "leadership", "p006", by=CHAIR)
    ask(own, d(7, 10), d(7, 31), expect="documents.task-due-in-the-past")
    ask(own, d(7, 10), d(8, 31))
    board.do(own, at(d(7, 13), 9), "p006", "extend-task", expect=OWN)
    board.do(own, at(d(7, 13), 10), CHAIR, "extend-task")
    board.report(own, at(d(8, 31), 10))
    board.verify(own, at(d(9, 1), 10))


def _other_hands(board: Board) -> None:
    """What is given away in time is owed anew; what was overdue stays with those who let it lie."""
    at = board.plan.at
    moved = board.assign(d(7, 7), d(7, 31), "finance-economy", "p024", co_owners=("budget", "research"))
    board.move(
        moved,
        at(d(7, 14), 9),
        "finance-economy",
        "p024",
        co_owners=("budget", "research"),
        expect="documents.task-same-owner",
    )
    board.move(moved, at(d(7, 14), 10), "budget", "p027", co_owners=["finance-economy"])
    board.report(moved, at(d(7, 31), 9))
    board.move(moved, at(d(7, 31), 15), "research", "p053", expect=NOT_OPEN)
    board.verify(moved, at(d(8, 3), 9))
    overdue = board.assign(d(7, 7), d(7, 22), "agriculture", "p031", co_owners=("ethnic-overseas",))
    board.move(overdue, at(d(7, 27), 9), "urban-environment", "p036", by=DIRECTOR)
    board.report(overdue, at(d(8, 5), 9))
    board.verify(overdue, at(d(8, 6), 9))
    overnight = board.assign(d(7, 7), d(7, 26), "office", "p018")
    board.move(overnight, at(d(7, 27), 0, 5), "supervision-law", "p056", by=CHAIR)
    board.report(overnight, at(d(7, 29), 9))
    board.verify(overnight, at(d(7, 30), 9))
    left = board.assign(d(8, 3), d(9, 4), "social", "p043")  # who goes to research on 10 August
    board.move(left, at(d(8, 10), 11), "social", "p043", expect=INVALID)
    board.move(left, at(d(8, 10), 14), "social", "p044")
    board.report(left, at(d(9, 3), 9))
    board.verify(left, at(d(9, 4), 9))
    retired = board.assign(d(7, 2), d(7, 30), "urban-environment", "p033")  # whose service ends on 13 July
    board.move(retired, at(d(7, 15), 9), "research", "p043", expect=INVALID)
    board.move(retired, at(d(7, 15), 10), "urban-environment", "p034")
    board.report(retired, at(d(7, 29), 9))
    board.verify(retired, at(d(7, 30), 9))


def _given_up(board: Board) -> None:
    """Cancelled before its day it never counted; cancelled when overdue it counts no longer."""
    at, reason = board.plan.at, "会议决定不再办理"
    before = board.assign(d(7, 9), d(8, 14), "research", "p045")
    board.do(before, at(d(7, 30), 9), CHAIR, "cancel-task", reason=reason)
    board.report(before, at(d(7, 31), 9), expect=NOT_OPEN)
    after = board.assign(d(7, 9), d(7, 28), "education-culture", "p059", co_owners=("social",))
    board.do(after, at(d(8, 4), 9), "p059", "cancel-task", reason=reason, expect=FORBIDDEN)
    board.do(after, at(d(8, 4), 10), CLERK, "cancel-task", reason=reason)
    board.do(after, at(d(8, 4), 11), CLERK, "cancel-task", reason=reason, expect=NOT_OPEN)


def _across_the_quarter(board: Board) -> None:
    """Owed in September and looked at in October; owed in October; overdue over the national holiday."""
    at = board.plan.at
    looked_late = board.assign(d(9, 8), d(9, 30), "deputies", "p048")
    board.report(looked_late, at(d(9, 30), 17))
    board.verify(looked_late, at(d(10, 12), 9))
    late = board.assign(d(9, 8), d(9, 30), "supervision-law", "p055")
    board.report(late, at(d(10, 9), 9))
    board.verify(late, at(d(10, 10), 9))
    board.assign(d(9, 8), d(9, 30), "ethnic-overseas", "p051", co_owners=("agriculture",))  # nobody has done it yet
    board.assign(d(9, 22), d(10, 30), "budget", "p026")


def _refused(board: Board) -> None:
    at = board.plan.at
    for by, owner, due, code in (
        ("p022", "p024", d(7, 31), FORBIDDEN), ("p004", "p024", d(7, 31), FORBIDDEN),
        (CLERK, "p027", d(7, 31), INVALID), (CLERK, "p024", d(7, 9), "documents.task-due-in-the-past"),
    ):  # fmt: skip
        board.assign(d(7, 10), due, "finance-economy", owner, by=by, hour=14, expect=code)
    own = board.assign(d(7, 13), d(8, 12), "office", CLERK, by=DIRECTOR)
    board.do(own, at(d(7, 14), 9), "p022", "accept-task", expect=FORBIDDEN)
    board.do(own, at(d(7, 14), 10), CLERK, "accept-task")
    board.do(own, at(d(7, 14), 11), CLERK, "accept-task", expect=NOT_OPEN)
    board.do(own, at(d(7, 15), 9), CLERK, "verify-task", expect=NOT_OPEN)
    board.report(own, at(d(8, 12), 9))
    board.do(own, at(d(8, 12), 10), CLERK, "verify-task", expect=OWN)
    board.do(own, at(d(8, 12), 11), SYSTEM, "verify-task", expect=FORBIDDEN)
    board.do(own, at(d(8, 13) + timedelta(days=1), 10), DIRECTOR, "verify-task")
