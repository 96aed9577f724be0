"""The quarter worked out by hand: from what people asked for and what the machines saw to each department's scorecard.

An independent calculation to hold the system against. It shares no code with it: no import from `services`, its own
reading of the organ's files, the rule books and the calendar, its own arithmetic. Where the system keeps events and
adds up differences, this keeps sheets of paper with two boxes a day, and reads the columns off them.

`scorecards` goes through the deeds in order like a clerk through the in-tray. A deed that expects a refusal is not
looked at. A signature under a leave slip by somebody who could not give it raises `Disagreement`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from math import floor
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from tests.scenario.oracle_affairs import Affairs
from tests.scenario.oracle_annual import AnnualLeave
from tests.scenario.oracle_binders import Binders
from tests.scenario.oracle_day import HALF, Day, Sheet, read_card
from tests.scenario.oracle_documents import Documents
from tests.scenario.oracle_leave import HalfDay, Slip, climb, half_days, length_together, signatures
from tests.scenario.oracle_outreach import Outreach
from tests.scenario.oracle_paper import (
    HALVES,
    ONE_DAY,
    Organ,
    RuleBooks,
    as_day,
    days,
    is_workday,
    moments,
    month_days,
    workday_after,
)
from tests.scenario.oracle_rounds import Rounds
from tests.scenario.oracle_score import Column, Term, scorecard
from tests.scenario.oracle_trips import Trips

ZONE = ZoneInfo("Asia/Shanghai")
DUE, PRESENT = "attendance.days-due", "attendance.days-present"
SINGLY = ("attendance.absent", "attendance.late", "attendance.left-early")
"""Written down one by one, an absence per half day; days due and present are written once a person and month."""

RawDay = tuple[str, str, str, date, Sequence[time]]
"""A machine's line: number, name, department, day, punches in order; one before its predecessor is after midnight."""


class DeedLike(Protocol):
    """A thing somebody did. `expect` names the refusal it met, empty when it was carried out."""

    at: datetime
    caller: str
    operation: str
    body: Mapping[str, Any]
    label: str
    expect: str


class Disagreement(AssertionError):
    """The oracle would have refused what the system is said to have done, or does not know the deed."""


