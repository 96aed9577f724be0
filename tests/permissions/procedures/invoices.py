"""Invoices (A32): everybody registers and sees their own, whoever answers for the money sees all."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from services.finance.invoices.invoice import Invoice
from services.kernel.domain.aggregate import Act
from tests.permissions.procedures.ledger import SEES_MONEY
from tests.permissions.words import JULY, P, row
from tests.permissions.world import Diary, World

KEEPERS = "accountant cashier"
"""Of the money and the books."""


def face(number: str, **more: Any) -> dict[str, Any]:
    return {
        "kind": "digital", "number": number, "on": "2026-07-01", "gross": "106", "tax": "6",
        "seller": "云柚文具有限公司", "seller_tax": "91350100M000100Y43", "buyer": "云柚区人民代表大会常务委员会",
        "buyer_tax": "11519903MB0A201807", **more,
    }  # fmt: skip


XML = base64.b64encode(
    """<EInvoice><EInvoiceData>
<SellerInformation><SellerName>云柚文具有限公司</SellerName><SellerIdNum>91350100M000100Y43</SellerIdNum></SellerInformation>
<BuyerInformation><BuyerName>云柚区人民代表大会常务委员会</BuyerName></BuyerInformation><BasicInformation>
<TotalAmWithoutTax>100.00</TotalAmWithoutTax><TotalTaxAm>6.00</TotalTaxAm>
<TotalTax-includedAmount>106.00</TotalTax-includedAmount></BasicInformation></EInvoiceData><TaxSupervisionInfo>
<InvoiceNumber>26512000000000000005</InvoiceNumber><IssueTime>2026-07-01</IssueTime></TaxSupervisionInfo>
</EInvoice>""".encode()
).decode()
FIRST, RED = "26512000000000000001", "26512000000000000009"
PAID, PAID_BACK = "26512000000000000003", "26512000000000000004"


def prepare(diary: Diary) -> None:
    """Two of p027's, of which one was paid and then taken back."""
    diary.make("invoice", "07-02T09:00", "p027", "finance.register-invoice", **face(FIRST))
    diary.make("paid-invoice", "07-02T09:05", "p027", "finance.register-invoice", **face(PAID))
    diary.name("paid-by", "07-02T09:10", lambda made: paid(diary.world, UUID(made["paid-invoice"])))
    red = {"kind": "digital", "number": PAID_BACK, "on": "2026-07-02", "gross": "-106", "tax": "-6", "reason": "退货"}
    diary.do("07-02T09:15", "p027", "finance.enter-red-letter", invoice="@paid-invoice", **red)


def paid(world: World, id: UUID) -> str:
    """With a claim; its id."""
    at, claim = datetime(2026, 7, 2, 1, 10, tzinfo=UTC), UUID(int=7)
    act = Act(at, at.date(), "p027")

    def work(tx: Any) -> None:
        invoice = tx.load(Invoice, id)
        invoice.take(act, claim=claim)
        invoice.settle(act, claim=claim)
        tx.append(invoice)

    world.embedded.services["finance"].app.record(work)
    return str(claim)


THE = {"invoice": "@invoice"}
WHY = {**THE, "reason": "录错"}
ROWS = (
    row("finance.register-invoice", "everybody", **face("26512000000000000002")),
    row("finance.read-invoice-file", "everybody", file_name="发票.xml", content=XML),
    row("finance.correct-invoice", "self", **{k: v for k, v in face(FIRST).items() if k != "number"}, **WHY),
    row("finance.withdraw-invoice", "self", **WHY),
    row("finance.void-invoice", "self accountant", **WHY),
    row(
        "finance.enter-red-letter", "self accountant", **WHY,
        kind="digital", number=RED, on="2026-07-03", gross="-106", tax="-6",
    ),
    row("finance.note-refund", KEEPERS, invoice="@paid-invoice"),
    row("finance.get-invoice", f"self {SEES_MONEY}", **THE),
    row("finance.list-invoices", f"self {SEES_MONEY}", "of a person", person=P),
    row("finance.list-invoices", SEES_MONEY, "of the organ"),
    row("finance.export-invoices", SEES_MONEY, **JULY),
)  # fmt: skip
