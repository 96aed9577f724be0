"""What each attendance event means for the appraisal (A14–A16)."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from services.appraisal.facts.intake import rows_of
from services.appraisal.facts.meanings import KINDS, MEANINGS
from services.attendance.entitlement.events import AnnualLeaveForfeited, ForfeitureUndone
from services.attendance.leave.events import (
    LateSlipFiled,
    LeavePassedOn,
    LeaveRejected,
    ReturnMissed,
    ReturnMissedUndone,
)
from services.attendance.sheets.events import (
    AbsenceExcused,
    AbsenceRestored,
    DayState,
    ResidencyRestated,
    SheetAccepted,
    SheetCorrected,
    SheetMissed,
    SheetSubmitted,
)
from services.kernel.domain.events import Event, UnknownTopic
from services.kernel.rules.facts import exact, thousandths
from tests.appraisal.office import START, line, stream

DAY = date(2026, 7, 2)
MONTH_END = date(2026, 7, 31)


def happened(event_class: type[Event], **fields: Any) -> Any:
    fields.setdefault("day", date(2026, 8, 4))
    return event_class(
        originator_id=stream("x"), originator_version=1, timestamp=START, department="office", cites=("A14",), **fields
    )


def told(event_class: type[Event], **fields: Any) -> list[tuple[str, str, str, date]]:
    """(person, kind, quantity, day) of each fact."""
    facts = MEANINGS["attendance"].facts_of(happened(event_class, **fields))
    assert all(fact.department == "office" and fact.cites == ("A14",) and fact.kind in KINDS for fact in facts)
    return [(fact.person, fact.kind, str(exact(fact.quantity)), fact.day) for fact in facts]


def half(state: str, part: str = "am") -> DayState:
    return DayState(on=DAY, half=part, state=state)


def test_an_accepted_sheet_says_what_was_due_and_what_was_done() -> None:
    member = line(
        "p2", "21.5", "20", ("2026-07-02", "late"), ("2026-07-03", "absent"), ("2026-07-06", "left-early"),
        ("2026-07-07", "trip"), ("2026-07-08", "leave"), residency=("10", "8.5"),
    )  # fmt: skip
    assert told(SheetAccepted, month="2026-07", lines=(member,)) == [
        ("p2", "attendance.days-due", "21.5", MONTH_END),
        ("p2", "attendance.days-present", "20", MONTH_END),
        ("p2", "attendance.late", "1", date(2026, 7, 2)),
        ("p2", "attendance.absent", "0.5", date(2026, 7, 3)),
        ("p2", "attendance.left-early", "1", date(2026, 7, 6)),
        ("p2", "attendance.residency-short", "1.5", MONTH_END),
    ]


def test_a_month_wholly_on_leave_says_nothing() -> None:
    assert told(SheetAccepted, month="2026-07", lines=(line("p2", "0", "0", ("2026-07-02", "leave")),)) == []


def test_residency_done_in_full_is_no_fact() -> None:
    assert all(kind != "attendance.residency-short" for _, kind, _, _ in told(
        SheetAccepted, month="2026-07", lines=(line("p2", "22", "22", residency=("10", "12")),)
    ))  # fmt: skip


@pytest.mark.parametrize(
    ("due", "was", "now", "change"),
    [
        ("4", "2.5", "3.5", "-1"),
        ("4", "2.5", "2", "0.5"),
        ("4", "3.5", "4.5", "-0.5"),  # what is more than the month's days makes up for nothing
        ("4", "4", "5", None),
        ("0", "0", "1", None),  # who does not hold the duty
    ],
)
def test_a_corrected_residency_restates_the_months_shortfall(due: str, was: str, now: str, change: str | None) -> None:
    days = {"due": Decimal(due), "was": Decimal(was), "now": Decimal(now)}
    expected = [("p2", "attendance.residency-short", change, MONTH_END)] if change else []
    assert told(ResidencyRestated, month="2026-07", person="p2", on=DAY, **days) == expected


def test_an_excused_absence_takes_itself_back_on_its_own_day() -> None:
    change = {"month": "2026-07", "person": "p2", "on": DAY, "leave": uuid4()}
    excused = {"was": (half("absent"), half("absent", "pm")), "now": (half("leave"), half("leave", "pm"))}
    days = {"due_change": Decimal(-1), "present_change": Decimal(0)}
    assert told(AbsenceExcused, **change, **excused, **days) == [
        ("p2", "attendance.absent", "-1", DAY),
        ("p2", "attendance.days-due", "-1", DAY),
    ]
    restored = {"was": excused["now"], "now": excused["was"], "due_change": Decimal(1), "present_change": Decimal(0)}
    assert told(AbsenceRestored, **change, **restored) == [
        ("p2", "attendance.absent", "1", DAY),
        ("p2", "attendance.days-due", "1", DAY),
    ]


def test_a_correction_says_only_what_changed() -> None:
    was, now = (half("late"), half("absent", "pm")), (half("late"), half("left-early", "pm"))
    assert told(
        SheetCorrected, month="2026-07", person="p2", on=DAY, was=was, now=now, present_change=Decimal("0.5")
    ) == [
        ("p2", "attendance.absent", "-0.5", DAY),
        ("p2", "attendance.left-early", "1", DAY),
        ("p2", "attendance.days-present", "0.5", DAY),
    ]  # fmt: skip


def test_a_sheet_counts_in_the_month_it_is_of() -> None:
    assert told(SheetMissed, month="2026-06", due=date(2026, 7, 7)) == [
        ("", "attendance.sheet-missing", "1", date(2026, 6, 30))
    ]
    assert told(SheetSubmitted, month="2026-06", late=True) == [("", "attendance.sheet-late", "1", date(2026, 6, 30))]
    assert told(SheetSubmitted, month="2026-06", late=True, missed=True) == [
        ("", "attendance.sheet-late", "1", date(2026, 6, 30)),
        ("", "attendance.sheet-missing", "-1", date(2026, 6, 30)),
    ]
    assert told(SheetSubmitted, month="2026-06") == []


def test_leave_left_open_or_asked_for_afterwards_counts_once() -> None:
    assert told(ReturnMissed, person="p2", due=DAY) == [("p2", "attendance.return-missed", "1", DAY)]
    assert told(ReturnMissedUndone, person="p2", due=DAY) == [("p2", "attendance.return-missed", "-1", DAY)]
    slip = {"person": "p2", "start": date(2026, 6, 29), "end": DAY, "workdays_late": 2}
    assert told(LateSlipFiled, **slip) == [("p2", "attendance.slip-late", "1", date(2026, 8, 4))]
    assert told(LeaveRejected, person="p2", step=0) == []
    assert told(LeavePassedOn, person="p2", step=0, post="head", ground="vacant", waits_for="chair") == []


def test_forfeiture_belongs_to_the_person_and_the_year() -> None:
    """Personal: no policy's dimension counts it."""
    amounts = {"personal_total": Decimal(6), "entitlement": Decimal(5), "by_leave": uuid4()}
    crossed = told(AnnualLeaveForfeited, person="p2", year=2026, annual_taken=Decimal(0), **amounts)
    undone = told(ForfeitureUndone, person="p2", year=2026, **amounts)
    assert crossed == [("p2", "personal.annual-leave-forfeited", "1", date(2026, 12, 31))]
    assert undone == [("p2", "personal.annual-leave-forfeited", "-1", date(2026, 12, 31))]


def test_an_event_nobody_declared_is_refused_not_skipped() -> None:
    with pytest.raises(UnknownTopic):
        rows_of("attendance", [(1, "0" * 32, "attendance.tea-drunk.v1", b"{}")])


def test_quantities_are_exact_or_refused() -> None:
    assert thousandths(Decimal("61.5")) == 61_500
    assert str(exact(-500)) == "-0.5"
    assert str(exact(30_000)) == "30"
    with pytest.raises(ValueError, match="three decimals"):
        thousandths(Decimal("0.0005"))
