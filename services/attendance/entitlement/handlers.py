"""Answers how much annual leave a person has left, and who lost it (A16). Its facts are recorded by leave."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from services.attendance.entitlement.counting import entitlement
from services.attendance.entitlement.operations import EntitlementView, GetEntitlement, ListEntitlements
from services.attendance.entitlement.register import accounts, register
from services.kernel.context import Context
from services.kernel.operations import Page
from services.kernel.paging import page
from services.kernel.procedure import Procedure

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
