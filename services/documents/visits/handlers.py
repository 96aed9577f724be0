"""Carries out 首问责任: visitors, promises, complaints, and what a year of lapses costs (B13)."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.directory.organ import check_department, check_person, name_of, picture, title_of
from services.documents.checks import check_happened
from services.documents.numbers import next_number
from services.documents.office import OFFICE
from services.documents.visits.events import AnswerPromised, PromiseMissed, VisitSettled
from services.documents.visits.monitors import MONITOR
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
from services.documents.visits.visit import FILED, SETTLED, Complaint, Visit
from services.documents.visits.year import CHECK, COMPLAINT, ServiceYear, Threshold, year_id
from services.kernel.context import Context
from services.kernel.desk import Desk
from services.kernel.ledger import Ledger, Shown, exported, span, yes
from services.kernel.obligations import Due, Obligation
from services.kernel.operations import File, Page
from services.kernel.paging import asked, page
from services.kernel.procedure import Procedure
from services.kernel.refusals import Invalid, NotFound
from services.kernel.who import CLERK, SELF, Subject


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


desk = Desk(
    procedure, Visit, key="visit", shows=GetVisit, subject=lambda visit: Subject(visit.person, visit.department)
)
at_complaints = Desk(procedure, Complaint, key="complaint", shows=GetComplaint)
procedure.attachable("visit", GetVisit, by=(SELF, CLERK), open=lambda visit: visit.status != SETTLED)
procedure.attachable("complaint", GetComplaint, by=(*OFFICE, MONITOR), open=lambda found: found.status == FILED)
of_the_year = Desk(procedure, ServiceYear, at=lambda op: year_id(op.person, op.year), shows=GetServiceYear)


@desk.opens(ReceiveVisit)
def receive_visit(op: ReceiveVisit, ctx: Context) -> Visit:
    visit = Visit(ctx.new_id())
    visit.receive(
        ctx.act,
        number=next_number(ctx, visits, op.on.year),
        person=op.person,
        department=_department(ctx, op.person, op.on, "person"),
        on=op.on,
        visitor=op.visitor,
        contact=op.contact,
        matter=op.matter,
    )
    return visit


@desk.does(GuideVisitor)
def guide_visitor(op: GuideVisitor, visit: Visit, ctx: Context) -> None:
    check_department(ctx, op.to_department, ctx.today, "to_department")
    if op.to_person:
        check_person(ctx, op.to_person, ctx.today, "to_person")
        if picture(ctx).department_of(op.to_person, ctx.today) != op.to_department:
            raise Invalid(
                "承办人不在承办部门。", "They do not belong to the department.", fields=[{"field": "to_person"}]
            )
    visit.guide(ctx.act, to_department=op.to_department, to_person=op.to_person)


@desk.does(PromiseAnswer)
def promise_answer(op: PromiseAnswer, visit: Visit, ctx: Context) -> None:
    visit.promise(ctx.act, due=op.due, promise=op.promise)


@desk.does(SettleVisit)
def settle_visit(op: SettleVisit, visit: Visit, ctx: Context) -> None:
    visit.settle(ctx.act, outcome=op.outcome)


# -- complaints and lapses --------------------------------------------------------------------------------------------


@at_complaints.opens(FileComplaint)
def file_complaint(op: FileComplaint, ctx: Context) -> Complaint:
    if op.visit and not ctx.rows_of(visits, number=op.visit):
        raise NotFound("没有这次来访。", "There is no such visit.", visit=op.visit)
    complaint = Complaint(ctx.new_id())
    complaint.file(
        ctx.act,
        number=next_number(ctx, complaints, ctx.today.year),
        person=op.against,
        department=_department(ctx, op.against, op.on, "against"),
        on=op.on,
        visit=op.visit,
        complainant=op.complainant,
        matter=op.matter,
    )
    return complaint


@at_complaints.does(UpholdComplaint)
def uphold_complaint(op: UpholdComplaint, complaint: Complaint, ctx: Context) -> None:
    """What is upheld is a lapse of the year in which it happened, in the same transaction."""
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


@at_complaints.does(DismissComplaint)
def dismiss_complaint(op: DismissComplaint, complaint: Complaint, ctx: Context) -> None:
    complaint.decide(ctx.act, upheld=False, finding=op.finding)


def _threshold(ctx: Context, on: date) -> Threshold:
    cites = (*ctx.rules.cite("visits.lapses_a_year", on), *ctx.rules.cite("visits.complaint_decides", on))
    return Threshold(
        times=ctx.rules.value("visits.lapses_a_year", on, int),
        complaint_decides=ctx.rules.value("visits.complaint_decides", on, bool),
        cites=tuple(dict.fromkeys(cites)),
    )


@of_the_year.opens(RecordLapse)
def record_lapse(op: RecordLapse, ctx: Context) -> ServiceYear:
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
    return year


@of_the_year.does(WithdrawLapse)
def withdraw_lapse(op: WithdrawLapse, year: ServiceYear, ctx: Context) -> None:
    year.withdraw(ctx.act, number=op.number, reason=op.reason, threshold=_threshold(ctx, date(op.year, 12, 31)))


# -- views ------------------------------------------------------------------------------------------------------------


@procedure.handles(GetVisit, subject=desk.subject)
def get_visit(op: GetVisit, ctx: Context) -> VisitView:
    return VisitView.of(ctx.shown(visits, op.visit))


@procedure.handles(ListVisits)
def list_visits(op: ListVisits, ctx: Context) -> Page[VisitView]:
    v = visits.c
    query = select(visits).where(*asked(op, v, "department", "person", "status"))
    rows, following = page(ctx, query, (v.year.desc(), v.serial.desc()), op.after, op.limit)
    return Page[VisitView](items=[VisitView.of(row) for row in rows], next=following)


@procedure.handles(GetComplaint)
def get_complaint(op: GetComplaint, ctx: Context) -> ComplaintView:
    return ComplaintView.of(ctx.shown(complaints, op.complaint))


@procedure.handles(ListComplaints)
def list_complaints(op: ListComplaints, ctx: Context) -> Page[ComplaintView]:
    c = complaints.c
    query = select(complaints).where(*asked(op, c, "status"))
    rows, following = page(ctx, query, (c.year.desc(), c.serial.desc()), op.after, op.limit)
    return Page[ComplaintView](items=[ComplaintView.of(row) for row in rows], next=following)


@procedure.handles(GetServiceYear)
def get_service_year(op: GetServiceYear, ctx: Context) -> ServiceYearView:
    row = ctx.row(years, person=op.person, year=op.year)
    found = [LapseView.of(lapse) for lapse in ctx.rows_of(lapses, person=op.person, year=op.year)]
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
VISITS = Ledger(
    "来访登记台账",
    Shown("编号", 12, "number"),
    Shown("来访日期", 12, "on"),
    Shown("首问责任人", 12, "person", name_of),
    Shown("部门", 24, "department", title_of),
    Shown("事由", 50, "matter"),
    Shown("承办部门", 24, "to_department", title_of),
    Shown("承诺期限", 12, "due"),
    Shown("逾期", 8, "missed", yes),
    Shown("办结日期", 12, "settled_on"),
    Shown("状态", 10, "status", STATUS_ZH),
)
LAPSES = Ledger(
    "首问责任批评",
    Shown("人员", 12, "person", name_of),
    Shown("部门", 24, "department", title_of),
    Shown("日期", 12, "on"),
    Shown("来源", 12, "source", SOURCE_ZH),
    Shown("本年第几次", 12, "nth"),
    Shown("已撤销", 8, "withdrawn", yes),
)


COMPLAINT_ZH = {"filed": "核查中", "upheld": "属实", "dismissed": "不属实"}
COMPLAINTS = Ledger(
    "投诉台账",
    Shown("编号", 12, "number"),
    Shown("日期", 12, "on"),
    Shown("被投诉人", 12, "person", name_of),
    Shown("部门", 24, "department", title_of),
    Shown("来访编号", 12, "visit"),
    Shown("结论", 10, "status", COMPLAINT_ZH),
    Shown("核查日期", 12, "decided_on"),
)
"""Without the complainant and what they say."""


@procedure.handles(ExportVisits)
def export_visits(op: ExportVisits, ctx: Context) -> File:
    v, n, c = visits.c, lapses.c, complaints.c
    received = ctx.rows(select(visits).where(v.on.between(op.start, op.end)).order_by(v.year, v.serial))
    failed = ctx.rows(select(lapses).where(n.on.between(op.start, op.end)).order_by(n.on, n.person, n.number))
    filed = ctx.rows(select(complaints).where(c.on.between(op.start, op.end)).order_by(c.year, c.serial))
    period = span(op.start, op.end)
    sheets = VISITS.sheet(ctx, received, period), LAPSES.sheet(ctx, failed, period)
    return exported(f"visits-{op.start}-{op.end}", *sheets, COMPLAINTS.sheet(ctx, filed, period))
