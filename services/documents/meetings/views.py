"""Meetings as a caller may see them, and their sheets (A17, B2.7)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from services.documents.meetings.operations import MeetingLine, MeetingView
from services.documents.meetings.record import Seat, Topic
from services.documents.meetings.sight import Sight
from services.documents.meetings.states import SeatRole, SeatState
from services.documents.minutes.record import MinutesRow
from services.kernel.procedure.context import Context


def view(ctx: Context, row: Any) -> MeetingView:
    owed = ctx.row(MinutesRow, meeting=row.id)
    sight = Sight(ctx)
    t = Topic.TABLE.c
    in_order = (t.place == 0, t.place, t.item)
    return MeetingView.of(
        row,
        minutes=owed.status,
        minutes_filed_on=owed.filed_on,
        seats=[Seat.of(seat) for seat in ctx.rows_of(Seat, meeting=row.id)],
        topics=[
            _topic(topic, withheld=not sight.sees(row.id, topic.item))
            for topic in ctx.rows(select(Topic.TABLE).where(t.meeting == row.id).order_by(*in_order))
        ],
    )


def _topic(row: Any, *, withheld: bool) -> Topic:
    hidden = dict.fromkeys(("title", "text", "reason"), "") if withheld else {}
    return Topic.of(row, withheld=withheld, **hidden)


def lines(ctx: Context, rows: Sequence[Any]) -> list[MeetingLine]:
    """A page of register rows, with what belongs to them read at once."""
    ids = [row.id for row in rows]
    s, m = Seat.TABLE.c, MinutesRow.TABLE.c
    owed = {row.meeting: row for row in ctx.rows(select(MinutesRow.TABLE).where(m.meeting.in_(ids)))}
    expected, present = dict.fromkeys(ids, 0), dict.fromkeys(ids, 0)
    counted = select(s.meeting, s.role, s.state, func.count().label("n")).where(s.meeting.in_(ids))
    for row in ctx.rows(counted.group_by(s.meeting, s.role, s.state)):
        expected[row.meeting] += row.n if row.role == SeatRole.MEMBER else 0
        present[row.meeting] += row.n if row.state == SeatState.PRESENT else 0
    return [
        MeetingLine.of(
            row,
            expected=expected[row.id],
            present=present[row.id],
            minutes=owed[row.id].status,
            minutes_filed_on=owed[row.id].filed_on,
        )
        for row in rows
    ]
