"""What an event counts as: facts, one countable thing about a department on a day. Knows no storage and no service.

A procedure says it in its `facts.py`: `KINDS` it counts in, `facts_of(event: A | B)` for what speaks, `Silent = C | D`
for what does not, each with its reason. The appraisal finds these modules by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Literal, NamedTuple

from services.kernel.rules.months import bounds

SCALE = 1000
"""Quantities are kept as whole thousandths: exact on every database, and sums never round."""


class Fact(NamedTuple):
    """`quantity` in thousandths; a fact that takes an earlier one back has a negative quantity on the same day.

    `department` is the one at the time of the event; `person` is empty where the fact is the department's own.
    """

    department: str
    person: str
    kind: str
    quantity: int
    day: date
    cites: tuple[str, ...]


Sign = Literal["adverse", "favourable", "owed"]
"""Of a kind of fact: blame, merit, or what was owed and says nothing yet of whether it was done."""


@dataclass(frozen=True, slots=True)
class Kind:
    """`dimension` is where a department's points are found; `personal` kinds enter no department score.

    `sign` is what no policy may turn round; a kind that has none can be counted by no policy. `debt` is the kind in
    which it was owed, and which is counted with it; `settles` is the worse kind whose place it takes: what is done
    late is overdue no longer.
    """

    code: str
    dimension: str
    zh: str
    en: str
    sign: Sign | None = None
    debt: str = ""
    settles: str = ""


def plain_name(kind: Kind) -> tuple[str, str]:
    """In Chinese and English, without the unit in which it is counted."""
    return kind.zh.partition("(")[0].partition("(")[0], kind.en.partition(" (")[0]


PERSONAL = "personal"


def own(department: str, kind: str, quantity: int, day: date, cites: tuple[str, ...]) -> Fact:
    """A fact of the department itself, about nobody by name."""
    return Fact(department, "", kind, quantity, day, cites)


@lru_cache(maxsize=600)
def month_end(month: str) -> date:
    """Of `2026-07`."""
    return bounds(month)[1]


def year_end(year: int) -> date:
    return date(year, 12, 31)


def thousandths(quantity: Decimal | int) -> int:
    """Exactly, or ValueError: a quantity is never rounded on its way in."""
    scaled = quantity * SCALE
    whole = int(scaled)
    if whole != scaled:
        raise ValueError(f"{quantity} has more than three decimals")
    return whole


def exact(quantity: int) -> Decimal:
    """Thousandths as the shortest decimal: 61500 → 61.5, 3000 → 3."""
    if quantity % SCALE == 0:
        return Decimal(quantity // SCALE)
    return (Decimal(quantity) / SCALE).normalize()
