"""One line of a department's budget in a year: never more committed and spent than was adopted and adjusted (A28)."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID, uuid5

from services.finance.budget import events as e
from services.finance.money import ZERO, total
from services.kernel.domain.aggregate import Act, Aggregate, applies
from services.kernel.domain.words import Status
from services.kernel.refusals import Invalid, Refusal

NAMESPACE = UUID("9d2a2c55-0c0b-4f8f-9a0d-31d4a6b3f7c2")
CITES = ("A28", "B10.3")


class LineStatus(Status):
    PLANNED = "planned", "待批", "planned"
    ADOPTED = "adopted", "已批准", "adopted"


class NotInPlan(Refusal):
    """The year's plan has no such line for the department: nothing unplanned is spent or reimbursed."""

    code = "finance.not-in-plan"
    next = (
        "请改列有预算的科目，或先申请调整预算。",
        "Name a line of the plan, or ask for an adjustment first.",
    )


class LineExceeded(Refusal):
    """More than is left of the line."""

    code = "finance.line-exceeded"
    next = ("请减少金额，或先申请调整预算。", "Ask for less, or for an adjustment of the budget first.")


class LineAdoptedAlready(Refusal):
    """The line is in force; it changes by adjustments."""

    code = "finance.line-adopted"
    next = ("请申请调整预算。", "Ask for an adjustment.")


class BudgetLine(Aggregate):
    CALLED = "预算科目", "budget line"
    CITES = CITES
    CARRIES = ("year", "line", "department")
    BECOMES = {e.BudgetLinePlanned: LineStatus.PLANNED, e.BudgetLineAdopted: LineStatus.ADOPTED}
    WRONG_STATUS = LineAdoptedAlready
    STILL = {LineStatus.PLANNED: NotInPlan}
    year = 0
    line = ""
    department = ""

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.planned = self.amount = self.spent = ZERO
        self.commitments: dict[UUID, Decimal] = {}
        self.carried = False

    @property
    def committed(self) -> Decimal:
        return total(self.commitments.values())

    @property
    def free(self) -> Decimal:
        return self.amount - self.committed - self.spent

    def held(self, reference: UUID) -> Decimal:
        return self.commitments.get(reference, ZERO)

    # -- the plan -----------------------------------------------------------------------------------------------------

    def plan(self, act: Act, *, year: int, line: str, department: str, amount: Decimal) -> None:
        if self.status is LineStatus.ADOPTED:
            raise LineAdoptedAlready(
                "该科目预算已批准，只能调整。", "The line is adopted; it can only be adjusted.", cites=CITES
            )
        self.trigger(e.BudgetLinePlanned, act, year=year, line=line, department=department, amount=amount)

    def adopt(self, act: Act, *, decision: str) -> None:
        if self.status is LineStatus.PLANNED:
            self.trigger(e.BudgetLineAdopted, act, amount=self.planned, decision=decision)

    def adjust(self, act: Act, *, change: Decimal, number: str, other: str, other_department: str, reason: str) -> None:
        """By consent; what is committed or spent stays covered."""
        self._adopted()
        if self.free + change < 0:
            raise self._exceeded(-change)
        self.trigger(
            e.BudgetLineAdjusted, act, change=change, number=number, other=other, other_department=other_department,
            reason=reason,
        )  # fmt: skip

    def carry_over(self, act: Act, *, year: int, line: str, department: str, amount: Decimal, left: Decimal) -> None:
        self.trigger(
            e.BudgetCarriedOver, act, year=year, line=line, department=department, amount=amount, left=left
        )  # fmt: skip

    # -- using it -----------------------------------------------------------------------------------------------------

    def commit(self, act: Act, *, amount: Decimal, reference: UUID) -> None:
        self._adopted()
        if amount > self.free:
            raise self._exceeded(amount)
        self.trigger(e.BudgetCommitted, act, amount=amount, reference=reference)

    def release(self, act: Act, *, reference: UUID) -> None:
        """Whatever is still set aside under the reference; nothing where nothing is."""
        held = self.held(reference)
        if held:
            self.trigger(e.BudgetReleased, act, amount=held, reference=reference)

    def hold(self, act: Act, *, amount: Decimal, reference: UUID) -> None:
        """So much is set aside under the reference from now on, whatever was before."""
        held = self.held(reference)
        if amount > held:
            self.commit(act, amount=amount - held, reference=reference)
        elif amount < held:
            self.trigger(e.BudgetReleased, act, amount=held - amount, reference=reference)

    def spend(self, act: Act, *, amount: Decimal, reference: UUID) -> None:
        """First of what was set aside under the reference, then of what is free."""
        self._adopted()
        covered = min(amount, self.held(reference))
        if amount - covered > self.free:
            raise self._exceeded(amount - covered)
        self.trigger(e.BudgetSpent, act, amount=amount, committed=covered, reference=reference)

    def give_back(self, act: Act, *, amount: Decimal, reference: UUID) -> None:
        if amount > self.spent:
            raise Invalid("退回超过已支出的金额。", "More comes back than was spent.", fields=[{"field": "amount"}])
        self.trigger(e.BudgetSpendingReversed, act, amount=amount, reference=reference)

    # -- inside -------------------------------------------------------------------------------------------------------

    def _adopted(self) -> None:
        if self.status is not LineStatus.ADOPTED:
            raise NotInPlan(
                "该部门本年度没有此项预算，计划外开支不予报销。",
                "The department has no such line in the year's plan.",
                cites=CITES,
            )

    def _exceeded(self, asked: Decimal) -> LineExceeded:
        return LineExceeded(
            f"该科目可用{self.free}元，不足{asked}元。",
            f"{self.free} yuan are left of the line, not {asked}.",
            cites=CITES,
            free=str(self.free),
            asked=str(asked),
        )

    @applies(e.BudgetLinePlanned)
    def _planned(self, event: e.BudgetLinePlanned) -> None:
        self.planned = event.amount

    @applies(e.BudgetLineAdopted)
    def _was_adopted(self, event: e.BudgetLineAdopted) -> None:
        self.amount += event.amount

    @applies(e.BudgetLineAdjusted)
    def _adjusted(self, event: e.BudgetLineAdjusted) -> None:
        self.amount += event.change

    @applies(e.BudgetCarriedOver)
    def _carried(self, event: e.BudgetCarriedOver) -> None:
        self.amount += event.amount
        self.carried, self.status = True, self.status or LineStatus.PLANNED

    @applies(e.BudgetCommitted)
    def _committed(self, event: e.BudgetCommitted) -> None:
        self.commitments[event.reference] = self.commitments.get(event.reference, ZERO) + event.amount

    @applies(e.BudgetReleased)
    def _released(self, event: e.BudgetReleased) -> None:
        self._take(event.reference, event.amount)

    @applies(e.BudgetSpent)
    def _was_spent(self, event: e.BudgetSpent) -> None:
        self.spent += event.amount
        self._take(event.reference, event.committed)

    @applies(e.BudgetSpendingReversed)
    def _came_back(self, event: e.BudgetSpendingReversed) -> None:
        self.spent -= event.amount

    def _take(self, reference: UUID, amount: Decimal) -> None:
        left = self.commitments.get(reference, ZERO) - amount
        if left:
            self.commitments[reference] = left
        else:
            self.commitments.pop(reference, None)


def line_id(year: int, line: str, department: str) -> UUID:
    return uuid5(NAMESPACE, f"{year}/{line}/{department}")
