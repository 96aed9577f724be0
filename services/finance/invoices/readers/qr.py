"""The QR code of an invoice: `01,32,,25512000000012345678,106.00,20250605,,A1B2`.

Version, kind, code, number, sum, day, check code. The sum is that with tax on what is fully digital; on older invoices
it is mostly that before tax.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from services.finance.invoices.readers.found import ReadInvoice
from services.finance.invoices.readers.values import day_of, sum_of

_KINDS = {
    "01": "paper", "04": "paper", "08": "electronic", "10": "electronic", "14": "electronic", "11": "slip",
    "31": "digital", "32": "digital", "51": "rail", "61": "air",
}  # fmt: skip
_VERSION, _LEAST, _DIGITAL = "01", 6, 20
_WITH_TAX = {"11"}
"""Older kinds whose code tells the sum with tax."""


def parse_qr(text: str) -> tuple[ReadInvoice, Decimal | None] | None:
    """What it says, and the sum that may be either of the two; None where it is no invoice's."""
    parts = [part.strip() for part in text.split(",")]
    if len(parts) < _LEAST or parts[0] != _VERSION or not re.fullmatch("[0-9]{8}|[0-9]{20}", parts[3]):
        return None
    if not re.fullmatch("[0-9]{2}", parts[1]) or not re.fullmatch("[0-9]{0,12}", parts[2]):
        return None
    kind = _KINDS.get(parts[1], "digital" if len(parts[3]) == _DIGITAL else "slip")
    said = ReadInvoice(
        source="pdf", kind=kind, code=parts[2], number=parts[3], on=day_of(parts[5]),
        check_code=parts[6] if len(parts) > _LEAST else "",
    )  # fmt: skip
    amount = sum_of(parts[4])
    if len(parts[3]) == _DIGITAL or parts[1] in _WITH_TAX:
        return replace(said, gross=amount), None
    return said, amount


def held_against(found: ReadInvoice, amount: Decimal | None) -> ReadInvoice:
    """The sum of an older code is one of those that were found; where none was, it is that before tax."""
    if amount is None:
        return found
    if found.net is None and found.gross is None:
        return replace(found, net=amount)
    if amount in (found.net, found.gross):
        return found
    return replace(found, disagreements=(*found.disagreements, "net"))
