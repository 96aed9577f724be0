"""Looking at scorecards: a quarter's, a department's, behind one number, as then known, and under another policy."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import AwareDatetime, Field

from services.appraisal.facts.operations import FactView
from services.appraisal.policy.model import Policy
from services.appraisal.policy.operations import DRAFTERS
from services.appraisal.quarter import PATTERN
from services.appraisal.scorecards.scorecard import RuleResult, Scorecard
from services.kernel.operations import File, Page, PagedQuery, Query, View
from services.kernel.who import ANYONE

QuarterCode = Annotated[str, Field(pattern=PATTERN, title="季度 / quarter", examples=["2026-Q3"])]
DepartmentId = Annotated[str, Field(min_length=1, max_length=60, title="部门 / department")]
PartId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=40)]
AsOf = Annotated[
    AwareDatetime | None,
    Field(
        title="截至 / as of",
        description="RFC 3339；当时所知 / as it was known then",
        examples=["2026-10-08T09:00:00+08:00"],
    ),
]
At = Annotated[
    str | None,
    Field(
        pattern=r"^[a-z]+:[0-9]{1,18}(,[a-z]+:[0-9]{1,18})*$",
        max_length=400,
        title="位点 / positions",
        description="positions vector of a scorecard seen earlier; `policy` names the policy's number",
        examples=["attendance:1204,directory:310,policy:1"],
    ),
]


class Basis(View):
    """What a scorecard was derived from: enough to derive it again. `positions` holds the last position per source."""

    positions: dict[str, int]
    policy: int
    policy_name: str
    policy_digest: str
    as_of: datetime | None = None

    def vector(self) -> str:
        """As the `at` parameter takes it."""
        parts = {**self.positions, "policy": self.policy}
        return ",".join(f"{source}:{position}" for source, position in sorted(parts.items()))


class Proven(View):
    """A scorecard and the SHA-256 of its canonical bytes."""

    card: Scorecard
    digest: str


class QuarterView(View):
    quarter: str
    first_day: date
    last_day: date
    basis: Basis
    at: str
    cards: list[Proven]


class DepartmentView(Proven):
    basis: Basis
    at: str


class QuarterLine(View):
    quarter: str
    departments: int
    facts: int


class QuarterLines(View):
    items: list[QuarterLine]


class Explanation(Page[FactView]):
    """One rule's result and, page by page, the facts it counted."""

    quarter: str
    department: str
    dimension: str
    result: RuleResult
    basis: Basis
    at: str


class TrialLine(View):
    """`current` is null where no policy governs the quarter yet; `difference` is trial less current."""

    department: str
    zh: str
    en: str
    current: Scorecard | None
    trial: Scorecard
    difference: Decimal | None


class TrialQuarter(View):
    quarter: str
    positions: dict[str, int]
    lines: list[TrialLine]


class TrialView(View):
    policy_digest: str
    quarters: list[TrialQuarter]


class ListQuarters(
    Query,
    path="GET /appraisal/quarters",
    who=(ANYONE,),
    cites=("A35",),
    zh="有记录的季度",
    en="List quarters",
    returns=QuarterLines,
):
    """Quarters for which there are facts, the newest first."""


class ListScorecards(
    Query,
    path="GET /appraisal/scorecards/{quarter}",
    who=(ANYONE,),
    cites=("A33", "A34", "A35"),
    zh="季度记分卡",
    en="Scorecards of a quarter",
    returns=QuarterView,
):
    """Every appraised department's scorecard, of now, as of a moment, or at a vector of positions."""

    quarter: QuarterCode
    as_of: AsOf = None
    at: At = None

    REFUSES = ("appraisal.no-policy", "appraisal.two-moments")


class GetScorecard(
    Query,
    path="GET /appraisal/scorecards/{quarter}/{department}",
    who=(ANYONE,),
    cites=("A33", "A34", "A35"),
    zh="部门记分卡",
    en="A department's scorecard",
    returns=DepartmentView,
):
    quarter: QuarterCode
    department: DepartmentId
    as_of: AsOf = None
    at: At = None

    REFUSES = ("appraisal.no-policy", "appraisal.two-moments", "appraisal.not-appraised")


class ExplainRule(
    PagedQuery,
    path="GET /appraisal/scorecards/{quarter}/{department}/{dimension}/{rule}",
    who=(ANYONE,),
    cites=("A34", "A35"),
    zh="得分依据",
    en="Explain a rule's points",
    returns=Explanation,
):
    """The facts that one rule counted; their quantities add up to what the scorecard shows."""

    quarter: QuarterCode
    department: DepartmentId
    dimension: PartId = Field(title="维度 / dimension")
    rule: PartId = Field(title="规则 / rule")
    as_of: AsOf = None
    at: At = None

    REFUSES = ("appraisal.no-policy", "appraisal.two-moments", "appraisal.not-appraised")


class TryPolicy(
    Query,
    path="POST /appraisal/trials",
    who=DRAFTERS,
    cites=("A34", "A35"),
    zh="试算考核办法",
    en="Try a policy",
    returns=TrialView,
):
    """Any policy over any quarters beside the one in force. Touches nothing."""

    policy: Policy = Field(title="考核办法 / policy")
    quarters: list[QuarterCode] = Field(min_length=1, max_length=12, title="季度 / quarters")

    REFUSES = ("appraisal.unknown-fact-kind", "appraisal.unknown-article")


class ExportScorecards(
    Query,
    path="GET /appraisal/exports/scorecards/{quarter}",
    who=(ANYONE,),
    cites=("A35",),
    zh="导出季度记分卡",
    en="Export the quarter's scorecards",
    returns=File,
):
    """A workbook: the scores, and every rule's calculation."""

    quarter: QuarterCode
    as_of: AsOf = None
    at: At = None

    REFUSES = ("appraisal.no-policy", "appraisal.two-moments")
