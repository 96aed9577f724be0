"""The receipt of a payment of dues (B8): half of A4, signed by whoever took the money or gave it back."""

from __future__ import annotations

from typing import Any

from services.kernel.procedure.printing.form import Cells, Form, Signatures, Signed, Size, Sum
from services.party.dues import events as e
from services.party.dues.record import ReceiptRecord


def _of_receipt(fact: Any, receipt: Any) -> bool:
    return bool(fact.number == receipt.number)


RECEIPT = Form(
    "党费收据 / receipt for Party dues",
    ReceiptRecord,
    Cells("person month remitted"),
    Sum("amount"),
    Signatures(
        Signed("经手人", {e.DuesPaid: "收讫", e.DuesRefunded: "退讫"}, where=_of_receipt), Signed("缴纳人"),
    ),
    dated="on",
    head="party-branch",
    size=Size.HALF,
    void="void",
)  # fmt: skip