class Clerk:
    """Everything that is written down while the quarter goes by."""

    def __init__(self, organ: Organ, rules: RuleBooks, files: Mapping[str, Sequence[RawDay]]) -> None:
        self.organ, self.rules, self.files = organ, rules, files
        self.cards: dict[tuple[str, date], set[datetime]] = {}
        self.struck: dict[tuple[str, date], set[datetime]] = {}
        self.marks: dict[tuple[str, date], set[tuple[str, str]]] = {}
        self.slips: dict[str, Slip] = {}
        self.annual = AnnualLeave(organ, rules, self.slips, self._uncover)
        self.sheets: dict[tuple[str, str], Sheet] = {}
        self.opened: date | None = None
        """The end of the last month whose sheets are owed, or will be as the first of all."""
        self.ledger: list[tuple[str, str, date, Fraction]] = []
        """Department, kind, day it counts for, quantity: one line for each thing worth writing down (A34)."""
        self.trips = Trips(self.marks, self._has_left)
        self.documents = Documents(self._write)
        self.affairs = Affairs(self._write, organ, rules)
        self.rounds = Rounds(self._write, organ, rules, self.documents)
        self.binders = Binders(self._write, organ, rules, self.documents)
        self.outreach = Outreach(self._write, organ, rules)

    # -- punches and marks --------------------------------------------------------------------------------------------

    def _counts_to(self, stamp: datetime) -> date:
        """A night belongs to the day before it until the hour at which the office lets the day begin (A14)."""
        begins: time = self.rules.number("attendance.day_begins", stamp.date())
        return stamp.date() if stamp.time() >= begins else stamp.date() - timedelta(days=1)

    def take_in(self, rows: Iterable[RawDay]) -> None:
        """A machine's file: what is new is added; a month handed over is closed, strangers are left out (A14)."""
        for number, name, department_zh, shift, stamps in rows:
            for stamp in moments(shift, stamps):
                day = self._counts_to(stamp)
                if number:
                    person = self.organ.by_number(number) or self.organ.by_number(number.lstrip("0"))
                else:
                    person = self.organ.by_name(name, department_zh, day)
                if not person or not self.organ.serves(person, day) or self._is_closed(person, day):
                    continue
                if stamp not in self.struck.get((person, day), ()):
                    self.cards.setdefault((person, day), set()).add(stamp)

    def correct_punch(self, today: date, body: Mapping[str, Any], deed: DeedLike) -> None:
        key = body["person"], as_day(body["on"])
        was = self.cards.get(key, set())
        clocks = [time.fromisoformat(at) if isinstance(at, str) else at for at in body["times"]]
        on = [datetime.combine(key[1], at) for at in clocks]
        now = {at if self._counts_to(at) == key[1] else at + timedelta(days=1) for at in on}
        self.struck.setdefault(key, set()).update(was - now)
        self.cards[key] = now

    def mark_day(self, today: date, body: Mapping[str, Any], deed: DeedLike) -> None:
        self.marks.setdefault((body["person"], as_day(body["on"])), set()).add((body.get("half", "day"), body["state"]))

    def withdraw_day_mark(self, today: date, body: Mapping[str, Any], deed: DeedLike) -> None:
        self.marks[body["person"], as_day(body["on"])].remove((body.get("half", "day"), body["state"]))

    def _marked(self, person: str, day: date, *states: str) -> set[str]:
        found = {part for part, state in self.marks.get((person, day), ()) if state in states}
        return set(HALVES) if "day" in found else found

    # -- leave --------------------------------------------------------------------------------------------------------

    def request_leave(self, today: date, body: Mapping[str, Any], deed: DeedLike) -> None:
        person, organ = body["person"], self.organ
        start = (as_day(body["start"]), body.get("start_half", "am"))
        end = (as_day(body["end"]), body.get("end_half", "pm"))
        department = organ.place(person, start[0])
        length = length_together(self.slips.values(), person, body["kind"], start, end)
        route = signatures(organ, self.rules, person, department, length, today)
        slip = Slip(person, department, start, end, body["kind"], today, route)
        self.slips[deed.label or f"#{len(self.slips)}"] = slip
        if start[0] < today:  # a slip afterwards: visible whatever becomes of it (A15)
            self._write(department, "attendance.slip-late", today, Fraction(1))

    def approve_leave(self, today: date, body: Mapping[str, Any], deed: DeedLike) -> None:
        slip = self._slip(body)
        self._check_signature(slip, today, deed)
        slip.signed.add(deed.caller)
        del slip.signatures[0]
        if slip.signatures:
            climb(self.organ, self.rules, slip, today)
            return
        slip.covers = set(half_days(slip.start, slip.end))
        back = max(slip.end[0], today)  # nobody owes a return before the leave is granted
        slip.back_by = workday_after(back, self.rules.number("leave.return_deadline", today))
        for day in days(slip.start[0], slip.end[0]):
            self._excuse(slip.person, day)
        self.annual.look(slip.person, today)

    def reject_leave(self, today: date, body: Mapping[str, Any], deed: DeedLike) -> None:
        slip = self._slip(body)
        self._check_signature(slip, today, deed)
        slip.signatures, slip.void = [], True

    def withdraw_leave(self, today: date, body: Mapping[str, Any], deed: DeedLike) -> None:
        slip = self._slip(body)
        slip.signatures, slip.void = [], True
        if slip.start[0] < slip.asked:  # it was not decided: nothing is left of its having been late (A15)
            self._write(slip.department, "attendance.slip-late", slip.asked, Fraction(-1))

    def register_return(self, today: date, body: Mapping[str, Any], deed: DeedLike) -> None:
        """销假: what was not taken is leave no longer (A15)."""
        slip = self._slip(body)
        slip.back_by = None
        if named := body.get("last_day"):
            last = slip.end = (as_day(named), body.get("last_half", "pm"))
            self._uncover(slip, {box for box in slip.covers if box > last})
            self.annual.look(slip.person, today)

    def revoke_leave(self, today: date, body: Mapping[str, Any], deed: DeedLike) -> None:
        slip = self._slip(body)
        slip.back_by, slip.void = None, True
        if slip.rebuked:  # nobody had to come back from a leave that is struck out
            self._write(slip.department, "attendance.return-missed", slip.rebuked, Fraction(-1))
            slip.rebuked = None
        self._uncover(slip, slip.covers)
        self.annual.look(slip.person, today)

    def _slip(self, body: Mapping[str, Any]) -> Slip:
        return self.slips[str(body["leave"]).removeprefix("@")]

    def _check_signature(self, slip: Slip, today: date, deed: DeedLike) -> None:
        climb(self.organ, self.rules, slip, today)
        if not slip.signatures or slip.covers:
            raise Disagreement(f"{deed.at} {deed.operation}: nothing is left to sign under {deed.body}")
        able = self.organ.may_act(slip.signatures[0], today) - {slip.person}
        if deed.caller not in able:
            raise Disagreement(
                f"{deed.at} {deed.operation} {deed.body}: {deed.caller} signed where {slip.signatures[0]} ({able}) must"
            )

    def _covered(self, person: str, day: date) -> set[str]:
        return {half for s in self.slips.values() if s.person == person for on, half in s.covers if on == day}

    def _uncover(self, slip: Slip, gone: set[HalfDay]) -> None:
        slip.covers = slip.covers - gone
        for day in sorted({day for day, _ in gone}):
            self._read_again(slip.person, day)

    # -- sheets -------------------------------------------------------------------------------------------------------

    def compile_sheet(self, today: date, body: Mapping[str, Any], deed: DeedLike) -> None:
        sheet = self._open(body["department"], body["month"])
        roll = self.organ.roll(sheet.department, month_days(sheet.month))
        sheet.boxes = {p: {day: self._read(p, day) for day in here if is_workday(day)} for p, here in roll.items()}
        sheet.owed = {person: self._residency_owed(person, here, sheet.month) for person, here in roll.items()}
        sheet.stays = {person: {day: self._stayed(person, day) for day in here} for person, here in roll.items()}

    def submit_sheet(self, today: date, body: Mapping[str, Any], deed: DeedLike) -> None:
        """A sheet that comes after its day is late; one that came after all is missing no longer (A14)."""
        sheet = self.sheets[body["department"], body["month"]]
        if not sheet.came and today > sheet.due:
            self._write(sheet.department, "attendance.sheet-late", sheet.last_day, Fraction(1))
        if not sheet.came and sheet.missed:
            self._write(sheet.department, "attendance.sheet-missing", sheet.last_day, Fraction(-1))
        sheet.came, sheet.status = True, "submitted"

    def return_sheet(self, today: date, body: Mapping[str, Any], deed: DeedLike) -> None:
        """It is handed in again; what was late stays late once."""
        self.sheets[body["department"], body["month"]].status = "returned"

    def accept_sheet(self, today: date, body: Mapping[str, Any], deed: DeedLike) -> None:
        """The office copies the columns into its ledger, then what leave decided since the compilation changes."""
        sheet = self.sheets[body["department"], body["month"]]
        sheet.status = "accepted"
        for person, boxes in sheet.boxes.items():
            for kind in (DUE, PRESENT):
                total = sum((day.figures()[kind] for day in boxes.values()), Fraction(0))
                self._write(sheet.department, kind, sheet.last_day, total)
            for day, found in boxes.items():
                for kind in SINGLY:
                    single = HALF if kind == "attendance.absent" else Fraction(1)
                    for _ in range(int(found.figures()[kind] / single)):
                        self._write(sheet.department, kind, day, single)
            self._write(sheet.department, "attendance.residency-short", sheet.last_day, sheet.short[person])
        for person, boxes in sheet.boxes.items():
            for day, found in list(boxes.items()):
                stands = {half for half, box in zip(HALVES, found.boxes, strict=True) if box == "leave"}
                if stands - self._covered(person, day):
                    self._read_again(person, day)
                self._excuse(person, day)

    def correct_sheet(self, today: date, body: Mapping[str, Any], deed: DeedLike) -> None:
        """The office says what the day was; a half of which nothing is said was worked (A14)."""
        sheet = self.sheets[body["department"], body["month"]]
        said = [(s["half"], s["state"]) for s in body.get("states", ())]
        words = {"absent": "absent", "leave": "leave", "trip": "away", "elsewhere": "away", "residency": "away"}
        boxes = {half: words[state] for half, state in said if state in words}
        late, early = ({half for half, state in said if state == word} for word in ("late", "left-early"))
        day = Day(tuple(boxes.get(half, "here") for half in HALVES), frozenset(late), frozenset(early))
        self._amend(sheet, body["person"], as_day(body["on"]), day)
        self._stay(sheet, body["person"], as_day(body["on"]), {h for h, state in said if state == "residency"})

    def tick(self, today: date, body: Mapping[str, Any], deed: DeedLike) -> None:
        """Overnight: sheets of the month that ended are owed; what is over its day is written down once (A14, A15)."""
        month_end = today.replace(day=1) - ONE_DAY
        assert self.opened is not None
        earliest, self.opened = self.opened, max(self.opened, month_end)
        while month_end >= earliest:  # also those that ended while nobody looked
            for id, department in self.organ.departments.items():
                if department["kind"] != "leadership" and any(map(department.holds, month_days(f"{month_end:%Y-%m}"))):
                    self._open(id, f"{month_end:%Y-%m}")
            month_end = month_end.replace(day=1) - ONE_DAY
        for sheet in self.sheets.values():
            if not sheet.came and not sheet.missed and sheet.due < today:
                sheet.missed = True
                self._write(sheet.department, "attendance.sheet-missing", sheet.last_day, Fraction(1))
        for slip in self.slips.values():
            if slip.back_by and slip.back_by < today and not slip.rebuked:
                slip.rebuked = slip.back_by
                self._write(slip.department, "attendance.return-missed", slip.back_by, Fraction(1))
            climb(self.organ, self.rules, slip, today)

    def begin(self, today: date) -> None:
        """The first thing done about attendance: each month is handed in by who kept it (A14), and of the months before
        this one nobody here kept anything."""
        self.opened = self.opened or month_days(f"{today:%Y-%m}")[-1]

    def _open(self, department: str, month: str) -> Sheet:
        following = month_days(month)[-1] + ONE_DAY
        n = self.rules.number("attendance.sheet_due", following)
        return self.sheets.setdefault(
            (department, month), Sheet(department, month, workday_after(following - ONE_DAY, n))
        )

    def _read(self, person: str, day: date) -> Day:
        away = self._marked(person, day, "trip", "elsewhere", "residency")
        return read_card(day, self.cards.get((person, day), ()), self._covered(person, day), away, self.rules)

    def _stayed(self, person: str, day: date) -> set[str]:
        """Half days of residency; who is on leave stays nowhere, and nobody is on leave on a day off."""
        return self._marked(person, day, "residency") - (self._covered(person, day) if is_workday(day) else set())

    def _residency_owed(self, person: str, here: list[date], month: str) -> Fraction:
        """Holders of the duty owe the month's days, for a part of the month its part down to the half day (A14)."""
        working = [day for day in month_days(month) if is_workday(day)]
        on_duty = sum(
            day in here and self.organ.people[person].holds(day, "residency_from", "residency_to") for day in working
        )
        wanted = Fraction(self.rules.number("attendance.residency_days", working[-1]))
        return HALF * floor(wanted * 2 * on_duty / len(working))

    # -- after acceptance ---------------------------------------------------------------------------------------------

    def _accepted(self, person: str, day: date) -> Sheet | None:
        sheet = self.sheets.get((self.organ.place(person, day), f"{day:%Y-%m}"))
        return sheet if sheet and sheet.status == "accepted" and day in sheet.boxes.get(person, {}) else None

    def _is_closed(self, person: str, day: date) -> bool:
        sheet = self.sheets.get((self.organ.place(person, day), f"{day:%Y-%m}"))
        return sheet is not None and sheet.status == "accepted"

    def _has_left(self, person: str, day: date) -> bool:
        """Handed in and not sent back."""
        sheet = self.sheets.get((self.organ.place(person, day), f"{day:%Y-%m}"))
        return sheet is not None and sheet.status in ("submitted", "accepted")

    def _excuse(self, person: str, day: date) -> None:
        sheet = self._accepted(person, day)
        if sheet:
            now = sheet.boxes[person][day].with_leave_where_absent(self._covered(person, day))
            self._amend(sheet, person, day, now)

    def _read_again(self, person: str, day: date) -> None:
        sheet = self._accepted(person, day)
        if sheet:
            self._amend(sheet, person, day, self._read(person, day))
            self._stay(sheet, person, day, self._stayed(person, day))

    def _amend(self, sheet: Sheet, person: str, on: date, now: Day) -> None:
        """Written over on the sheet, and the difference of each column in the ledger."""
        was = sheet.boxes[person].get(on, Day(("here", "here"))).figures()
        sheet.boxes[person][on] = now
        for kind, amount in now.figures().items():
            self._write(sheet.department, kind, on, amount - was[kind])

    def _stay(self, sheet: Sheet, person: str, on: date, halves: set[str]) -> None:
        """The month's residency days are counted up anew, and the ledger gets the difference."""
        was = sheet.short[person]
        sheet.stays[person][on] = halves
        self._write(sheet.department, "attendance.residency-short", sheet.last_day, sheet.short[person] - was)

    # -- what is written and read -------------------------------------------------------------------------------------

    def take(self, deed: DeedLike) -> bool:
        """What is done outside attendance: whether anybody knows what it means."""
        match deed.operation.partition(".")[0]:
            case "documents":
                return self._take_paper(deed)
            case "finance":
                self.trips.take(deed.operation, deed.body, deed.label)
                return True
            case "party":
                self.outreach.take(deed.operation, deed.at.astimezone(ZONE).date(), deed.body, deed.label)
                return True
            case "directory":
                return self.organ.change(deed.operation, dict(deed.body))
            case _:
                return False

    def _take_paper(self, deed: DeedLike) -> bool:
        """Whether any of the notebooks knows what it means; the clock turns a page in all of them."""
        today, body, label = deed.at.astimezone(ZONE).date(), deed.body, deed.label
        if deed.operation == "documents.tick":
            self.rounds.overnight(today)
            self.binders.overnight(today)
        return (
            self.affairs.take(deed.operation, body, label)
            or self.binders.take(deed.operation, today, body, label)
            or self.rounds.take(deed.operation, today, body, label)
            or self.documents.take(deed.operation, today, body, label)
        )

    def _write(self, department: str, kind: str, day: date, quantity: Fraction) -> None:
        if quantity:
            self.ledger.append((department, kind, day, quantity))


