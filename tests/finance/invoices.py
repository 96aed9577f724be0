"""Invoices as the tests type them. Every seller is invented, the check digits are right."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from services.finance.invoices.operations import RegisterInvoice
from tests.finance.desk import day

ORGAN, ORGAN_TAX = "云柚区人民代表大会常务委员会", "11519903MB0A201807"
SELLER, SELLER_TAX = "云柚文具有限公司", "91350100M000100Y43"
NUMBER = "25512000000012345678"
ISSUED = day(6, 5)


def typed(number: str = NUMBER, *, on: date = ISSUED, **more: Any) -> RegisterInvoice:
    said: dict[str, Any] = {
        "kind": "digital", "number": number, "on": on, "gross": Decimal(106), "tax": Decimal(6), "net": Decimal(100),
        "seller": SELLER, "seller_tax": SELLER_TAX, "buyer": ORGAN, "buyer_tax": ORGAN_TAX,
    }  # fmt: skip
    return RegisterInvoice(**said | more)
