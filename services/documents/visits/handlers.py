"""Carries out 首问责任: visitors, promises, complaints, and what a year of lapses costs (B13)."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.documents.checks import check_happened
from services.documents.numbers import next_serial
from services.documents.organ import check_department, check_person, department_named, person_named, picture
from services.documents.visits.events import AnswerPromised, PromiseMissed, VisitSettled
from services.documents.visits.operations import (
    ComplaintView,
    DismissComplaint,
    ExportVisits,
    FileComplaint,
    GetComplaint,
    GetServiceYear,
    GetVisit,
    GuideVisitor,
    LapseView,
    ListComplaints,
    ListVisits,
    PromiseAnswer,
    ReceiveVisit,
    RecordLapse,
    ServiceYearView,
    SettleVisit,
    UpholdComplaint,
    VisitView,
    WithdrawLapse,
)
from services.documents.visits.register import complaints, lapses, register, visits, years
from services.documents.visits.visit import Complaint, Visit
from services.documents.visits.year import CHECK, COMPLAINT, ServiceYear, Threshold, year_id
from services.kernel.context import Context
from services.kernel.obligations import Due, Obligation
from services.kernel.operations import File, Page
from services.kernel.paging import page
from services.kernel.procedure import Procedure
from services.kernel.refusals import Invalid, NotFound
from services.kernel.who import Subject
from services.kernel.workbook import MEDIA_TYPE, Column, Sheet, write


def _miss(ctx: Context, row: Any) -> None:
    visit = ctx.find(Visit, UUID(hex=row.aggregate))
    visit.miss(ctx.act)
    ctx.save(visit)


def _key(event: AnswerPromised | VisitSettled | PromiseMissed) -> str:
    return event.originator_id.hex


keep_promise = Obligation(
    kind="documents.visit-promise",
    zh="按期答复来访群众",
    en="Answer a visitor by the promised day",
    cites=("B13.3",),
    opened_by={AnswerPromised: lambda e: Due(_key(e), e.due, e.person, e.department)},
    fulfilled_by={VisitSettled: _key},
    missed_by={PromiseMissed: _key},
    on_missed=_miss,
)

procedure = Procedure("visits", zh="首问责任", en="Visitors", registers=[register], obligations=[keep_promise])


def _department(ctx: Context, person: str, on: date, field: str) -> str:
    check_happened(ctx, on)
    check_person(ctx, person, on, field)
    return picture(ctx).department_of(person, on)


def _subject(op: Any, ctx: Context) -> Subject:
    visit = ctx.load(Visit, op.visit)
    return Subject(visit.person, visit.department)


def _done(ctx: Context, visit: Visit) -> GetVisit:
    ctx.save(visit)
    return GetVisit(visit=visit.id)


@procedure.handles(ReceiveVisit)
def receive_visit(op: ReceiveVisit, ctx: Context) -> GetVisit:
    year = op.on.year
    visit = Visit(ctx.new_id())
    visit.receive(
        ctx.act,
        number=f"{year}-{next_serial(ctx, visits, year):04d}",
        person=op.person,
        department=_department(ctx, op.person, op.on, "person"),
        on=op.on,
        visitor=op.visitor,
        contact=op.contact,
        matter=op.matter,
    )
    return _done(ctx, visit)


@procedure.handles(GuideVisitor, subject=_subject)
def guide_visitor(op: GuideVisitor, ctx: Context) -> GetVisit:
    visit = ctx.load(Visit, op.visit)
    check_department(ctx, op.to_department, ctx.today, "to_department")
    if op.to_person:
        check_person(ctx, op.to_person, ctx.today, "to_person")
        if picture(ctx).department_of(op.to_person, ctx.today) != op.to_department:
            raise Invalid(
                "承办人不在承办部门。", "They do not belong to the department.", fields=[{"field": "to_person"}]
            )
    visit.guide(ctx.act, to_department=op.to_department, to_person=op.to_person)
    return _done(ctx, visit)


@procedure.handles(PromiseAnswer, subject=_subject)
def promise_answer(op: PromiseAnswer, ctx: Context) -> GetVisit:
    visit = ctx.load(Visit, op.visit)
    visit.promise(ctx.act, due=op.due, promise=op.promise)
    return _done(ctx, visit)


@procedure.handles(SettleVisit, subject=_subject)
def settle_visit(op: SettleVisit, ctx: Context) -> GetVisit:
    visit = ctx.load(Visit, op.visit)
    visit.settle(ctx.act, outcome=op.outcome)
    return _done(ctx, visit)


# -- complaints and lapses --------------------------------------------------------------------------------------------


@procedure.handles(FileComplaint)
def file_complaint(op: FileComplaint, ctx: Context) -> GetComplaint:
    if op.visit and not ctx.rows_of(visits, number=op.visit):
        raise NotFound("没有这次来访。", "There is no such visit.", visit=op.visit)
    year = ctx.today.year
    complaint = Complaint(ctx.new_id())
    complaint.file(
        ctx.act,
        number=f"{year}-{next_serial(ctx, complaints, year):04d}",
        person=op.against,
        department=_department(ctx, op.against, op.on, "against"),
        on=op.on,
        visit=op.visit,
        complainant=op.complainant,
        matter=op.matter,
    )
    ctx.save(complaint)
    return GetComplaint(complaint=complaint.id)


@procedure.handles(UpholdComplaint)
def uphold_complaint(op: UpholdComplaint, ctx: Context) -> GetComplaint:
    """What is upheld is a lapse of the year in which it happened, in the same transaction."""
    complaint = ctx.load(Complaint, op.complaint)
    complaint.decide(ctx.act, upheld=True, finding=op.finding)
    year = ctx.find(ServiceYear, year_id(complaint.person, complaint.on.year))
    year.record(
        ctx.act,
        person=complaint.person,
        department=complaint.department,
        on=complaint.on,
        source=COMPLAINT,
        complaint=complaint.number,
        note=op.finding,
        threshold=_threshold(ctx, complaint.on),
    )
    ctx.save(complaint, year)
    return GetComplaint(complaint=complaint.id)


@procedure.handles(DismissComplaint)
def dismiss_complaint(op: DismissComplaint, ctx: Context) -> GetComplaint:
    complaint = ctx.load(Complaint, op.complaint)
    complaint.decide(ctx.act, upheld=False, finding=op.finding)
    ctx.save(complaint)
    return GetComplaint(complaint=complaint.id)


def _threshold(ctx: Context, on: date) -> Threshold:
    cites = (*ctx.rules.cite("visits.lapses_a_year", on), *ctx.rules.cite("visits.complaint_decides", on))
    return Threshold(
        times=ctx.rules.value("visits.lapses_a_year", on, int),
        complaint_decides=ctx.rules.value("visits.complaint_decides", on, bool),
        cites=tuple(dict.fromkeys(cites)),
    )


@procedure.handles(RecordLapse)
def record_lapse(op: RecordLapse, ctx: Context) -> GetServiceYear:
    if op.on.year != op.year:
        raise Invalid("日期不在该年度。", "The day does not lie in the year.", fields=[{"field": "on"}])
    year = ctx.find(ServiceYear, year_id(op.person, op.year))
    year.record(
        ctx.act,
        person=op.person,
        department=_department(ctx, op.person, op.on, "person"),
        on=op.on,
        source=CHECK,
        complaint="",
        note=op.note,
        threshold=_threshold(ctx, op.on),
    )
    ctx.save(year)
    return GetServiceYear(person=op.person, year=op.year)


@procedure.handles(WithdrawLapse)
def withdraw_lapse(op: WithdrawLapse, ctx: Context) -> GetServiceYear:
    year = ctx.load(ServiceYear, year_id(op.person, op.year))
    year.withdraw(ctx.act, number=op.number, reason=op.reason, threshold=_threshold(ctx, date(op.year, 12, 31)))
    ctx.save(year)
    return GetServiceYear(person=op.person, year=op.year)


# -- views ------------------------------------------------------------------------------------------------------------


def _visit(row: Any) -> VisitView:
    fields = {name: getattr(row, name) for name in VisitView.model_fields if name != "id"}
    return VisitView(id=UUID(hex=row.id), **fields)


@procedure.handles(GetVisit, subject=_subject)
def get_visit(op: GetVisit, ctx: Context) -> VisitView:
    row = ctx.row(visits, id=op.visit.hex)
    if row is None:
        raise NotFound("没有这次来访。", "There is no such visit.", id=str(op.visit))
    return _visit(row)


@procedure.handles(ListVisits)
def list_visits(op: ListVisits, ctx: Context) -> Page[VisitView]:
    v = visits.c
    query = select(visits)
    for column, wanted in ((v.department, op.department), (v.person, op.person), (v.status, op.status)):
        if wanted:
            query = query.where(column == wanted)
    rows, following = page(ctx, query, (v.year.desc(), v.serial.desc()), op.after, op.limit)
    return Page[VisitView](items=[_visit(row) for row in rows], next=following)


def _complaint(row: Any) -> ComplaintView:
    fields = {name: getattr(row, name) for name in ComplaintView.model_fields if name != "id"}
    return ComplaintView(id=UUID(hex=row.id), **fields)


@procedure.handles(GetComplaint)
def get_complaint(op: GetComplaint, ctx: Context) -> ComplaintView:
    row = ctx.row(complaints, id=op.complaint.hex)
    if row is None:
        raise NotFound("没有这项投诉。", "There is no such complaint.", id=str(op.complaint))
    return _complaint(row)


@procedure.handles(ListComplaints)
def list_complaints(op: ListComplaints, ctx: Context) -> Page[ComplaintView]:
    c = complaints.c
    query = select(complaints)
    if op.status:
        query = query.where(c.status == op.status)
    rows, following = page(ctx, query, (c.year.desc(), c.serial.desc()), op.after, op.limit)
    return Page[ComplaintView](items=[_complaint(row) for row in rows], next=following)


@procedure.handles(GetServiceYear)
def get_service_year(op: GetServiceYear, ctx: Context) -> ServiceYearView:
    row = ctx.row(years, person=op.person, year=op.year)
    found = [
        LapseView(**{name: getattr(lapse, name) for name in LapseView.model_fields})
        for lapse in ctx.rows_of(lapses, person=op.person, year=op.year)
    ]
    return ServiceYearView(
        person=op.person,
        year=op.year,
        times=sum(not lapse.withdrawn for lapse in found),
        grade_lost=bool(row and row.cause),
        cause=row.cause if row else "",
        lapses=found,
        version=row.version if row else 0,
    )


STATUS_ZH = {"received": "已接待", "promised": "已承诺", "settled": "已办结"}
SOURCE_ZH = {COMPLAINT: "投诉查实", CHECK: "监督检查"}
_VISITS = (
    Column("编号", 12),
    Column("来访日期", 12),
    Column("首问责任人", 12),
    Column("部门", 24),
    Column("事由", 50),
    Column("承办部门", 24),
    Column("承诺期限", 12),
    Column("逾期", 8),
    Column("办结日期", 12),
    Column("状态", 10),
)
_LAPSES = (
    Column("人员", 12),
    Column("部门", 24),
    Column("日期", 12),
    Column("来源", 12),
    Column("本年第几次", 12),
    Column("已撤销", 8),
)


@procedure.handles(ExportVisits)
def export_visits(op: ExportVisits, ctx: Context) -> File:
    v, n = visits.c, lapses.c
    received = ctx.rows(select(visits).where(v.on.between(op.start, op.end)).order_by(v.year, v.serial))
    failed = ctx.rows(select(lapses).where(n.on.between(op.start, op.end)).order_by(n.on, n.person, n.number))
    lines = [
        (
            r.number,
            r.on,
            person_named(ctx, r.person),
            department_named(ctx, r.department),
            r.matter,
            department_named(ctx, r.to_department) if r.to_department else "",
            r.due,
            "是" if r.missed else "",
            r.settled_on,
            STATUS_ZH[r.status],
        )
        for r in received
    ]
    criticised = [
        (
            person_named(ctx, r.person),
            department_named(ctx, r.department),
            r.on,
            SOURCE_ZH[r.source],
            r.nth,
            "是" if r.withdrawn else "",
        )
        for r in failed
    ]
    span = f"{op.start.isoformat()} 至 {op.end.isoformat()}"
    content = write(
        [
            Sheet("来访登记台账", f"来访登记台账 {span}", _VISITS, lines),
            Sheet("首问责任批评", f"首问责任批评 {span}", _LAPSES, criticised),
        ]
    )
    return File(name=f"visits-{op.start}-{op.end}.xlsx", media_type=MEDIA_TYPE, content=content)
