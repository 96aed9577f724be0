"""What can be asked of annual leave (A16)."""

from __future__ import annotations

from services.attendance.entitlement.record import EntitlementRecord
from services.kernel.domain.office import RESPONSIBLE, SEES_ALL
from services.kernel.domain.who import SELF
from services.kernel.procedure.fields import PersonId, Year
from services.kernel.procedure.operations import File, Query
from services.kernel.procedure.registry import listing


class GetEntitlement(
    Query,
    path="GET /attendance/entitlements/{year}/{person}",
    who=(SELF, *RESPONSIBLE, *SEES_ALL),
    zh="查看公休假余额",
    en="See a person's annual leave",
    returns=EntitlementRecord,
):
    year: Year
    person: PersonId


ListEntitlements = listing(
    "ListEntitlements", EntitlementRecord, path="GET /attendance/entitlements/{year}", who=SEES_ALL, year=(Year, ...)
)


class ExportEntitlements(
    Query,
    path="GET /attendance/entitlements-export",
    who=SEES_ALL,
    cites=("A16",),
    zh="导出公休假台账",
    en="Export the annual leave register",
    returns=File,
):
    """Everybody in service that year, also those who took nothing."""

    year: Year
