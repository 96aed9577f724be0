"""What a day was, from punches, leave and marks (A14). Hours 9–12 and 14–18, ten minutes' grace."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.attendance.leave.span import Half
from services.attendance.sheets.day import DayRecord, Hours, Judged, judge

ON = date(2025, 6, 9)
HOURS = Hours(time(9), time(12), time(14), time(18), grace=10, repeat=1)


def at(text: str) -> datetime:
    """`08:55`, or `+00:30` after midnight."""
    day = ON + timedelta(days=1) if text.startswith("+") else ON
    return datetime.combine(day, time.fromisoformat(text.lstrip("+")))


def day(*punches: str, leave: str = "", away: dict[str, str] | None = None, **more: object) -> Judged:
    """`leave` names half days: `am`, `pm` or `am pm`."""
    record = DayRecord(
        on=ON,
        workday=bool(more.get("workday", True)),
        punches=tuple(at(one) for one in punches),
        leave={Half(half): "sick" for half in leave.split()},
        away={Half(half): state for half, state in (away or {}).items()},
        overtime=bool(more.get("overtime")),
    )
    return judge(record, HOURS)


def said(judged: Judged) -> str:
    """`am late 20, pm absent`"""
    return ", ".join(f"{s.half} {s.state}{f' {s.minutes}' if s.minutes else ''}" for s in judged.states)


@pytest.mark.parametrize(
    ("punches", "states", "present"),
    [
        ("08:55 18:05", "", "1"),
        ("09:00 18:00", "", "1"),
        ("09:10 17:50", "", "1"),  # the grace is not exceeded
        ("09:10:01 18:00", "am late 10", "1"),
        ("09:11 18:00", "am late 11", "1"),  # counted from nine, not from the end of the grace
        ("09:00 17:49", "pm left-early 11", "1"),
        ("09:30 17:00", "am late 30, pm left-early 60", "1"),
        ("08:55 12:02 13:58 18:05", "", "1"),  # punches of the noon break say nothing
        ("11:59 18:00", "am late 179", "1"),
        ("12:00 18:00", "am absent", "0.5"),
        ("12:30 18:00", "am absent", "0.5"),
        ("14:10 18:00", "am absent", "0.5"),
        ("14:11 18:00", "am absent, pm late 11", "0.5"),
        ("12:30 17:00", "am absent, pm left-early 60", "0.5"),
        ("09:00 12:00", "pm absent", "0.5"),
        ("09:00 11:50", "pm absent", "0.5"),
        ("09:00 11:49", "am left-early 11, pm absent", "0.5"),
        ("09:20 11:00", "am late 20, am left-early 60, pm absent", "0.5"),
        ("09:00 13:59", "pm absent", "0.5"),
        ("09:00 14:00", "pm left-early 240", "1"),
        ("12:30 13:30", "am absent, pm absent", "0"),
        ("", "am absent, pm absent", "0"),
        ("09:00 +00:30", "", "1"),  # after midnight is long after six
        ("15:00 +00:30", "am absent, pm late 60", "0.5"),
    ],
)
def test_a_day_without_leave(punches: str, states: str, present: str) -> None:
    judged = day(*punches.split())
    assert said(judged) == states
    assert (judged.due, judged.present) == (Decimal(1), Decimal(present))


@pytest.mark.parametrize(
    ("punch", "states"),
    [
        ("08:50", "pm absent"),
        ("09:30", "am late 30, pm absent"),
        ("12:30", "am absent, pm absent"),
        ("17:30", "am absent"),  # a going, and nobody knows when it began: not late
        ("+00:30", "am absent"),
    ],
)
def test_one_punch_alone_vouches_for_one_half_day(punch: str, states: str) -> None:
    assert said(day(punch)) == states


@pytest.mark.parametrize(
    ("punches", "states"),
    [
        ("08:50 08:50:03", "pm absent"),
        ("09:30 09:30:05 09:31", "am late 30, pm absent"),
        ("17:30:02 17:30 17:30:55", "am absent"),
        ("08:50 08:51:01", "am left-early 188, pm absent"),  # further apart: somebody came, and went
    ],
)
def test_a_punch_pressed_twice_is_one(punches: str, states: str) -> None:
    """Whoever is not sure that the machine has taken it has not left on the same day yet."""
    assert said(day(*punches.split())) == states


@pytest.mark.parametrize(
    ("leave", "punches", "states"),
    [
        ("am", "14:00 18:00", "am leave"),
        ("am", "12:10 18:00", "am leave"),
        ("am", "14:30 18:00", "am leave, pm late 30"),
        ("am", "14:00 17:00", "am leave, pm left-early 60"),
        ("am", "", "am leave, pm absent"),
        ("am", "09:00 11:00", "am leave, pm absent"),  # the morning's punches do not work the afternoon off
        ("am", "09:00 14:05 18:00", "am leave"),
        ("am", "17:55", "am leave"),
        ("pm", "09:00 12:00", "pm leave"),
        ("pm", "09:00 13:00", "pm leave"),
        ("pm", "09:30 12:00", "am late 30, pm leave"),
        ("pm", "09:00 11:00", "am left-early 60, pm leave"),
        ("pm", "09:00", "pm leave"),
        ("pm", "15:00 18:00", "am absent, pm leave"),
        ("pm", "", "am absent, pm leave"),
        ("am pm", "", "am leave, pm leave"),
        ("am pm", "10:00 11:00", "am leave, pm leave"),
    ],
)
def test_half_a_day_of_leave(leave: str, punches: str, states: str) -> None:
    judged = day(*punches.split(), leave=leave)
    assert said(judged) == states
    assert judged.due == 1 - Decimal("0.5") * len(leave.split()), "leave is not due"


@pytest.mark.parametrize("state", ["trip", "elsewhere", "residency"])
def test_away_on_duty_is_present_without_punches(state: str) -> None:
    whole = day(away={"am": state, "pm": state})
    assert (said(whole), whole.due, whole.present) == (f"am {state}, pm {state}", Decimal(1), Decimal(1))
    half = day("14:30", "18:00", away={"am": state})
    assert (said(half), half.present) == (f"am {state}, pm late 30", Decimal(1))


def test_leave_decides_where_a_trip_claims_the_same_half() -> None:
    judged = day(leave="am", away={"am": "trip", "pm": "trip"})
    assert (said(judged), judged.due, judged.present) == ("am leave, pm trip", Decimal("0.5"), Decimal("0.5"))


def test_a_day_off_owes_nothing() -> None:
    judged = day("09:30", "12:00", leave="am", away={"pm": "trip"}, workday=False)
    assert (said(judged), judged.due, judged.present) == ("", Decimal(0), Decimal(0))


def test_overtime_and_residency_stand_on_days_off_too() -> None:
    assert (
        said(day(away={"am": "residency", "pm": "trip"}, overtime=True, workday=False)) == "day overtime, am residency"
    )
    assert said(day("09:00", "18:00", overtime=True)) == "day overtime"


MINUTES = st.integers(0, 1439).map(lambda m: datetime.combine(ON, time(m // 60, m % 60)))
HALVES = st.dictionaries(st.sampled_from(list(Half)), st.sampled_from(["sick", "annual"]))
AWAY = st.dictionaries(st.sampled_from(list(Half)), st.sampled_from(["trip", "elsewhere", "residency"]))
RECORDS = st.builds(
    DayRecord,
    on=st.just(ON),
    workday=st.just(True),
    punches=st.lists(MINUTES, max_size=6).map(tuple),
    leave=HALVES,
    away=AWAY,
    overtime=st.booleans(),
)


@given(RECORDS)
def test_a_half_day_is_one_thing(record: DayRecord) -> None:
    """Absent, on leave or away, or worked; late and early only where it was worked; figures follow from the states."""
    judged = judge(record, HOURS)
    for half in Half:
        states = [s.state for s in judged.states if s.half == half]
        places = [s for s in states if s in ("absent", "leave", "trip", "elsewhere", "residency")]
        assert len(places) <= 1
        assert not places or len(states) == 1
        assert (half in record.leave) == ("leave" in states)
    absent = sum(1 for s in judged.states if s.state == "absent")
    leave = sum(1 for s in judged.states if s.state == "leave")
    assert judged.due == 1 - Decimal(leave) / 2
    assert judged.present == judged.due - Decimal(absent) / 2
    assert all(s.minutes > 0 for s in judged.states if s.state in ("late", "left-early"))


@given(RECORDS, st.randoms())
def test_the_order_of_punches_is_nothing(record: DayRecord, random: object) -> None:
    from dataclasses import replace

    shuffled = list(record.punches)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert judge(replace(record, punches=tuple(shuffled)), HOURS) == judge(record, HOURS)


@given(RECORDS)
def test_a_full_card_is_never_at_fault(record: DayRecord) -> None:
    from dataclasses import replace

    full = replace(record, punches=(*record.punches, at("08:30"), at("11:59"), at("14:00"), at("18:30")))
    assert not {s.state for s in judge(full, HOURS).states} & {"late", "left-early", "absent"}
