"""What can be asked of annual leave (A16)."""

from __future__ import annotations

from decimal import Decimal

from pydantic import Field

from services.kernel.operations import File, Page, PagedQuery, Query, View
from services.kernel.who import AUDITOR, CHAIR, CLERK, HEAD, OFFICE_DIRECTOR, SECRETARY_GENERAL, SELF, SUPERVISOR


class EntitlementView(View):
    """Working days."""

    person: str
    year: int
    entitlement: Decimal
    annual_taken: Decimal
    annual_left: Decimal
    personal_total: Decimal
    forfeited: bool


class GetEntitlement(
    Query,
    path="GET /attendance/entitlements/{year}/{person}",
    who=(SELF, HEAD, SUPERVISOR, CLERK, OFFICE_DIRECTOR, CHAIR, SECRETARY_GENERAL, AUDITOR),
    cites=("A16",),
    zh="查看公休假余额",
    en="See a person's annual leave",
    returns=EntitlementView,
):
    year: int = Field(title="年度 / year", ge=1990, le=2100)
    person: str = Field(title="人员 / person", max_length=60)


class ListEntitlements(
    PagedQuery,
    path="GET /attendance/entitlements/{year}",
    who=(CLERK, OFFICE_DIRECTOR, CHAIR, SECRETARY_GENERAL, AUDITOR),
    cites=("A16",),
    zh="公休假台账",
    en="Annual leave register",
    returns=Page[EntitlementView],
):
    year: int = Field(title="年度 / year", ge=1990, le=2100)


class ExportEntitlements(
    Query,
    path="GET /attendance/entitlements-export",
    who=(CLERK, OFFICE_DIRECTOR, CHAIR, SECRETARY_GENERAL, AUDITOR),
    cites=("A16",),
    zh="导出公休假台账",
    en="Export the annual leave register",
    returns=File,
):
    """Everybody in service that year, also those who took nothing."""

    year: int = Field(title="年度 / year", ge=1990, le=2100)
