"""The text of an invoice's page, by where it stands: labels with what stands behind them. For PDF and OFD alike.

Only what a label names is taken. Where a page writes all labels first and all values afterwards nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from dataclasses import replace as changed
from datetime import date
from decimal import Decimal
from typing import Any

from services.finance.invoices.readers.found import Fault, ReadInvoice, Unreadable, summed
from services.finance.invoices.readers.values import day_of, digits_of, in_capitals, squeezed, sum_of

_SUM = r"¥? ?(-?[0-9][0-9,]*\.[0-9]{2})(?![0-9])"
_NUMBER = re.compile(r"(?<!数电)(?<!蓝字)发票号码:? ?((?:[0-9] ?){19}[0-9]|[0-9]{8})(?![0-9])")
_CODE = re.compile(r"发票代码:? ?([0-9]{10}|[0-9]{12})(?![0-9])")
_DAY = re.compile(r"(?:开票日期|填开日期):? ?([0-9]{4} ?年 ?[0-9]{1,2} ?月 ?[0-9]{1,2} ?日|[0-9]{4}-[0-9]{2}-[0-9]{2})")
_GROSS = re.compile(rf"\( ?小写 ?\):? ?{_SUM}")
_WORDS = re.compile(
    r"\( ?大写 ?\)[^零壹贰叁肆伍陆柒捌玖负(]{0,8}((?:\(负数\) ?|负)?[零壹贰叁肆伍陆柒捌玖拾佰仟万亿圆元角分整正 ]+)"
)
_TOTALS = re.compile(rf"(?<![税额])合 ?计:? ?{_SUM} ?(?:{_SUM}|\*+|免税|不征税)")
_CHECK = re.compile(r"校 ?验 ?码:? ?((?:[0-9] ?){20})(?![0-9])")
_RED = re.compile(r"被红冲蓝字(?:数电)?发票号码:? ?([0-9]{20}|[0-9]{8})")
_SPLIT = re.compile(r"(?=名 ?称 ?:)")
_LABELS = ("名 ?称", "统一社会信用代码", "纳税人识别号", "地 ?址", "开户行", "密码区", "[购销] ?[买售] ?方 ?信 ?息")
_OTHER_LABEL = re.compile("|".join(_LABELS))
_NAME = re.compile(r"^名 ?称 ?:? ?(.*)$")
_TAX = re.compile(r"(?:统一社会信用代码/纳税人识别号|统一社会信用代码|纳税人识别号):? ?([0-9A-Z]{15,20})(?![0-9A-Z])")
_LINE = 0.6
"""Of a letter's height: what stands no further apart stands on one line."""
_MOST = 20_000
_DIGITAL = 20


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text with its left edge, the middle of its height from above, and its height."""

    x: float
    y: float
    height: float
    text: str


def lines_of(pieces: Iterable[Piece]) -> list[list[Piece]]:
    """From above to below, each from left to right."""
    made: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda one: (one.y, one.x)):
        last = made[-1] if made else []
        if last and piece.y - last[0].y <= _LINE * max(1.0, min(piece.height, last[0].height)):
            last.append(piece)
        else:
            made.append([piece])
    if sum(map(len, made)) > _MOST:
        raise Unreadable(Fault.LARGE)
    return [sorted(line, key=lambda one: one.x) for line in made]


def read_text(lines: Sequence[Sequence[Piece]], *, source: str) -> ReadInvoice:
    """What the labels name; all of it may be empty."""
    text = "\n".join(squeezed(" ".join(piece.text for piece in line)) for line in lines)
    number = digits_of(_only(_NUMBER, text))
    sellers = list(_parties(lines))
    taxes = [match[1] for line in lines for match in _TAX.finditer(_joined(line))]
    buyer, seller = sellers if len(sellers) == 2 else ("", "")
    buyer_tax, seller_tax = taxes if len(taxes) == 2 else ("", "")
    found = ReadInvoice(
        source=source,
        kind=_kind(text, number),
        code=_only(_CODE, text),
        number=number,
        on=_day(_only(_DAY, text)),
        gross=sum_of(_only(_GROSS, text)),
        seller=seller,
        seller_tax=seller_tax,
        buyer=buyer,
        buyer_tax=buyer_tax,
        check_code=digits_of(_only(_CHECK, text)),
        reverses=_only(_RED, text),
    )
    return summed(_in_words(changed(found, **_totals(text)), _only(_WORDS, text)))


def _only(pattern: re.Pattern[str], text: str) -> str:
    """Of several that differ, none: which is the right one cannot be told."""
    said = {match[1] for match in pattern.finditer(text)}
    if pattern is _NUMBER and len({digits_of(one) for one in said}) > 1:
        raise Unreadable(Fault.SEVERAL)
    return said.pop() if len(said) == 1 else ""


def _day(text: str) -> date | None:
    return day_of(text.replace(" ", ""))


def _totals(text: str) -> dict[str, Any]:
    """Before tax, and the tax; of a page whose lines are too many for it the last one is the whole."""
    said = {(match[1], match[2]) for match in _TOTALS.finditer(text)}
    if len(said) != 1:
        return {}
    net, tax = said.pop()
    return {"net": sum_of(net), "tax": sum_of(tax) if tax else Decimal("0.00")}


def _in_words(found: ReadInvoice, words: str) -> ReadInvoice:
    amount = in_capitals(words) if words else None
    if amount is None or found.gross is None or amount == found.gross:
        return found
    return changed(found, disagreements=(*found.disagreements, "gross"))


def _joined(line: Sequence[Piece]) -> str:
    return squeezed(" ".join(piece.text for piece in line))


def _parties(lines: Sequence[Sequence[Piece]]) -> Iterator[str]:
    """What stands behind each 名称, from above to below and from left to right: the buyer, then the seller."""
    for line in lines:
        said = [text for piece in line for text in _SPLIT.split(squeezed(piece.text)) if len(text) > 1]
        for place, text in enumerate(said):
            match = _NAME.match(text)
            if match is None:
                continue
            name = _OTHER_LABEL.split(match[1] or "".join(said[place + 1 : place + 2]))[0].strip()
            if len(name) > 1:
                yield name


def _kind(text: str, number: str) -> str:
    if "铁路电子客票" in text:
        return "rail"
    if "航空运输电子客票行程单" in text:
        return "air"
    return "" if not number else "digital" if len(number) == _DIGITAL else "electronic"
