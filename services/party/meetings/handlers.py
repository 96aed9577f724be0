"""Carries out the branch's meetings: called, leave, held, attendance, minutes (A2, B3, B5.6)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import select

from services.directory.circle import people
from services.directory.organ import check_person, picture
from services.kernel.domain.who import Subject
from services.kernel.procedure.commands import Commands
from services.kernel.procedure.context import Context
from services.kernel.procedure.desk import Waiting, Waits
from services.kernel.procedure.numbers import next_serial
from services.kernel.procedure.procedure import Procedure
from services.kernel.refusals import Forbidden, Invalid
from services.party.cadences.kinds import belonging, has_groups, kind_of
from services.party.cadences.opening import meeting_held
from services.party.meetings import operations as ops
from services.party.meetings.events import PartyMeetingCalled, PartyMeetingCancelled, PartyMinutesFiled
from services.party.meetings.meeting import PartyMeeting, PartyMeetingStatus, SeatState
from services.party.meetings.record import PartyMeetingRecord, PartySeat, register
from services.party.meetings.sight import is_one_of, own, views
from services.party.posts import BRANCH_SECRETARY, COMMITTEE, ORGANISER

procedure = Procedure("meetings", zh="支部会议", en="Meetings of the branch", registers=[register])


@procedure.discloses(PartyMeetingCalled, PartyMeetingCancelled, PartyMinutesFiled)
def discloses(event: Any, ctx: Context) -> bool:
    seat = ctx.row(PartySeat, meeting=event.originator_id.hex, person=ctx.caller)
    return seat is not None or is_one_of(ctx, COMMITTEE)


# -- who may ----------------------------------------------------------------------------------------------------------


def _among(ctx: Context, name: str, kind: str, on: date) -> Subject:
    """The caller, where the kind's list of that name means them today."""
    words = kind_of(ctx, kind, on).words(name)
    return Subject(ctx.caller if ctx.caller in people(picture(ctx), words, ctx.today) else "")


def _may_call(op: ops.CallPartyMeeting, ctx: Context) -> Subject:
    """Says whose it is to call such a meeting, which follows from its kind: no relation of the operation could."""
    subject, kind = _among(ctx, "convened_by", op.kind, op.on), kind_of(ctx, op.kind, op.on)
    if subject.person or not ctx.organ.is_active(ctx.caller, ctx.today):
        return subject
    who = [ctx.organ.name_of(one) for one in people(picture(ctx), kind.words("convened_by"), ctx.today)]
    raise Forbidden(
        f"{kind.zh}由{'、'.join(who) or '规章所列人员'}通知召开。",
        f"{kind.en}: called by {', '.join(who) or 'those whom the rules name'}.",
        cites=op.CITES,
        kind=op.kind,
    )


def _convenes(op: Any, ctx: Context) -> Subject:
    meeting = ctx.load(PartyMeeting, op.meeting)
    return _among(ctx, "convened_by", meeting.kind, meeting.on)


def _records(op: Any, ctx: Context) -> Subject:
    meeting = ctx.load(PartyMeeting, op.meeting)
    return _among(ctx, "recorded_by", meeting.kind, meeting.on)


def _decides_leave(op: Any, ctx: Context) -> Subject:
    meeting = ctx.load(PartyMeeting, op.meeting)
    return _among(ctx, "leave_of", meeting.kind, meeting.on)


def _belongs(op: Any, ctx: Context) -> Subject:
    return Subject(ctx.caller if ctx.caller in ctx.load(PartyMeeting, op.meeting).seats else "")


commands = Commands(
    procedure,
    PartyMeeting,
    key="meeting",
    record=PartyMeetingRecord,
    views=views,
    shows=ops.GetPartyMeeting,
    about=_belongs,
)

procedure.attachable(
    "party-meeting",
    ops.GetPartyMeeting,
    by=(ORGANISER, BRANCH_SECRETARY),
    visible=lambda meeting: not meeting.withheld,
    open=lambda meeting: meeting.status in (PartyMeetingStatus.CALLED, PartyMeetingStatus.HELD),
)

# -- called, leave ----------------------------------------------------------------------------------------------------


@commands.opens(ops.CallPartyMeeting, about=_may_call)
def call_meeting(op: ops.CallPartyMeeting, ctx: Context) -> PartyMeeting:
    kind = kind_of(ctx, op.kind, op.on)
    if has_groups(kind) != bool(op.group):
        raise Invalid(
            "党小组会应当写明党小组，其他会议不写。",
            "A group's meeting names its group, and no other does.",
            fields=[{"field": "group"}],
        )
    meeting = PartyMeeting(ctx.new_id())
    meeting.call(ctx.act, members=belonging(ctx, kind, op.group, op.on), **op.model_dump())
    return meeting


commands.records(ops.CancelPartyMeeting, PartyMeetingCancelled, about=_convenes)


