"""Carries out the minutes of meetings: owed by the office, filed, corrected, missing by the clock (A17)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from services.documents.meetings.events import (
    MeetingCalled,
    MeetingCancelled,
    MeetingMoved,
    MinutesDueSet,
    RecorderNamed,
)
from services.documents.meetings.handlers import commands as of_meetings
from services.documents.meetings.meeting import Meeting
from services.documents.meetings.operations import RECORDER, GetMeeting, MeetingView
from services.documents.meetings.record import MeetingRecord
from services.documents.meetings.sight import Sight
from services.documents.meetings.states import OFFICE, MeetingStatus
from services.documents.minutes import events as e
from services.documents.minutes import operations as ops
from services.documents.minutes.minutes import Minutes, MinutesNotFiled, minutes_id
from services.documents.minutes.record import MinutesRow, Wording, register
from services.documents.minutes.states import MinutesStatus
from services.kernel.domain.who import Subject
from services.kernel.procedure.attachments.uploads import attach_uploaded
from services.kernel.procedure.commands import Commands
from services.kernel.procedure.context import Context
from services.kernel.procedure.obligations import Due, Obligation
from services.kernel.procedure.operations import File, Page
from services.kernel.procedure.paging import asked, page
from services.kernel.procedure.procedure import Procedure
from services.kernel.procedure.registry import worksheet_of
from services.kernel.procedure.told import told
from services.kernel.procedure.worksheet import exported, span


def _owed(event: MeetingCalled | MeetingMoved | RecorderNamed) -> Due | None:
    """From the day on which it is called: what nobody enters as held or cancelled comes to light. Missing once."""
    if isinstance(event, RecorderNamed) and event.minutes_missed:
        return None
    return Due(event.originator_id.hex, event.minutes_due, event.recorder, event.department)


def _due(event: MinutesDueSet) -> Due:
    return Due(event.originator_id.hex, event.minutes_due)


def _meeting(event: e.MinutesFiled | e.MinutesMissed) -> str:
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
    tells=told(MeetingRecord, "kind", "on", key=lambda owed: {"id": owed.key}),
    zh="提交会议记录",
    en="File the minutes of a meeting",
    cites=("A17",),
    opened_by={MeetingCalled: _owed, MeetingMoved: _owed, RecorderNamed: _owed},
    fulfilled_by={e.MinutesFiled: _meeting},
    due_by={MinutesDueSet: _due},
    cancelled_by={MeetingCancelled: _cancelled},
    missed_by={e.MinutesMissed: _meeting},
    on_missed=_miss,
    shows=GetMeeting,
    which=lambda owed: str(owed.key),
)

procedure = Procedure("minutes", zh="会议记录", en="Minutes", registers=[register], obligations=[file_minutes_in_time])


procedure.attachable("minutes", ops.GetMinutes, by=RECORDER)


@procedure.discloses(e.MinutesFiled, e.MinutesCorrected)
def discloses_minutes(event: e.MinutesFiled | e.MinutesCorrected, ctx: Context) -> bool:
    return Sight(ctx).sees_minutes(event.meeting)


def _recorder(op: ops.FileMinutes | ops.CorrectMinutes | ops.GetMinutes, ctx: Context) -> Subject:
    return Subject(ctx.find(Meeting, op.meeting).recorder)


def _minutes(op: ops.CorrectMinutes | ops.GetMinutes) -> UUID:
    return minutes_id(op.meeting)


def _not_to_be_filed(meeting: MeetingView, ctx: Context) -> bool:
    held = meeting.status is MeetingStatus.HELD
    return not held or ctx.find(Minutes, minutes_id(meeting.id)).filed or not Sight(ctx).sees_minutes(meeting.id.hex)


of_meetings.leads_to(ops.FileMinutes, unless=_not_to_be_filed)


@procedure.handles(ops.FileMinutes, subject=_recorder)
def file_minutes(op: ops.FileMinutes, ctx: Context) -> ops.GetMinutes:
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
    return ops.GetMinutes(meeting=op.meeting)


commands = Commands(procedure, Minutes, at=_minutes, shows=ops.GetMinutes, about=_recorder)
"""Of minutes that are there; filing them is offered by the meeting's page."""


@commands.does(ops.CorrectMinutes)
def correct_minutes(op: ops.CorrectMinutes, minutes: Minutes, ctx: Context) -> None:
    Sight(ctx).check_minutes(op.meeting.hex)
    kind = ctx.find(Meeting, op.meeting).kind
    minutes.correct(ctx.act, meeting=op.meeting, kind=kind, text=op.text, reason=op.reason)


# -- views ------------------------------------------------------------------------------------------------------------


@procedure.handles(ops.GetMinutes, subject=_recorder)
def get_minutes(op: ops.GetMinutes, ctx: Context) -> ops.MinutesView:
    meeting = ctx.shown(MeetingRecord, op.meeting)
    Sight(ctx).check_minutes(meeting.id)
    row = ctx.row(MinutesRow, meeting=meeting.id)
    if row.filed_on is None:
        raise MinutesNotFiled("会议记录尚未提交。", "No minutes have been filed yet.", cites=("A17",))
    return ops.MinutesView.of(
        row,
        kind=meeting.kind,
        number=meeting.number,
        late=row.status == MinutesStatus.LATE,
        wordings=[Wording.of(wording) for wording in ctx.rows_of(Wording, meeting=meeting.id)],
        allowed=None,
    )


_M, _O = MeetingRecord.TABLE.c, MinutesRow.TABLE.c
_LINES: Select[Any] = select(
    _M.id, _M.id.label("meeting"), _M.kind, _M.number, _M.on, _M.recorder, _O.due, _O.status, _O.filed_on
).join_from(MeetingRecord.TABLE, MinutesRow.TABLE, _O.meeting == _M.id)


@procedure.handles(ops.ListMinutes)
def list_minutes(op: ops.ListMinutes, ctx: Context) -> Page[ops.MinutesLine]:
    query = _LINES.where(*asked(op, _M, "kind"), *asked(op, _O, "status"))
    rows, following = page(ctx, query, (_M.on.desc(), _M.id.desc()), op.after, op.limit)
    return Page[ops.MinutesLine](items=[ops.MinutesLine.of(row) for row in rows], next=following)


@procedure.handles(ops.ExportMinutes)
def export_minutes(op: ops.ExportMinutes, ctx: Context) -> File:
    rows = ctx.rows(_LINES.where(_M.on.between(op.start, op.end)).order_by(_M.on, _M.id))
    sheet = worksheet_of(ops.MinutesLine, MinutesRow.ZH).sheet(ctx, rows, span(op.start, op.end))
    return exported(f"minutes-{op.start}-{op.end}", sheet)
