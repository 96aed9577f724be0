"""Carries out housekeeping: cleanings owed each month, inspections and what follows from them (A21, A22, B12)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from services.directory.organ import check_department, check_person, name_of, names_of, picture, title_of, titles_of
from services.documents.checks import all_chosen, check_choice, check_happened
from services.documents.inspections.cleaning import Cleaning, cleaning_id, last_of, month_of
from services.documents.inspections.conduct import MEASURE_ZH, Conduct, Inspection, conduct_id, period_of
from services.documents.inspections.events import CleaningDue, CleaningHeld, CleaningMissed
from services.documents.inspections.operations import (
    CleaningView,
    ExportInspections,
    FindingIn,
    GetCleaning,
    GetInspection,
    GetMeasure,
    InspectionView,
    ListCleanings,
    ListInspections,
    ListMeasures,
    MeasureView,
    PraiseIn,
    RecordCleaning,
    RecordInspection,
    WithdrawMeasure,
)
from services.documents.inspections.register import cleanings, inspections, measures, register
from services.documents.numbers import next_number
from services.documents.office import OFFICE
from services.kernel.context import Context
from services.kernel.ledger import Ledger, Shown, exported, some, span, yes
from services.kernel.obligations import Due, Obligation
from services.kernel.operations import File, Page
from services.kernel.paging import asked, page
from services.kernel.procedure import Procedure
from services.kernel.refusals import Invalid, NotFound
from services.kernel.who import Subject

OFFICE_DEPARTMENT = "office"
REQUIREMENTS = "inspections.requirements"


def _miss(ctx: Context, row: Any) -> None:
    cleaning = ctx.find(Cleaning, UUID(hex=row.aggregate))
    cleaning.miss(ctx.act, due=row.due, department=row.department)
    ctx.save(cleaning)


def _month(event: CleaningDue | CleaningHeld | CleaningMissed) -> str:
    return event.month


monthly_cleaning = Obligation(
    kind="documents.monthly-cleaning",
    zh="组织月度集中清扫",
    en="Hold the month's cleaning",
    cites=("B12.6",),
    opened_by={CleaningDue: lambda e: Due(e.month, e.due, department=e.department)},
    fulfilled_by={CleaningHeld: _month},
    missed_by={CleaningMissed: _month},
    on_missed=_miss,
)

procedure = Procedure("inspections", zh="内务", en="Housekeeping", registers=[register], obligations=[monthly_cleaning])
procedure.attachable("inspection", GetInspection, by=OFFICE)


@procedure.on_tick
def open_cleanings(ctx: Context) -> int:
    """Each month's cleaning is owed from its first day; months in which no clock ran are owed all the same."""
    latest = ctx.rows(select(func.max(cleanings.c.month)))[0][0]
    first = _following(date.fromisoformat(f"{latest}-01")) if latest else ctx.today.replace(day=1)
    opened = 0
    while first <= ctx.today:
        cleaning = ctx.find(Cleaning, cleaning_id(month_of(first)))
        cleaning.open(ctx.act, first=first, department=OFFICE_DEPARTMENT)
        ctx.save(cleaning)
        first, opened = _following(first), opened + 1
    return opened


def _following(first: date) -> date:
    return last_of(first) + timedelta(days=1)


@procedure.handles(RecordCleaning)
def record_cleaning(op: RecordCleaning, ctx: Context) -> GetCleaning:
    check_happened(ctx, op.on)
    for department in op.departments:
        check_department(ctx, department, op.on, "departments")
    month = month_of(op.on)
    cleaning = ctx.find(Cleaning, cleaning_id(month))
    if not cleaning.exists and month != month_of(ctx.today):
        raise NotFound(
            "该月尚未列入集中清扫台账。", "No cleaning was owed in that month yet.", cites=("B12.6",), month=month
        )
    cleaning.open(ctx.act, first=op.on.replace(day=1), department=OFFICE_DEPARTMENT)
    cleaning.hold(ctx.act, on=op.on, department=OFFICE_DEPARTMENT, departments=op.departments, note=op.note)
    ctx.save(cleaning)
    return GetCleaning(month=month)


# -- inspections ------------------------------------------------------------------------------------------------------

Subjects = dict[tuple[str, str], Any]
"""By (department, person)."""


