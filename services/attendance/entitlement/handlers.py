"""Answers how much annual leave a person has left, and who lost it (A16). Its facts are recorded by leave."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from services.attendance.entitlement import operations as ops
from services.attendance.entitlement.counting import entitlement, granted_by
from services.attendance.entitlement.record import EntitlementRecord, register
from services.directory.organ import picture
from services.kernel.procedure.commands import lists
from services.kernel.procedure.context import Context
from services.kernel.procedure.operations import File
from services.kernel.procedure.procedure import Procedure
from services.kernel.procedure.registry import columns_of
from services.kernel.procedure.worksheet import Shown, Worksheet, exported

procedure = Procedure("entitlement", zh="公休假", en="Annual leave", registers=[register])
ZERO = Decimal(0)


def _view(ctx: Context, person: str, year: int, row: Any) -> EntitlementRecord:
    on = min(max(ctx.today, date(year, 1, 1)), date(year, 12, 31))
    entitled = entitlement(ctx, person, on)
    taken = row.annual_taken if row else ZERO
    lost = bool(row and row.forfeited)
    return EntitlementRecord(
        person=person,
        year=year,
        entitlement=entitled,
        granted_by_year=granted_by(ctx, person, year),
        annual_taken=taken,
        annual_left=ZERO if lost else max(entitled - taken, ZERO),
        personal_total=row.personal_total if row else ZERO,
        forfeited=lost,
    )


@procedure.handles(ops.GetEntitlement)
def get_entitlement(op: ops.GetEntitlement, ctx: Context) -> EntitlementRecord:
    return _view(ctx, op.person, op.year, ctx.row(EntitlementRecord, year=op.year, person=op.person))


lists(
    procedure,
    ops.ListEntitlements,
    EntitlementRecord,
    where=lambda op, ctx: (EntitlementRecord.columns().year == op.year,),
    views=lambda ctx, rows: [_view(ctx, row.person, row.year, row) for row in rows],
)


def _numbers(ctx: Context) -> Callable[[str], str]:
    numbers = {person.id: person.number for person in picture(ctx).people()}
    return lambda id: numbers.get(id, "")


LEDGER = Worksheet(EntitlementRecord.ZH, Shown("工号", 10, "person", _numbers), *columns_of(EntitlementRecord))


@procedure.handles(ops.ExportEntitlements)
def export_entitlements(op: ops.ExportEntitlements, ctx: Context) -> File:
    first, last = date(op.year, 1, 1), date(op.year, 12, 31)
    counted = {row.person: row for row in ctx.rows_of(EntitlementRecord, year=op.year)}
    views = [
        _view(ctx, person.id, op.year, counted.get(person.id))
        for person in picture(ctx).people()
        if person.hired <= last and not (person.left and person.left <= first)
    ]
    return exported(f"entitlements-{op.year}", LEDGER.sheet(ctx, views, title=f"{op.year}年公休假台账"))
