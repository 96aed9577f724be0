"""Carries out 首问责任: visitors, promises, complaints, and what a year of lapses costs (B13)."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from services.directory.organ import check_department, check_person, picture
from services.documents.visits import events as e
from services.documents.visits import operations as ops
from services.documents.visits.monitors import MONITOR
from services.documents.visits.record import ComplaintRecord, LapseRecord, ServiceYearRecord, VisitRecord, register
from services.documents.visits.visit import CITES, Complaint, ComplaintStatus, Visit, VisitStatus
from services.documents.visits.year import Cause, ServiceYear, Source, Threshold, year_id
from services.kernel.domain.office import OFFICE
from services.kernel.domain.who import CLERK, SELF
from services.kernel.procedure.checks import check_happened
from services.kernel.procedure.commands import Commands
from services.kernel.procedure.context import Context
from services.kernel.procedure.numbers import next_number
from services.kernel.procedure.obligations import Due, Obligation
from services.kernel.procedure.procedure import Procedure
from services.kernel.procedure.told import told
from services.kernel.refusals import Invalid, NotFound


def _miss(ctx: Context, row: Any) -> None:
    visit = ctx.find(Visit, UUID(hex=row.aggregate))
    visit.miss(ctx.act)
    ctx.save(visit)


def _key(event: Any) -> str:
    return str(event.originator_id.hex)


keep_promise = Obligation(
    kind="documents.visit-promise",
    zh="按期答复来访群众",
    en="Answer a visitor by the promised day",
    tells=told(VisitRecord, number="number"),
    cites=("B13.3",),
    opened_by={e.AnswerPromised: lambda made: Due(_key(made), made.due, made.person, made.department)},
    fulfilled_by={e.VisitSettled: _key},
    missed_by={e.PromiseMissed: _key},
    on_missed=_miss,
    shows=ops.GetVisit,
)

procedure = Procedure("visits", zh="首问责任", en="Visitors", registers=[register], obligations=[keep_promise])


def _department(ctx: Context, person: str, on: date, field: str) -> str:
    check_happened(ctx, on)
    check_person(ctx, person, on, field)
    return picture(ctx).department_of(person, on)


visits = Commands(procedure, Visit, key="visit", record=VisitRecord, shows=ops.GetVisit)
complaints = Commands(procedure, Complaint, key="complaint", record=ComplaintRecord, shows=ops.GetComplaint)
years = Commands(procedure, ServiceYear, at=lambda op: year_id(op.person, op.year), shows=ops.GetServiceYear)
procedure.attachable("visit", ops.GetVisit, by=(SELF, CLERK), open=lambda visit: visit.status != VisitStatus.SETTLED)
procedure.attachable(
    "complaint",
    ops.GetComplaint,
    by=(*OFFICE, MONITOR),
    open=lambda complaint: complaint.status == ComplaintStatus.FILED,
)


@visits.opens(ops.ReceiveVisit)
def receive_visit(op: ops.ReceiveVisit, ctx: Context) -> Visit:
    visit = Visit(ctx.new_id())
    number = next_number(ctx, VisitRecord.TABLE, op.on.year)
    department = _department(ctx, op.person, op.on, "person")
    visit.trigger(e.VisitReceived, ctx.act, number=number, department=department, cites=CITES, **op.model_dump())
    return visit


@visits.does(ops.GuideVisitor)
def guide_visitor(op: ops.GuideVisitor, visit: Visit, ctx: Context) -> None:
    check_department(ctx, op.to_department, ctx.today, "to_department")
    if op.to_person:
        check_person(ctx, op.to_person, ctx.today, "to_person")
        if picture(ctx).department_of(op.to_person, ctx.today) != op.to_department:
            raise Invalid(
                "承办人不在承办部门。", "They do not belong to the department.", fields=[{"field": "to_person"}]
            )
    visit.trigger(
        e.VisitorGuided, ctx.act, to_department=op.to_department, to_person=op.to_person, cites=("B13.2", "B13.3")
    )


def overdue(visit: VisitRecord, ctx: Context) -> bool:
    """The promised day is not moved once it has passed."""
    return visit.due is not None and ctx.today > visit.due


visits.acts(ops.PromiseAnswer, Visit.promise, unless=overdue)
visits.acts(ops.SettleVisit, Visit.settle)
visits.lists(ops.ListVisits)
visits.waits(ops.SettleVisit, since="on", due="due", title="matter", who=(SELF,))
visits.exports(ops.ExportVisits, "visits", VisitRecord, LapseRecord, ComplaintRecord)


# -- complaints and lapses --------------------------------------------------------------------------------------------


@complaints.opens(ops.FileComplaint)
def file_complaint(op: ops.FileComplaint, ctx: Context) -> Complaint:
    if op.visit and not ctx.rows_of(VisitRecord, number=op.visit):
        raise NotFound("没有这次来访。", "There is no such visit.", visit=op.visit)
    complaint = Complaint(ctx.new_id())
    complaint.trigger(
        e.ComplaintFiled,
        ctx.act,
        number=next_number(ctx, ComplaintRecord.TABLE, ctx.today.year),
        person=op.against,
        department=_department(ctx, op.against, op.on, "against"),
        **op.model_dump(exclude={"against"}),
    )
    return complaint


def own(one: ComplaintRecord | ServiceYearRecord, ctx: Context) -> bool:
    """Nobody decides about themselves."""
    return one.person == ctx.caller


@complaints.does(ops.UpholdComplaint, unless=own)
def uphold_complaint(op: ops.UpholdComplaint, complaint: Complaint, ctx: Context) -> None:
    """What is upheld is a lapse of the year in which it happened, in the same transaction."""
    complaint.uphold(ctx.act, finding=op.finding)
    year = ctx.find(ServiceYear, year_id(complaint.person, complaint.on.year))
    year.record(
        ctx.act,
        person=complaint.person,
        department=complaint.department,
        on=complaint.on,
        source=Source.COMPLAINT.value,
        complaint=complaint.number,
        note=op.finding,
        threshold=_threshold(ctx, complaint.on),
    )
    ctx.save(complaint, year)


complaints.acts(ops.DismissComplaint, Complaint.dismiss, unless=own)
complaints.lists(ops.ListComplaints)
complaints.waits(ops.UpholdComplaint, since="on", title="matter")


def _threshold(ctx: Context, on: date) -> Threshold:
    cites = (*ctx.rules.cite("visits.lapses_a_year", on), *ctx.rules.cite("visits.complaint_decides", on))
    return Threshold(
        times=ctx.rules.value("visits.lapses_a_year", on, int),
        complaint_decides=ctx.rules.value("visits.complaint_decides", on, bool),
        cites=tuple(dict.fromkeys(cites)),
    )


@years.opens(ops.RecordLapse)
def record_lapse(op: ops.RecordLapse, ctx: Context) -> ServiceYear:
    if op.on.year != op.year:
        raise Invalid("日期不在该年度。", "The day does not lie in the year.", fields=[{"field": "on"}])
    year = ctx.find(ServiceYear, year_id(op.person, op.year))
    year.record(
        ctx.act,
        person=op.person,
        department=_department(ctx, op.person, op.on, "person"),
        on=op.on,
        source=Source.CHECK.value,
        complaint="",
        note=op.note,
        threshold=_threshold(ctx, op.on),
    )
    return year


def standing(year: ServiceYearRecord) -> list[int]:
    """The numbers of the lapses that can be taken back."""
    return [lapse.number for lapse in year.lapses if not lapse.withdrawn]


@years.does(ops.WithdrawLapse, unless=own, each=standing)
def withdraw_lapse(op: ops.WithdrawLapse, year: ServiceYear, ctx: Context) -> None:
    year.withdraw(ctx.act, number=op.number, reason=op.reason, threshold=_threshold(ctx, date(op.year, 12, 31)))


@procedure.handles(ops.GetServiceYear)
def get_service_year(op: ops.GetServiceYear, ctx: Context) -> ServiceYearRecord:
    row = ctx.row(ServiceYearRecord, person=op.person, year=op.year)
    found = [LapseRecord.of(lapse) for lapse in ctx.rows_of(LapseRecord, person=op.person, year=op.year)]
    return ServiceYearRecord(
        person=op.person,
        year=op.year,
        times=sum(not lapse.withdrawn for lapse in found),
        grade_lost=bool(row and row.cause),
        cause=Cause(row.cause) if row else Cause.NONE,
        lapses=found,
        version=row.version if row else 0,
    )
