"""What can be asked of the yearly health check: the chair of the union arranges it for all staff (A23)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from pydantic import Field

from services.finance.posts import UNION_CHAIR
from services.finance.union_health.check import CheckStatus
from services.finance.union_health.record import HealthCheckAttendance, HealthCheckRecord
from services.kernel.domain.who import ANYONE, AUDITOR, SELF
from services.kernel.procedure.fields import PersonId
from services.kernel.procedure.operations import Command
from services.kernel.procedure.registry import exporting, listing, showing


class OfHealthCheck(
    Command, at="/finance/health-checks/{check}", who=(UNION_CHAIR,), returns=HealthCheckRecord
):  # fmt: skip
    check: UUID = Field(title="年度健康体检 / year's health check")


class ArrangeHealthCheck(
    OfHealthCheck,
    does="arrangement",
    when=(CheckStatus.DUE, CheckStatus.ARRANGED),
    zh="安排健康体检",
    en="Arrange the year's health check",
):
    first: date = Field(title="体检自 / from")
    last: date = Field(title="体检至 / to")
    place: str = Field(min_length=1, max_length=200, title="体检地点 / place")


class RecordHealthCheck(
    OfHealthCheck,
    does="attendance",
    when=CheckStatus.ARRANGED,
    zh="登记参加体检人员",
    en="Enter who went to the health check",
):
    """That they went, and on which day; never what was found."""

    on: date = Field(title="体检日期 / went on")
    people: tuple[PersonId, ...] = Field(min_length=1, max_length=1000, title="参加人员 / who went")


class ConcludeHealthCheck(
    OfHealthCheck,
    does="conclusion",
    when=CheckStatus.ARRANGED,
    zh="完成健康体检",
    en="Conclude the year's health check",
): ...


GetHealthCheck = showing(
    "GetHealthCheck",
    HealthCheckRecord,
    path="GET /finance/health-checks/{check}",
    who=(ANYONE,),
    zh="查看健康体检安排",
    en="See a year's health check",
)
ListHealthChecks = listing(
    "ListHealthChecks", HealthCheckRecord, path="GET /finance/health-checks", who=(ANYONE,), offers=True
)  # fmt: skip
ListHealthCheckAttendance = listing(
    "ListHealthCheckAttendance",
    HealthCheckAttendance,
    path="GET /finance/health-check-attendance",
    who=(SELF, UNION_CHAIR, AUDITOR),
    doc="One's own; all for the chair of the union.",
)
ExportHealthChecks = exporting(
    "ExportHealthChecks",
    HealthCheckRecord,
    path="GET /finance/health-checks-export",
    who=(UNION_CHAIR, AUDITOR),
    doc="With how many went, and not who.",
)
