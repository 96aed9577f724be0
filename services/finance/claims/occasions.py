"""What a claim may be for that was consented to elsewhere: a trip, a reception, overtime, a turn of duty; and what
claims know of their rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import ClassVar, Protocol
from uuid import UUID

from services.finance.budget import using as budget
from services.finance.budget.using import Key
from services.finance.duty.turn import DutyTurn
from services.finance.money import total
from services.finance.overtime.overtime import Overtime
from services.finance.reception import using as receptions
from services.finance.reception.reception import Reception
from services.finance.trips import using as trips
from services.finance.trips.trip import Trip
from services.kernel.procedure.context import Context
from services.kernel.refusals import Invalid

RECEIVED = "reception"
"""The kind of expense that a reception is."""
EARNED = "overtime"
"""The line of the budget that overtime and duty draw on."""


@dataclass(frozen=True, slots=True)
class Consent:
    """Its line of the budget, or where its sum was set aside when it was given: the key, and the record under which."""

    line: str = ""
    set_aside: tuple[Key, UUID] | None = None
    ended: date | None = None
    """From which day the time to claim runs, where not from the invoices."""
    people: tuple[str, ...] = ()
    """Whom it concerns beside the payees: they do not decide on the claim."""
    limits: Mapping[str, Decimal] = field(default_factory=dict[str, Decimal])
    """Of each kind of expense, what the standard allows at most."""
    payee: str = ""
    """Who alone is paid, where they earned it."""


class Occasion(Protocol):
    SETS_ASIDE: ClassVar[bool]
    """Whether its sum is set aside with the consent to it, and not with the claim."""

    def asked_by(self, ctx: Context, id: UUID) -> str:
        """Who may claim for it, whatever their department; nobody where there is no such record."""
        ...

    def consent(self, ctx: Context, id: UUID, claimed: Mapping[str, Decimal]) -> Consent:
        """When the claim is handed in: refuses what was not consented to or cannot be claimed yet. `claimed` is what is
        claimed of each kind of expense."""
        ...

    def paid(self, ctx: Context, id: UUID, amount: Decimal) -> None:
        """What was set aside with the consent is spent, and what is left of it free again."""
        ...


class _Trips:
    SETS_ASIDE: ClassVar[bool] = True

    def asked_by(self, ctx: Context, id: UUID) -> str:
        return ctx.find(Trip, id).person

    def consent(self, ctx: Context, id: UUID, claimed: Mapping[str, Decimal]) -> Consent:
        trip = ctx.find(Trip, id)
        trips.check_claim(ctx, trip, claimed)
        allowed = trips.allowance(ctx, trip)
        kinds = dict.fromkeys(str(line.kind) for line in allowed)
        limits = {kind: total(line.most for line in allowed if line.kind == kind) for kind in kinds}
        aside = trips.budget_key(trip), trip.id
        return Consent(set_aside=aside, ended=trip.end, people=tuple(sorted(trip.concerned)), limits=limits)

    def paid(self, ctx: Context, id: UUID, amount: Decimal) -> None:
        trip = ctx.find(Trip, id)
        budget.spend(ctx, trips.budget_key(trip), amount, trip.id)
        trips.ended(ctx, trip)


class _Receptions:
    SETS_ASIDE: ClassVar[bool] = True

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
        aside = receptions.key_of(found), found.id
        return Consent(set_aside=aside, ended=found.end, people=people, limits={RECEIVED: payable})

    def paid(self, ctx: Context, id: UUID, amount: Decimal) -> None:
        receptions.settle(ctx, id, amount)


@dataclass(frozen=True, slots=True)
class _Earned:
    """Overtime or a turn of duty (A30): the sum that it earned, whole and once, to whoever earned it. Nobody knows it
    before, so that it is set aside with the claim, of whatever department pays such sums."""

    SETS_ASIDE: ClassVar[bool] = False
    kind: str
    of: type[Overtime | DutyTurn]

    def asked_by(self, ctx: Context, id: UUID) -> str:
        return ctx.find(self.of, id).person

    def consent(self, ctx: Context, id: UUID, claimed: Mapping[str, Decimal]) -> Consent:
        found = ctx.find(self.of, id)
        found.check_earned()
        if claimed != {self.kind: found.amount}:
            raise Invalid(
                f"应按确认的补助{found.amount}元填报一项。",
                f"It earned {found.amount} yuan: that is claimed, as one item of its kind.",
                cites=found.CITES,
                fields=[{"field": "items"}],
            )
        return Consent(line=EARNED, ended=found.on, payee=found.person)

    def paid(self, ctx: Context, id: UUID, amount: Decimal) -> None:
        found = ctx.find(self.of, id)
        found.pay(ctx.act, amount)
        ctx.save(found)


OCCASIONS: dict[str, Occasion] = {
    "trip": _Trips(), "reception": _Receptions(), "overtime": _Earned("overtime", Overtime),
    "duty": _Earned("duty", DutyTurn),
}  # fmt: skip
"""By the claim's field; a kind of expense that is called so is claimed of such a one alone."""
OCCASION_CITES = {"reception": ("A29", "B14.7"), "overtime": ("A30",), "duty": ("A30",)}
"""Of those kinds."""
