"""Carries out meetings: called, their agenda, held, attendance, records collected (A17, B2, B11.4)."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.directory.organ import check_department, check_person, department_named, picture
from services.documents.checks import check_choice, choices
from services.documents.materials.material import OWED, Material
from services.documents.materials.register import materials
from services.documents.meetings import circle
from services.documents.meetings import operations as ops
from services.documents.meetings.events import TopicDeferred, TopicProposed, TopicWithdrawn
from services.documents.meetings.holding import Holding
from services.documents.meetings.kinds import check
from services.documents.meetings.meeting import HOSTS, Meeting
from services.documents.meetings.register import meetings, register, seats
from services.documents.meetings.sight import Sight
from services.documents.meetings.views import ATTENDANCE, KINDS, LEDGER, lines, view
from services.documents.minutes.minutes import Minutes, minutes_id
from services.documents.numbers import next_serial
from services.kernel.context import Context
from services.kernel.desk import Desk
from services.kernel.ledger import exported, span
from services.kernel.operations import File, Page
from services.kernel.paging import asked, page
from services.kernel.procedure import Procedure
from services.kernel.refusals import Invalid
from services.kernel.regulations import Table
from services.kernel.who import Subject

procedure = Procedure("meetings", zh="会议", en="Meetings", registers=[register])
procedure.relies_on(check)


@procedure.discloses(TopicProposed, TopicWithdrawn, TopicDeferred)
def discloses_topic(event: TopicProposed | TopicWithdrawn | TopicDeferred, ctx: Context) -> bool:
    return Sight(ctx).sees(event.originator_id.hex, event.item)


# -- who may ----------------------------------------------------------------------------------------------------------


def _recorder(op: Any, ctx: Context) -> Subject:
    """The recorder acts beside the office."""
    return Subject(ctx.load(Meeting, op.meeting).recorder)


def _named_by(name: str, kind: str, ctx: Context) -> Subject:
    words = circle.listed(ctx, name, kind)
    return circle.subject(picture(ctx), words, ctx.caller, ctx.today)


def _proposers(op: ops.ProposeTopic, ctx: Context) -> Subject:
    return _named_by("proposed_by", ctx.load(Meeting, op.meeting).kind, ctx)


def _setters(op: ops.SetAgenda | ops.DeferTopic, ctx: Context) -> Subject:
    return _named_by("agenda_of", ctx.load(Meeting, op.meeting).kind, ctx)


def _proposer(op: ops.WithdrawTopic, ctx: Context) -> Subject:
    topic = ctx.load(Meeting, op.meeting).agenda.topics.get(op.item)
    return Subject(topic.person if topic else "")


desk = Desk(procedure, Meeting, key="meeting", shows=ops.GetMeeting, about=_recorder)

# -- calling ----------------------------------------------------------------------------------------------------------


def _members(ctx: Context, kind: str, on: date) -> tuple[str, ...]:
    """Those who belong to it on the day of the meeting."""
    return circle.people(picture(ctx), circle.listed(ctx, "members_of", kind, on), on)


def _minutes_due(ctx: Context, on: date) -> date:
    return ctx.calendar.add_workdays(on, ctx.rules.value("meetings.minutes_days", on, int))


@desk.opens(ops.CallMeeting)
def call_meeting(op: ops.CallMeeting, ctx: Context) -> Meeting:
    check_choice(ctx, KINDS, op.kind, "kind")
    for person in op.invited:
        check_person(ctx, person, op.on, "invited")
    if op.recorder:
        check_person(ctx, op.recorder, op.on, "recorder")
    organ, name = picture(ctx), circle.parameter("convened_by", op.kind)
    convenors = circle.acting(organ, circle.listed(ctx, "convened_by", op.kind), ctx.today)
    members = _members(ctx, op.kind, op.on)
    if not members and not op.invited:
        raise Invalid(
            "该类会议没有固定成员,请写明参会人员。",
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


@desk.does(ops.MoveMeeting)
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


@desk.does(ops.CancelMeeting)
def cancel_meeting(op: ops.CancelMeeting, meeting: Meeting, ctx: Context) -> None:
    """Nothing is owed for it any more: neither its minutes nor its materials."""
    meeting.cancel(ctx.act, reason=op.reason)
    ctx.save(meeting)
    minutes = ctx.find(Minutes, minutes_id(meeting.id))
    minutes.excuse(ctx.act, meeting=meeting.id, kind=meeting.kind, due=meeting.minutes_due)
    ctx.save(minutes)
    for row in ctx.rows_of(materials, meeting=meeting.id.hex, status=OWED):
        material = ctx.find(Material, UUID(hex=row.id))
        material.waive(ctx.act, reason=op.reason)
        ctx.save(material)


@desk.does(ops.InviteToMeeting)
def invite_to_meeting(op: ops.InviteToMeeting, meeting: Meeting, ctx: Context) -> None:
    for person in op.people:
        check_person(ctx, person, meeting.on, "people")
    cites = ctx.rules.cite(circle.parameter("members_of", meeting.kind), ctx.today)
    meeting.invite(ctx.act, people=op.people, cites=_articles(HOSTS, cites))


@desk.does(ops.NameRecorder)
def name_recorder(op: ops.NameRecorder, meeting: Meeting, ctx: Context) -> None:
    if op.recorder:
        check_person(ctx, op.recorder, ctx.today, "recorder")
    minutes = ctx.find(Minutes, minutes_id(meeting.id))
    minutes.check_owed()
    meeting.name_recorder(ctx.act, recorder=op.recorder, minutes_missed=minutes.missed)


# -- the agenda -------------------------------------------------------------------------------------------------------


def _agenda_cites(ctx: Context, kind: str) -> tuple[str, ...]:
    """Who says who sets the agenda of the kind; nothing where it is set by being proposed."""
    if not circle.someone(circle.listed(ctx, "agenda_of", kind)):
        return ()
    return _articles(ctx.rules.cite(circle.parameter("agenda_of", kind), ctx.today), HOSTS)


@desk.does(ops.ProposeTopic, about=_proposers)
def propose_topic(op: ops.ProposeTopic, meeting: Meeting, ctx: Context) -> None:
    check_department(ctx, op.department, ctx.today)
    cites = ctx.rules.cite(circle.parameter("proposed_by", meeting.kind), ctx.today)
    meeting.propose(
        ctx.act,
        department=op.department,
        secrecy=op.secrecy.value,
        title=op.title,
        text=op.text,
        set_first=bool(_agenda_cites(ctx, meeting.kind)),
        cites=_articles(HOSTS, cites),
    )


@desk.does(ops.SetAgenda, about=_setters)
def set_agenda(op: ops.SetAgenda, meeting: Meeting, ctx: Context) -> None:
    meeting.set_agenda(ctx.act, items=op.items, cites=_agenda_cites(ctx, meeting.kind) or HOSTS)


@desk.does(ops.WithdrawTopic, about=_proposer)
def withdraw_topic(op: ops.WithdrawTopic, meeting: Meeting, ctx: Context) -> None:
    meeting.withdraw_topic(ctx.act, item=op.item, reason=op.reason)


@desk.does(ops.DeferTopic, about=_setters)
def defer_topic(op: ops.DeferTopic, meeting: Meeting, ctx: Context) -> None:
    meeting.defer_topic(ctx.act, item=op.item, reason=op.reason, cites=_agenda_cites(ctx, meeting.kind) or HOSTS)


# -- held -------------------------------------------------------------------------------------------------------------


@desk.does(ops.HoldMeeting)
def hold_meeting(op: ops.HoldMeeting, meeting: Meeting, ctx: Context) -> None:
    """Who belonged to it is asked again for the day itself: somebody may have joined or left since it was called."""
    kind, on = meeting.kind, meeting.on
    presiders = circle.listed(ctx, "presided_by", kind, on)
    holding = Holding(
        presided_by=op.presided_by,
        presiders=circle.acting(picture(ctx), presiders, on),
        cites=_articles(ctx.rules.cite(circle.parameter("presided_by", kind), on), HOSTS),
        members=_members(ctx, kind, on),
        present=op.present,
        on_leave=op.on_leave,
        outside_members=int(ctx.rules.value("meetings.outside_members", on, Table).get(kind) or 0),
        outside_present=op.outside_present,
    )
    number = f"{kind}-{on.year}-{next_serial(ctx, meetings, on.year, kind=kind)}"
    meeting.hold(ctx.act, number=number, holding=holding, agenda_needed=_agenda_cites(ctx, kind))


@desk.does(ops.CorrectAttendance)
def correct_attendance(op: ops.CorrectAttendance, meeting: Meeting, ctx: Context) -> None:
    meeting.correct_attendance(ctx.act, person=op.person, state=op.state.value, reason=op.reason)


@desk.does(ops.CollectRecords)
def collect_records(op: ops.CollectRecords, meeting: Meeting, ctx: Context) -> None:
    out = [row.id for row in ctx.rows_of(materials, meeting=meeting.id.hex, status=OWED)]
    missing = [] if ctx.find(Minutes, minutes_id(meeting.id)).filed else ["minutes"]
    meeting.collect(ctx.act, missing=[*missing, *out])


# -- views ------------------------------------------------------------------------------------------------------------


@procedure.handles(ops.GetMeeting)
def get_meeting(op: ops.GetMeeting, ctx: Context) -> ops.MeetingView:
    return view(ctx, ctx.shown(meetings, op.meeting))


@procedure.handles(ops.ListMeetings)
def list_meetings(op: ops.ListMeetings, ctx: Context) -> Page[ops.MeetingLine]:
    m = meetings.c
    query = select(meetings).where(*asked(op, m, "kind", "status", "year"))
    rows, following = page(ctx, query, (m.on.desc(), m.id.desc()), op.after, op.limit)
    return Page[ops.MeetingLine](items=lines(ctx, rows), next=following)


@procedure.handles(ops.ExportMeetings)
def export_meetings(op: ops.ExportMeetings, ctx: Context) -> File:
    m = meetings.c
    rows = ctx.rows(select(meetings).where(m.on.between(op.start, op.end)).order_by(m.on, m.id))
    sheet = LEDGER.sheet(ctx, lines(ctx, rows), span(op.start, op.end))
    return exported(f"meetings-{op.start}-{op.end}", sheet)


@procedure.handles(ops.ExportAttendance, subject=_recorder)
def export_attendance(op: ops.ExportAttendance, ctx: Context) -> File:
    meeting = ctx.shown(meetings, op.meeting)
    organ = picture(ctx)
    listed = [
        SimpleNamespace(
            person=row.person,
            department=department_named(ctx, organ.department_of(row.person, meeting.on)),
            role=row.role,
            state=row.state,
        )
        for row in ctx.rows_of(seats, meeting=meeting.id)
    ]
    listed.sort(key=lambda seat: (seat.role != "member", seat.person))
    kind = choices(ctx, KINDS, ctx.today).get(meeting.kind, meeting.kind)
    title = f"{kind}签到表 {meeting.title} {meeting.on.isoformat()}"
    return exported(f"attendance-{meeting.on}", ATTENDANCE.sheet(ctx, listed, title=title))
