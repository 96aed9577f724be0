"""How the claim of a trip uses it: what may be claimed at most, what is cut, and that it is settled (A30, B14.6).

The days are those that were reported and confirmed: finance knows of attendance only what it is told of trips itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

from services.finance.budget.using import Key, release
from services.finance.money import ZERO, total
from services.finance.trips import events as e
from services.finance.trips.standards import Expense, Line, lines
from services.finance.trips.states import TripStatus
from services.finance.trips.trip import CITES, Trip
from services.kernel.procedure.context import Context
from services.kernel.refusals import Invalid, Refusal

TRAVEL = "travel"
"""The line of the budget that trips draw on."""


class TripNotReturned(Refusal):
    """Nothing is claimed before the days really away are confirmed, nor twice."""

    code = "finance.trip-not-returned"
    next = (
        "请先登记返回并由负责人确认天数；已结算的不能再报销。",
        "Report the return and have the days confirmed first; what is settled is not claimed again.",
    )


@dataclass(frozen=True, slots=True)
class Cut:
    """What goes of a claim: of this kind more was claimed than the standard allows."""

    kind: Expense
    claimed: Decimal
    most: Decimal
    cites: tuple[str, ...]

    @property
    def amount(self) -> Decimal:
        return self.claimed - self.most


class Travelling(Protocol):
    """The trip or its record."""

    @property
    def start(self) -> date: ...
    @property
    def department(self) -> str: ...


def budget_key(trip: Travelling) -> Key:
    """What is set aside for the trip is set aside there, under its id; the claim spends from it."""
    return Key(trip.start.year, TRAVEL, trip.department)


def allowance(ctx: Context, trip: Trip) -> Sequence[Line]:
    """Of each traveller and kind what may be claimed at most; fares have no line, they come by their receipts."""
    return tuple(lines(ctx.rules, trip.stays, area=trip.area, place=trip.place, lodging=trip.lodging))


def check_claim(ctx: Context, trip: Trip, claimed_by_kind: Mapping[str, Decimal]) -> Sequence[Cut]:
    """What must be cut, kind by kind, of a claim for everybody on the trip; nothing where it keeps to the standards.
    Refuses a trip from which nobody is back yet, or that is settled."""
    if trip.status is not TripStatus.RETURNED:
        raise TripNotReturned(
            "该出差尚未确认返回天数，或者已经结算，不能报销。",
            "The days of this trip are not confirmed yet, or it is settled already.",
            cites=CITES,
            number=trip.number,
            status=str(trip.status),
        )
    if unknown := set(claimed_by_kind) - set(Expense):
        raise Invalid(
            "没有这一项差旅费用。", "A trip has no such expense.", fields=[{"field": "kind", "value": sorted(unknown)}]
        )
    allowed = allowance(ctx, trip)
    cuts = []
    for kind in (Expense.LODGING, Expense.MEALS, Expense.LOCAL):
        of_kind = [line for line in allowed if line.kind is kind]
        most = total(line.most for line in of_kind)
        claimed = claimed_by_kind.get(kind, ZERO)
        if claimed > most:
            cuts.append(Cut(kind, claimed, most, of_kind[0].cites))
    return cuts


def ended(ctx: Context, trip: Trip) -> None:
    """The claim is decided: what is still set aside is free again, and nothing more is claimed."""
    trip.trigger(e.TripSettled, ctx.act)
    ctx.save(trip)
    if trip.estimate:
        release(ctx, budget_key(trip), trip.id)
