"""How a claim uses invoices: takes them, lets them go, pays on them, each in the transaction of its own event (A32).

Every command of the service stands in one line, so of two claims that take the same invoice at the same moment one is
refused.
"""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from services.finance.invoices.invoice import Invoice
from services.kernel.procedure.context import Context


def take(ctx: Context, invoice: UUID, claim: UUID) -> Invoice:
    """Into the claim; `left` of it says how much may be claimed on it. Refuses what the caller did not register
    (`NotYourInvoice`), and what stands in a claim, this one included, was paid, reversed, withdrawn or made void
    (`InvoiceNotFree`)."""
    found = ctx.load(Invoice, invoice)
    found.take(ctx.act, claim=claim)
    ctx.save(found)
    return found


def free(ctx: Context, invoice: UUID, claim: UUID) -> None:
    """The claim does without it, or came to nothing: it may be claimed again."""
    found = ctx.find(Invoice, invoice)
    found.free(ctx.act, claim=claim)
    ctx.save(found)


def settle(ctx: Context, invoice: UUID, claim: UUID, amount: Decimal | None = None) -> None:
    """Paid: used up for ever. Refuses what was reversed since it was taken, and an `amount` beyond what is left of it
    (`LessThanClaimed`)."""
    found = ctx.find(Invoice, invoice)
    found.settle(ctx.act, claim=claim, amount=amount)
    ctx.save(found)
