"""What happens to one advance (B10.7). Sums in yuan to the fen.

`person` owes it, `department` is theirs. `outstanding` is what is still owed after the event, `voucher` the entry in
the books. What it is for may name people and stays in the service.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from services.kernel.domain.events import Event, Personal

ZERO = Decimal("0.00")


class AdvanceRequested(Event):
    """`route` are the posts that consent, in order."""

    SAYS = "申请借款"
    TOPIC = "finance.advance-requested.v1"
    number: str
    person: str
    amount: Decimal
    route: tuple[str, ...]
    purpose: Personal[str] = ""


class OfAdvance(Event):
    number: str
    person: str


class AdvanceEndorsed(OfAdvance):
    """By a post of the route that is not the last; `waits_for` is the next one."""

    SAYS = "同意借款并转下一步"
    TOPIC = "finance.advance-endorsed.v1"
    waits_for: str


class AdvanceApproved(OfAdvance):
    """By the last post of the route: it may be drawn."""

    SAYS = "批准借款"
    TOPIC = "finance.advance-approved.v1"
    amount: Decimal


class AdvanceRejected(OfAdvance):
    SAYS = "不同意借款"
    TOPIC = "finance.advance-rejected.v1"
    reason: Personal[str] = ""


class AdvanceWithdrawn(OfAdvance):
    SAYS = "撤回借款申请"
    TOPIC = "finance.advance-withdrawn.v1"
    reason: Personal[str] = ""


class AdvanceDrawn(OfAdvance):
    """Handed out in cash; owed until `due`."""

    SAYS = "支取借款"
    TOPIC = "finance.advance-drawn.v1"
    amount: Decimal
    due: date
    voucher: str


class OfDebt(OfAdvance):
    """So much of it less."""

    amount: Decimal
    outstanding: Decimal


class AdvanceSetOff(OfDebt):
    """Against what was approved of the claim."""

    SAYS = "报销冲抵借款"
    TOPIC = "finance.advance-set-off.v1"
    claim: UUID


class AdvanceRepaid(OfDebt):
    """`means` is cash, bank or pay."""

    SAYS = "归还借款"
    TOPIC = "finance.advance-repaid.v1"
    means: str
    voucher: str


class RepaymentTakenBack(OfDebt):
    """It was not repaid, or not so much: `amount` is owed again. `repayment` is the entry that was wrong, `voucher`
    the one that turns it round."""

    SAYS = "撤销还款登记"
    TOPIC = "finance.advance-repayment-taken-back.v1"
    repayment: str
    voucher: str
    reason: Personal[str] = ""


class AdvanceOverdue(OfAdvance):
    """The day passed and some of it is still owed; recorded once by the clock."""

    SAYS = "记录借款逾期"
    TOPIC = "finance.advance-overdue.v1"
    due: date
    outstanding: Decimal


class DeductionDecided(OfAdvance):
    """What is owed may be kept back from pay. `motion` is the Party group's resolution, where it took one."""

    SAYS = "决定从工资扣还借款"
    TOPIC = "finance.advance-deduction-decided.v1"
    outstanding: Decimal
    motion: str = ""
    reason: Personal[str] = ""


class AdvanceWrittenOff(OfDebt):
    """By decision: it is not asked for any more, and the budget bears it."""

    SAYS = "核销借款"
    TOPIC = "finance.advance-written-off.v1"
    voucher: str
    motion: str = ""
    reason: Personal[str] = ""
