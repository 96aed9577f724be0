"""Sums in Chinese capitals, by the bank's own examples and the cases that go wrong (大写金额)."""

from __future__ import annotations

import random
from collections.abc import Iterator
from decimal import Decimal

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.kernel.rules.capitals import capitals


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        ("0", "零元整"),
        ("0.01", "壹分"),
        ("0.05", "伍分"),
        ("0.10", "壹角整"),
        ("0.50", "伍角整"),
        ("0.55", "伍角伍分"),
        ("1", "壹元整"),
        ("1.01", "壹元零壹分"),
        ("1.10", "壹元壹角整"),
        ("10", "壹拾元整"),
        ("10.05", "壹拾元零伍分"),
        ("12.34", "壹拾贰元叁角肆分"),
        ("100", "壹佰元整"),
        ("101", "壹佰零壹元整"),
        ("110", "壹佰壹拾元整"),
        ("1001", "壹仟零壹元整"),
        ("1010", "壹仟零壹拾元整"),
        ("1100", "壹仟壹佰元整"),
        ("10000", "壹万元整"),
        ("10001", "壹万零壹元整"),
        ("10010", "壹万零壹拾元整"),
        ("11000", "壹万壹仟元整"),
        ("100000", "壹拾万元整"),
        ("100100", "壹拾万零壹佰元整"),
        ("1000000", "壹佰万元整"),
        ("1000001", "壹佰万零壹元整"),
        ("10010000", "壹仟零壹万元整"),
        ("10100100", "壹仟零壹拾万零壹佰元整"),
        ("100000000", "壹亿元整"),
        ("100000001", "壹亿零壹元整"),
        ("100010000", "壹亿零壹万元整"),
        ("110000000", "壹亿壹仟万元整"),
        ("1000000000000", "壹万亿元整"),
        ("1200000000000", "壹万贰仟亿元整"),
        ("1000100000000", "壹万零壹亿元整"),
        ("1000000010000", "壹万亿零壹万元整"),
        ("9999999999999999.99", "玖仟玖佰玖拾玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
        # a whole group of zeros before a thousand is a 零, which a second library leaves out
        ("100006560.89", "壹亿零陆仟伍佰陆拾元捌角玖分"),
        ("200005138.07", "贰亿零伍仟壹佰叁拾捌元零柒分"),
        ("9000050793066.28", "玖万亿零伍仟零柒拾玖万叁仟零陆拾陆元贰角捌分"),
        ("10100000000.01", "壹佰零壹亿元零壹分"),
        ("20000000000000.20", "贰拾万亿元贰角整"),
        ("1010101.01", "壹佰零壹万零壹佰零壹元零壹分"),
        ("100200300.40", "壹亿零贰拾万零叁佰元肆角整"),
        ("999999999.99", "玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
        ("-0.01", "负壹分"),
        # the examples of the bank's rule
        ("1409.50", "壹仟肆佰零玖元伍角整"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
        ("107000.53", "壹拾万柒仟元伍角叁分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("-25.30", "负贰拾伍元叁角整"),
    ],
)
def test_sums_as_bills_write_them(amount: str, said: str) -> None:
    assert capitals(Decimal(amount)) == said


@pytest.mark.parametrize("amount", ["0.001", "10000000000000000", "NaN", "Infinity"])
def test_what_is_no_sum_of_money_is_refused(amount: str) -> None:
    with pytest.raises(ValueError, match="no sum of money"):
        capitals(Decimal(amount))


def sums(count: int) -> Iterator[str]:
    """Of every length and many zeros, the same ones each time."""
    chance = random.Random("大写")
    for _ in range(count):
        digits = "".join(chance.choice("000123456789") for _ in range(chance.randint(3, 16))).lstrip("0").rjust(3, "0")
        yield f"{digits[:-2]}.{digits[-2:]}"


def stumbled_over(amount: str) -> bool:
    """Where the other library is wrong: after an empty group it forgets the 零 before a thousand."""
    yuan = int(Decimal(amount))
    groups = [yuan // 10_000**place % 10_000 for place in range(5)]
    return any(
        not groups[place] and groups[place - 1] >= 1_000 and any(groups[place + 1 :])
        for place in range(1, len(groups))
    )  # fmt: skip


def test_another_library_writes_the_same_sums() -> None:
    """Ten thousand at random. It leaves the 整 after 角 away, as the bank's rule allows; ours always writes it."""
    compared = [amount for amount in sums(10_500) if not stumbled_over(amount)]
    assert len(compared) > 10_000
    theirs = {amount: cn2an.an2cn(amount, "rmb") for amount in compared}
    ours = {amount: capitals(Decimal(amount)) for amount in compared}
    differing = {
        amount: (ours[amount], said)
        for amount, said in theirs.items()
        if ours[amount] != said + "整" * (amount[-2] != "0" and amount[-1] == "0")
    }
    assert not differing


@pytest.mark.parametrize("amount", ["100006560.89", "9000050793066.28"])
def test_where_the_other_library_errs_it_lacks_only_the_zero(amount: str) -> None:
    assert stumbled_over(amount)
    ours, theirs = capitals(Decimal(amount)), cn2an.an2cn(amount, "rmb")
    assert ours != theirs
    assert ours.replace("亿零", "亿", 1) == theirs


DIGITS = {digit: n for n, digit in enumerate("零壹贰叁肆伍陆柒捌玖")}
UNITS = {"拾": 10, "佰": 100, "仟": 1000}


def read(said: str) -> int:
    """In fen, read back as a cashier reads it."""
    yuan, mark, rest = said.partition("元")
    if not mark:
        yuan, rest = "", said
    total = section = digit = 0
    for sign in yuan:
        if sign in DIGITS:
            digit = DIGITS[sign]
        elif sign in UNITS:
            section, digit = section + digit * UNITS[sign], 0
        else:
            scale = {"万": 10**4, "亿": 10**8}[sign]
            low = (total % scale) + section + digit
            total, section, digit = (total - total % scale) + low * scale, 0, 0
    fen = (total + section + digit) * 100
    for sign, scale in (("角", 10), ("分", 1)):
        if sign in rest:
            fen += DIGITS[rest[rest.index(sign) - 1]] * scale
    return fen


@given(st.integers(0, 10**15 - 1))
def test_every_sum_can_be_read_back_and_never_stutters(fen: int) -> None:
    said = capitals(Decimal(fen) / 100)
    assert read(said) == fen
    assert "零零" not in said
    assert said[0] not in UNITS
    assert not said.endswith("零")
    assert said.endswith(("整", "分"))
