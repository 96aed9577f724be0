"""What stands on an invoice, as it was typed or read. Plain data; knows no rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from services.finance.money import ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """`net + tax + other = gross`, in yuan to the fen; below nothing on a red letter."""

    kind: str
    number: str
    on: date
    gross: Decimal
    code: str = ""
    net: Decimal = ZERO
    tax: Decimal = ZERO
    other: Decimal = ZERO
    seller: str = ""
    seller_tax: str = ""
    buyer: str = ""
    buyer_tax: str = ""
    buyer_reason: str = ""
    check_code: str = ""
