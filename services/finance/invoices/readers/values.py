"""Sums, days and names as invoices write them. What is written in no known way is a fault, never a guess."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal

from services.finance.invoices.readers.found import Fault, Unreadable

_SUM = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,2}0*)?")
_DAY = re.compile(r"([0-9]{4})[-/.年]?([0-9]{1,2})[-/.月]?([0-9]{1,2})日?(?:[T ].*)?")
_DIGITS = {c: n for n, c in enumerate("零壹贰叁肆伍陆柒捌玖")}
_PLACES = {"拾": 10, "佰": 100, "仟": 1000}
_GROUPS = {"万": 10_000, "亿": 100_000_000}
_PARTS = {"角": Decimal("0.1"), "分": Decimal("0.01")}
FEN = Decimal("0.01")


def squeezed(text: str) -> str:
    """Half-width, no control characters, one blank where there are several."""
    kept = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in unicodedata.normalize("NFKC", text))
    return " ".join(kept.split())


def sum_of(text: str) -> Decimal | None:
    """`¥1,409.50` → 1409.50; None where nothing is said but a sign of the currency."""
    said = squeezed(text).replace("¥", "").replace(",", "").replace(" ", "")
    if not said or not said.strip("*"):
        return None
    if not _SUM.fullmatch(said):
        raise Unreadable(Fault.DAMAGED)
    return Decimal(said).quantize(FEN)


def day_of(text: str) -> date | None:
    said = squeezed(text)
    if not said:
        return None
    match = _DAY.fullmatch(said.replace(" ", "") if "年" in said else said)
    if match is None:
        raise Unreadable(Fault.DAMAGED)
    try:
        return date(*(int(part) for part in match.groups()))
    except ValueError:
        raise Unreadable(Fault.DAMAGED) from None


def digits_of(text: str) -> str:
    """A number: digits alone, whatever stands between them."""
    return squeezed(text).replace(" ", "")


def in_capitals(text: str) -> Decimal | None:
    """壹仟肆佰零玖圆伍角整 → 1409.50; None for what is no such sum. Zeros in between may be said or left out."""
    said = squeezed(text).replace(" ", "").replace("圆", "元").replace("(负数)", "负")
    negative, said = said.startswith("负"), said.removeprefix("负").rstrip("整正")
    yuan, cut, rest = said.partition("元")
    if not cut:
        yuan, rest = "", said
    whole, small = _whole(yuan), _small(rest)
    if whole is None or small is None or not said:
        return None
    found = (whole + small).quantize(FEN)
    return -found if negative else found


def _whole(said: str) -> int | None:
    total = group = digit = 0
    for c in said:
        if c in _DIGITS:
            digit = _DIGITS[c]
        elif c in _PLACES:
            group, digit = group + (digit or 1) * _PLACES[c], 0
        elif c in _GROUPS:
            earlier = total if c == "亿" else 0
            total += (group + digit + earlier) * _GROUPS[c] - earlier
            group = digit = 0
        else:
            return None
    return total + group + digit


def _small(said: str) -> Decimal | None:
    found, digit = Decimal(0), 0
    for c in said:
        if c in _DIGITS:
            digit = _DIGITS[c]
        elif c in _PARTS:
            found, digit = found + digit * _PARTS[c], 0
        else:
            return None
    return found if not digit else None
