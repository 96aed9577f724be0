"""Scores under many policies at once: what a dimension scored is worked out once for all that have it alike.

Drafts differ in a few numbers. A dimension's score depends on no weight, so under another draft most of it is known,
and its score is a weighted mean, rounded as the card's is (`scorecards/scoring.py`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal, localcontext

from services.appraisal.policy.model import Dimension, Policy
from services.appraisal.quarter import Quarter
from services.appraisal.scorecards.scoring import NONE, Counts, Unit, dimension_score, rounded
from services.appraisal.scorecards.units import units_of
from services.directory.picture import Picture

PRECISE = 50
"""Digits, as scoring has them."""


class ManyScores:
    """Of one quarter."""

    def __init__(self, quarter: Quarter, organ: Picture, counts: Mapping[str, Counts]) -> None:
        self._quarter, self._organ, self._counts = quarter, organ, counts
        self._units: dict[tuple[str, ...], tuple[Unit, ...]] = {}
        self._known: dict[tuple[str, str], Decimal | None] = {}
        """By dimension (less its weight, with its places) and department."""

    def units(self, policy: Policy) -> tuple[Unit, ...]:
        if policy.appraised not in self._units:
            self._units[policy.appraised] = units_of(self._organ, self._quarter, policy.appraised)
        return self._units[policy.appraised]

    def under(self, policy: Policy) -> dict[str, Decimal | None]:
        """By department."""
        keys = [(d, _alike(d, policy.places)) for d in policy.dimensions]
        return {unit.department: self._score(policy, keys, unit) for unit in self.units(policy)}

    def _score(self, policy: Policy, keys: list[tuple[Dimension, str]], unit: Unit) -> Decimal | None:
        weighted = whole = NONE
        with localcontext(prec=PRECISE):
            for dimension, key in keys:
                found = self._dimension(dimension, key, unit, policy.places)
                if found is not None:
                    weighted, whole = weighted + found * dimension.weight, whole + dimension.weight
        return rounded(weighted, whole, policy.places) if whole else None

    def _dimension(self, d: Dimension, key: str, unit: Unit, places: int) -> Decimal | None:
        of = key, unit.department
        if of not in self._known:
            self._known[of] = dimension_score(d, unit, self._counts.get(unit.department, {}), places)
        return self._known[of]


def _alike(d: Dimension, places: int) -> str:
    return json.dumps([places, d.model_dump(mode="json", exclude={"weight", "zh", "en", "cites"})], sort_keys=True)
