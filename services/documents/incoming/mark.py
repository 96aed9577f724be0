"""A sender's number as it is compared: however it was typed, the same paper has the same mark."""

from __future__ import annotations

import re
import unicodedata

_BLANKS = re.compile(r"\s+")
_BRACKETS = re.compile(r"[〔〕\[\]【】()（）《》<>「」]+")
"""Half of those who type a number have no 〔〕 on their keyboard."""


def mark(number: str) -> str:
    """Empty where there is no number."""
    plain = _BLANKS.sub("", unicodedata.normalize("NFKC", number).casefold())
    return _BRACKETS.sub("|", plain).strip("|")
