"""Carries out the minutes of meetings: owed by the office, filed, corrected, missing by the clock (A17)."""

from __future__ import annotations

from datetime import UTC
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from services.directory.organ import name_of
from services.documents.attachments.uploads import attach_uploaded
from services.documents.checks import chosen
from services.documents.meetings.events import MeetingCalled, MeetingCancelled, MeetingMoved, RecorderNamed
from services.documents.meetings.meeting import Meeting
from services.documents.meetings.operations import RECORDER
from services.documents.meetings.register import meetings
from services.documents.meetings.sight import Sight
from services.documents.meetings.states import OFFICE
from services.documents.meetings.views import KINDS
from services.documents.minutes.events import MinutesCorrected, MinutesFiled, MinutesMissed
from services.documents.minutes.minutes import Minutes, MinutesNotFiled, minutes_id
from services.documents.minutes.operations import (
    CorrectMinutes,
    ExportMinutes,
    FileMinutes,
    GetMinutes,
    ListMinutes,
    MinutesLine,
    MinutesView,
    WordingView,
)
from services.documents.minutes.register import LATE, STATUS_ZH, minutes, register, wordings
from services.kernel.context import Context
from services.kernel.ledger import Ledger, Shown, exported, span
from services.kernel.obligations import Due, Obligation
from services.kernel.operations import File, Page
from services.kernel.paging import asked, page
from services.kernel.procedure import Procedure
from services.kernel.who import Subject


def _owed(event: MeetingCalled | MeetingMoved | RecorderNamed) -> Due | None:
    """From the day on which it is called: what nobody enters as held or cancelled comes to light. Missing once."""
    if isinstance(event, RecorderNamed) and event.minutes_missed:
        return None
    return Due(event.originator_id.hex, event.minutes_due, event.recorder, event.department)


def _meeting(event: MinutesFiled | MinutesMissed) -> str:
    return event.meeting


def _cancelled(event: MeetingCancelled) -> str:
    return event.originator_id.hex


def _miss(ctx: Context, row: Any) -> None:
    meeting = ctx.find(Meeting, UUID(hex=row.aggregate))
    missing = ctx.find(Minutes, minutes_id(meeting.id))
    missing.miss(ctx.act, meeting=meeting.id, kind=meeting.kind, due=row.due)
    ctx.save(missing)


file_minutes_in_time = Obligation(
    kind="documents.minutes",
    zh="提交会议记录",
    en="File the minutes of a meeting",
    cites=("A17",),
    opened_by={MeetingCalled: _owed, MeetingMoved: _owed, RecorderNamed: _owed},
    fulfilled_by={MinutesFiled: _meeting},
    cancelled_by={MeetingCancelled: _cancelled},
    missed_by={MinutesMissed: _meeting},
    on_missed=_miss,
)

procedure = Procedure("minutes", zh="会议记录", en="Minutes", registers=[register], obligations=[file_minutes_in_time])


procedure.attachable("minutes", GetMinutes, by=RECORDER)


@procedure.discloses(MinutesFiled, MinutesCorrected)
def discloses_minutes(event: MinutesFiled | MinutesCorrected, ctx: Context) -> bool:
    return Sight(ctx).sees_minutes(event.meeting)


def _recorder(op: FileMinutes | CorrectMinutes | GetMinutes, ctx: Context) -> Subject:
    return Subject(ctx.find(Meeting, op.meeting).recorder)


@procedure.handles(FileMinutes, subject=_recorder)
def file_minutes(op: FileMinutes, ctx: Context) -> GetMinutes:
    """Who may not read them cannot write them either (B2.7)."""
    meeting = ctx.load(Meeting, op.meeting)
    meeting.check_held()
    Sight(ctx).check_minutes(meeting.id.hex)
    filed = ctx.find(Minutes, minutes_id(op.meeting))
    filed.file(
        ctx.act,
        meeting=op.meeting,
        kind=meeting.kind,
        due=meeting.minutes_due,
        text=op.text,
        attachments=op.attachments,
    )
    ctx.save(filed)
    attach_uploaded(ctx, "minutes", meeting, op.attachments, department=OFFICE, field="attachments")
    return GetMinutes(meeting=op.meeting)


@procedure.handles(CorrectMinutes, subject=_recorder)
def correct_minutes(op: CorrectMinutes, ctx: Context) -> GetMinutes:
    meeting = ctx.find(Meeting, op.meeting)
    corrected = ctx.load(Minutes, minutes_id(op.meeting))
    Sight(ctx).check_minutes(op.meeting.hex)
    corrected.correct(ctx.act, meeting=op.meeting, kind=meeting.kind, text=op.text, reason=op.reason)
    ctx.save(corrected)
    return GetMinutes(meeting=op.meeting)


# -- views ------------------------------------------------------------------------------------------------------------


@procedure.handles(GetMinutes, subject=_recorder)
def get_minutes(op: GetMinutes, ctx: Context) -> MinutesView:
    meeting = ctx.shown(meetings, op.meeting)
    Sight(ctx).check_minutes(meeting.id)
    row = ctx.row(minutes, meeting=meeting.id)
    if row.filed_on is None:
        raise MinutesNotFiled("会议记录尚未提交。", "No minutes have been filed yet.", cites=("A17",))
    return MinutesView(
        meeting=op.meeting,
        kind=meeting.kind,
        number=meeting.number,
        due=row.due,
        filed_on=row.filed_on,
        late=row.status == LATE,
        attachments=row.attachments.split(),
        wordings=[
            WordingView.of(wording, at=wording.at.replace(tzinfo=UTC))
            for wording in ctx.rows_of(wordings, meeting=meeting.id)
        ],
        version=row.version,
    )


_LINES: Select[Any] = select(
    meetings.c.id,
    meetings.c.id.label("meeting"),
    meetings.c.kind,
    meetings.c.number,
    meetings.c.on,
    meetings.c.recorder,
    minutes.c.due,
    minutes.c.status,
    minutes.c.filed_on,
).join_from(meetings, minutes, minutes.c.meeting == meetings.c.id)


@procedure.handles(ListMinutes)
def list_minutes(op: ListMinutes, ctx: Context) -> Page[MinutesLine]:
    query = _LINES.where(*asked(op, meetings.c, "kind"), *asked(op, minutes.c, "status"))
    rows, following = page(ctx, query, (meetings.c.on.desc(), meetings.c.id.desc()), op.after, op.limit)
    return Page[MinutesLine](items=[MinutesLine.of(row) for row in rows], next=following)


LEDGER = Ledger(
    "会议记录台账",
    Shown("会议种类", 14, "kind", chosen(KINDS)),
    Shown("会议编号", 32, "number"),
    Shown("会期", 12, "on"),
    Shown("记录人", 10, "recorder", name_of),
    Shown("期限", 12, "due"),
    Shown("提交日", 12, "filed_on"),
    Shown("状态", 12, "status", STATUS_ZH),
)


@procedure.handles(ExportMinutes)
def export_minutes(op: ExportMinutes, ctx: Context) -> File:
    m = meetings.c
    rows = ctx.rows(_LINES.where(m.on.between(op.start, op.end)).order_by(m.on, m.id))
    return exported(f"minutes-{op.start}-{op.end}", LEDGER.sheet(ctx, rows, span(op.start, op.end)))