_KNOWN: Mapping[str, Callable[[Clerk, date, Mapping[str, Any], DeedLike], None]] = {
    f"attendance.{work.__name__.replace('_', '-')}": work
    for work in (
        Clerk.correct_punch, Clerk.mark_day, Clerk.withdraw_day_mark,
        Clerk.request_leave, Clerk.approve_leave, Clerk.reject_leave, Clerk.withdraw_leave,
        Clerk.register_return, Clerk.revoke_leave,
        Clerk.compile_sheet, Clerk.submit_sheet, Clerk.return_sheet, Clerk.accept_sheet, Clerk.correct_sheet,
        Clerk.tick,
    )
}  # fmt: skip
_WITHOUT_EFFECT = (
    "attendance.settle-trip-note",  # what is to be corrected is corrected by itself
    "attendance.note-fall",  # who takes note of it changes nothing
    "attendance.get-", "attendance.list-", "attendance.export-", "attendance.verify-seal", "attendance.make-checkpoint",
    "attendance.rebuild-registers", "directory.get-", "directory.list-", "directory.export-", "directory.tick",
    "directory.verify-seal", "directory.make-checkpoint", "directory.rebuild-registers", "appraisal.",
    *Documents.WITHOUT_EFFECT, *Affairs.WITHOUT_EFFECT, *Rounds.WITHOUT_EFFECT,
    *Binders.WITHOUT_EFFECT,
)  # fmt: skip


