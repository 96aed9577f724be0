"""What happens to one invoice (A32). Sums in yuan to the fen; a red letter's are below nothing.

`on` is the day that stands on it. `person` is who registered it. A buyer may be somebody by name, such as a passenger,
and a tax number somebody's identity number, so these stay in the service.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from services.kernel.domain.events import Event, FileDigest, Personal

ZERO = Decimal("0.00")


class OfInvoice(Event):
    """Which one. `code` is empty where the number alone names it."""

    person: str
    code: str
    number: str


class OfFace(OfInvoice):
    """What stands on it: `net + tax + other = gross`. `other` is what bears no tax, such as an air ticket's fund."""

    kind: str
    on: date
    gross: Decimal
    net: Decimal = ZERO
    tax: Decimal = ZERO
    other: Decimal = ZERO
    seller: str = ""
    check_code: str = ""
    seller_tax: Personal[str] = ""
    buyer: Personal[str] = ""
    buyer_tax: Personal[str] = ""
    buyer_reason: Personal[str] = ""
    """Why it was made out to another buyer than the organ."""


class InvoiceRegistered(OfFace):
    """`source` says from what it was read, or that it was typed; `digest` is the original's where there is a file."""

    SAYS = "登记发票"
    TOPIC = "finance.invoice-registered.v1"
    source: str
    digest: FileDigest = ""


class InvoiceCorrected(OfFace):
    """Whoever registered it read or typed it wrongly."""

    SAYS = "更正发票登记"
    TOPIC = "finance.invoice-corrected.v1"
    reason: Personal[str] = ""


class InvoiceWithdrawn(OfInvoice):
    """Entered in error: it may be registered anew, by whoever has it."""

    SAYS = "撤回发票登记"
    TOPIC = "finance.invoice-withdrawn.v1"
    reason: Personal[str] = ""


class InvoiceVoided(OfInvoice):
    """The seller made it void: it can never be used."""

    SAYS = "发票作废"
    TOPIC = "finance.invoice-voided.v1"
    reason: Personal[str] = ""


class InvoiceClaimed(OfInvoice):
    """Put into the claim; in no other from now on."""

    SAYS = "发票列入报销"
    TOPIC = "finance.invoice-claimed.v1"
    claim: UUID


class InvoiceFreed(OfInvoice):
    """The claim does without it, or came to nothing."""

    SAYS = "发票移出报销"
    TOPIC = "finance.invoice-freed.v1"
    claim: UUID


class InvoiceSettled(OfInvoice):
    """Paid with the claim: used up for ever."""

    SAYS = "发票结清"
    TOPIC = "finance.invoice-settled.v1"
    claim: UUID


class RedLetterEntered(OfFace):
    """An invoice with sums below nothing, by which the seller takes back `reverses`, whole or in part."""

    SAYS = "登记红字发票"
    TOPIC = "finance.red-letter-entered.v1"
    reverses: UUID
    reason: Personal[str] = ""


class OfReversal(OfInvoice):
    """`amount` of it was taken back by the red letter `by`, which leaves `left`."""

    by: str
    amount: Decimal
    left: Decimal


class InvoiceReduced(OfReversal):
    """Some of it, before it was paid."""

    SAYS = "发票部分冲红"
    TOPIC = "finance.invoice-reduced.v1"


class InvoiceReversed(OfReversal):
    """All that was left of it, before it was paid: it can never be used."""

    SAYS = "发票全额冲红"
    TOPIC = "finance.invoice-reversed.v1"


class RefundDue(OfReversal):
    """After it was paid with `claim`: so much has to come back, `refund` in all."""

    SAYS = "登记发票应退款"
    TOPIC = "finance.invoice-refund-due.v1"
    claim: UUID
    refund: Decimal


class RefundNoted(OfInvoice):
    """It came back; `note` says how."""

    SAYS = "登记发票退款到账"
    TOPIC = "finance.invoice-refund-noted.v1"
    claim: UUID
    amount: Decimal
    note: str = ""
