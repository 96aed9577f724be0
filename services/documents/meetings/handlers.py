"""Carries out meetings: called, their agenda, held, attendance, records collected (A17, B2, B11.4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.directory import circle
from services.directory.organ import check_department, check_person, picture
from services.documents.materials.material import Material, MaterialStatus
from services.documents.materials.record import MaterialRecord
from services.documents.meetings import operations as ops
from services.documents.meetings.events import TopicDeferred, TopicProposed, TopicWithdrawn
from services.documents.meetings.holding import Holding
from services.documents.meetings.kinds import check
from services.documents.meetings.lists import listed, parameter
from services.documents.meetings.meeting import HOSTS, Meeting
from services.documents.meetings.record import MeetingRecord, Seat, register
from services.documents.meetings.sight import Sight
from services.documents.meetings.states import OPEN_TOPICS, MeetingStatus, SeatRole
from services.documents.meetings.views import lines, view
from services.documents.meetings.waiting import WAITS
from services.documents.minutes.minutes import Minutes, minutes_id
from services.kernel.domain.who import Subject
from services.kernel.procedure.checks import check_choice, choices
from services.kernel.procedure.commands import Commands
from services.kernel.procedure.context import Context
from services.kernel.procedure.numbers import next_serial
from services.kernel.procedure.obligations import MOST_MISSED
from services.kernel.procedure.operations import File, Page
from services.kernel.procedure.paging import asked, page
from services.kernel.procedure.procedure import Procedure
from services.kernel.procedure.registry import in_order, worksheet_of
from services.kernel.procedure.worksheet import exported, span
from services.kernel.refusals import Invalid
from services.kernel.rules.regulations import Table

procedure = Procedure("meetings", zh="会议", en="Meetings", registers=[register], waits=WAITS)
procedure.relies_on(check)


@procedure.discloses(TopicProposed, TopicWithdrawn, TopicDeferred)
def discloses_topic(event: TopicProposed | TopicWithdrawn | TopicDeferred, ctx: Context) -> bool:
    return Sight(ctx).sees(event.originator_id.hex, event.item)


# -- who may ----------------------------------------------------------------------------------------------------------


def _recorder(op: Any, ctx: Context) -> Subject:
    """The recorder acts beside the office."""
    return Subject(ctx.load(Meeting, op.meeting).recorder)


def _named_by(name: str, kind: str, ctx: Context) -> Subject:
    words = listed(ctx, name, kind)
    return circle.subject(picture(ctx), words, ctx.caller, ctx.today)


def _proposers(op: ops.ProposeTopic, ctx: Context) -> Subject:
    return _named_by("proposed_by", ctx.load(Meeting, op.meeting).kind, ctx)


def _setters(op: ops.SetAgenda | ops.DeferTopic, ctx: Context) -> Subject:
    return _named_by("agenda_of", ctx.load(Meeting, op.meeting).kind, ctx)


def _proposer(op: ops.WithdrawTopic, ctx: Context) -> Subject:
    topic = ctx.load(Meeting, op.meeting).agenda.topics.get(op.item)
    return Subject(topic.person if topic else "")


commands = Commands(procedure, Meeting, key="meeting", shows=ops.GetMeeting, about=_recorder)


def _open_items(meeting: ops.MeetingView) -> list[int]:
    return [topic.item for topic in meeting.topics if topic.state in OPEN_TOPICS]


def _people(meeting: ops.MeetingView) -> list[str]:
    return [seat.person for seat in meeting.seats]


# -- calling ----------------------------------------------------------------------------------------------------------


def _members(ctx: Context, kind: str, on: date) -> tuple[str, ...]:
    """Those who belong to it on the day of the meeting."""
    return circle.people(picture(ctx), listed(ctx, "members_of", kind, on), on)


def _minutes_due(ctx: Context, on: date) -> date | None:
    return ctx.calendar.due(on, ctx.rules.value("meetings.minutes_days", on, int))


@procedure.on_tick
def set_minutes_due(ctx: Context) -> int:
    """What was open until the calendar of its year is known."""
    m = MeetingRecord.TABLE.c
    waiting = m.minutes_due.is_(None), m.status.in_((MeetingStatus.CALLED, MeetingStatus.HELD))
    rows = ctx.rows(select(m.id, m.on).where(*waiting).order_by(m.on, m.id).limit(MOST_MISSED))
    done = 0
    for row in rows:
        due = _minutes_due(ctx, row.on)
        if due is not None:
            meeting = ctx.find(Meeting, UUID(hex=row.id))
            meeting.set_minutes_due(ctx.act, minutes_due=due)
            ctx.save(meeting)
            done += 1
    return done


@commands.opens(ops.CallMeeting)
def call_meeting(op: ops.CallMeeting, ctx: Context) -> Meeting:
    check_choice(ctx, "meetings.kinds", op.kind, "kind")
    for person in op.invited:
        check_person(ctx, person, op.on, "invited")
    if op.recorder:
        check_person(ctx, op.recorder, op.on, "recorder")
    organ, name = picture(ctx), parameter("convened_by", op.kind)
    convenors = circle.acting(organ, listed(ctx, "convened_by", op.kind), ctx.today)
    members = _members(ctx, op.kind, op.on)
    if not members and not op.invited:
        raise Invalid(
            "该类会议没有固定成员，请写明参会人员。",
            "Meetings of this kind have no members of their own: say who is invited.",
            fields=[{"field": "invited", "value": ""}],
        )
    meeting = Meeting(ctx.new_id())
    meeting.call(
        ctx.act,
        kind=op.kind,
        title=op.title,
        on=op.on,
        start=op.start,
        place=op.place,
        convenor=op.convenor or next(iter(convenors), ""),
        convenors=convenors,
        members=members,
        invited=op.invited,
        recorder=op.recorder,
        minutes_due=_minutes_due(ctx, op.on),
        cites=_articles(HOSTS, ctx.rules.cite(name, ctx.today)),
    )
    return meeting


def _articles(*cited: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(cite for cites in cited for cite in cites if cite != "organ"))


@commands.does(ops.MoveMeeting, unless=lambda meeting, ctx: ctx.today > meeting.on)
def move_meeting(op: ops.MoveMeeting, meeting: Meeting, ctx: Context) -> None:
    meeting.move(
        ctx.act,
        on=op.on,
        start=op.start,
        place=op.place,
        members=_members(ctx, meeting.kind, op.on),
        minutes_due=_minutes_due(ctx, op.on),
        reason=op.reason,
    )


@commands.does(ops.CancelMeeting)
def cancel_meeting(op: ops.CancelMeeting, meeting: Meeting, ctx: Context) -> None:
    """Nothing is owed for it any more: neither its minutes nor its materials."""
    meeting.cancel(ctx.act, reason=op.reason)
    ctx.save(meeting)
    minutes = ctx.find(Minutes, minutes_id(meeting.id))
    minutes.excuse(ctx.act, meeting=meeting.id, kind=meeting.kind, due=meeting.minutes_due)
    ctx.save(minutes)
    for row in ctx.rows_of(MaterialRecord, meeting=meeting.id.hex, status=MaterialStatus.OWED):
        material = ctx.find(Material, UUID(hex=row.id))
        material.waive(ctx.act, reason=op.reason)
        ctx.save(material)


@commands.does(ops.InviteToMeeting)
def invite_to_meeting(op: ops.InviteToMeeting, meeting: Meeting, ctx: Context) -> None:
    for person in op.people:
        check_person(ctx, person, meeting.on, "people")
    cites = ctx.rules.cite(parameter("members_of", meeting.kind), ctx.today)
    meeting.invite(ctx.act, people=op.people, cites=_articles(HOSTS, cites))


@commands.does(ops.NameRecorder, unless=lambda meeting, ctx: meeting.minutes_filed_on is not None)
def name_recorder(op: ops.NameRecorder, meeting: Meeting, ctx: Context) -> None:
    if op.recorder:
        check_person(ctx, op.recorder, ctx.today, "recorder")
    minutes = ctx.find(Minutes, minutes_id(meeting.id))
    minutes.check_owed()
    meeting.name_recorder(ctx.act, recorder=op.recorder, minutes_missed=minutes.missed)


# -- the agenda -------------------------------------------------------------------------------------------------------


def _agenda_cites(ctx: Context, kind: str) -> tuple[str, ...]:
    """Who says who sets the agenda of the kind; nothing where it is set by being proposed."""
    if not circle.someone(listed(ctx, "agenda_of", kind)):
        return ()
    return _articles(ctx.rules.cite(parameter("agenda_of", kind), ctx.today), HOSTS)


@commands.does(ops.ProposeTopic, about=_proposers)
def propose_topic(op: ops.ProposeTopic, meeting: Meeting, ctx: Context) -> None:
    check_department(ctx, op.department, ctx.today)
    cites = ctx.rules.cite(parameter("proposed_by", meeting.kind), ctx.today)
    meeting.propose(
        ctx.act,
        department=op.department,
        secrecy=op.secrecy.value,
        title=op.title,
        text=op.text,
        set_first=bool(_agenda_cites(ctx, meeting.kind)),
        cites=_articles(HOSTS, cites),
    )


@commands.does(ops.SetAgenda, about=_setters, unless=lambda meeting, ctx: not _open_items(meeting))
def set_agenda(op: ops.SetAgenda, meeting: Meeting, ctx: Context) -> None:
    meeting.set_agenda(ctx.act, items=op.items, cites=_agenda_cites(ctx, meeting.kind) or HOSTS)


@commands.does(ops.WithdrawTopic, about=_proposer, each=_open_items)
def withdraw_topic(op: ops.WithdrawTopic, meeting: Meeting, ctx: Context) -> None:
    meeting.withdraw_topic(ctx.act, item=op.item, reason=op.reason)


@commands.does(ops.DeferTopic, about=_setters, each=_open_items)
def defer_topic(op: ops.DeferTopic, meeting: Meeting, ctx: Context) -> None:
    meeting.defer_topic(ctx.act, item=op.item, reason=op.reason, cites=_agenda_cites(ctx, meeting.kind) or HOSTS)


# -- held -------------------------------------------------------------------------------------------------------------


@commands.does(ops.HoldMeeting, unless=lambda meeting, ctx: ctx.today < meeting.on)
def hold_meeting(op: ops.HoldMeeting, meeting: Meeting, ctx: Context) -> None:
    """Who belonged to it is asked again for the day itself: somebody may have joined or left since it was called."""
    kind, on = meeting.kind, meeting.on
    presiders = listed(ctx, "presided_by", kind, on)
    holding = Holding(
        presided_by=op.presided_by,
        presiders=circle.acting(picture(ctx), presiders, on),
        cites=_articles(ctx.rules.cite(parameter("presided_by", kind), on), HOSTS),
        members=_members(ctx, kind, on),
        present=op.present,
        on_leave=op.on_leave,
        outside_members=int(ctx.rules.value("meetings.outside_members", on, Table).get(kind) or 0),
        outside_present=op.outside_present,
    )
    number = f"{kind}-{on.year}-{next_serial(ctx, MeetingRecord.TABLE, on.year, kind=kind)}"
    meeting.hold(ctx.act, number=number, holding=holding, agenda_needed=_agenda_cites(ctx, kind))


def _another(op: Any, ctx: Context) -> Subject:
    """Nobody says of themselves that they were there."""
    return replace(_recorder(op, ctx), parties=(op.person,))


@commands.does(ops.CorrectAttendance, about=_another, each=_people)
def correct_attendance(op: ops.CorrectAttendance, meeting: Meeting, ctx: Context) -> None:
    meeting.correct_attendance(ctx.act, person=op.person, state=op.state.value, reason=op.reason)


def _missing(meeting: UUID, ctx: Context) -> list[str]:
    """What is still out of a meeting's records."""
    out = [row.id for row in ctx.rows_of(MaterialRecord, meeting=meeting.hex, status=MaterialStatus.OWED)]
    return out if ctx.find(Minutes, minutes_id(meeting)).filed else ["minutes", *out]


