"""Answers how much annual leave a person has left, and who lost it (A16). Its facts are recorded by leave."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from services.attendance.entitlement.counting import entitlement
from services.attendance.entitlement.operations import (
    EntitlementView,
    ExportEntitlements,
    GetEntitlement,
    ListEntitlements,
)
from services.attendance.entitlement.register import accounts, register
from services.directory.organ import picture
from services.kernel.context import Context
from services.kernel.operations import File, Page
from services.kernel.paging import page
from services.kernel.procedure import Procedure
from services.kernel.workbook import MEDIA_TYPE, Column, Sheet, write

procedure = Procedure("entitlement", zh="公休假", en="Annual leave", registers=[register])
ZERO = Decimal(0)


def _view(ctx: Context, person: str, year: int, row: Any) -> EntitlementView:
    on = min(max(ctx.today, date(year, 1, 1)), date(year, 12, 31))
    entitled = entitlement(ctx, person, on)
    taken = Decimal(row.annual_taken) if row else ZERO
    lost = bool(row and row.forfeited)
    return EntitlementView(
        person=person,
        year=year,
        entitlement=entitled,
        annual_taken=taken,
        annual_left=ZERO if lost else max(entitled - taken, ZERO),
        personal_total=Decimal(row.personal_total) if row else ZERO,
        forfeited=lost,
    )


@procedure.handles(GetEntitlement)
def get_entitlement(op: GetEntitlement, ctx: Context) -> EntitlementView:
    return _view(ctx, op.person, op.year, ctx.row(accounts, year=op.year, person=op.person))


@procedure.handles(ListEntitlements)
def list_entitlements(op: ListEntitlements, ctx: Context) -> Page[EntitlementView]:
    query = select(accounts).where(accounts.c.year == op.year)
    rows, following = page(ctx, query, (accounts.c.person,), op.after, op.limit)
    return Page[EntitlementView](items=[_view(ctx, row.person, op.year, row) for row in rows], next=following)


_COLUMNS = (
    Column("工号", 10),
    Column("姓名", 12),
    Column("应休(天)", 10, "0.0"),
    Column("已休(天)", 10, "0.0"),
    Column("余(天)", 10, "0.0"),
    Column("事假累计(天)", 12, "0.0"),
    Column("当年不再享受", 14),
)


@procedure.handles(ExportEntitlements)
def export_entitlements(op: ExportEntitlements, ctx: Context) -> File:
    first, last = date(op.year, 1, 1), date(op.year, 12, 31)
    counted = {row.person: row for row in ctx.rows_of(accounts, year=op.year)}
    rows = []
    for person in picture(ctx).people():
        if person.hired > last or (person.left and person.left <= first):
            continue
        view = _view(ctx, person.id, op.year, counted.get(person.id))
        lost = "是" if view.forfeited else ""
        figures = (view.entitlement, view.annual_taken, view.annual_left, view.personal_total)
        rows.append((person.number, person.name, *figures, lost))
    content = write([Sheet("公休假台账", f"{op.year}年公休假台账", _COLUMNS, rows)])
    return File(name=f"entitlements-{op.year}.xlsx", media_type=MEDIA_TYPE, content=content)
