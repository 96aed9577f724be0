"""What of a reception is paid: how many may accompany, what a head may cost, what is cut and why (A29, B14.4, B14.7).

Arithmetic alone: knows no transaction. Sums in yuan to the fen.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from services.finance.money import rounded, total
from services.finance.reception.events import AmountCut, PlannedItem, ReceivedItem
from services.finance.reception.refusals import (
    ExtravagantItem,
    OverEstimate,
    OverStandard,
    TooManyCompanions,
    TooManyMeals,
    WithoutLetter,
)
from services.kernel.refusals import Invalid, Refusal
from services.kernel.rules.regulations import RegulationError, Rules
from services.kernel.rules.values import Choices, Records, Table

LETTER, MEALS, COMPANIONS, STANDARD, ESTIMATE = "letter", "meals", "companions", "standard", "estimate"
REASONS: Mapping[str, type[Refusal]] = {
    LETTER: WithoutLetter,
    MEALS: TooManyMeals,
    COMPANIONS: TooManyCompanions,
    STANDARD: OverStandard,
    ESTIMATE: OverEstimate,
}
MEAL, LODGING, OTHER = "meal", "lodging", "other"
REFUSED, CUT = "refused", "cut"
FILE = "finance-reception.toml"


@dataclass(frozen=True)
class Terms:
    """The numbers of one day."""

    small_party: int
    small_party_companions: int
    guests_per_companion: int
    meals: int
    standards: Table
    counts: Mapping[str, str]
    """Of each kind of item: `meal`, `lodging` or `other`."""
    prohibited: Collection[str]
    refused: Collection[str]
    """Reasons for which the whole is refused; for the others that part is cut."""
    cites: Mapping[str, tuple[str, ...]]
    """By reason; `prohibited` for what no reception pays for."""

    @staticmethod
    def of(rules: Rules, on: date) -> Terms:
        def whole(name: str) -> int:
            return rules.value(f"reception.{name}", on, int)

        number = ("small_party", "small_party_companions", "guests_per_companion")
        cites = {
            LETTER: ("A29",),
            COMPANIONS: tuple(dict.fromkeys(one for name in number for one in rules.cite(f"reception.{name}", on))),
            MEALS: rules.cite("reception.meals", on),
            STANDARD: rules.cite("reception.standards", on),
            ESTIMATE: ("A29", "B14.4"),
            "prohibited": rules.cite("reception.prohibited", on),
        }
        return Terms(
            small_party=whole("small_party"),
            small_party_companions=whole("small_party_companions"),
            guests_per_companion=whole("guests_per_companion"),
            meals=whole("meals"),
            standards=rules.value("reception.standards", on, Table),
            counts={one.id: one.text("counts") for one in rules.value("reception.items", on, Records)},
            prohibited=rules.value("reception.prohibited", on, Choices).ids,
            refused=[one.id for one in rules.value("reception.beyond", on, Records) if one.text("becomes") == REFUSED],
            cites=cites,
        )

    def most_companions(self, guests: int) -> int:
        """A fixed number with a small party, a part of the guests with a larger one, rounded down."""
        return self.small_party_companions if guests <= self.small_party else guests // self.guests_per_companion

    def refusal(self, reason: str, **details: Any) -> Refusal:
        zh, en = _SAID[reason]
        return REASONS[reason](zh, en, cites=self.cites[reason], **details)

    def check_kinds(self, items: Collection[PlannedItem | ReceivedItem]) -> None:
        """Refuses what is no item, and what no reception pays for, whatever it costs and whoever would consent
        (B14.7)."""
        unknown = {one.kind for one in items} - {*self.counts, *self.prohibited}
        if unknown:
            raise Invalid(
                "没有这种接待项目。",
                "There is no such item of a reception.",
                fields=[{"field": "kind", "value": one, "allowed": sorted(self.counts)} for one in sorted(unknown)],
            )
        found = sorted({one.kind for one in items} & set(self.prohibited))
        if found:
            raise ExtravagantItem(
                "公务接待不得列支烟酒、礼品、高档菜肴、娱乐和旅游等费用。",
                "No reception pays for tobacco, alcohol, gifts, luxury dishes, entertainment or sightseeing.",
                cites=self.cites["prohibited"],
                kinds=found,
            )


_SAID: Mapping[str, tuple[str, str]] = {
    LETTER: ("没有来访单位的公函，不予接待。", "Without an official letter nobody is received."),
    MEALS: ("超出每次接待可安排的工作餐次数。", "There are more working meals than one reception has."),
    COMPANIONS: ("陪同人数超出规定。", "More accompany the guests than may."),
    STANDARD: ("费用超出人均标准。", "It costs more than the standard per head."),
    ESTIMATE: ("费用超出批准的预计费用。", "It costs more than the estimate that was consented to."),
}


def check_plan(planned: Sequence[PlannedItem], guests: int, companions: int, terms: Terms) -> Decimal:
    """What it will cost together; refuses a plan that goes beyond the rules, which nobody could consent to."""
    terms.check_kinds(planned)
    most = terms.most_companions(guests)
    if companions > most:
        raise terms.refusal(COMPANIONS, companions=companions, most=most)
    meals = sum(one.times for one in planned if terms.counts[one.kind] == MEAL)
    if meals > terms.meals:
        raise terms.refusal(MEALS, meals=meals, most=terms.meals)
    for one in planned:
        heads = guests if terms.counts[one.kind] == LODGING else guests + companions
        standard = terms.standards.get(one.kind)
        if standard is not None and one.cost > standard * heads * one.times:
            raise terms.refusal(STANDARD, cost=str(one.cost), most=str(rounded(standard * heads * one.times)))
    return total(one.cost for one in planned)


@dataclass(frozen=True, slots=True)
class Assessed:
    cost: Decimal
    payable: Decimal
    cuts: tuple[AmountCut, ...]


def assess(items: Sequence[ReceivedItem], *, letter: bool, estimate: Decimal, terms: Terms) -> Assessed:
    """What may be claimed at most; refuses the whole for reasons that the parameter says are not merely cut."""
    terms.check_kinds(items)
    cost = total(one.cost for one in items)
    cuts = [*_cuts(items, letter, terms)]
    payable = cost - total(one.amount for one in cuts)
    if payable > estimate:
        cuts.append(AmountCut(place=0, reason=ESTIMATE, amount=payable - estimate))
        payable = estimate
    for one in cuts:
        if one.reason in terms.refused:
            raise terms.refusal(one.reason, beyond=str(one.amount))
    return Assessed(cost, payable, tuple(cuts))


def _cuts(items: Sequence[ReceivedItem], letter: bool, terms: Terms) -> Iterator[AmountCut]:
    """The first meals by day are the working meals. Whoever accompanies beyond the number bears their own share; of
    what is left, a head that may be there costs no more than the standard."""
    counted = [n for n, one in enumerate(items) if terms.counts[one.kind] == MEAL]
    working = sorted(counted, key=lambda n: (items[n].on, n))[: terms.meals]
    for place, one in enumerate(items, start=1):
        counts = terms.counts[one.kind]
        if not letter:
            yield AmountCut(place=place, reason=LETTER, amount=one.cost)
        elif counts == MEAL and place - 1 not in working:
            yield AmountCut(place=place, reason=MEALS, amount=one.cost)
        elif counts != OTHER:
            most = terms.most_companions(one.guests) if counts == MEAL else 0
            yield from _beyond(place, one, one.guests + min(one.companions, most), terms.standards.get(one.kind))


def _beyond(place: int, one: ReceivedItem, heads: int, standard: Decimal | None) -> Iterator[AmountCut]:
    share = rounded(one.cost * heads / (one.guests + one.companions))
    if share < one.cost:
        yield AmountCut(place=place, reason=COMPANIONS, amount=one.cost - share)
    most = share if standard is None else rounded(standard * heads)
    if share > most:
        yield AmountCut(place=place, reason=STANDARD, amount=share - most)


def check_rules(rules: Rules) -> None:
    """Every reason has its consequence, every item its count, and a standard speaks of an item."""
    beyond = rules.parameter("reception.beyond").values
    items = rules.parameter("reception.items").values
    for dated in beyond:
        assert isinstance(dated.value, Records)
        if set(dated.value.ids) != set(REASONS):
            raise RegulationError(FILE, "reception.beyond", f"must say of each of {', '.join(REASONS)}")
        if {one.text("becomes") for one in dated.value} - {REFUSED, CUT}:
            raise RegulationError(FILE, "reception.beyond", "becomes is refused or cut")
    known: set[str] = set()
    for dated in items:
        assert isinstance(dated.value, Records)
        known |= set(dated.value.ids)
        if {one.text("counts") for one in dated.value} - {MEAL, LODGING, OTHER}:
            raise RegulationError(FILE, "reception.items", "counts is meal, lodging or other")
    for dated in rules.parameter("reception.standards").values:
        assert isinstance(dated.value, Table)
        if {name for name, _ in dated.value.rows} - known:
            raise RegulationError(FILE, "reception.standards", "speaks of an item that is not there")
