"""What a working day was: punches, leave and marks in, states of its half days out (A14). Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from services.attendance.leave.span import HALF_DAY, Half, Part
from services.attendance.punches.card import OVERTIME, RESIDENCY
from services.attendance.sheets.events import DayState

ZERO = Decimal(0)
BOTH = (Half.AM, Half.PM)


@dataclass(frozen=True, slots=True)
class Hours:
    """Working hours in force on the day; `grace` and `repeat` in minutes."""

    start: time
    noon_from: time
    noon_to: time
    end: time
    grace: int
    repeat: int
    """No further apart, punches are one: a coming or a going, never both."""


@dataclass(frozen=True, slots=True)
class DayRecord:
    """What is known of one person's day. `away` maps a half day to trip, elsewhere or residency."""

    on: date
    workday: bool
    punches: tuple[datetime, ...] = ()
    leave: dict[Half, str] = field(default_factory=dict[Half, str])
    away: dict[Half, str] = field(default_factory=dict[Half, str])
    overtime: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """`due` and `present` in days."""

    due: Decimal
    present: Decimal
    states: tuple[DayState, ...]


def judge(day: DayRecord, hours: Hours) -> Judged:
    """Leave is not due; a trip, duty elsewhere and residency are present without punches; the rest is what the
    punches say. A half day without its punches is absent; grace is not counted until it is exceeded.
    """
    states: list[DayState] = []
    if day.overtime:
        states.append(DayState(on=day.on, half=Part.WHOLE, state=OVERTIME))
    if not day.workday:
        states += [DayState(on=day.on, half=h, state=s) for h, s in sorted(day.away.items()) if s == RESIDENCY]
        return Judged(ZERO, ZERO, tuple(states))
    for half in BOTH:
        if half in day.leave:
            states.append(DayState(on=day.on, half=half, state="leave", kind=day.leave[half]))
        elif half in day.away:
            states.append(DayState(on=day.on, half=half, state=day.away[half]))
    bound = [half for half in BOTH if half not in day.leave and half not in day.away]
    from_punches = list(_from_punches(day, bound, hours))
    absent = HALF_DAY * sum(1 for state in from_punches if state.state == "absent")
    due = HALF_DAY * sum(1 for half in BOTH if half not in day.leave)
    return Judged(due, due - absent, tuple(sorted((*states, *from_punches), key=lambda s: (s.half, s.state))))


def _from_punches(day: DayRecord, bound: list[Half], hours: Hours) -> Iterable[DayState]:
    noon_from, noon_to = datetime.combine(day.on, hours.noon_from), datetime.combine(day.on, hours.noon_to)
    punches = sorted(day.punches)
    if bound == [Half.AM]:
        here = [Half.AM] if any(at < noon_to for at in punches) else []
        punches = [at for at in punches if at < noon_to] or punches
    elif bound == [Half.PM]:
        here = [Half.PM] if any(at >= noon_from for at in punches) else []
        punches = [at for at in punches if at >= noon_from] or punches
    else:
        here = [h for h, was in ((Half.AM, punches[:1] and punches[0] < noon_from),
                                 (Half.PM, punches[-1:] and punches[-1] >= noon_to)) if was]  # fmt: skip
    for half in bound:
        if half not in here:
            yield DayState(on=day.on, half=half, state="absent")
    if not bound or not here:
        return
    grace = timedelta(minutes=hours.grace)
    opens = datetime.combine(day.on, hours.start if here[0] is Half.AM else hours.noon_to)
    closes = datetime.combine(day.on, hours.end if here[-1] is Half.PM else hours.noon_from)
    arrival, departure = punches[0], punches[-1]
    only = departure - arrival <= timedelta(minutes=hours.repeat)
    came = not only or arrival < noon_to
    if here[0] is Half.PM and not only:
        arrival = next((at for at in punches if at >= noon_from), arrival)
    if came and arrival > opens + grace:
        yield DayState(on=day.on, half=here[0], state="late", minutes=_minutes(arrival - opens))
    if not only and departure < closes - grace:
        yield DayState(on=day.on, half=here[-1], state="left-early", minutes=_minutes(closes - departure))


def _minutes(gap: timedelta) -> int:
    return int(gap.total_seconds() // 60)
