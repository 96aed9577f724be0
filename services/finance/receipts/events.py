"""What happens to receipts and to the money behind them: banked, checked, handed up to the treasury (B10.5, B10.6).

Sums in yuan to the fen. Who pays is named in `organisation`, or in `payer` where it is a person; `item` is the fee
item. `voucher` is the number of the entry in the books.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from services.kernel.domain.events import Event, Personal

# -- receipt books and receipts ---------------------------------------------------------------------------------------


class ReceiptBookRegistered(Event):
    """Received from the treasury: the numbers `first` to `last` of a series, printed with `digits` digits."""

    SAYS = "登记票据"
    TOPIC = "finance.receipt-book-registered.v1"
    series: str
    first: int
    last: int
    digits: int


class OfReceiptBook(Event):
    series: str


class ReceiptNumberUsed(OfReceiptBook):
    """By the receipt `receipt`, written or spoilt."""

    SAYS = "使用票据号"
    TOPIC = "finance.receipt-number-used.v1"
    serial: int
    receipt: UUID


class ReceiptBookUsedUp(OfReceiptBook):
    SAYS = "票据用完"
    TOPIC = "finance.receipt-book-used-up.v1"
    last: int


class ReceiptBookReturned(OfReceiptBook):
    """To the treasury: its numbers from `unused` to `last` were never used."""

    SAYS = "缴销票据"
    TOPIC = "finance.receipt-book-returned.v1"
    unused: int
    last: int
    reason: str = ""


class ReceiptIssued(Event):
    """`means` is cash or bank, `reference` the bank's for a transfer; `takings` are the day's takings in cash that it
    belongs to, `charge` what it collects."""

    SAYS = "开具票据"
    TOPIC = "finance.receipt-issued.v1"
    number: str
    book: UUID
    item: UUID
    title: str
    licence: str
    amount: Decimal
    means: str
    month: str
    voucher: str
    reference: str = ""
    takings: UUID | None = None
    charge: UUID | None = None
    organisation: str = ""
    payer: Personal[str] = ""


class ReceiptSpoiled(Event):
    """A form that was spoilt before anything was written for anybody: void, and keeps its number."""

    SAYS = "票据填写作废"
    TOPIC = "finance.receipt-spoiled.v1"
    number: str
    book: UUID
    month: str
    reason: str = ""


class ReceiptVoided(Event):
    """All its parts are back and void; it keeps its number. `voucher` takes the entry back."""

    SAYS = "作废票据"
    TOPIC = "finance.receipt-voided.v1"
    number: str
    amount: Decimal
    voucher: str
    takings: UUID | None = None
    reason: Personal[str] = ""


# -- takings and the treasury -----------------------------------------------------------------------------------------


class OfTakings(Event):
    """What `person` took in cash on the day `on`."""

    on: date
    person: str


class TakingsDue(OfTakings):
    """To be banked by `due`; None while the calendar of its year is not known."""

    SAYS = "登记应存行收款"
    TOPIC = "finance.takings-due.v1"
    due: date | None = None


class TakingsLapsed(OfTakings):
    """All their receipts were voided: there is nothing to bank."""

    SAYS = "无须存行"
    TOPIC = "finance.takings-lapsed.v1"


class TakingsBanked(OfTakings):
    """With the bank's `slip`: exactly what the receipts `numbers` say."""

    SAYS = "收款存行"
    TOPIC = "finance.takings-banked.v1"
    slip: str
    amount: Decimal
    numbers: tuple[str, ...]
    voucher: str


class TakingsChecked(OfTakings):
    """Slip, receipts and entry compared by the accountant."""

    SAYS = "核对收款存行"
    TOPIC = "finance.takings-checked.v1"


class TakingsMissed(OfTakings):
    """The day passed and they were not banked; recorded once by the clock."""

    SAYS = "记录收款存行逾期"
    TOPIC = "finance.takings-missed.v1"
    due: date


class OfHandingUp(Event):
    """Of what was received in `month`; `person` is who answers for it."""

    month: str
    person: str


class HandingUpDue(OfHandingUp):
    SAYS = "登记应上缴款项"
    TOPIC = "finance.handing-up-due.v1"
    due: date | None = None


class HandingUpLapsed(OfHandingUp):
    """All of the month's receipts were voided."""

    SAYS = "无须上缴"
    TOPIC = "finance.handing-up-lapsed.v1"


class HandingUpPrepared(OfHandingUp):
    """`paper` is the payment order's number: all of the month's receipts, `amount` together."""

    SAYS = "编制上缴单"
    TOPIC = "finance.handing-up-prepared.v1"
    paper: str
    amount: Decimal
    numbers: tuple[str, ...]


class HandingUpWithdrawn(OfHandingUp):
    SAYS = "撤回上缴单"
    TOPIC = "finance.handing-up-withdrawn.v1"
    numbers: tuple[str, ...]
    reason: str = ""


class HandedUp(OfHandingUp):
    """Paid to the treasury."""

    SAYS = "上缴国库"
    TOPIC = "finance.handed-up.v1"
    amount: Decimal
    voucher: str


class HandingUpMissed(OfHandingUp):
    SAYS = "记录上缴逾期"
    TOPIC = "finance.handing-up-missed.v1"
    due: date
