"""A slip: one rating of one department, or one comment, signed without being seen. Knows no store.

Text and bytes are the same whoever makes them: 32 random bytes, then `jikao-slip/1|round|department|rating`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from services.appraisal.ballots.blind import PREFIX, PublicKey

MARK = "jikao-slip/1"
CODE = 32
"""Random bytes before the text: what the voter keeps to find the slip again."""
LONGEST = 400
"""Bytes of a comment."""
COMMENTS = "comments"
"""Stands in place of a department for the slips that carry comments."""
OF_CLASS = "@"
"""Between a department and a class of voters, where there are several: `law@leaders` has its own key and tally."""


def keyed(department: str, voters: str) -> str:
    """The name of the key by which a class of voters rates a department."""
    return f"{department}{OF_CLASS}{voters}" if voters and department != COMMENTS else department


def parted(key: str) -> tuple[str, str]:
    """Department and class of voters; no class where there is one alone."""
    department, _, voters = key.partition(OF_CLASS)
    return department, voters


@dataclass(frozen=True, slots=True)
class Slip:
    """`message` is what was signed, with its 32 bytes prefix; `code` and the text follow in it."""

    message: bytes
    signature: bytes

    @property
    def code(self) -> str:
        return self.message[PREFIX : PREFIX + CODE].hex()

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.message).hexdigest()

    def parts(self) -> tuple[str, str, str]:
        """Round, department and rating. ValueError for what is no slip."""
        text = self.message[PREFIX + CODE :].decode("utf-8")
        mark, round_, department, rating = text.split("|", 3)
        if mark != MARK or len(text.encode()) > LONGEST + 200:
            raise ValueError("no slip")
        return round_, department, rating

    def holds(self, key: PublicKey) -> bool:
        return key.verify(self.message, self.signature)


def round_of(quarter: str, number: int) -> str:
    """The code of a round: the quarter's first, or one that was held again."""
    return quarter if number == 1 else f"{quarter}.{number}"


def text_of(round_: str, department: str, rating: str) -> bytes:
    return f"{MARK}|{round_}|{department}|{rating}".encode()


def root_of(slips: Iterable[Slip]) -> str:
    """Over the digests in their order: what closing seals."""
    return hashlib.sha256("".join(sorted(slip.digest for slip in slips)).encode()).hexdigest()
