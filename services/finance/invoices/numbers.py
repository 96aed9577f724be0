"""Numbers as they stand on paper, however they were typed: full-width digits, blanks, separators. Knows no invoice."""

from __future__ import annotations

import re
import unicodedata
from uuid import UUID, uuid5

NAMESPACE = UUID("4f5d0b0c-6f0f-4d8e-9c58-2f8d3f6c1a70")
_SKIPPED = ("Z", "C", "P")
"""Blanks, invisible signs and punctuation: no number has them."""
_CREDIT_CODE = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The alphabet of GB 32100: no I, O, S, V, Z."""
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_OLD_LENGTHS = (15, 20)


def plain(typed: str) -> str:
    """Digits and letters alone, half-width and in capitals; zeros at the front stay."""
    kept = unicodedata.normalize("NFKC", typed)
    return "".join(c for c in kept if unicodedata.category(c)[0] not in _SKIPPED).upper()


def is_digits(text: str, *lengths: int) -> bool:
    return bool(re.fullmatch("[0-9]*", text)) and len(text) in lengths


def invoice_id(code: str, number: str) -> UUID:
    """Of both as one row of digits, so that a code typed into the number's field makes no second invoice."""
    return uuid5(NAMESPACE, code + number)


def is_tax_number(text: str) -> bool:
    """Eighteen signs with the right last one: a unified social credit code, or the identity number of somebody who
    sells in their own name. Before the codes were unified numbers had fifteen or twenty signs, without a check."""
    if len(text) in _OLD_LENGTHS:
        return bool(re.fullmatch("[0-9A-Z]+", text))
    return is_credit_code(text) or is_identity_number(text)


def is_credit_code(text: str) -> bool:
    """GB 32100—2015: weights are the powers of 3, modulo 31."""
    if len(text) != 18 or any(c not in _CREDIT_CODE for c in text):
        return False
    return text[-1] == credit_check(text[:-1])


def credit_check(first: str) -> str:
    """The last sign of a code with these first seventeen."""
    modulus = len(_CREDIT_CODE)
    total = sum(_CREDIT_CODE.index(c) * pow(3, place, modulus) for place, c in enumerate(first))
    return _CREDIT_CODE[-total % modulus]


def is_identity_number(text: str) -> bool:
    """GB 11643—1999."""
    if not re.fullmatch("[0-9]{17}[0-9X]", text):
        return False
    total = sum(int(c) * weight for c, weight in zip(text, _ID_WEIGHTS, strict=False))
    return text[-1] == _ID_CHECKS[total % len(_ID_CHECKS)]