def work_through(
    organ: Path, regulations: Path, deeds: Iterable[DeedLike], files: Mapping[str, Sequence[RawDay]] | Sequence[RawDay]
) -> Clerk:
    """`files` by the name under which a deed imports them; or one list of lines, known from the beginning."""
    clerk = Clerk(Organ(organ), RuleBooks(regulations), files if isinstance(files, Mapping) else {})
    if not isinstance(files, Mapping):
        clerk.take_in(files)
    for deed in deeds:
        if deed.expect or deed.operation.startswith(_WITHOUT_EFFECT):
            continue
        if deed.operation.startswith("attendance."):
            clerk.begin(deed.at.astimezone(ZONE).date())
        if deed.operation == "attendance.import-punches":
            clerk.take_in(clerk.files.get(_file(deed.body), ()))
        elif deed.operation in _KNOWN:
            _KNOWN[deed.operation](clerk, deed.at.astimezone(ZONE).date(), deed.body, deed)
        elif not clerk.take(deed):
            raise Disagreement(f"{deed.at}: the oracle has not learnt {deed.operation}")
    return clerk


def scorecards(
    organ: Path,
    regulations: Path,
    deeds: Iterable[DeedLike],
    days: Mapping[str, Sequence[RawDay]] | Sequence[RawDay],
    quarter: str,
) -> dict[str, dict[str, Any]]:
    """Each appraised department's card of the quarter (A33), as the decoded canonical JSON of the system's."""
    clerk = work_through(organ, regulations, deeds, days)
    span = _quarter_days(quarter)
    policy = clerk.rules.policy
    cards: dict[str, dict[str, Any]] = {}
    for id, department in clerk.organ.departments.items():
        if department["kind"] in policy["appraised"] and any(map(department.holds, span)):
            person_days = sum(map(len, clerk.organ.roll(id, span).values()))
            term = Term(person_days, sum(map(department.holds, span)), len(span))
            columns = _columns(clerk, id, span)
            cards[id] = scorecard(policy, quarter, id, clerk.organ.title(id, span[-1]), term, columns)
    return cards


def _columns(clerk: Clerk, department: str, span: list[date]) -> dict[str, Column]:
    columns: dict[str, Column] = {}
    for whose, kind, day, quantity in clerk.ledger:
        if whose == department and span[0] <= day <= span[-1]:
            was = columns.get(kind, Column())
            columns[kind] = Column(was.quantity + quantity)
    return columns


def _quarter_days(quarter: str) -> list[date]:
    year, number = quarter.split("-Q")
    first = 3 * int(number) - 2
    return [day for month in range(first, first + 3) for day in month_days(f"{year}-{month:02d}")]


def _file(body: Mapping[str, Any]) -> str:
    content = body.get("content")
    return str(content["@file"] if isinstance(content, Mapping) else body["file"])
