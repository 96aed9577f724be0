"""The facts of one person's annual leave in one year (A16). All lengths in working days."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from services.kernel.domain.events import Event, Reckoned


class OfYear(Event):
    """Whose year it is."""

    person: str
    year: int


class LeaveCounted(OfYear):
    """`days` of a leave count towards this year; counted again with another number when the leave is corrected."""

    SAYS = "计入年度假期天数"
    TOPIC = "attendance.leave-counted.v1"
    leave: UUID
    kind: Reckoned[str] = ""
    forfeiting: Reckoned[bool] = False
    """Whether the kind counts towards forfeiture; otherwise it draws on the entitlement."""
    days: Reckoned[Decimal] = Decimal(0)
    personal_total: Reckoned[Decimal] = Decimal(0)
    annual_total: Reckoned[Decimal] = Decimal(0)
    entitlement: Reckoned[Decimal] = Decimal(0)


class AnnualLeaveForfeited(OfYear):
    """Personal leave added up to more than the entitlement; `annual_taken` is what had been taken by then."""

    SAYS = "取消当年公休假"
    TOPIC = "attendance.annual-leave-forfeited.v1"
    personal_total: Reckoned[Decimal] = Decimal(0)
    entitlement: Reckoned[Decimal] = Decimal(0)
    annual_taken: Reckoned[Decimal] = Decimal(0)
    by_leave: UUID


class ForfeitureUndone(OfYear):
    """A correction brought the total back: the year's annual leave stands again."""

    SAYS = "恢复当年公休假"
    TOPIC = "attendance.forfeiture-undone.v1"
    personal_total: Reckoned[Decimal] = Decimal(0)
    entitlement: Reckoned[Decimal] = Decimal(0)
    by_leave: UUID
