"""Typed marks brought to the standard's form: numbers of levels, labels that the page sets, brackets. Knows no page.

A label stands on the page once, whether or not it was typed; what is not a label stays as it is written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_DIGITS = "一二三四五六七八九十百〇零"
_MEASURES = "、季月日届次号年"
_LEVELS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"([{_DIGITS}]{{1,5}})\s*[、.．]\s*(?![{_DIGITS}]+[{_MEASURES}])"), "{}、"),
    (re.compile(rf"[（(]\s*([{_DIGITS}]{{1,5}})\s*[）)]\s*[、.．]?\s*"), "（{}）"),
    (re.compile(r"([0-9０-９]{1,3})(?:\s*[.．]|、)(?!\s*[0-9０-９])"), "{}."),
    (re.compile(r"[（(]\s*([0-9０-９]{1,3})\s*[）)]"), "（{}）"),
)
"""As people type them, with the standard's form of each: 一、 （一） 1. （1） (7.3.3). `一、二季度` is no heading."""
_ENCLOSED = range(0x3220, 0x322A), range(0x2474, 0x2488), range(0x2488, 0x249C)
"""One character for a whole number: ㈠ ⑴ ⒈."""
_WIDE = str.maketrans("()[]", "（）〔〕")
_PAIRS = {"（": "）", "〔": "〕", "【": "】"}
_ATTACHMENT = re.compile(rf"附\s*件\s*(?:[{_DIGITS}]{{1,3}}|[0-9０-９]{{1,2}})?\s*[：:.．、]\s*")
_NUMBER = re.compile(r"(?:[0-9０-９]{1,2}\s*(?:[.．]\s*(?![0-9０-９])|、\s*)|[（(]\s*[0-9０-９]{1,2}\s*[）)]\s*)")


def leveled(line: str) -> tuple[int, str]:
    """The level of a paragraph, 0 for plain text, and the paragraph with its number in the standard's form."""
    if line and any(ord(line[0]) in each for each in _ENCLOSED):
        line = unicodedata.normalize("NFKC", line[0]) + line[1:]
    for level, (typed, form) in enumerate(_LEVELS, 1):
        if found := typed.match(line):
            number = unicodedata.normalize("NFKC", found[1])
            return level, form.format(number) + line[found.end() :]
    return 0, line


def unlabelled(text: str, *labels: str) -> str:
    """The text without one of these labels in front, however its colon was typed, and however often."""
    pattern = "|".join(r"\s*".join(label) for label in labels)
    return re.sub(rf"^(?:\s*(?:{pattern})\s*[：:]\s*)+", "", text).strip()


def attachment_titles(typed: Sequence[str]) -> list[str]:
    """The titles alone: without the label, their numbers and a mark at the end (7.3.4)."""
    return [title for each in typed if (title := _attachment(each))]


def unbracketed(text: str) -> str:
    """The text without the pair of brackets around all of it; brackets within it stay pairs."""
    while len(text) > 1 and _encloses(text):
        text = text[1:-1].strip()
    return text


def _attachment(text: str) -> str:
    text = _ATTACHMENT.sub("", text.strip(), count=1)
    return _NUMBER.sub("", text, count=1).rstrip("。．.；;，,、 ")


def _encloses(text: str) -> bool:
    text = text.translate(_WIDE)
    close, depth = _PAIRS.get(text[0]), 0
    for at, each in enumerate(text):
        depth += (each == text[0]) - (each == close)
        if depth <= 0:
            return close is not None and at == len(text) - 1
    return False