@procedure.handles(RecordInspection)
def record_inspection(op: RecordInspection, ctx: Context) -> GetInspection:
    check_happened(ctx, op.on)
    for person in op.inspectors:
        check_person(ctx, person, op.on, "inspectors")
    for department in op.departments:
        check_department(ctx, department, op.on, "departments")
    found = _by_subject(ctx, op, op.findings, "findings")
    praised = _by_subject(ctx, op, op.praises, "praises")
    if both := found.keys() & praised.keys():
        raise Invalid(
            "同一次检查不能既批评又表扬同一对象。",
            "One inspection does not find fault with and praise the same subject.",
            fields=[{"field": "praises", "value": " ".join(min(both))}],
        )
    inspection = Inspection(ctx.new_id())
    number = next_number(ctx, inspections, op.on.year)
    inspection.record(
        ctx.act, number=number, on=op.on, inspectors=op.inspectors, departments=op.departments, note=op.note
    )
    ctx.save(inspection)
    for (department, person), entries in found.items():
        _find(ctx, op.on, number, department, person, entries)
    for (department, person), entries in praised.items():
        conduct = _conduct(ctx, op.on, department, person)
        note = "；".join(entry.note for entry in entries if entry.note)
        conduct.praise(ctx.act, department=department, person=person, on=op.on, inspection=number, note=note)
        ctx.save(conduct)
    return GetInspection(inspection=inspection.id)


def _by_subject(ctx: Context, op: RecordInspection, entries: Sequence[FindingIn | PraiseIn], field: str) -> Subjects:
    """A person is found with in the department to which they belong that day; it must be one of those looked at."""
    grouped: Subjects = {}
    for entry in entries:
        department = entry.department
        if entry.person:
            check_person(ctx, entry.person, op.on, field)
            department = picture(ctx).department_of(entry.person, op.on)
        if department not in op.departments or entry.department not in ("", department):
            raise Invalid(
                "所列对象不属于受检部门。",
                "It does not belong to a department that was looked at.",
                fields=[{"field": field, "value": entry.person or entry.department}],
            )
        grouped.setdefault((department, entry.person), []).append(entry)
    return grouped


def _conduct(ctx: Context, on: date, department: str, person: str) -> Conduct:
    period = period_of(ctx.rules.value("inspections.period", on, str), on)
    return ctx.find(Conduct, conduct_id(department, person, period))


def _find(ctx: Context, on: date, number: str, department: str, person: str, entries: Sequence[FindingIn]) -> None:
    requirements = list(dict.fromkeys(one for entry in entries for one in entry.requirements))
    for one in requirements:
        check_choice(ctx, REQUIREMENTS, one, "findings", on)
    at_once = bool(set(requirements) & set(ctx.rules.value("inspections.at_once", on, tuple)))
    conduct = _conduct(ctx, on, department, person)
    conduct.find(
        ctx.act,
        department=department,
        person=person,
        on=on,
        inspection=number,
        requirements=requirements,
        warnings=ctx.rules.value("inspections.warnings", on, int),
        at_once=at_once,
        note="；".join(entry.note for entry in entries if entry.note),
        cites=ctx.rules.cite("inspections.at_once" if at_once else "inspections.warnings", on),
    )
    ctx.save(conduct)


def _of_measure(op: WithdrawMeasure | GetMeasure, ctx: Context) -> Subject:
    row = _measure_row(ctx, op)
    return Subject(row.person, row.department)


def _measure_row(ctx: Context, op: WithdrawMeasure | GetMeasure) -> Any:
    row = ctx.row(measures, conduct=op.conduct.hex, number=op.number)
    if row is None:
        raise NotFound("没有这项处理。", "There is no such measure.", number=op.number)
    return row


@procedure.handles(WithdrawMeasure, subject=_of_measure)
def withdraw_measure(op: WithdrawMeasure, ctx: Context) -> GetMeasure:
    conduct = ctx.load(Conduct, op.conduct)
    conduct.withdraw(ctx.act, number=op.number, reason=op.reason)
    ctx.save(conduct)
    return GetMeasure(conduct=op.conduct, number=op.number)


# -- views ------------------------------------------------------------------------------------------------------------


def _cleaning(row: Any) -> CleaningView:
    return CleaningView.of(row, departments=row.departments.split())


@procedure.handles(GetCleaning)
def get_cleaning(op: GetCleaning, ctx: Context) -> CleaningView:
    row = ctx.row(cleanings, month=op.month)
    if row is None:
        raise NotFound("没有该月的集中清扫。", "There is no cleaning of that month.", month=op.month)
    return _cleaning(row)


