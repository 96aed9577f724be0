"""Carries out life meetings: owed by the half-year, called, held, their measures reviewed by the next (B6, B14.1)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from services.directory.organ import check_person, picture
from services.kernel.domain.who import Subject
from services.kernel.procedure.checks import check_happened
from services.kernel.procedure.commands import Commands, expect
from services.kernel.procedure.context import Context
from services.kernel.procedure.numbers import next_number
from services.kernel.procedure.obligations import Due, Obligation, by_stream, missing
from services.kernel.procedure.procedure import Procedure
from services.kernel.procedure.told import told
from services.party.life_meetings import events as e
from services.party.life_meetings import operations as ops
from services.party.life_meetings.absence import Absence, LeaveStatus, absence_id
from services.party.life_meetings.measure import UNSETTLED, Measure
from services.party.life_meetings.meeting import LifeMeeting, MeetingKind, MeetingStatus, NotAMember, meeting_id
from services.party.life_meetings.record import AbsenceRecord, LifeMeetingRecord, MeasureRecord, register
from services.party.periods import owed_since
from services.party.posts import bound_secretary


def _miss_meeting(ctx: Context, row: Any) -> None:
    found = ctx.find(LifeMeeting, UUID(hex=row.aggregate))
    found.miss(ctx.act, due=row.due)
    ctx.save(found)


def _miss_report(ctx: Context, row: Any) -> None:
    found = ctx.find(LifeMeeting, UUID(hex=row.aggregate))
    found.miss_report(ctx.act, due=row.due)
    ctx.save(found)


def _turn(event: e.OfMeasure) -> str:
    return f"{event.originator_id.hex}/{event.turn}"


def _again(event: e.RectificationReviewed) -> Due | None:
    if event.settled:
        return None
    return Due(f"{event.originator_id.hex}/{event.turn + 1}", event.due, event.person, event.department)


hold_meeting = Obligation(
    kind="party.life-meeting",
    zh="召开民主生活会",
    en="Hold the half-year's life meeting",
    tells=told(LifeMeetingRecord, "kind", "period"),
    cites=("B6.2", "B14.1"),
    opened_by={e.LifeMeetingDue: lambda owed: Due(by_stream(owed), owed.due, owed.person, owed.department)},
    fulfilled_by={e.LifeMeetingHeld: by_stream},
    missed_by={e.LifeMeetingMissed: by_stream},
    on_missed=_miss_meeting,
    shows=ops.GetLifeMeeting,
)
send_report = Obligation(
    kind="party.life-meeting-report",
    zh="向上级报送民主生活会书面材料",
    en="Report a life meeting upward in writing",
    tells=told(LifeMeetingRecord, "kind", "period"),
    cites=("B6.7",),
    opened_by={e.LifeMeetingHeld: lambda held: Due(by_stream(held), held.report_due, held.person, held.department)},
    fulfilled_by={e.LifeMeetingReported: by_stream},
    missed_by={e.LifeMeetingReportMissed: by_stream},
    on_missed=_miss_report,
    shows=ops.GetLifeMeeting,
)
carry_out = Obligation(
    kind="party.rectification",
    zh="落实整改措施",
    en="Carry out a measure of a life meeting",
    tells=told(MeasureRecord, "period", number="number"),
    cites=("B6.6",),
    opened_by={
        e.RectificationSet: lambda made: Due(_turn(made), made.due, made.person, made.department),
        e.RectificationReviewed: _again,
    },
    fulfilled_by={e.RectificationReported: _turn, e.RectificationReviewed: _turn},
    missed_by={e.RectificationMissed: _turn},
    on_missed=missing(Measure),
    shows=ops.GetRectification,
)

procedure = Procedure(
    "life-meetings",
    zh="民主生活会",
    en="Life meetings",
    registers=[register],
    obligations=[hold_meeting, send_report, carry_out],
)


@procedure.on_tick
def open_meetings(ctx: Context) -> int:
    """Of each kind and each half-year that has begun, also those in which no clock ran."""
    person, department = bound_secretary(ctx)
    opened = 0
    c = LifeMeetingRecord.columns()
    for kind in MeetingKind:
        last = ctx.rows(select(func.max(c.due)).where(c.kind == kind.value))[0][0]
        cadence = ctx.rules.value(f"life_meetings.cadence_of_{kind.value}", ctx.today, str)
        for period, due in owed_since(cadence, last, ctx.today):
            meeting = ctx.find(LifeMeeting, meeting_id(kind, period))
            meeting.open(ctx.act, kind=kind, period=period, person=person, department=department, due=due)
            ctx.save(meeting)
            opened += 1
    return opened


# -- the meeting ------------------------------------------------------------------------------------------------------

meetings = Commands(procedure, LifeMeeting, key="meeting", record=LifeMeetingRecord, shows=ops.GetLifeMeeting)
procedure.attachable(
    "life-meeting", ops.GetLifeMeeting, by=ops.KEEPERS, open=lambda meeting: meeting.status != MeetingStatus.CLOSED
)


def _members(ctx: Context, kind: str, on: date) -> tuple[str, ...]:
    """Of the bodies that the organ names for the kind, on the day of the meeting."""
    bodies = ctx.rules.value(f"life_meetings.members_of_{kind}", on, tuple)
    organ = picture(ctx)
    return tuple(dict.fromkeys(one.person for body in bodies for one in organ.body_members(body, on)))


@meetings.does(ops.CallLifeMeeting)
def call_meeting(op: ops.CallLifeMeeting, meeting: LifeMeeting, ctx: Context) -> None:
    meeting.call(
        ctx.act,
        on=op.on,
        topics=op.topics,
        members=_members(ctx, meeting.kind, op.on),
        least=ctx.rules.value("life_meetings.notice_days", ctx.today, int),
        reason=op.reason,
    )


def to_come(meeting: LifeMeetingRecord, ctx: Context) -> bool:
    return meeting.on is None or ctx.today < meeting.on


@meetings.does(ops.RecordLifeMeeting, unless=to_come)
def record_meeting(op: ops.RecordLifeMeeting, meeting: LifeMeeting, ctx: Context) -> None:
    granted = ctx.rows_of(AbsenceRecord, meeting=meeting.id.hex, on=meeting.on, status=LeaveStatus.GRANTED)
    meeting.hold(
        ctx.act,
        present=op.present,
        self_examined=op.self_examined,
        critics=op.critics,
        record=op.record,
        excused=[row.person for row in granted],
        report_due=ctx.today + timedelta(days=ctx.rules.value("life_meetings.report_days", ctx.today, int)),
    )
    held = meeting.pending[-1]
    assert isinstance(held, e.LifeMeetingHeld)
    for person in held.absent:
        meeting.skipped(ctx.act, person=person, department=picture(ctx).department_of(person, held.on))


def reported(meeting: LifeMeetingRecord, ctx: Context) -> bool:
    return meeting.reported_on is not None


@meetings.does(ops.ReportLifeMeeting, unless=reported)
def report_meeting(op: ops.ReportLifeMeeting, meeting: LifeMeeting, ctx: Context) -> None:
    check_happened(ctx, op.on)
    meeting.report(ctx.act, on=op.on, to=op.to, reference=op.reference)


def _earlier(ctx: Context, kind: str, on: date | None) -> list[Any]:
    """The measures that earlier meetings of the kind have set."""
    m = MeasureRecord.columns()
    return list(ctx.rows(select(MeasureRecord.TABLE).where(m.kind == kind, m.held_on < on).order_by(m.year, m.serial)))


def _unreviewed(ctx: Context, kind: str, on: date | None, id: UUID) -> list[str]:
    return [row.number for row in _earlier(ctx, kind, on) if row.status in UNSETTLED and row.reviewed_by != id.hex]


def unready(meeting: LifeMeetingRecord, ctx: Context) -> bool:
    return meeting.reported_on is None or bool(_unreviewed(ctx, meeting.kind, meeting.on, meeting.id))


@meetings.does(ops.CloseLifeMeeting, unless=unready)
def close_meeting(op: ops.CloseLifeMeeting, meeting: LifeMeeting, ctx: Context) -> None:
    reviewed = sum(row.reviewed_by == meeting.id.hex for row in _earlier(ctx, meeting.kind, meeting.on))
    meeting.close(ctx.act, unreviewed=_unreviewed(ctx, meeting.kind, meeting.on, meeting.id), reviewed=reviewed)


meetings.lists(ops.ListLifeMeetings)
meetings.exports(ops.ExportLifeMeetings, "life-meetings", LifeMeetingRecord, MeasureRecord)


# -- leave ------------------------------------------------------------------------------------------------------------

absences = Commands(procedure, Absence, key="absence", record=AbsenceRecord, shows=ops.GetLifeMeetingLeave)
absences.records(ops.GrantLifeMeetingLeave, e.LifeMeetingLeaveGranted)
absences.records(ops.RefuseLifeMeetingLeave, e.LifeMeetingLeaveRefused)
absences.lists(ops.ListLifeMeetingLeaves)
absences.waits(ops.GrantLifeMeetingLeave, due="on", title="reason")


def cannot_ask(meeting: LifeMeetingRecord, ctx: Context) -> bool:
    on = meeting.on
    if on is None or ctx.today >= on or ctx.caller not in meeting.members:
        return True
    return ctx.row(AbsenceRecord, id=absence_id(meeting.id, ctx.caller, on).hex) is not None


@absences.opens(ops.AskLifeMeetingLeave)
def ask_leave(op: ops.AskLifeMeetingLeave, ctx: Context) -> Absence:
    meeting = ctx.load(LifeMeeting, op.meeting)
    expect(meeting, type(op))
    assert meeting.on is not None
    if ctx.caller not in meeting.members:
        raise NotAMember("您不在参会人员之列。", "You were not called to it.", cites=("B6.1",), people=[ctx.caller])
    absence = ctx.find(Absence, absence_id(meeting.id, ctx.caller, meeting.on))
    department = picture(ctx).department_of(ctx.caller, ctx.today)
    absence.ask(
        ctx.act, meeting=meeting.id, kind=meeting.kind, period=meeting.period, department=department, on=meeting.on,
        reason=op.reason,
    )  # fmt: skip
    return absence


meetings.leads_to(ops.AskLifeMeetingLeave, unless=cannot_ask)


# -- measures ---------------------------------------------------------------------------------------------------------

measures = Commands(procedure, Measure, key="measure", record=MeasureRecord, shows=ops.GetRectification)
measures.acts(ops.ReportRectification, Measure.report)
measures.lists(ops.ListRectifications)


@measures.opens(ops.SetRectification, about=lambda op, ctx: Subject())
def set_measure(op: ops.SetRectification, ctx: Context) -> Measure:
    meeting = ctx.load(LifeMeeting, op.meeting)
    expect(meeting, type(op))
    check_person(ctx, op.person, ctx.today)
    assert meeting.on is not None
    measure = Measure(ctx.new_id())
    measure.set(
        ctx.act, number=next_number(ctx, MeasureRecord.TABLE, meeting.on.year), meeting=meeting.id, kind=meeting.kind,
        period=meeting.period, held_on=meeting.on, person=op.person, due=op.due, problem=op.problem,
        department=picture(ctx).department_of(op.person, ctx.today), measure=op.measure,
    )  # fmt: skip
    return measure


meetings.leads_to(ops.SetRectification)


def _reviewing(ctx: Context, kind: str, meeting: str) -> str:
    """The meeting that was held after that one and is not closed yet."""
    c = LifeMeetingRecord.columns()
    held = select(c.on).where(c.id == meeting).scalar_subquery()
    later = select(c.id).where(c.kind == kind, c.status == MeetingStatus.HELD, c.on > held).order_by(c.on)
    return next((row.id for row in ctx.rows(later)), "")


def not_now(measure: MeasureRecord, ctx: Context) -> bool:
    """One's own, or no meeting has been held since, or it has looked at it already."""
    meeting = "" if measure.person == ctx.caller else _reviewing(ctx, measure.kind, measure.meeting.hex)
    return not meeting or (measure.reviewed_by is not None and measure.reviewed_by.hex == meeting)


@measures.does(ops.ReviewRectification, unless=not_now)
def review_measure(op: ops.ReviewRectification, measure: Measure, ctx: Context) -> None:
    measure.review(
        ctx.act, reviewed_by=_reviewing(ctx, measure.kind, measure.meeting), settled=op.settled, due=op.due,
        finding=op.finding,
    )  # fmt: skip


measures.waits(ops.ReviewRectification, since="held_on", title="period")
