"""How a vote comes out, from counts alone (B2.5). Pure arithmetic; knows no motion and no rule book."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from services.kernel.domain.words import Word


class Choice(Word):
    IN_FAVOUR = "in-favour", "赞成", "in favour"
    AGAINST = "against", "反对", "against"
    ABSTAINED = "abstained", "弃权", "abstained"


@dataclass(frozen=True, slots=True)
class Tally:
    in_favour: int = 0
    against: int = 0
    abstained: int = 0

    @property
    def cast(self) -> int:
        return self.in_favour + self.against + self.abstained


def has_quorum(present: int, of: int, share: str) -> bool:
    """At least that share is present; nobody at all is no quorum."""
    return present > 0 and present >= Fraction(share) * of


def is_carried(tally: Tally, of: int, share: str) -> bool:
    """More than that share is in favour: exactly half is a tie, and not carried."""
    return tally.in_favour > Fraction(share) * of
