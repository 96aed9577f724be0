"""What departments do in a quarter, as the other services tell of it: by the ordinary messages, each in its own log."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from itertools import count
from typing import Any, Protocol

from services.appraisal.ballots.operations import BlindedSlip, TakeSlips
from services.appraisal.ballots.slip import COMMENTS, Slip, keyed, parted
from services.appraisal.quarter import Quarter
from services.attendance.sheets.events import DayState, Line, SheetAccepted
from services.directory.events import DepartmentOpened, HolderAppointed, PersonHired, PostCreated
from services.documents.information.events import InformationAdopted, InformationSubmitted
from services.documents.inspections.events import PraiseGiven, WarningGiven
from services.documents.minutes.events import MinutesFiled, MinutesMissed
from services.documents.tasks.events import TaskCancelled, TaskOverdue, TaskVerified
from services.documents.townships.events import GuidanceGiven, StationSetUp
from services.party.contacts.events import ContactVisited, VisitMissed
from tests.appraisal.office import Desk
from tests.appraisal.voters import Sheet, Voter, keys_of

Ledger = dict[str, dict[str, Fraction]]
"""By department and kind of fact, as the articles have it: counted where the deed is told, without the service."""


@dataclass
class Work:
    """Of one quarter. `after` hears of every deed once it is taken in: the department, and 1 where it is for the
    better, -1 for the worse, 0 where it is both."""

    desk: Desk
    quarter: Quarter
    after: Callable[[str, int], None] = lambda department, way: None
    ledger: Ledger = field(default_factory=lambda: defaultdict(lambda: defaultdict(Fraction)))
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def on(self) -> date:
        """A day on which the facts fall."""
        return self.quarter.first_day.replace(day=20)

    def _tell(self, event_class: type[Any], department: str, /, **fields: Any) -> None:
        log = self.desk.party if event_class.SOURCE == "party" else self.desk.documents
        name = f"{self.quarter}/{next(self.numbers)}"
        log.add(event_class, name, department=department, cites=("A34",), **fields)

    def _told(self, department: str, way: int, **counted: Fraction | int) -> None:
        """`agenda__on_time=1` is one `agenda.on-time`."""
        for name, number in counted.items():
            self.ledger[department][name.replace("__", ".").replace("_", "-")] += number
        self.desk.catch_up()
        self.after(department, way)

    # -- the agenda ---------------------------------------------------------------------------------------------------

    def tasks(self, department: str, *, in_time: int = 0, late: int = 0, overdue: int = 0) -> None:
        done = {"due": self.on, "reported_on": self.on}
        for _ in range(in_time):
            self._tell(TaskVerified, department, on_time=True, **done)
            self._told(department, 1, agenda__tasks_due=1, agenda__on_time=1)
        for _ in range(late):
            self._tell(TaskVerified, department, on_time=False, **done)
            self._told(department, -1, agenda__tasks_due=1, agenda__late=1)
        for _ in range(overdue):
            self._tell(TaskOverdue, department, due=self.on)
            self._told(department, -1, agenda__tasks_due=1, agenda__overdue=1)

    def struck(self, department: str) -> None:
        """A task that was overdue is cancelled: it is as if it had never been owed (A34)."""
        self._tell(TaskCancelled, department, due=self.on, was_overdue=True, overdue_departments=(department,))
        self._told(department, 1, agenda__tasks_due=-1, agenda__overdue=-1)

    # -- attendance ---------------------------------------------------------------------------------------------------

    def sheet(self, department: str, *lines: Line) -> None:
        self.desk.attendance.add(
            SheetAccepted, f"{department}/{self.on:%Y-%m}", department=department, month=f"{self.on:%Y-%m}",
            lines=lines, cites=("A14",),
        )  # fmt: skip
        states = Counter(day.state for line in lines for day in line.states)
        self._told(
            department, 0,
            attendance__days_due=sum((Fraction(line.days_due) for line in lines), Fraction(0)),
            attendance__days_present=sum((Fraction(line.days_present) for line in lines), Fraction(0)),
            attendance__late=states["late"], attendance__left_early=states["left-early"],
            attendance__absent=Fraction(states["absent"], 2),
        )  # fmt: skip

    def line(self, person: str, due: str, present: str, **states: int) -> Line:
        """`late=3` is three mornings."""
        days = iter(range(1, 28))
        return Line(
            person=person,
            days_due=Decimal(due),
            days_present=Decimal(present),
            states=tuple(
                DayState(on=self.on.replace(day=next(days)), half="am", state=state.replace("_", "-"))
                for state, number in states.items()
                for _ in range(number)
            ),
            residency_due=Decimal(0),
            residency_done=Decimal(0),
        )

    # -- the rest -----------------------------------------------------------------------------------------------------

    def housekeeping(self, department: str, *, praise: int = 0, warnings: int = 0, minutes_late: int = 0) -> None:
        taken = {"number": 1, "on": self.on, "inspection": "x"}
        for _ in range(praise):
            self._tell(PraiseGiven, department, **taken)
            self._told(department, 1, housekeeping__praise=1)
        for _ in range(warnings):
            self._tell(WarningGiven, department, **taken, requirements=("desks",), step=1)
            self._told(department, -1, housekeeping__warning=1)
        of = {"meeting": "x", "kind": "standing", "due": self.on}
        for _ in range(minutes_late):
            self._tell(MinutesMissed, department, **of)
            self._told(department, -1, housekeeping__minutes_missing=1)
            self._tell(MinutesFiled, department, **of, minutes_missed=True)
            self._told(department, 1, housekeeping__minutes_missing=-1, housekeeping__minutes_late=1)

    def information(self, department: str, items: int, **adopted: int) -> None:
        for _ in range(items):
            self._tell(InformationSubmitted, department, day=self.on, number="x", authors=("p2",))
            self._told(department, 1, information__submitted=1)
        printed = {"publication": "x", "on": self.on, "submitted_on": self.on}
        for level, number in adopted.items():
            for _ in range(number):
                self._tell(InformationAdopted, department, level=level, **printed)
                self._told(department, 1, **{f"information__adopted_{level}": 1})

    def townships(self, department: str, visits: int, stations: int = 0) -> None:
        for _ in range(visits):
            self._tell(GuidanceGiven, department, number="x", township="x", on=self.on, people=("p2",))
            self._told(department, 1, townships__guidance=1)
        home = {"number": "x", "township": "x", "form": "home", "name": "x", "on": self.on}
        for _ in range(stations):
            self._tell(StationSetUp, department, **home)
            self._told(department, 1, townships__station=1)

    def contacts(self, department: str, *, visited: int = 0, missed: int = 0) -> None:
        of = {"kind": "household", "person": "p2", "period": "x", "last": self.quarter.last_day}
        for _ in range(visited):
            self._tell(ContactVisited, department, **of, visit=1, on=self.on, way="in-person", counts=True)
            self._told(department, 1, outreach__visits_due=1, outreach__visited=1)
        for _ in range(missed):
            self._tell(VisitMissed, department, **of, due=self.quarter.last_day)
            self._told(department, -1, outreach__visits_due=1)


def joined(desk: Desk, department: str, zh: str, people: tuple[str, ...], since: date = date(2020, 1, 1)) -> None:
    """A department with its people, as the directory tells of them."""
    desk.directory.add(
        DepartmentOpened, department, day=since, department=department, zh=zh, en=department.title(), kind="committee"
    )
    for person in people:
        desk.directory.add(
            PersonHired, person, day=since, department=department, person=person, name=f"甲{person}", number=person,
            work_since=since,
        )  # fmt: skip


def headed(desk: Desk, department: str, head: str) -> None:
    post, since = f"head-{department}", date(2020, 1, 1)
    desk.directory.add(
        PostCreated, post, day=since, department=department, of_post=post, zh=post, en=post, level="section-head"
    )
    desk.directory.add(HolderAppointed, post, day=since, of_post=post, person=head)


class Casts(Protocol):
    """A box, as far as whoever votes knows it."""

    def cast(self, round_: str, slip: Slip, now: datetime, /) -> Any: ...


Ratings = Mapping[str, str]
"""By department a letter for every voter who rates it, in the order of the voters: `g`ood, `b`etter than fair,
`f`air, `p`oor, `n`o opinion; `.` where the slip was taken and never cast."""
LETTERS = {"g": "good", "b": "fairly-good", "f": "fair", "p": "poor", "n": "no-opinion", ".": "no-opinion"}


def vote(
    desk: Desk, boxes: Casts, ratings: Ratings, of: Mapping[str, str], at: datetime,
    do: Callable[[Desk, Any, str, datetime], Any], quarter: str,
) -> None:  # fmt: skip
    """Every voter takes the slips and casts them. `of` says whose department each is: nobody rates their own."""
    left = {department: list(letters) for department, letters in ratings.items()}
    for person, own in of.items():
        found = Voter(desk, person, at, quarter).ask()
        mine = {department: letters.pop(0) for department, letters in left.items() if department != own}
        said = {keyed(d, found.voters): LETTERS[one] for d, one in mine.items()} | {COMMENTS: ""}
        sheet = Sheet(found.round, keys_of(found), said)
        asked = tuple(BlindedSlip(**one) for one in sheet.asked)
        signed = do(desk, TakeSlips(quarter=quarter, number=found.number, slips=asked), person, at)
        for slip in sheet.finished(signed.signatures):
            department, _ = parted(slip.parts()[1])
            if department != COMMENTS and mine[department] != ".":
                boxes.cast(slip.parts()[0], slip, at)
    assert not any(left.values()), f"more ratings than voters: {left}"
