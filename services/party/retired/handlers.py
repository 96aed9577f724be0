"""Carries out the care for retired staff: duties by the calendar, condolences when something happens (B9.7)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from services.directory.organ import check_person
from services.kernel.procedure.checks import check_choice, check_happened
from services.kernel.procedure.commands import Commands, expect
from services.kernel.procedure.context import Context
from services.kernel.procedure.numbers import next_number
from services.kernel.procedure.obligations import Due, Obligation, by_stream
from services.kernel.procedure.procedure import Procedure
from services.kernel.procedure.told import told
from services.kernel.rules.regulations import Records
from services.party.periods import owed_since
from services.party.retired import events as e
from services.party.retired import operations as ops
from services.party.retired.care import Care, Retired, RetiredStatus, care_id
from services.party.retired.record import CareRecord, RetiredRecord, register

OFFICE_DEPARTMENT = "office"


def _miss(ctx: Context, row: Any) -> None:
    """Whoever has left the register is owed nothing more."""
    found = ctx.find(Care, UUID(hex=row.aggregate))
    retired = ctx.row(RetiredRecord, id=found.retired)
    (found.miss if retired.status == RetiredStatus.ON_REGISTER else found.lapse)(ctx.act)
    ctx.save(found)


care_for = Obligation(
    kind="party.retired-care",
    zh="走访慰问离退休干部",
    en="Visit and look after a retired colleague",
    tells=told(CareRecord, "name", "duty", "period"),
    cites=("B9.7",),
    opened_by={e.CareDue: lambda owed: Due(by_stream(owed), owed.due, department=owed.department)},
    fulfilled_by={e.CareGiven: by_stream},
    missed_by={e.CareMissed: by_stream},
    cancelled_by={e.CareLapsed: by_stream},
    on_missed=_miss,
    shows=ops.GetCare,
)

procedure = Procedure("retired", zh="离退休干部", en="Retired staff", registers=[register], obligations=[care_for])


@procedure.on_tick
def open_care(ctx: Context) -> int:
    """Each duty of each period that has begun, for everybody on the register."""
    c, r = CareRecord.columns(), RetiredRecord.columns()
    found = ctx.rows(select(c.retired, c.duty, func.max(c.due)).group_by(c.retired, c.duty))
    last = {(row[0], row[1]): row[2] for row in found}
    duties = ctx.rules.value("retired.duties", ctx.today, Records)
    on_register = select(RetiredRecord.TABLE).where(r.status == RetiredStatus.ON_REGISTER)
    opened = 0
    for row in ctx.rows(on_register.order_by(r.id)):
        for duty in duties:
            for period, due in owed_since(duty.text("every"), last.get((row.id, duty.id)), ctx.today):
                _open(ctx, UUID(hex=row.id), row.name, duty.id, period, due)
                opened += 1
    return opened


def _open(ctx: Context, retired: UUID, name: str, duty: str, period: str, due: date, note: str = "") -> Care:
    care = ctx.find(Care, care_id(retired, duty, period))
    care.open(
        ctx.act, retired=retired, name=name, duty=duty, period=period, due=due, department=OFFICE_DEPARTMENT, note=note
    )
    ctx.save(care)
    return care


# -- the register -----------------------------------------------------------------------------------------------------

people = Commands(procedure, Retired, key="retired", record=RetiredRecord, shows=ops.GetRetired)
people.lists(ops.ListRetired)
people.records(ops.ChangeRetiredDetails, e.RetiredDetailsChanged)


@people.opens(ops.EnterRetired)
def enter(op: ops.EnterRetired, ctx: Context) -> Retired:
    check_happened(ctx, op.retired_on, "retired_on")
    retired = Retired(ctx.new_id())
    retired.enter(ctx.act, number=next_number(ctx, RetiredRecord.TABLE, ctx.today.year), **op.model_dump())
    return retired


@people.does(ops.EndRetired)
def end(op: ops.EndRetired, retired: Retired, ctx: Context) -> None:
    check_happened(ctx, op.on)
    retired.trigger(e.RetiredLeft, ctx.act, on=op.on, reason=op.reason)


# -- what is owed to them ---------------------------------------------------------------------------------------------

cares = Commands(procedure, Care, key="care", record=CareRecord, shows=ops.GetCare)
cares.lists(ops.ListCare)
cares.exports(ops.ExportCare, "retired-care")


@cares.opens(ops.ReportOccasion)
def report_occasion(op: ops.ReportOccasion, ctx: Context) -> Care:
    check_happened(ctx, op.on)
    check_choice(ctx, "retired.occasions", op.occasion, "occasion")
    retired = ctx.load(Retired, op.retired)
    expect(retired, type(op))
    days = ctx.rules.value("retired.condolence_days", ctx.today, int)
    due = ctx.today + timedelta(days=days)
    return _open(ctx, op.retired, retired.name, op.occasion, op.on.isoformat(), due, op.note)


people.leads_to(ops.ReportOccasion)


@cares.does(ops.RecordCare)
def record_care(op: ops.RecordCare, care: Care, ctx: Context) -> None:
    check_happened(ctx, op.on)
    for person in op.visitors:
        check_person(ctx, person, op.on, "visitors")
    care.give(ctx.act, on=op.on, visitors=op.visitors, what=op.what)
