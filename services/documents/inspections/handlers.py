"""Carries out housekeeping: cleanings owed each month, inspections and what follows from them (A21, A22, B12)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from services.directory.organ import check_department, check_person, own_to, picture
from services.documents.inspections import events as e
from services.documents.inspections import operations as ops
from services.documents.inspections.cleaning import Cleaning, cleaning_id, last_of, month_of
from services.documents.inspections.conduct import Conduct, Inspection, MeasureKind, conduct_id, period_of
from services.documents.inspections.record import CleaningRecord, InspectionRecord, MeasureRecord, register
from services.kernel.domain.office import OFFICE
from services.kernel.domain.who import Subject
from services.kernel.procedure.checks import check_choice, check_happened
from services.kernel.procedure.commands import Commands, lists
from services.kernel.procedure.context import Context
from services.kernel.procedure.numbers import next_number
from services.kernel.procedure.obligations import Due, Obligation, ObligationStatus
from services.kernel.procedure.operations import File
from services.kernel.procedure.procedure import Procedure
from services.kernel.procedure.record import Row
from services.kernel.procedure.registry import fits, period_sheet
from services.kernel.procedure.told import told_by_key
from services.kernel.procedure.worksheet import exported
from services.kernel.refusals import Invalid, NotFound

OFFICE_DEPARTMENT = "office"


def _miss(ctx: Context, row: Any) -> None:
    cleaning = ctx.find(Cleaning, UUID(hex=row.aggregate))
    cleaning.trigger(e.CleaningMissed, ctx.act, due=row.due, department=row.department)
    ctx.save(cleaning)


def _month(event: Any) -> str:
    return str(event.month)


def _about_day(debt: Any) -> dict[str, str]:
    """A month that is over was held by its last day; within it, on a day to be said."""
    return {"on": debt.due.isoformat()} if debt.status == ObligationStatus.MISSED else {}


monthly_cleaning = Obligation(
    kind="documents.monthly-cleaning",
    zh="组织月度集中清扫",
    en="Hold the month's cleaning",
    tells=told_by_key(),
    which=_about_day,
    cites=("B12.6",),
    opened_by={e.CleaningDue: lambda owed: Due(owed.month, owed.due, department=owed.department)},
    fulfilled_by={e.CleaningHeld: _month},
    missed_by={e.CleaningMissed: _month},
    on_missed=_miss,
    done_by=ops.RecordCleaning,
)

procedure = Procedure("inspections", zh="内务", en="Housekeeping", registers=[register], obligations=[monthly_cleaning])
procedure.attachable("inspection", ops.GetInspection, by=OFFICE)


@procedure.on_tick
def open_cleanings(ctx: Context) -> int:
    """Each month's cleaning is owed from its first day; months in which no clock ran are owed all the same, whatever
    was entered by hand meanwhile."""
    c = CleaningRecord.columns()
    by_clock = ctx.rows(select(func.max(c.month)).where(c.by_clock))[0][0]
    latest = by_clock or ctx.rows(select(func.min(c.month)))[0][0]
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


@procedure.handles(ops.RecordCleaning)
def record_cleaning(op: ops.RecordCleaning, ctx: Context) -> ops.GetCleaning:
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
    return ops.GetCleaning(month=month)


@procedure.handles(ops.GetCleaning)
def get_cleaning(op: ops.GetCleaning, ctx: Context) -> CleaningRecord:
    row = ctx.row(CleaningRecord, month=op.month)
    if row is None:
        raise NotFound("没有该月的集中清扫。", "There is no cleaning of that month.", month=op.month)
    return CleaningRecord.of(row)


lists(procedure, ops.ListCleanings, CleaningRecord)


# -- inspections ------------------------------------------------------------------------------------------------------

Subjects = dict[tuple[str, str], Any]
"""By (department, person)."""


def _views(ctx: Context, rows: Sequence[Any]) -> list[InspectionRecord]:
    m = MeasureRecord.columns()
    by_number: dict[str, list[MeasureRecord]] = {row.number: [] for row in rows}
    query = select(MeasureRecord.TABLE).where(m.inspection.in_(list(by_number)))
    for row in ctx.rows(query.order_by(m.department, m.person, m.number)):
        by_number[row.inspection].append(MeasureRecord.of(row))
    return [InspectionRecord.of(row, measures=by_number[row.number]) for row in rows]


inspections = Commands(
    procedure, Inspection, key="inspection", record=InspectionRecord, views=_views, shows=ops.GetInspection
)
inspections.lists(ops.ListInspections)


@inspections.opens(ops.RecordInspection)
def record_inspection(op: ops.RecordInspection, ctx: Context) -> Inspection:
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
    number = next_number(ctx, InspectionRecord.TABLE, op.on.year)
    departments = tuple(sorted(set(op.departments)))
    inspection.trigger(
        e.InspectionRecorded,
        ctx.act,
        number=number,
        on=op.on,
        inspectors=op.inspectors,
        departments=departments,
        note=op.note,
    )
    ctx.save(inspection)
    for (department, person), entries in found.items():
        _find(ctx, op.on, number, department, person, entries)
    for (department, person), entries in praised.items():
        conduct = _conduct(ctx, op.on, department, person)
        note = "；".join(entry.note for entry in entries if entry.note)
        conduct.praise(ctx.act, department=department, person=person, on=op.on, inspection=number, note=note)
        ctx.save(conduct)
    return inspection


def _by_subject(ctx: Context, op: ops.RecordInspection, entries: Sequence[ops.PraiseIn], field: str) -> Subjects:
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


def _find(ctx: Context, on: date, number: str, department: str, person: str, entries: Sequence[ops.FindingIn]) -> None:
    requirements = list(dict.fromkeys(one for entry in entries for one in entry.requirements))
    for one in requirements:
        check_choice(ctx, "inspections.requirements", one, "findings", on)
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


# -- what inspections led to ------------------------------------------------------------------------------------------


def _measure(op: Any, ctx: Context) -> Any:
    row = ctx.row(MeasureRecord, conduct=op.conduct.hex, number=op.number)
    if row is None:
        raise NotFound("没有这项处理。", "There is no such measure.", number=op.number)
    return row


def _of_measure(op: Any, ctx: Context) -> Subject:
    row = _measure(op, ctx)
    return Subject(row.person, row.department)


measures = Commands(procedure, Conduct, key="conduct", shows=ops.GetMeasure, about=_of_measure)


def stays(measure: MeasureRecord, ctx: Context) -> bool:
    """It is taken back already, or a later step rests on it."""
    return measure.withdrawn or (
        measure.measure != MeasureKind.PRAISE
        and any(
            other.number > measure.number and not other.withdrawn and other.measure != MeasureKind.PRAISE
            for other in ctx.rows_of(MeasureRecord, conduct=measure.conduct.hex)
        )
    )


def _others(op: Any, ctx: Context) -> Subject:
    """A measure against oneself or one's own department is taken back by another."""
    subject = _of_measure(op, ctx)
    return replace(subject, parties=(subject.person, *own_to(ctx, subject.department)))


