"""Sums of money in yuan with their fen, as this service adds, keeps and shows them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated

from pydantic import AfterValidator, Field

FEN = Decimal("0.01")
ZERO = Decimal("0.00")
_HUNDRED = 100


def to_fen(amount: Decimal) -> int:
    """`12.34` → 1234. ValueError for fractions of a fen."""
    scaled = amount * _HUNDRED
    if scaled != scaled.to_integral_value():
        raise ValueError(f"{amount} has fractions of a fen")
    return int(scaled)


def of_fen(fen: int) -> Decimal:
    """1234 → `12.34`."""
    return (Decimal(fen) / _HUNDRED).quantize(FEN)


def rounded(amount: Decimal) -> Decimal:
    """To the fen, half a fen up."""
    return amount.quantize(FEN, ROUND_HALF_UP)


def total(amounts: Iterable[Decimal]) -> Decimal:
    """With its fen, also of nothing."""
    return sum(amounts, ZERO)


Paid = Annotated[
    Decimal, Field(gt=0, max_digits=14, decimal_places=2), AfterValidator(lambda amount: amount.quantize(FEN))
]
"""A sum that changes hands: more than nothing."""
