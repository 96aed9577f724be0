"""How firm ranks are: all weights moved a little by seeded chance, many times, and the ranks counted. Pure.

A draw moves each weight by its own factor, evenly spread over ±percent in hundredths of a percent. What a dimension
scored does not depend on weights, so a draw is the weighted mean of the card's own dimension scores, rounded as every
score is: exactly what scoring anew with these weights would give.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from services.appraisal.scorecards.scorecard import Scorecard
from services.appraisal.scorecards.scoring import NONE, ranks, rounded

HUNDREDTHS = 10_000
"""Of a percent, in one."""


@dataclass
class Shaken:
    """`ranks` of each department over the draws; how often any of them changed, and who came first."""

    ranks: dict[str, list[int]] = field(default_factory=dict[str, list[int]])
    changed: int = 0
    first_changed: int = 0


def draws_of(weights: Mapping[str, Decimal], percent: int, draws: int, seed: int) -> Iterator[dict[str, Decimal]]:
    chance, most = Random(seed), percent * 100
    for _ in range(draws):
        yield {id: weight * (HUNDREDTHS + chance.randint(-most, most)) / HUNDREDTHS for id, weight in weights.items()}


def shaken(cards: Sequence[Scorecard], places: int, percent: int, draws: int, seed: int) -> Shaken:
    now = ranks({card.department: card.score for card in cards})
    weights = {d.dimension: d.weight for card in cards for d in card.dimensions}
    found = Shaken({id: [] for id in now})
    for drawn in draws_of(weights, percent, draws, seed):
        then = ranks({card.department: score_with(card, drawn, places) for card in cards})
        for id, rank in then.items():
            found.ranks[id].append(rank)
        found.changed += then != now
        found.first_changed += _first(then) != _first(now)
    return found


def score_with(card: Scorecard, weights: Mapping[str, Decimal], places: int) -> Decimal | None:
    due = [(d.score, weights[d.dimension]) for d in card.dimensions if d.score is not None]
    whole = sum((weight for _, weight in due), NONE)
    return rounded(sum((score * weight for score, weight in due), NONE), whole, places) if whole else None


def _first(places: Mapping[str, int]) -> set[str]:
    return {id for id, rank in places.items() if rank == 1}
