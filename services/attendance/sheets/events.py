"""The facts of a department's monthly sheet (A14). A month is `2026-07`; lengths are in days, halves as 0.5."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from services.kernel.domain.events import UNSAID, Event, Part, Personal, Reckoned, Shared


class DayState(Part):
    """One thing to be said of a half day: `late`, `left-early`, `absent`, `leave`, `trip`, `elsewhere`, `residency`;
    `overtime` and `residency` may also stand on days off. A present half day has no entry.
    """

    on: date
    half: str
    state: str
    minutes: Reckoned[int] = 0
    """Late or early by how much."""
    kind: Reckoned[str] = ""
    """Of leave."""


class Line(Part):
    """One member's month in this department. Leave is not due; trips and duty elsewhere count as present."""

    person: str
    days_due: Decimal
    days_present: Decimal
    states: tuple[DayState, ...] = ()
    residency_due: Decimal = Decimal(0)
    residency_done: Decimal = Decimal(0)


class OfMonth(Event):
    """What every fact of one sheet says, beside its department."""

    month: str


class KeepingBegun(OfMonth):
    """The clock came by for the first time, and nothing had happened yet: attendance is kept from this month on."""

    SAYS = "开始记录月度考勤"
    TOPIC = "attendance.keeping-begun.v1"


class SheetOpened(OfMonth):
    """The month is over, or somebody began to compile it; `due` is the last day on which it is handed in in time, None
    while the calendar of that year is not known.
    """

    SAYS = "建立月度考勤表"
    TOPIC = "attendance.sheet-opened.v1"
    due: date | None


class SheetDueSet(OfMonth):
    """The calendar has been told of the year: the sheet is due on this day. `handed_in_on` is when it first came, where
    that was before; `late`, where that was after the due day as it turns out.
    """

    SAYS = "确定月度考勤表报送期限"
    TOPIC = "attendance.sheet-due-set.v1"
    due: date
    handed_in_on: date | None = None
    late: bool = False


class SheetCompiled(OfMonth):
    """A draft from punches, marks and leave; may be compiled again until it is submitted."""

    SAYS = "编制月度考勤表"
    TOPIC = "attendance.sheet-compiled.v1"
    lines: Reckoned[tuple[Line, ...]] = ()


class SheetSubmitted(OfMonth):
    """`late`: after the due day; `missed`: the clock had already recorded that it was not handed in."""

    SAYS = "报送月度考勤表"
    TOPIC = "attendance.sheet-submitted.v1"
    late: bool = False
    missed: bool = False


class SheetReturned(OfMonth):
    SAYS = "退回月度考勤表"
    TOPIC = "attendance.sheet-returned.v1"
    reason: Personal[str] = ""


class SheetAccepted(OfMonth):
    """What the office took over: the month's attendance of the department."""

    SAYS = "接收月度考勤表"
    TOPIC = "attendance.sheet-accepted.v1"
    lines: Shared[tuple[Line, ...]]


class SheetMissed(OfMonth):
    """Not handed in by its due day; recorded once by the clock."""

    SAYS = "记录月度考勤表逾期未报"
    TOPIC = "attendance.sheet-missed.v1"
    due: date


class DayChanged(OfMonth):
    """What every change after acceptance says: a person's day, what it was, what it is, and the difference in days."""

    person: str
    on: Shared[date]
    was: Shared[tuple[DayState, ...]] = ()
    now: Shared[tuple[DayState, ...]] = ()
    due_change: Shared[Decimal] = Decimal(0)
    present_change: Shared[Decimal] = Decimal(0)


class SheetCorrected(DayChanged):
    """The office corrected an accepted sheet."""

    SAYS = "更正月度考勤表"
    TOPIC = "attendance.sheet-corrected.v1"
    reason: Personal[str] = ""


class ResidencyRestated(OfMonth):
    """A change of an accepted sheet changed the days of residency duty it shows for a person; `due` is what they owe,
    `was` and `now` what was done of it before and after.
    """

    SAYS = "更正驻勤天数"
    TOPIC = "attendance.residency-restated.v1"
    person: str
    on: Reckoned[date] = UNSAID
    due: Shared[Decimal]
    was: Shared[Decimal]
    now: Shared[Decimal]


class AbsenceExcused(DayChanged):
    """Leave approved afterwards turned these absences into leave (A15)."""

    SAYS = "缺勤改记请假"
    TOPIC = "attendance.absence-excused.v1"
    leave: UUID


class AbsenceRestored(DayChanged):
    """Leave that was shortened or revoked no longer covers this day."""

    SAYS = "恢复缺勤记录"
    TOPIC = "attendance.absence-restored.v1"
    leave: UUID
