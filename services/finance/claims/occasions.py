"""What a claim may be for that was consented to elsewhere: a trip, a reception; and what claims know of their rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from services.finance.budget import using as budget
from services.finance.budget.using import Key
from services.finance.money import total
from services.finance.reception import using as receptions
from services.finance.reception.reception import Reception
from services.finance.trips import using as trips
from services.finance.trips.trip import Trip
from services.kernel.procedure.context import Context
from services.kernel.refusals import Invalid

RECEIVED = "reception"
"""The kind of expense that a reception is."""


@dataclass(frozen=True, slots=True)
class Consent:
    """Where it stands in the budget, and the record under which the sum was set aside there."""

    key: Key
    reference: UUID
    ended: date | None = None
    """From which day the time to claim runs, where not from the invoices."""
    people: tuple[str, ...] = ()
    """Whom it concerns beside the payees: they do not decide on the claim."""
    limits: Mapping[str, Decimal] = field(default_factory=dict[str, Decimal])
    """Of each kind of expense, what the standard allows at most."""


class Occasion(Protocol):
    def asked_by(self, ctx: Context, id: UUID) -> str:
        """Who may claim for it, whatever their department; nobody where there is no such record."""
        ...

    def consent(self, ctx: Context, id: UUID, claimed: Mapping[str, Decimal]) -> Consent:
        """When the claim is handed in: refuses what was not consented to or cannot be claimed yet. `claimed` is what is
        claimed of each kind of expense."""
        ...

    def paid(self, ctx: Context, id: UUID, amount: Decimal) -> None:
        """Spends the budget under the consent's reference; what is left of the sum set aside is free again."""
        ...


class _Trips:
    def asked_by(self, ctx: Context, id: UUID) -> str:
        return ctx.find(Trip, id).person

    def consent(self, ctx: Context, id: UUID, claimed: Mapping[str, Decimal]) -> Consent:
        trip = ctx.find(Trip, id)
        trips.check_claim(ctx, trip, claimed)
        allowed = trips.allowance(ctx, trip)
        kinds = dict.fromkeys(str(line.kind) for line in allowed)
        limits = {kind: total(line.most for line in allowed if line.kind == kind) for kind in kinds}
        return Consent(trips.budget_key(trip), trip.id, trip.end, tuple(sorted(trip.concerned)), limits)

    def paid(self, ctx: Context, id: UUID, amount: Decimal) -> None:
        trip = ctx.find(Trip, id)
        budget.spend(ctx, trips.budget_key(trip), amount, trip.id)
        trips.ended(ctx, trip)


class _Receptions:
    def asked_by(self, ctx: Context, id: UUID) -> str:
        return ctx.find(Reception, id).person

    def consent(self, ctx: Context, id: UUID, claimed: Mapping[str, Decimal]) -> Consent:
        """What goes beyond what its own check left is cut."""
        payable = receptions.payable(ctx, id)
        if set(claimed) != {RECEIVED}:
            raise Invalid(
                "公务接待的各项均按公务接待填报。",
                "Of a reception every item is of the kind of a reception.",
                fields=[{"field": "items"}],
            )
        found = ctx.find(Reception, id)
        people = tuple(sorted(found.concerned))
        return Consent(receptions.key_of(found), found.id, found.end, people, {RECEIVED: payable})

    def paid(self, ctx: Context, id: UUID, amount: Decimal) -> None:
        receptions.settle(ctx, id, amount)


OCCASIONS: dict[str, Occasion] = {"trip": _Trips(), "reception": _Receptions()}
"""By the claim's field."""