@measures.does(ops.WithdrawMeasure, about=_others, unless=stays)
def withdraw_measure(op: ops.WithdrawMeasure, conduct: Conduct, ctx: Context) -> None:
    conduct.withdraw(ctx.act, number=op.number, reason=op.reason)


@procedure.handles(ops.GetMeasure, subject=_of_measure)
def get_measure(op: ops.GetMeasure, ctx: Context) -> MeasureRecord:
    return MeasureRecord.of(_measure(op, ctx))


lists(procedure, ops.ListMeasures, MeasureRecord)


# -- views ------------------------------------------------------------------------------------------------------------


@procedure.handles(ops.ExportInspections)
def export_inspections(op: Any, ctx: Context) -> File:
    """A month's cleaning is in it where any day of the month is."""
    c, m = CleaningRecord.columns(), MeasureRecord.columns()
    held = select(CleaningRecord.TABLE).where(c.due.between(op.start, last_of(op.end))).order_by(c.month)
    found = select(MeasureRecord.TABLE).where(m.on.between(op.start, op.end))
    sheets: dict[type[Row], Any] = {
        MeasureRecord: ctx.rows(found.order_by(m.on, m.inspection, m.department)),
        CleaningRecord: ctx.rows(held),
        InspectionRecord: None,
    }
    made = (period_sheet(op, ctx, record, rows=rows) for record, rows in sheets.items() if fits(op, record))
    return exported(f"housekeeping-{op.start}-{op.end}", *made)
