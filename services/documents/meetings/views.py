"""Meetings as a caller may see them, and their sheets (A17, B2.7)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from services.directory.organ import name_of
from services.documents.checks import chosen
from services.documents.meetings.operations import MeetingLine, MeetingView, SeatView, TopicView
from services.documents.meetings.register import seats, topics
from services.documents.meetings.sight import Sight
from services.documents.meetings.states import ATTENDANCE_ZH, MEMBER, PRESENT, ROLE_ZH, STATUS_ZH
from services.documents.minutes.register import STATUS_ZH as MINUTES_ZH
from services.documents.minutes.register import minutes
from services.kernel.context import Context
from services.kernel.ledger import Ledger, Shown

KINDS = "meetings.kinds"


def view(ctx: Context, row: Any) -> MeetingView:
    owed = ctx.row(minutes, meeting=row.id)
    sight = Sight(ctx)
    t = topics.c
    in_order = (t.place == 0, t.place, t.item)
    return MeetingView.of(
        row,
        minutes=owed.status,
        minutes_filed_on=owed.filed_on,
        seats=[SeatView.of(seat) for seat in ctx.rows_of(seats, meeting=row.id)],
        topics=[
            _topic(topic, withheld=not sight.sees(row.id, topic.item))
            for topic in ctx.rows(select(topics).where(t.meeting == row.id).order_by(*in_order))
        ],
    )


def _topic(row: Any, *, withheld: bool) -> TopicView:
    hidden = dict.fromkeys(("title", "text", "reason"), "") if withheld else {}
    return TopicView.of(row, withheld=withheld, **hidden)


def lines(ctx: Context, rows: Sequence[Any]) -> list[MeetingLine]:
    """A page of register rows, with what belongs to them read at once."""
    ids = [row.id for row in rows]
    s, m = seats.c, minutes.c
    owed = {row.meeting: row for row in ctx.rows(select(minutes).where(m.meeting.in_(ids)))}
    expected, present = dict.fromkeys(ids, 0), dict.fromkeys(ids, 0)
    counted = select(s.meeting, s.role, s.state, func.count().label("n")).where(s.meeting.in_(ids))
    for row in ctx.rows(counted.group_by(s.meeting, s.role, s.state)):
        expected[row.meeting] += row.n if row.role == MEMBER else 0
        present[row.meeting] += row.n if row.state == PRESENT else 0
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


LEDGER = Ledger(
    "会议台账",
    Shown("编号", 30, "number"),
    Shown("会议种类", 14, "kind", chosen(KINDS)),
    Shown("会议名称", 40, "title"),
    Shown("会期", 12, "on"),
    Shown("时间", 8, lambda line: f"{line.start:%H:%M}"),
    Shown("地点", 16, "place"),
    Shown("召集人", 10, "convenor", name_of),
    Shown("主持人", 10, "presided_by", name_of),
    Shown("记录人", 10, "recorder", name_of),
    Shown("应到", 6, "expected"),
    Shown("实到", 6, "present"),
    Shown("状态", 12, "status", STATUS_ZH),
    Shown("记录期限", 12, "minutes_due"),
    Shown("会议记录", 12, "minutes", MINUTES_ZH),
    Shown("提交日期", 12, "minutes_filed_on"),
    Shown("收存日期", 12, "collected_on"),
)

ATTENDANCE = Ledger(
    "会议签到表",
    Shown("姓名", 12, "person", name_of),
    Shown("部门", 30, "department"),
    Shown("应到或列席", 12, "role", ROLE_ZH),
    Shown("出席情况", 12, "state", ATTENDANCE_ZH),
)
