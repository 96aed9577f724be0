"""The facts of one person's annual leave in one year (A16). All lengths in working days."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from services.kernel.domain.events import Event


class OfYear(Event):
    """Whose year it is."""

    person: str
    year: int


class LeaveCounted(OfYear):
    """`days` of a leave count towards this year; counted again with another number when the leave is corrected."""

    TOPIC = "attendance.leave-counted.v1"
    leave: UUID
    kind: str
    forfeiting: bool = False
    """Whether the kind counts towards forfeiture; otherwise it draws on the entitlement."""
    days: Decimal
    personal_total: Decimal
    annual_total: Decimal
    entitlement: Decimal


class AnnualLeaveForfeited(OfYear):
    """Personal leave added up to more than the entitlement; `annual_taken` is what had been taken by then."""

    TOPIC = "attendance.annual-leave-forfeited.v1"
    personal_total: Decimal
    entitlement: Decimal
    annual_taken: Decimal
    by_leave: UUID


class ForfeitureUndone(OfYear):
    """A correction brought the total back: the year's annual leave stands again."""

    TOPIC = "attendance.forfeiture-undone.v1"
    personal_total: Decimal
    entitlement: Decimal
    by_leave: UUID
