"""One member's dues of one year: what is owed by when, who pays it, and what being late leads to (B8)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID, uuid5

from services.kernel.domain.aggregate import Act, Aggregate, applies
from services.kernel.domain.words import Status, Word
from services.kernel.refusals import Invalid, Refusal
from services.kernel.rules.values import Bands
from services.party.dues import events as e
from services.party.months import months_after

NAMESPACE = UUID("0e6f6c39-51a4-4c1c-8f53-6f1f7f4c9b02")
CITES = ("B8",)
_FEN = Decimal("0.01")
_WHOLE = 100


class DuesStatus(Status):
    OWED = "owed", "待缴", "owed"
    OVERDUE = "overdue", "逾期未缴", "overdue"
    PAID = "paid", "已缴", "paid"
    EXEMPT = "exempt", "免缴", "exempt"


class Relief(Word):
    """What the branch decided of a member in hardship."""

    FULL = "full", "全额", "in full"
    REDUCED = "reduced", "减缴", "reduced"
    EXEMPT = "exempt", "免缴", "exempt"


class Measure(Word):
    """What being late without a reason led to."""

    NONE = "", "无", "none"
    ORAL = "oral", "口头批评", "criticised orally"
    CIRCULAR = "circular", "通报批评", "criticised by circular"


class PaidByAnother(Refusal):
    """Dues are paid by the member alone."""

    code = "party.dues-paid-by-another"
    next = ("请由党员本人缴纳。", "Let the member pay in person.")


class SeveralMonths(Refusal):
    """One month at a time."""

    code = "party.dues-several-months"
    next = ("请逐月缴纳，每次一个月。", "Pay month by month, one each time.")


class PaidAhead(Refusal):
    """A month is not paid before it has begun."""

    code = "party.dues-paid-ahead"
    next = ("请在当月缴纳当月党费。", "Pay a month's dues in that month.")


class PaidAlready(Refusal):
    """The month is paid."""

    code = "party.dues-paid-already"
    next = ("无需再缴；请核对收据。", "Nothing more is owed for it; look at the receipt.")


class NotOwed(Refusal):
    """Nothing is owed, or was paid, for the month."""

    code = "party.dues-not-owed"
    next = ("请核对缴费基数、减免决定和在册日期。", "Look at the base, at decisions on relief and at the roll.")


class AnotherSum(Refusal):
    """The month's sum is what is owed, no more and no less."""

    code = "party.dues-another-sum"
    kind = "invalid"
    next = ("请按该月应缴数额缴纳。", "Pay the sum that the month's line shows.")


class ToldTooLate(Refusal):
    """Why one is late is told before one is."""

    code = "party.dues-reason-too-late"
    next = ("逾期后说明的，不再作为因故迟交。", "What is told afterwards does not excuse.")


class RemittedAlready(Refusal):
    """The payment was handed up; what was wrong is refunded."""

    code = "party.dues-remitted-already"
    next = ("请办理退还。", "Enter a refund.")


def year_id(person: str, year: int) -> UUID:
    return uuid5(NAMESPACE, f"{person}/{year}")


