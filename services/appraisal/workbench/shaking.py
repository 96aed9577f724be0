"""How firm ranks are: all weights moved a little by seeded chance, many times, and the ranks counted. Pure.

A draw moves each weight by its own factor, evenly spread over ±percent in hundredths of a percent. What a dimension
scored does not depend on weights, so a draw is the weighted mean of the card's own dimension scores, rounded as every
score is, halves away from zero: exactly what scoring anew with these weights would give. Done in whole numbers, which
are as exact and ten times as fast as decimals.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from services.appraisal.scorecards.scorecard import Scorecard

HUNDREDTHS = 10_000
"""Of a percent, in one."""
FINEST = 10**6
"""A weight has six decimals at most."""


@dataclass
class Shaken:
    """`ranks` of each department over the draws; how often any of them changed, and who came first."""

    ranks: dict[str, list[int]] = field(default_factory=dict[str, list[int]])
    changed: int = 0
    first_changed: int = 0


def draws_of(weights: Mapping[str, Decimal], percent: int, draws: int, seed: int) -> Iterator[dict[str, int]]:
    """Each weight in units of a ten thousandth of a millionth."""
    chance, most = Random(seed), percent * 100
    whole = {id: int(weight * FINEST) for id, weight in weights.items()}
    for _ in range(draws):
        yield {id: weight * (HUNDREDTHS + chance.randint(-most, most)) for id, weight in whole.items()}


def shaken(cards: Sequence[Scorecard], places: int, percent: int, draws: int, seed: int) -> Shaken:
    """A department of which nothing was due has no rank in any draw."""
    weights = {d.dimension: d.weight for card in cards for d in card.dimensions}
    due = {
        card.department: [
            (d.dimension, int(d.score.scaleb(places))) for d in card.dimensions if d.score is not None and d.weight
        ]
        for card in cards
        if card.score is not None
    }
    now = _ranks({id: _mean(parts, {d: int(w * FINEST) for d, w in weights.items()}) for id, parts in due.items()})
    found = Shaken({id: [] for id in now})
    for drawn in draws_of(weights, percent, draws, seed):
        then = _ranks({id: _mean(parts, drawn) for id, parts in due.items()})
        for id, rank in then.items():
            found.ranks[id].append(rank)
        found.changed += then != now
        found.first_changed += _first(then) != _first(now)
    return found


def _mean(parts: Sequence[tuple[str, int]], weights: Mapping[str, int]) -> int:
    """In units of the last place, halves away from zero."""
    whole = sum(weights[id] for id, _ in parts)
    total = sum(score * weights[id] for id, score in parts)
    size = (2 * abs(total) + whole) // (2 * whole)
    return size if total >= 0 else -size


def _ranks(scores: Mapping[str, int]) -> dict[str, int]:
    """As `scoring.ranks`: one more than there are better scores."""
    ordered = sorted(scores.values(), reverse=True)
    first = {score: n + 1 for n, score in reversed(list(enumerate(ordered)))}
    return {id: first[score] for id, score in scores.items()}


def _first(places: Mapping[str, int]) -> set[str]:
    return {id for id, rank in places.items() if rank == 1}