def _own_seat(meeting: ops.PartyMeetingView, ctx: Context) -> str:
    return next((seat.state for seat in meeting.seats if seat.person == ctx.caller), "")


def _asking(meeting: ops.PartyMeetingView, ctx: Context) -> list[str]:
    """Whose leave the caller may decide: nobody their own."""
    return [one.person for one in meeting.seats if one.state == SeatState.ASKED and one.person != ctx.caller]


commands.acts(
    ops.AskMeetingLeave,
    PartyMeeting.ask_leave,
    unless=lambda meeting, ctx: _own_seat(meeting, ctx) not in (SeatState.EXPECTED, SeatState.REFUSED),
)
commands.acts(ops.GrantMeetingLeave, PartyMeeting.grant_leave, about=_decides_leave, each=_asking)
commands.acts(ops.RefuseMeetingLeave, PartyMeeting.refuse_leave, about=_decides_leave, each=_asking)

# -- held -------------------------------------------------------------------------------------------------------------


@commands.does(ops.HoldPartyMeeting, about=_records, unless=lambda meeting, ctx: ctx.today < meeting.on)
def hold_meeting(op: ops.HoldPartyMeeting, meeting: PartyMeeting, ctx: Context) -> None:
    """Who belongs to it is asked again for the day itself: somebody may have joined or left since it was called."""
    kind, on, organ = kind_of(ctx, meeting.kind, meeting.on), meeting.on, picture(ctx)
    lecturers = people(organ, kind.words("lectured_by"), on)
    if bool(lecturers) != bool(op.lecturer):
        raise Invalid(
            "党课应当写明授课人，其他会议不写。",
            "A lecture names who gave it, and no other meeting does.",
            fields=[{"field": "lecturer"}],
        )
    if op.lecturer:
        check_person(ctx, op.lecturer, on, "lecturer")
    serial = next_serial(ctx, PartyMeetingRecord.TABLE, on.year, kind=meeting.kind)
    members = belonging(ctx, kind, meeting.group, on)
    meeting.hold(
        ctx.act,
        number=f"{meeting.kind}-{on.year}-{serial}",
        presided_by=op.presided_by,
        lecturer=op.lecturer,
        present=op.present,
        members={one: organ.department_of(one, on) for one in members},
    )
    ctx.save(meeting)
    if not lecturers or op.lecturer in lecturers:
        meeting_held(ctx, meeting.kind, meeting.group, meeting=meeting.id, on=on)


@commands.does(ops.CorrectPartyAttendance, about=_records, each=lambda meeting: [seat.person for seat in meeting.seats])
def correct_attendance(op: ops.CorrectPartyAttendance, meeting: PartyMeeting, ctx: Context) -> None:
    department = picture(ctx).department_of(op.person, meeting.on)
    meeting.correct(ctx.act, person=op.person, department=department, state=op.state, reason=op.reason)


commands.records(ops.FilePartyMinutes, PartyMinutesFiled, about=_records)

# -- views ------------------------------------------------------------------------------------------------------------

commands.lists(ops.ListPartyMeetings, where=lambda op, ctx: own(ctx))
commands.exports(ops.ExportPartyMeetings, "party-meetings")

m, s = PartyMeetingRecord.columns(), PartySeat.columns()


def leave_to_decide(ctx: Context) -> Iterator[Waiting]:
    asked = select(PartyMeetingRecord.TABLE, s.person).join(PartySeat.TABLE, s.meeting == m.id)
    for row in ctx.rows(asked.where(m.status == PartyMeetingStatus.CALLED.value, s.state == SeatState.ASKED.value)):
        if row.person != ctx.caller:
            asking = ctx.organ.name_of(row.person)
            yield Waiting(row.id, _among(ctx, "leave_of", row.kind, row.on), row.number, asking, due=row.on)


def to_be_entered(ctx: Context) -> Iterator[Waiting]:
    """Its day has come: who keeps its record enters that it was held."""
    for row in ctx.rows(select(PartyMeetingRecord.TABLE).where(m.status == PartyMeetingStatus.CALLED.value)):
        if row.on <= ctx.today:
            yield Waiting(row.id, _among(ctx, "recorded_by", row.kind, row.on), row.number, since=row.on)


def to_be_recorded(ctx: Context) -> Iterator[Waiting]:
    for row in ctx.rows(select(PartyMeetingRecord.TABLE).where(m.status == PartyMeetingStatus.HELD.value)):
        yield Waiting(row.id, _among(ctx, "recorded_by", row.kind, row.on), row.number, since=row.on)


procedure.waiting += [
    Waits(ops.GrantMeetingLeave, ops.GetPartyMeeting, leave_to_decide),
    Waits(ops.HoldPartyMeeting, ops.GetPartyMeeting, to_be_entered),
    Waits(ops.FilePartyMinutes, ops.GetPartyMeeting, to_be_recorded),
]
