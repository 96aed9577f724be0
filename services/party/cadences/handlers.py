"""Keeps what the calendar owes of meetings: opened each period, held by those that are entered (A2, B2.3, B3, B5.6)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from services.kernel.procedure.causes import led_by
from services.kernel.procedure.commands import Commands
from services.kernel.procedure.context import Context
from services.kernel.procedure.obligations import Due, Obligation, by_stream, missing
from services.kernel.procedure.procedure import Procedure
from services.kernel.procedure.told import told
from services.party.cadences import events as e
from services.party.cadences import operations as ops
from services.party.cadences.group_meetings import group_meetings
from services.party.cadences.kinds import NONE, cadence, check, has_groups, kinds
from services.party.cadences.opening import owed_on
from services.party.cadences.owed import PARTY_GROUP, Owed, OwedStatus
from services.party.cadences.record import OwedRecord, register
from services.party.members.roll import roll
from services.party.periods import last_of

SHORTEST = "month"
"""A kind without a cadence is looked at again by the month: it may get one."""
hold_meetings = Obligation(
    kind="party.meeting",
    zh="按期召开党内会议",
    en="Hold a Party meeting in its period",
    tells=told(OwedRecord, "kind", "group", "period"),
    cites=("A2", "B2.3", "B3", "B5.6"),
    opened_by={e.MeetingOwed: lambda owed: Due(by_stream(owed), owed.due, owed.person, owed.department)},
    fulfilled_by={e.OwedMeetingHeld: by_stream},
    missed_by={e.OwedMeetingMissed: by_stream},
    on_missed=missing(Owed),
    shows=ops.GetOwedMeeting,
)

procedure = Procedure("cadences", zh="三会一课", en="Meetings owed", registers=[register], obligations=[hold_meetings])
procedure.relies_on(check)
commands = Commands(procedure, Owed, key="owed", record=OwedRecord, shows=ops.GetOwedMeeting)
commands.lists(ops.ListOwedMeetings)
commands.exports(ops.ExportOwedMeetings, "owed-meetings")


@procedure.on_tick
def open_periods(ctx: Context) -> int:
    """Each kind's meeting is owed from the first day of its period; also of periods in which no clock ran."""
    opened = 0
    for kind, group in _due_kinds(ctx):
        for every, on in _unopened(ctx, kind, group):
            ctx.save(owed_on(ctx, kind, group, every, on))
            opened += 1
    return opened


@procedure.on_tick
def take_up_group_meetings(ctx: Context) -> int:
    """What the office entered of the Party group's meetings does what was owed."""
    o, g = OwedRecord.columns(), group_meetings.c
    waiting = o.kind == PARTY_GROUP, o.status.in_((OwedStatus.OWED.value, OwedStatus.MISSED.value))
    together = select(o.id, g.id.label("meeting"), g.on).join(group_meetings, g.on.between(o.first, o.due))
    rows = ctx.rows(together.where(*waiting).order_by(g.on, g.id))
    for row in rows:
        owed = ctx.find(Owed, UUID(hex=row.id))
        owed.hold(led_by(ctx, f"meeting {row.meeting}"), meeting=UUID(hex=row.meeting), on=row.on)
        ctx.save(owed)
    return len(rows)


def _due_kinds(ctx: Context) -> Iterator[tuple[str, str]]:
    """Every kind, of the groups' own each group that there is."""
    groups = sorted({one.group for one in roll(ctx, ctx.today)} - {""})
    for kind in kinds(ctx, ctx.today):
        for group in groups if has_groups(kind) else ("",):
            yield kind.id, group
    yield PARTY_GROUP, ""


def _unopened(ctx: Context, kind: str, group: str) -> Iterator[tuple[str, date]]:
    """How often and a day of each period up to today's that the clock has not opened: from the last that it did, or
    where it never did, from the first that a meeting opened when it was entered, or today's alone. So what is entered
    by hand hides no period."""
    o = OwedRecord.columns()
    of = o.kind == kind, o.group == group
    latest: Any = ctx.rows(select(func.max(o.due)).where(*of, o.by_clock))[0][0]
    latest = latest or ctx.rows(select(func.min(o.due)).where(*of))[0][0]
    day = latest + timedelta(days=1) if latest else ctx.today
    while day <= ctx.today:
        every = ctx.rules.value(cadence(kind), day, str)
        if every != NONE:
            yield every, day
        day = last_of(every if every != NONE else SHORTEST, day) + timedelta(days=1)
