"""What a scorecard is: the department's score of a quarter with every number it rests on. No positions, no chance ids.

The same facts, policy and directory give the same bytes, so a digest proves a scorecard years later.
"""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal

from pydantic import Field

from services.kernel.operations import View


class Counted(View):
    """One quantity a rule read: the sum of `facts` facts of a kind."""

    kind: str
    quantity: Decimal
    facts: int


class RuleResult(View):
    """`points` are what the rule gave or took; `working` is the calculation in figures, and `limit` where it held."""

    rule: str
    kind: str
    zh: str
    en: str
    counted: tuple[Counted, ...]
    working: str
    limited: bool = False
    points: Decimal
    cites: tuple[str, ...]


class DimensionResult(View):
    """`base` + the rules' points = `sum`, held between floor and cap = `score`.

    A dimension in which nothing was due has no score; `spread_weight` is the weight after the weights of such
    dimensions were spread over the others (A34).
    """

    dimension: str
    zh: str
    en: str
    due: bool
    weight: Decimal
    spread_weight: Decimal
    base: Decimal
    floor: Decimal
    cap: Decimal
    sum: Decimal | None = Field(default=None, description="base + points")
    score: Decimal | None = None
    rules: tuple[RuleResult, ...] = ()
    cites: tuple[str, ...]


class Scorecard(View):
    """`heads` is the mean strength over the quarter; `score` is null where nothing at all was due."""

    quarter: str
    department: str
    zh: str
    en: str
    heads: Decimal
    policy: str = Field(description="考核办法内容的摘要 / digest of the policy's content")
    score: Decimal | None
    dimensions: tuple[DimensionResult, ...]

    def canonical(self) -> bytes:
        """JSON with sorted keys and no blanks, decimals as texts: what the digest is made of."""
        content = self.model_dump(mode="json")
        return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    def digest(self) -> str:
        return hashlib.sha256(self.canonical()).hexdigest()
