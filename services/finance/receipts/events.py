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

    TOPIC = "finance.receipt-book-registered.v1"
    series: str
    first: int
    last: int
    digits: int


class OfReceiptBook(Event):
    series: str


class ReceiptNumberUsed(OfReceiptBook):
    """By the receipt `receipt`, written or spoilt."""

    TOPIC = "finance.receipt-number-used.v1"
    serial: int
    receipt: UUID


class ReceiptBookUsedUp(OfReceiptBook):
    TOPIC = "finance.receipt-book-used-up.v1"
    last: int


class ReceiptBookReturned(OfReceiptBook):
    """To the treasury: its numbers from `unused` to `last` were never used."""

    TOPIC = "finance.receipt-book-returned.v1"
    unused: int
    last: int
    reason: str = ""


class ReceiptIssued(Event):
    """`means` is cash or bank, `reference` the bank's for a transfer; `takings` are the day's takings in cash that it
    belongs to, `charge` what it collects."""

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

    TOPIC = "finance.receipt-spoiled.v1"
    number: str
    book: UUID
    month: str
    reason: str = ""


class ReceiptVoided(Event):
    """All its parts are back and void; it keeps its number. `voucher` takes the entry back."""

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

    TOPIC = "finance.takings-due.v1"
    due: date | None = None


class TakingsLapsed(OfTakings):
    """All their receipts were voided: there is nothing to bank."""

    TOPIC = "finance.takings-lapsed.v1"


class TakingsBanked(OfTakings):
    """With the bank's `slip`: exactly what the receipts `numbers` say."""

    TOPIC = "finance.takings-banked.v1"
    slip: str
    amount: Decimal
    numbers: tuple[str, ...]
    voucher: str


class TakingsChecked(OfTakings):
    """Slip, receipts and entry compared by the accountant."""

    TOPIC = "finance.takings-checked.v1"


class TakingsMissed(OfTakings):
    """The day passed and they were not banked; recorded once by the clock."""

    TOPIC = "finance.takings-missed.v1"
    due: date


class OfHandingUp(Event):
    """Of what was received in `month`; `person` is who answers for it."""

    month: str
    person: str


class HandingUpDue(OfHandingUp):
    TOPIC = "finance.handing-up-due.v1"
    due: date | None = None


class HandingUpLapsed(OfHandingUp):
    """All of the month's receipts were voided."""

    TOPIC = "finance.handing-up-lapsed.v1"


class HandingUpPrepared(OfHandingUp):
    """`paper` is the payment order's number: all of the month's receipts, `amount` together."""

    TOPIC = "finance.handing-up-prepared.v1"
    paper: str
    amount: Decimal
    numbers: tuple[str, ...]


class HandingUpWithdrawn(OfHandingUp):
    TOPIC = "finance.handing-up-withdrawn.v1"
    numbers: tuple[str, ...]
    reason: str = ""


class HandedUp(OfHandingUp):
    """Paid to the treasury."""

    TOPIC = "finance.handed-up.v1"
    amount: Decimal
    voucher: str


class HandingUpMissed(OfHandingUp):
    TOPIC = "finance.handing-up-missed.v1"
    due: date
