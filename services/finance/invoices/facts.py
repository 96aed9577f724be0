"""Invoices count as nothing: what a score looks at are the deeds that they pay for (A34)."""

from services.finance.invoices import events as e

Silent = (
    e.InvoiceRegistered | e.InvoiceCorrected | e.InvoiceWithdrawn | e.InvoiceVoided | e.InvoiceClaimed
    | e.InvoiceFreed | e.InvoiceSettled | e.RedLetterEntered | e.InvoiceReduced | e.InvoiceReversed
    | e.RefundDue | e.RefundNoted
)  # fmt: skip
