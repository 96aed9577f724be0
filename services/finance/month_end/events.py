"""What happens at a month's end to one of the books (A28, B10.2). Sums in yuan to the fen; `month` reads `2026-07`.

A line of the bank is named by its id, an entry of the books by its voucher's number and its place: `2026-07-0003/2`.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from services.kernel.domain.events import Event, Part, Personal

ZERO = Decimal("0.00")


class Pieces(Part):
    """So many notes or coins of a denomination, by its id."""

    denomination: str
    count: int


class Match(Part):
    """What belongs together: lines of the bank and entries of the books with the same sum. `number` counts within the
    month's end; entries without lines cancel each other, as a voucher and what took it back do."""

    number: int
    lines: tuple[str, ...] = ()
    entries: tuple[str, ...] = ()


class InTransit(Part):
    """What one side has and the other has not, at the month's end. `side` is bank or books; `amount` with its sign."""

    side: str
    item: str
    day: date
    amount: Decimal
    reference: str = ""
    explanation: str = ""


class OfMonthEnd(Event):
    book: str
    month: str


class MonthEndDue(OfMonthEnd):
    """To be closed by `due`. `person` answers for it; whoever fills one of the posts `signers` signs beside them."""

    SAYS = "登记应月末结账"
    TOPIC = "finance.month-end-due.v1"
    person: str
    due: date
    signers: tuple[str, ...]


class MonthEndMissed(OfMonthEnd):
    """The day passed and the books were not closed; recorded once by the clock."""

    SAYS = "记录月末结账逾期"
    TOPIC = "finance.month-end-missed.v1"
    person: str
    due: date


class CashCounted(OfMonthEnd):
    """`held` is what the books say at that moment; `voucher` books the difference, where it was booked."""

    SAYS = "盘点现金"
    TOPIC = "finance.cash-counted.v1"
    pieces: tuple[Pieces, ...]
    counted: Decimal
    held: Decimal
    voucher: str = ""
    explanation: Personal[str] = ""


class CashCountConfirmed(OfMonthEnd):
    """By the cashier, who was there."""

    SAYS = "确认现金盘点"
    TOPIC = "finance.cash-count-confirmed.v1"


class ItemsMatched(OfMonthEnd):
    """`by_hand` where a person said so; otherwise amount with day or reference left no other choice."""

    SAYS = "核对银行账项"
    TOPIC = "finance.bank-items-matched.v1"
    groups: tuple[Match, ...]
    by_hand: bool = False


class MatchUndone(OfMonthEnd):
    SAYS = "撤销银行账项核对"
    TOPIC = "finance.bank-match-undone.v1"
    number: int
    lines: tuple[str, ...] = ()
    entries: tuple[str, ...] = ()


class LineExplained(OfMonthEnd):
    """Why the bank has it and the books have not."""

    SAYS = "说明银行已达账项"
    TOPIC = "finance.bank-line-explained.v1"
    line: str
    explanation: Personal[str] = ""


class EntryExplained(OfMonthEnd):
    """Why the books have it and the bank has not, a month later still."""

    SAYS = "说明企业已达账项"
    TOPIC = "finance.bank-entry-explained.v1"
    entry: str
    explanation: Personal[str] = ""


class ReconciliationPrepared(OfMonthEnd):
    """The balance adjustment sheet: both balances, and what leads from each of them to `adjusted`."""

    SAYS = "编制余额调节表"
    TOPIC = "finance.bank-reconciliation-prepared.v1"
    at_bank: Decimal
    in_books: Decimal
    adjusted: Decimal
    left: Personal[tuple[InTransit, ...]] = ()


class ReconciliationReturned(OfMonthEnd):
    """Sent back by who was to sign, or taken back: it is worked on again."""

    SAYS = "退回余额调节表"
    TOPIC = "finance.bank-reconciliation-returned.v1"
    reason: str = ""


class ReconciliationSigned(OfMonthEnd):
    """By a second person."""

    SAYS = "签署余额调节表"
    TOPIC = "finance.bank-reconciliation-signed.v1"


class MonthClosed(OfMonthEnd):
    SAYS = "月末结账"
    TOPIC = "finance.month-closed.v1"
