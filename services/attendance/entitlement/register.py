"""公休假台账: one row per person and year that counted anything."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Integer, MetaData, String, Table

from services.attendance.entitlement.events import AnnualLeaveForfeited, ForfeitureUndone, LeaveCounted
from services.kernel.registers import Register, Rows

metadata = MetaData()

accounts = Table(
    "entitlements",
    metadata,
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("person", String(60), primary_key=True),
    Column("entitlement", String(12), nullable=False),
    Column("annual_taken", String(12), nullable=False),
    Column("personal_total", String(12), nullable=False),
    Column("forfeited", Boolean, nullable=False, default=False),
)
"""Working days as decimals in text."""

register = Register("entitlement", accounts, zh="公休假台账", en="Annual leave register")


@register.on(LeaveCounted)
def counted(event: LeaveCounted, rows: Rows) -> None:
    forfeited = rows.get(accounts, year=event.year, person=event.person)
    rows.upsert(
        accounts,
        year=event.year,
        person=event.person,
        entitlement=str(event.entitlement),
        annual_taken=str(event.annual_total),
        personal_total=str(event.personal_total),
        forfeited=bool(forfeited and forfeited.forfeited),
    )


@register.on(AnnualLeaveForfeited)
def forfeited(event: AnnualLeaveForfeited, rows: Rows) -> None:
    rows.update(accounts, {"year": event.year, "person": event.person}, forfeited=True)


@register.on(ForfeitureUndone)
def undone(event: ForfeitureUndone, rows: Rows) -> None:
    rows.update(accounts, {"year": event.year, "person": event.person}, forfeited=False)
