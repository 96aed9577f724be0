"""公休假台账: one line per person and year that counted anything."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from services.attendance.entitlement.events import AnnualLeaveForfeited, ForfeitureUndone, LeaveCounted
from services.kernel.log.registers import Register, Rows
from services.kernel.procedure.record import COMPUTED, Days, Person, Row


class EntitlementRecord(
    Row,
    table="entitlements",
    key="year person",
    by="year person",
    zh="公休假台账",
    en="Annual leave register",
    one="公休假 / annual leave",
    sheet="person entitlement annual_taken annual_left personal_total forfeited",
    cites=("A16",),
):
    """In working days. What a year grants follows from the years of service by now, whatever was counted then."""

    person: Person = Field(title="姓名 / person")
    year: int = Field(title="年度 / year")
    entitlement: Annotated[Days, COMPUTED] = Field(
        title="应休(天) / entitlement",
        description="按今天或该年内最近一天的工作年限 / by the years of service today or on that year's nearest day",
    )
    granted_by_year: Annotated[Days, COMPUTED] = Field(
        title="全年应休(天) / granted by the whole year",
        description="事假累计与此比较 / against it personal leave is measured (A16)",
    )
    annual_taken: Days = Field(title="已休(天) / taken")
    annual_left: Annotated[Days, COMPUTED] = Field(title="余(天) / left")
    personal_total: Days = Field(title="事假累计(天) / personal leave in all")
    forfeited: bool = Field(title="当年不再享受 / forfeited")


register = Register("entitlement", EntitlementRecord)


@register.on(LeaveCounted)
def counted(event: LeaveCounted, rows: Rows) -> None:
    key = {"year": event.year, "person": event.person}
    found = rows.get(EntitlementRecord, **key)
    totals = {"annual_taken": event.annual_total, "personal_total": event.personal_total}
    rows.upsert(EntitlementRecord, **key, **totals, forfeited=bool(found and found.forfeited))


register.changes(EntitlementRecord, AnnualLeaveForfeited, forfeited=True)
register.changes(EntitlementRecord, ForfeitureUndone, forfeited=False)
