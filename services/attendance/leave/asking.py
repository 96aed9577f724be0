"""Takes a slip in (A15): gathers what is known of it, decides, records.

`decide` is pure: what is known of the person, the rules and their other slips is gathered before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from services.attendance.entitlement.counting import check_entitlement, draws_on_year
from services.attendance.leave.leave import Leave, Length, Longest, Slip, SlipWindow
from services.attendance.leave.neighbours import MOST_DAYS, neighbours
from services.attendance.leave.operations import RequestLeave
from services.attendance.leave.passing import line_of
from services.attendance.leave.refusals import LeaveOverlaps, NotForThem
from services.attendance.leave.route import Line, route
from services.attendance.leave.span import Half, Near, Span, is_workday, joined, overlapping
from services.attendance.leave.states import Counted
from services.directory.organ import picture
from services.kernel.procedure.context import Context
from services.kernel.refusals import Invalid
from services.kernel.rules.calendar import UnknownYear, WorkCalendar
from services.kernel.rules.values import Choices, Table


def request_leave(op: RequestLeave, ctx: Context) -> Leave:
    asked = _gather(op, ctx)
    slip = decide(asked)
    undecided = [one for one in asked.others if one.undecided and draws_on_year(ctx, one.kind)]
    check_entitlement(ctx, slip.person, slip.kind, slip.span, undecided=undecided)
    leave = Leave(ctx.new_id())
    leave.request(ctx.act, slip)
    return leave


@dataclass(frozen=True, slots=True)
class Asked:
    """A slip, and all that is known when it is decided."""

    slip: RequestLeave
    span: Span
    department: str
    gender: str
    today: date
    kind: KindRules
    others: Sequence[Near]
    line: Line
    late_within: int
    """Working days after the return in which a late slip is taken."""
    late_cites: tuple[str, ...]
    calendar: WorkCalendar


@dataclass(frozen=True, slots=True)
class KindRules:
    """What the rule books say today of the kind asked for."""

    counted: Counted
    joins: bool
    longest: Longest | None
    only_for: str
    """The gender it is given to, empty for everybody."""
    only_cites: tuple[str, ...]
    cites: tuple[str, ...]


def _gather(op: RequestLeave, ctx: Context) -> Asked:
    organ, today = picture(ctx), ctx.today
    kind = _kind(op.kind, ctx)
    department, found = organ.department_of(op.person, op.start), organ.person(op.person)
    if not department or found is None:
        raise Invalid(
            f"该人员于{op.start.isoformat()}不在本机关。",
            f"The person is not in the organ on {op.start.isoformat()}.",
            cites=("A15",),
            fields=[{"field": "person", "value": op.person}],
        )
    if (op.end - op.start).days > MOST_DAYS:
        raise Invalid("请假时段过长。", "The span is too long.", fields=[{"field": "end", "most_days": MOST_DAYS}])
    span = Span(op.start, op.start_half, op.end, op.end_half)
    return Asked(
        slip=op,
        span=span,
        department=department,
        gender=found.gender,
        today=today,
        kind=kind,
        others=neighbours(ctx, op.person, span),
        line=line_of(ctx, op.person, department),
        late_within=ctx.rules.value("leave.retro_window", today, int),
        late_cites=ctx.rules.cite("leave.retro_window", today),
        calendar=ctx.calendar,
    )


def _kind(id: str, ctx: Context) -> KindRules:
    rules, today = ctx.rules, ctx.today
    kinds = rules.value("leave.kinds", today, Choices)
    if id not in kinds:
        raise Invalid(
            f"没有这种假，可选：{'、'.join(kind.zh for kind in kinds)}。",
            f"There is no such kind of leave; it is one of {', '.join(kind.en for kind in kinds)}.",
            cites=("A15",),
            fields=[
                {"field": "kind", "zh": "没有这种假", "en": "no such kind of leave", "allowed": list(kinds.ids)},
            ],
        )
    longest: Decimal | None = rules.value("leave.max_length", today, Table).get(id)
    given = {"female": "leave.women_only_kinds", "male": "leave.men_only_kinds"}
    only = next((gender for gender, name in given.items() if id in rules.value(name, today, tuple)), "")
    return KindRules(
        counted=Counted.CALENDAR if id in rules.value("leave.calendar_day_kinds", today, tuple) else Counted.WORKING,
        joins=id in rules.value("leave.joined_kinds", today, tuple),
        longest=Longest(longest, rules.cite("leave.max_length", today)) if longest is not None else None,
        only_for=only,
        only_cites=rules.cite(given[only], today) if only else (),
        cites=rules.cite("leave.kinds", today),
    )


def decide(asked: Asked) -> Slip:
    """Whether it is taken, what it counts together with, and who decides it. Refuses what is not taken."""
    op, kind, span = asked.slip, asked.kind, asked.span
    _check_for_them(asked)
    length = _length(asked, span)
    _check_overlap(asked)
    of_kind = [one for one in asked.others if one.kind == op.kind] if kind.joins else []
    stretch, together = joined(span, of_kind, asked.calendar)
    whole = _length(asked, stretch) if together else length
    late = span.start < asked.today
    return Slip(
        person=op.person,
        department=asked.department,
        kind=op.kind,
        span=span,
        reason=op.reason,
        counted=kind.counted,
        length=length,
        joined=together,
        whole=whole,
        longest=kind.longest,
        steps=route(whole.working, asked.line),
        window=_window(asked) if late else None,
        workdays_late=_workdays_since(asked) if late else 0,
        cites=kind.cites,
    )


def _check_for_them(asked: Asked) -> None:
    """Refuses a kind that is given to one gender only; whose gender is not recorded is believed."""
    only = asked.kind.only_for
    if only and asked.gender and asked.gender != only:
        zh, en = ("女", "women") if only == "female" else ("男", "men")
        raise NotForThem(
            f"该类假期只给{zh}职工。",
            f"This kind of leave is for {en} only.",
            cites=asked.kind.only_cites,
            kind=asked.slip.kind,
        )


def _check_overlap(asked: Asked) -> None:
    other = overlapping(asked.span, asked.others)
    if other is not None:
        start, end = other.span.start.isoformat(), other.span.end.isoformat()
        raise LeaveOverlaps(
            f"与{start}至{end}的请假重叠。",
            f"It overlaps the leave from {start} to {end}.",
            cites=("A15",),
            leave=str(other.id),
        )


def _length(asked: Asked, span: Span) -> Length:
    """What is counted in calendar days needs no working calendar: it may reach into a year that is not known yet."""
    if asked.kind.counted == Counted.CALENDAR:
        return Length(span.calendar_days(), span.working_days_at_most(asked.calendar))
    working = span.working_days(asked.calendar)
    return Length(working, working)


def _window(asked: Asked) -> SlipWindow:
    """Counted from the day on which the person is back (A15). Open while the calendar of that year is not known."""
    try:
        return SlipWindow(asked.calendar.add_workdays(_back_on(asked), asked.late_within), asked.late_cites)
    except UnknownYear:
        return SlipWindow(None, asked.late_cites)


def _back_on(asked: Asked) -> date:
    """The day of the first working half day after the absence of which no other slip speaks."""
    day, half = asked.span.end, asked.span.end_half
    while True:
        day, half = (day, Half.PM) if half is Half.AM else (day + timedelta(days=1), Half.AM)
        if asked.calendar.is_workday(day) and not any(one.span.covers(day, half) for one in asked.others):
            return day


def _workdays_since(asked: Asked) -> int:
    days = (asked.span.start + timedelta(days=n) for n in range((asked.today - asked.span.start).days))
    return sum(1 for day in days if is_workday(asked.calendar, day))