@procedure.handles(ListCleanings)
def list_cleanings(op: ListCleanings, ctx: Context) -> Page[CleaningView]:
    rows, following = page(ctx, select(cleanings), (cleanings.c.month.desc(),), op.after, op.limit)
    return Page[CleaningView](items=[_cleaning(row) for row in rows], next=following)


def _measure(row: Any) -> MeasureView:
    return MeasureView.of(row, requirements=row.requirements.split())


def _inspections(ctx: Context, rows: Sequence[Any]) -> list[InspectionView]:
    m = measures.c
    by_number: dict[str, list[MeasureView]] = {row.number: [] for row in rows}
    query = select(measures).where(m.inspection.in_(list(by_number))).order_by(m.department, m.person, m.number)
    for row in ctx.rows(query):
        by_number[row.inspection].append(_measure(row))
    return [
        InspectionView.of(
            row,
            inspectors=row.inspectors.split(),
            departments=row.departments.split(),
            measures=by_number[row.number],
        )
        for row in rows
    ]


@procedure.handles(GetInspection)
def get_inspection(op: GetInspection, ctx: Context) -> InspectionView:
    return _inspections(ctx, [ctx.shown(inspections, op.inspection)])[0]


@procedure.handles(ListInspections)
def list_inspections(op: ListInspections, ctx: Context) -> Page[InspectionView]:
    i = inspections.c
    rows, following = page(ctx, select(inspections), (i.year.desc(), i.serial.desc()), op.after, op.limit)
    return Page[InspectionView](items=_inspections(ctx, rows), next=following)


@procedure.handles(GetMeasure, subject=_of_measure)
def get_measure(op: GetMeasure, ctx: Context) -> MeasureView:
    return _measure(_measure_row(ctx, op))


@procedure.handles(ListMeasures)
def list_measures(op: ListMeasures, ctx: Context) -> Page[MeasureView]:
    m = measures.c
    query = select(measures).where(*asked(op, m, "department", "person"))
    rows, following = page(ctx, query, (m.on.desc(), m.conduct, m.number), op.after, op.limit)
    return Page[MeasureView](items=[_measure(row) for row in rows], next=following)


CLEANING_ZH = {"due": "待组织", "held": "已组织", "missed": "未组织", "late": "已组织(补登)"}
MEASURES = Ledger(
    "内务检查台账",
    Shown("检查编号", 12, "inspection"),
    Shown("日期", 12, "on"),
    Shown("部门", 24, "department", title_of),
    Shown("人员", 10, "person", name_of),
    Shown("处理", 12, "measure", MEASURE_ZH),
    Shown("本期第几次", 12, "step", some),
    Shown("不符合的要求", 40, "requirements", all_chosen(REQUIREMENTS)),
    Shown("已撤销", 8, "withdrawn", yes),
)
CLEANINGS = Ledger(
    "集中清扫台账",
    Shown("月份", 10, "month"),
    Shown("期限", 12, "due"),
    Shown("清扫日期", 12, "on"),
    Shown("状态", 12, "status", CLEANING_ZH),
    Shown("参加部门", 60, "departments", titles_of),
)


INSPECTIONS = Ledger(
    "检查记录",
    Shown("检查编号", 12, "number"),
    Shown("日期", 12, "on"),
    Shown("检查人", 30, "inspectors", names_of),
    Shown("受检部门", 60, "departments", titles_of),
)


@procedure.handles(ExportInspections)
def export_inspections(op: ExportInspections, ctx: Context) -> File:
    c, m, i = cleanings.c, measures.c, inspections.c
    held = ctx.rows(select(cleanings).where(c.due.between(op.start, last_of(op.end))).order_by(c.month))
    found = ctx.rows(select(measures).where(m.on.between(op.start, op.end)).order_by(m.on, m.inspection, m.department))
    period = span(op.start, op.end)
    looked = ctx.rows(select(inspections).where(i.on.between(op.start, op.end)).order_by(i.year, i.serial))
    sheets = MEASURES.sheet(ctx, found, period), CLEANINGS.sheet(ctx, held, period)
    return exported(f"housekeeping-{op.start}-{op.end}", *sheets, INSPECTIONS.sheet(ctx, looked, period))
