"""Gifts, family events and trips: declared in time, dealt with by somebody else (A5, B14.3, B14.5, B14.6)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from services.kernel.domain.aggregate import Act, Aggregate, Becomes, applies
from services.kernel.domain.words import Status
from services.kernel.refusals import Invalid, Refusal
from services.party.declarations import events as e

GIFT_CITES, FAMILY_CITES, TRIP_CITES = ("A5", "B14.3"), ("A5", "B14.5", "B14.7"), ("A5", "B14.4", "B14.6")


class GiftStatus(Status):
    HANDED_IN = "handed-in", "已上交", "handed in"
    DISPOSED = "disposed", "已处置", "disposed of"


class FamilyEventStatus(Status):
    REPORTED = "reported", "已报告", "reported"
    ACCOUNTED = "accounted", "已报结果", "accounted for"


class TripStatus(Status):
    STATED = "stated", "待备案", "stated"
    NOTED = "noted", "已备案", "noted"
    OBJECTED = "objected", "不同意", "objected to"


GIFT_BECOMES: Becomes = {e.GiftHandedIn: GiftStatus.HANDED_IN, e.GiftDisposed: GiftStatus.DISPOSED}
FAMILY_BECOMES: Becomes = {
    e.FamilyEventReported: FamilyEventStatus.REPORTED,
    e.FamilyEventAccounted: FamilyEventStatus.ACCOUNTED,
}
TRIP_BECOMES: Becomes = {
    e.TripStated: TripStatus.STATED,
    e.TripNoted: TripStatus.NOTED,
    e.TripObjected: TripStatus.OBJECTED,
}


class ReasonNeeded(Refusal):
    """What comes later than the rule allows says why."""

    code = "party.declaration-late"
    kind = "invalid"
    next = ("请写明未按期报告的理由。", "Say why it comes late.")


class NotBefore(Refusal):
    """Family events and trips are told before they take place."""

    code = "party.declaration-not-before"
    next = ("请直接向纪检组说明情况。", "Explain yourself to the discipline group.")


class NotYetOver(Refusal):
    code = "party.family-event-to-come"
    next = ("请在事项办理后报告结果。", "Give account of it when it is over.")


class PublicMoney(Refusal):
    """Nobody travels for themselves on public money."""

    code = "party.trip-public-money"
    next = ("私事外出费用自理；公务出差按出差审批办理。", "Pay for it yourself; duty trips go their own way.")


@dataclass(frozen=True, slots=True)
class Term:
    """How many days ahead, or after, and whether the day may have passed."""

    days: int
    foreseen: bool = True


class Gift(Aggregate):
    CALLED = "上交礼品", "gift"
    CITES = GIFT_CITES
    CARRIES = ("person", "department")
    BECOMES = GIFT_BECOMES
    person = ""
    department = ""
    dispose_by: date | None = None

    def hand_in(
        self,
        act: Act,
        *,
        number: str,
        department: str,
        received_on: date,
        kind: str,
        what: str,
        value: int,
        giver: str,
        reason: str,
        within: int,
        keeper: str,
        dispose_by: date,
    ) -> None:
        late = act.day > received_on + timedelta(days=within)
        if late and not reason:
            raise ReasonNeeded(
                f"收受礼品应在{within}天内上交。", f"Gifts are handed in within {within} days.", cites=GIFT_CITES
            )
        self.trigger(
            e.GiftHandedIn, act, number=number, person=act.actor, department=department, received_on=received_on,
            late=late, keeper=keeper, dispose_by=dispose_by, kind=kind, what=what, value=value, giver=giver,
            reason=reason if late else "",
        )  # fmt: skip

    def miss(self, act: Act) -> None:
        self.trigger(e.GiftDisposalMissed, act, due=self.dispose_by)

    @applies(e.GiftHandedIn)
    def _handed_in(self, event: e.GiftHandedIn) -> None:
        self.dispose_by = event.dispose_by

    @applies(e.GiftDisposalMissed)
    def _missed(self, event: e.GiftDisposalMissed) -> None:
        """Of the register alone: it is disposed of all the same."""


class FamilyEvent(Aggregate):
    CALLED = "操办事项", "family event"
    CITES = FAMILY_CITES
    CARRIES = ("person", "department")
    BECOMES = FAMILY_BECOMES
    person = ""
    department = ""
    on: date | None = None
    account_by: date | None = None
    missed = False

    def report(
        self,
        act: Act,
        *,
        number: str,
        department: str,
        occasion: str,
        on: date,
        guests: int,
        budget: int,
        place: str,
        reason: str,
        before: Term,
        after: int,
    ) -> None:
        """`before` days ahead; what nobody can foresee, as soon as may be."""
        ahead = (on - act.day).days
        if before.foreseen and ahead <= 0:
            raise NotBefore("该事项应在办理之前报告。", "It is reported before it takes place.", cites=FAMILY_CITES)
        late = before.foreseen and ahead < before.days
        if late and not reason:
            raise ReasonNeeded(
                f"该事项应提前{before.days}天报告。", f"It is reported {before.days} days ahead.", cites=FAMILY_CITES
            )
        self.trigger(
            e.FamilyEventReported, act, number=number, person=act.actor, department=department, late=late,
            account_by=max(on, act.day) + timedelta(days=after), on=on, occasion=occasion, guests=guests,
            budget=budget, place=place, reason=reason if late else "",
        )  # fmt: skip

    def account(self, act: Act, *, guests: int, cost: int, note: str) -> None:
        assert self.on is not None
        if act.day < self.on:
            raise NotYetOver(f"该事项定于{self.on}办理。", f"It takes place on {self.on}.", cites=FAMILY_CITES)
        self.trigger(e.FamilyEventAccounted, act, guests=guests, cost=cost, note=note, was_missed=self.missed)

    def miss(self, act: Act) -> None:
        self.trigger(e.FamilyEventUnaccounted, act, due=self.account_by)

    @applies(e.FamilyEventReported)
    def _reported(self, event: e.FamilyEventReported) -> None:
        self.on, self.account_by = event.on, event.account_by

    @applies(e.FamilyEventUnaccounted)
    def _missed(self, event: e.FamilyEventUnaccounted) -> None:
        self.missed = True


class Trip(Aggregate):
    CALLED = "外出说明", "statement of a trip"
    CITES = TRIP_CITES
    CARRIES = ("person", "department")
    BECOMES = TRIP_BECOMES
    person = ""
    department = ""

    def state(
        self,
        act: Act,
        *,
        number: str,
        department: str,
        kind: str,
        first: date,
        last: date,
        destination: str,
        purpose: str,
        paid_by: str,
        public: Collection[str],
    ) -> None:
        if first > last:
            raise Invalid("起止日期先后不合。", "It ends before it begins.", fields=[{"field": "last"}])
        if first <= act.day:
            raise NotBefore("外出前应先说明。", "A trip is told before it begins.", cites=TRIP_CITES)
        if paid_by in public:
            raise PublicMoney(
                "不得公款旅游或以公款办私事。", "Private trips are not made on public money.", cites=("B14.6",)
            )
        self.trigger(
            e.TripStated, act, number=number, person=act.actor, department=department, kind=kind, first=first,
            last=last, destination=destination, purpose=purpose, paid_by=paid_by,
        )  # fmt: skip
