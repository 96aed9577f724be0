"""How a score is built up from its dimensions' bases by rule after rule, in points of the score. Pure.

Each step ends at the exact sum so far, rounded once as scores are, and its amount is the way from the last end: so the
amounts add up to the score to the last digit, whatever the roundings.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from pydantic import Field

from services.appraisal.scorecards.scorecard import DimensionResult, Scorecard
from services.appraisal.scorecards.scoring import NONE, rounded
from services.kernel.domain.words import Word
from services.kernel.procedure.operations import View


class Part(Word):
    """What a step of the way to the score is."""

    BASE = "base", "基础分", "base"
    RULE = "rule", "规则", "rule"
    BOUNDS = "bounds", "上下限", "floor and cap"


class Step(View):
    """From `start` to `end` in points of the score; `points` are the dimension's own, before its weight."""

    dimension: str = Field(title="维度标识 / dimension")
    part: Part = Field(title="步骤 / step")
    rule: str = Field(default="", title="规则标识 / rule")
    zh: str = Field(title="名称 / name (Chinese)")
    en: str = Field(title="名称（英文） / name (English)")
    points: Decimal = Field(title="分值 / points")
    start: Decimal = Field(title="起 / from")
    end: Decimal = Field(title="止 / to")
    amount: Decimal = Field(title="对总分的影响 / what it brings")


def steps_of(card: Scorecard, places: int) -> list[Step]:
    """In the policy's order; none where nothing was due."""
    due = [d for d in card.dimensions if d.due]
    whole = sum((d.weight for d in due), NONE)
    found: list[Step] = []
    exact = end = NONE
    for dimension in due if whole else ():
        for part, rule, zh, en, points in _parts(dimension):
            exact += points * dimension.weight
            start, end = end, rounded(exact, whole, places)
            found.append(
                Step(
                    dimension=dimension.dimension, part=part, rule=rule, zh=zh, en=en, points=points, start=start,
                    end=end, amount=end - start,
                )
            )  # fmt: skip
    return found


def _parts(d: DimensionResult) -> Iterator[tuple[Part, str, str, str, Decimal]]:
    yield Part.BASE, "", d.zh, d.en, d.base
    for rule in d.rules:
        yield Part.RULE, rule.rule, rule.zh, rule.en, rule.points
    held = (d.score or NONE) - d.base - sum((rule.points for rule in d.rules), NONE)
    if held:
        yield Part.BOUNDS, "", d.zh, d.en, held


def brought(card: Scorecard, places: int) -> dict[str, Decimal]:
    """What each dimension that counts brings to the score."""
    found: dict[str, Decimal] = {}
    for step in steps_of(card, places):
        found[step.dimension] = found.get(step.dimension, NONE) + step.amount
    return found