def monthly(base: Decimal, bands: Bands) -> Decimal:
    """The band's rate on the whole base, half a fen up."""
    return (base * bands.at(base) / _WHOLE).quantize(_FEN, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Month:
    """`due` is the last day in time; `paid` and `number` are of the payment that stands."""

    month: str
    due: date
    amount: Decimal
    department: str
    exempt: bool = False
    explained: bool = False
    missed: bool = False
    number: str = ""
    paid: Decimal | None = None
    refunded: Decimal = e.NOTHING
    measure: Measure = Measure.NONE


@dataclass(frozen=True, slots=True)
class Terms:
    """In force on the day that decides: the day of the month by which dues are paid, and from which time of the year on
    being late is criticised by circular, before that orally."""

    day: int
    circular_from: int
    cites: tuple[str, ...]

    def due(self, month: str, told: date) -> date:
        """Neither a weekend nor a holiday moves it. What is told after it is owed by the next such day."""
        day = date.fromisoformat(f"{month}-01").replace(day=self.day)
        while day < told:
            day = months_after(day, 1)
        return day


class DuesYear(Aggregate):
    CALLED = "党费", "year of dues"
    CITES = CITES
    CARRIES = ("person", "year")
    person = ""
    year = 0

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.bases: list[tuple[str, Decimal]] = []
        self.reliefs: list[e.DuesReliefDecided] = []
        self.months: dict[str, Month] = {}

    # -- what is owed -------------------------------------------------------------------------------------------------

    def decide_base(
        self, act: Act, *, person: str, year: int, first: str, base: Decimal, monthly: Decimal, retired: bool,
        approval: str, cites: tuple[str, ...], terms: Terms,
    ) -> None:  # fmt: skip
        """Months that are paid stay as they are; what is open is owed anew from `first` on."""
        self.trigger(
            e.DuesBaseDecided, act, person=person, year=year, first=first, base=base, monthly=monthly,
            retired=retired, approval=approval, cites=cites,
        )  # fmt: skip
        self._settle(act, terms)

    def decide_relief(
        self, act: Act, *, first: str, last: str, relief: Relief, amount: Decimal | None, reason: str, terms: Terms
    ) -> None:
        if first > last or (relief is Relief.REDUCED) != bool(amount):
            raise Invalid(
                "起止月份先后不合，或减缴数额与减免方式不合。",
                "The months do not follow each other, or the sum does not go with the relief.",
                fields=[{"field": "last" if first > last else "amount"}],
            )
        self.trigger(
            e.DuesReliefDecided, act, first=first, last=last, relief=relief.value, amount=amount or e.NOTHING,
            reason=reason,
        )  # fmt: skip
        self._settle(act, terms)

    def sum_of(self, month: str) -> Decimal | None:
        """What is owed for a month as decided so far; None where no base was decided for it, nothing where exempt."""
        base = next((sum_ for first, sum_ in sorted(self.bases, reverse=True) if first <= month), None)
        relief = next((one for one in reversed(self.reliefs) if one.first <= month <= one.last), None)
        if base is None or relief is None or relief.relief == Relief.FULL:
            return base
        return e.NOTHING if relief.relief == Relief.EXEMPT else min(base, relief.amount)

    def owe(self, act: Act, *, month: str, department: str, terms: Terms) -> bool:
        """Opens the month, once, where its sum is decided; says whether it did."""
        amount = self.sum_of(month)
        if month in self.months or amount is None:
            return False
        self._open(act, month, amount, department, terms)
        self._settle(act, terms)
        return True

    def _open(self, act: Act, month: str, amount: Decimal, department: str, terms: Terms) -> None:
        self.trigger(e.DuesOwed, act, month=month, due=terms.due(month, act.day), amount=amount, department=department)

    def _settle(self, act: Act, terms: Terms) -> None:
        """Of every month that is not paid, what is owed now."""
        for month, line in sorted(self.months.items()):
            amount = self.sum_of(month)
            if line.paid is not None or amount is None:
                continue
            if amount == 0 and not line.exempt:
                self.trigger(e.DuesExempted, act, month=month, department=line.department)
            elif amount and line.exempt:
                self._open(act, month, amount, line.department, terms)
            elif amount != line.amount:
                self.trigger(e.DuesChanged, act, month=month, amount=amount, department=line.department)
        self._criticise(act, terms)

    # -- paying -------------------------------------------------------------------------------------------------------

    def pay(
        self, act: Act, *, month: str, on: date, payer: str, amount: Decimal, number: str,
        others_that_day: Sequence[str], terms: Terms,
    ) -> None:  # fmt: skip
        """`others_that_day` are the months for which they paid on the same day: one month at a time (B8)."""
        if payer != self.person:
            raise PaidByAnother("党费不得由他人代交。", "Nobody pays another's dues.", cites=CITES)
        if month > f"{on:%Y-%m}":
            raise PaidAhead("不得预交以后月份的党费。", "Dues are not paid before the month.", cites=CITES, month=month)
        line = self._owed(month)
        if line.paid is not None:
            raise PaidAlready(f"{month}的党费已缴。", f"The dues of {month} are paid.", cites=CITES, number=line.number)
        if others_that_day or (line.amount and amount > line.amount and amount % line.amount == 0):
            raise SeveralMonths("不得一次性交纳几个月的党费。", "Several months are not paid at once.", cites=CITES)
        if amount != line.amount:
            raise AnotherSum("与该月应缴数额不符。", "It is not the sum that is owed for the month.", cites=CITES)
        if on > line.due and not line.missed:
            self.miss(act, month=month, terms=terms)  # the clock has not come by yet: late is late all the same
        if line.missed and on <= line.due:
            self.trigger(e.DuesMissWithdrawn, act, month=month, due=line.due, department=line.department)
            self._criticise(act, terms)
        self.trigger(e.DuesPaid, act, day=on, month=month, number=number, amount=amount, department=line.department)

    def void(self, act: Act, *, month: str, reason: str, remitted: bool) -> None:
        line = self._paid(month)
        if remitted or line.refunded:
            raise RemittedAlready(
                "该笔党费已上交或已部分退还，不能作废。",
                "The payment was handed up, or part of it given back.",
                cites=CITES,
            )
        self.trigger(
            e.DuesPaymentVoided, act, month=month, number=line.number, overdue=line.missed, reason=reason,
            department=line.department,
        )  # fmt: skip

    def refund(self, act: Act, *, month: str, amount: Decimal, number: str, reason: str, terms: Terms) -> None:
        """Where nothing is left of the payment, the month is not paid: it is owed again, or exempt where it is now."""
        line = self._paid(month)
        assert line.paid is not None
        left = line.paid - line.refunded - amount
        if amount <= 0 or left < 0:
            raise AnotherSum("退还不能超过已缴数额。", "No more is given back than was paid.", cites=CITES)
        self.trigger(
            e.DuesRefunded, act, month=month, number=number, amount=amount, whole=left == 0, overdue=line.missed,
            reason=reason, department=line.department,
        )  # fmt: skip
        self._settle(act, terms)

    def explain(self, act: Act, *, month: str, reason: str) -> None:
        line = self._owed(month)
        if line.paid is not None:
            raise PaidAlready(f"{month}的党费已缴。", f"The dues of {month} are paid.", cites=CITES, number=line.number)
        if act.day > line.due:
            raise ToldTooLate(
                f"应在{line.due}前说明原因。",
                f"The reason was to be told by {line.due}.",
                cites=CITES,
                due=line.due.isoformat(),
            )
        self.trigger(e.DuesDelayExplained, act, month=month, reason=reason, department=line.department)

    # -- being late ---------------------------------------------------------------------------------------------------

    def miss(self, act: Act, *, month: str, terms: Terms) -> None:
        """Recorded by the clock once the day has passed; the reason told in time excuses (B8)."""
        line = self.months[month]
        self.trigger(e.DuesMissed, act, month=month, due=line.due, excused=line.explained, department=line.department)
        self._criticise(act, terms)

    def _criticise(self, act: Act, terms: Terms) -> None:
        """Every month that was missed without a reason, in order, has the measure of its place in the year."""
        nth = 0
        for month, line in sorted(self.months.items()):
            measure, counts = Measure.NONE, line.missed and not line.explained and not line.exempt
            if counts:
                nth += 1
                measure = Measure.CIRCULAR if nth >= terms.circular_from else Measure.ORAL
            if measure is not line.measure:
                self.trigger(
                    e.DuesCriticised, act, month=month, due=line.due, measure=measure.value, was=line.measure.value,
                    nth=nth if counts else 0, department=line.department, cites=terms.cites,
                )  # fmt: skip

    # -- inside -------------------------------------------------------------------------------------------------------

    def _owed(self, month: str) -> Month:
        line = self.months.get(month)
        if line is None or (line.exempt and line.paid is None):
            raise NotOwed(f"{month}没有应缴党费。", f"Nothing is owed for {month}.", cites=CITES, month=month)
        return line

    def _paid(self, month: str) -> Month:
        line = self.months.get(month)
        if line is None or line.paid is None:
            raise NotOwed(f"{month}没有已缴党费。", f"Nothing was paid for {month}.", cites=CITES, month=month)
        return line

    def _set(self, month: str, **values: object) -> None:
        self.months[month] = replace(self.months[month], **values)  # type: ignore[arg-type]

    @applies(e.DuesBaseDecided)
    def _base_decided(self, event: e.DuesBaseDecided) -> None:
        self.bases = [one for one in self.bases if one[0] != event.first] + [(event.first, event.monthly)]

    @applies(e.DuesReliefDecided)
    def _relief_decided(self, event: e.DuesReliefDecided) -> None:
        self.reliefs.append(event)

    @applies(e.DuesOwed)
    def _was_owed(self, event: e.DuesOwed) -> None:
        self.months[event.month] = Month(event.month, event.due, event.amount, event.department)

    @applies(e.DuesExempted)
    def _exempted(self, event: e.DuesExempted) -> None:
        self._set(event.month, exempt=True, amount=e.NOTHING)

    @applies(e.DuesChanged)
    def _changed(self, event: e.DuesChanged) -> None:
        self._set(event.month, exempt=False, amount=event.amount)

    @applies(e.DuesPaid)
    def _was_paid(self, event: e.DuesPaid) -> None:
        self._set(event.month, number=event.number, paid=event.amount, refunded=e.NOTHING)

    @applies(e.DuesPaymentVoided)
    def _voided(self, event: e.DuesPaymentVoided) -> None:
        self._set(event.month, number="", paid=None)

    @applies(e.DuesRefunded)
    def _refunded(self, event: e.DuesRefunded) -> None:
        if event.whole:
            self._set(event.month, number="", paid=None, refunded=e.NOTHING)
        else:
            self._set(event.month, refunded=self.months[event.month].refunded + event.amount)

    @applies(e.DuesDelayExplained)
    def _explained(self, event: e.DuesDelayExplained) -> None:
        self._set(event.month, explained=True)

    @applies(e.DuesMissed)
    def _missed(self, event: e.DuesMissed) -> None:
        self._set(event.month, missed=True)

    @applies(e.DuesMissWithdrawn)
    def _miss_withdrawn(self, event: e.DuesMissWithdrawn) -> None:
        self._set(event.month, missed=False)

    @applies(e.DuesCriticised)
    def _criticised(self, event: e.DuesCriticised) -> None:
        self._set(event.month, measure=Measure(event.measure))


def total_of(sums: Iterable[Decimal]) -> Decimal:
    """With its fen, also where there are none."""
    return sum(sums, e.NOTHING)