@commands.does(ops.CollectRecords, unless=lambda meeting, ctx: bool(_missing(meeting.id, ctx)))
def collect_records(op: ops.CollectRecords, meeting: Meeting, ctx: Context) -> None:
    meeting.collect(ctx.act, missing=_missing(meeting.id, ctx))


# -- views ------------------------------------------------------------------------------------------------------------


@procedure.handles(ops.GetMeeting)
def get_meeting(op: Any, ctx: Context) -> ops.MeetingView:
    return view(ctx, ctx.shown(MeetingRecord, op.meeting))


@procedure.handles(ops.ListMeetings)
def list_meetings(op: Any, ctx: Context) -> Page[Any]:
    m = MeetingRecord.TABLE.c
    query = select(MeetingRecord.TABLE).where(*asked(op, m, *MeetingRecord.FIND))
    rows, following = page(ctx, query, in_order(MeetingRecord), op.after, op.limit)
    return Page[ops.MeetingLine](items=lines(ctx, rows), next=following)


@procedure.handles(ops.ExportMeetings)
def export_meetings(op: Any, ctx: Context) -> File:
    m = MeetingRecord.TABLE.c
    rows = ctx.rows(select(MeetingRecord.TABLE).where(m.on.between(op.start, op.end)).order_by(m.on, m.id))
    sheet = worksheet_of(ops.MeetingLine).sheet(ctx, lines(ctx, rows), span(op.start, op.end))
    return exported(f"meetings-{op.start}-{op.end}", sheet)


@procedure.handles(ops.ExportAttendance, subject=_recorder)
def export_attendance(op: ops.ExportAttendance, ctx: Context) -> File:
    meeting = ctx.shown(MeetingRecord, op.meeting)
    organ = picture(ctx)
    listed = [
        ops.SignIn.of(row, department=organ.department_of(row.person, meeting.on))
        for row in ctx.rows_of(Seat, meeting=meeting.id)
    ]
    listed.sort(key=lambda seat: (seat.role != SeatRole.MEMBER, seat.person))
    kind = choices(ctx, "meetings.kinds", ctx.today).get(meeting.kind, meeting.kind)
    title = f"{kind}签到表 {meeting.title} {meeting.on.isoformat()}"
    return exported(f"attendance-{meeting.on}", worksheet_of(ops.SignIn, "会议签到表").sheet(ctx, listed, title=title))
