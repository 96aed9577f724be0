"""What is printed of an outgoing document; its digest tells whether two wordings are the same text."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Wording:
    title: str
    text: str
    addressees: str = ""
    copied_to: str = ""
    annexes: tuple[str, ...] = ()
    note: str = ""

    @property
    def digest(self) -> str:
        """SHA-256 of every field in this order."""
        fields = list(asdict(self).values())
        return hashlib.sha256(json.dumps(fields, ensure_ascii=False).encode()).hexdigest()

    def fields(self) -> dict[str, Any]:
        return {**asdict(self), "digest": self.digest}


@dataclass(frozen=True, slots=True)
class Handling:
    """How the document is handled, beside what it says."""

    secrecy: str
    urgency: str
    copies: int
    """How many are printed."""
    secrecy_term: str = ""
    upward: bool = False
    """上行文: it names who signed it."""
    countersigners: tuple[str, ...] = ()

    def fields(self) -> dict[str, Any]:
        return asdict(self)
