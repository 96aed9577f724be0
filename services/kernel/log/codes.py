"""Codes on paper: short enough to be typed at a counter, and of one thing alone. Pure.

Eighty bits of a digest over all that is said, in letters and digits that are not taken for each other.
"""

from __future__ import annotations

import hashlib

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without 0, 1, I, L and O."""
LENGTH, GROUP = 16, 4


def code_of(said: str) -> str:
    left, found = int.from_bytes(hashlib.sha256(said.encode()).digest(), "big"), ""
    for _ in range(LENGTH):
        left, digit = divmod(left, len(ALPHABET))
        found += ALPHABET[digit]
    return grouped(found)


def typed(code: str) -> str:
    """As somebody types it: in small letters, without the strokes, with blanks, with full-width ones."""
    found = code.upper().translate(str.maketrans("－—–　", "---\x20"))
    return grouped("".join(one for one in found if one not in "- "))


def grouped(plain: str) -> str:
    return "-".join(plain[at : at + GROUP] for at in range(0, len(plain), GROUP))
