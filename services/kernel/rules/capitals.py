"""Sums of money as Chinese bills write them (大写金额). Knows no service.

By the People's Bank's rules for filling in bills (《正确填写票据和结算凭证的基本规定》): what ends in yuan or jiao
is closed by 整, zeros in between are read as one 零, a sum never begins with 拾 alone.
"""

from __future__ import annotations

from decimal import Decimal

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")
_GROUP = 10_000
_MOST = Decimal(_GROUP) ** len(_GROUPS)
_FEN = Decimal("0.01")


def capitals(amount: Decimal) -> str:
    """`Decimal("1409.50")` → 壹仟肆佰零玖元伍角整. ValueError for fractions of a fen, and from 10^16 yuan on."""
    if not amount.is_finite() or abs(amount) >= _MOST or amount != amount.quantize(_FEN):
        raise ValueError(f"{amount} is no sum of money that can be written")
    fen = int(abs(amount) * 100)
    yuan, jiao, rest = fen // 100, fen // 10 % 10, fen % 10
    said = f"{_whole(yuan)}元" if yuan or not fen else ""
    if jiao:
        said += f"{_DIGITS[jiao]}角"
    elif rest and yuan:
        said += _DIGITS[0]
    said += f"{_DIGITS[rest]}分" if rest else "整"
    return f"负{said}" if amount < 0 else said


def _whole(number: int) -> str:
    """Groups of four places; 万亿 is one of its own only where the group of 亿 is empty: 壹万贰仟亿元, 壹万亿元."""
    if number == 0:
        return _DIGITS[0]
    groups: list[int] = []
    while number:
        number, group = divmod(number, _GROUP)
        groups.append(group)
    said, skipped = "", False
    for place in reversed(range(len(groups))):
        group = groups[place]
        if group == 0:
            skipped = True
            continue
        if said and (skipped or group < _GROUP // 10):
            said += _DIGITS[0]
        said += _group(group) + (_GROUPS[place] if place < 3 or not groups[2] else "万")
        skipped = False
    return said


def _group(group: int) -> str:
    """Below ten thousand, with every place said: 壹仟零壹拾."""
    said, skipped = "", False
    for place in (3, 2, 1, 0):
        digit = group // 10**place % 10
        if digit == 0:
            skipped = bool(said)
            continue
        said += (_DIGITS[0] if skipped else "") + _DIGITS[digit] + _PLACES[place]
        skipped = False
    return said
