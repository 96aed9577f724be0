"""Looking at scorecards: a quarter's, a department's, behind one number, as then known, and under another policy."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import AwareDatetime, Field

from services.appraisal.facts.operations import FactView
from services.appraisal.policy.model import Policy
from services.appraisal.policy.operations import DRAFTERS, MOST, KindView
from services.appraisal.quarter import PATTERN
from services.appraisal.scorecards.building import Step
from services.appraisal.scorecards.paper import COMPARISON, SCORECARD
from services.appraisal.scorecards.scorecard import DimensionResult, RuleResult, Scorecard
from services.kernel.domain.who import ANYONE
from services.kernel.procedure.fields import DepartmentId
from services.kernel.procedure.operations import File, Page, PagedQuery, Query, View
from services.kernel.procedure.printing.query import printing
from services.kernel.procedure.record import Department

QuarterCode = Annotated[str, Field(pattern=PATTERN, title="季度 / quarter", examples=["2026-Q3"])]
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

    positions: dict[str, int] = Field(title="各来源位点 / positions")
    policy: int = Field(title="考核办法编号 / policy")
    policy_name: str = Field(title="考核办法标识 / policy's name")
    policy_digest: str = Field(title="考核办法摘要 / policy's digest")
    as_of: datetime | None = Field(default=None, title="截至 / as of")
    seals: dict[str, str] = Field(
        default_factory=dict, title="各来源封印 / seals", description="of each source's log at that position, if kept"
    )

    def vector(self) -> str:
        """As the `at` parameter takes it."""
        parts = {**self.positions, "policy": self.policy}
        return ",".join(f"{source}:{position}" for source, position in sorted(parts.items()))


class Proven(View):
    """A scorecard and the SHA-256 of its canonical bytes."""

    card: Scorecard = Field(title="记分卡 / scorecard")
    digest: str = Field(title="摘要 / digest")


class Placed(Proven):
    """With its rank in the quarter: equal scores share one, and a department without a score has none."""

    rank: int | None = Field(title="名次 / rank")


class QuarterView(View):
    quarter: str = Field(title="季度 / quarter")
    first_day: date = Field(title="起始日 / first day")
    last_day: date = Field(title="截止日 / last day")
    basis: Basis = Field(title="依据的位点与办法 / basis")
    at: str = Field(title="位点 / positions")
    cards: list[Placed] = Field(title="记分卡 / scorecards")
    digest: str = Field(
        title="全部摘要 / digest of all", description="SHA-256 over the scorecards' digests, in the order of the cards"
    )


class DepartmentView(Placed):
    """`steps` are the way from the bases to the score; `kinds` names what the rules count."""

    steps: list[Step] = Field(title="得分构成 / how it is built up")

    kinds: dict[str, KindView] = Field(title="所计事实 / what the rules count")
    basis: Basis = Field(title="依据的位点与办法 / basis")
    at: str = Field(title="位点 / positions")


class QuarterLine(View):
    quarter: str = Field(title="季度 / quarter")
    departments: int = Field(title="被考核部门数 / departments appraised")
    facts: int = Field(title="事实数 / facts")
    running: bool = Field(default=False, title="进行中 / running", description="今日仍在该季度 / it is not over yet")


class QuarterLines(View):
    items: list[QuarterLine] = Field(title="季度 / quarters")


class Explanation(Page[FactView]):
    """One rule's result and, page by page, the facts it counted; `entries` says how many there are of each kind."""

    quarter: str = Field(title="季度 / quarter")
    department: Department
    dimension: str = Field(title="维度 / dimension")
    result: RuleResult = Field(title="结果 / result")
    entries: dict[str, int] = Field(title="各类事实笔数 / entries")
    basis: Basis = Field(title="依据的位点与办法 / basis")
    at: str = Field(title="位点 / positions")


class Reason(View):
    zh: str = Field(title="理由 / reason (Chinese)")
    en: str = Field(title="理由（英文） / reason (English)")


class DimensionView(View):
    """A dimension of a scorecard: why it counts or is left out, and what would make it count."""

    quarter: str = Field(title="季度 / quarter")
    department: Department
    result: DimensionResult = Field(title="结果 / result")
    why: Reason = Field(title="缘由 / why")
    would_count: list[Reason] = Field(title="如何才计入 / what would make it count")
    basis: Basis = Field(title="依据的位点与办法 / basis")
    at: str = Field(title="位点 / positions")


class TrialLine(View):
    """`current` is null where no policy governs the quarter yet; `difference` is trial less current."""

    department: Department
    zh: str = Field(title="部门名称 / department's name")
    en: str = Field(title="部门英文名称 / department's English name")
    current: Scorecard | None = Field(title="现行办法 / under the policy in force")
    trial: Scorecard = Field(title="试算 / trial")
    difference: Decimal | None = Field(title="差额 / difference")
    current_rank: int | None = Field(title="现行名次 / rank now")
    trial_rank: int | None = Field(title="试算名次 / rank in the trial")


class TrialQuarter(View):
    quarter: str = Field(title="季度 / quarter")
    positions: dict[str, int] = Field(title="各来源位点 / positions")
    lines: list[TrialLine] = Field(title="部门 / departments")


class TrialView(View):
    policy_digest: str = Field(title="考核办法摘要 / policy's digest")
    quarters: list[TrialQuarter] = Field(title="季度 / quarters")


class WorkedExample(View):
    id: str = Field(title="标识 / id")
    zh: str = Field(title="名称 / Chinese name")
    en: str = Field(title="英文名称 / English name")
    told_zh: str = Field(title="说明 / told (Chinese)")
    told_en: str = Field(title="说明（英文） / told (English)")
    cards: list[Scorecard] = Field(title="记分卡 / scorecards")


class ExamplesView(View):
    quarter: str = Field(title="季度 / quarter")
    examples: list[WorkedExample] = Field(title="算例 / examples")


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


class ExplainDimension(
    Query,
    path="GET /appraisal/scorecards/{quarter}/{department}/{dimension}",
    who=(ANYONE,),
    cites=("A34", "A35"),
    zh="维度为何计入或不计入",
    en="Explain why a dimension counts",
    returns=DimensionView,
):
    """A dimension is due through what was owed. Where nothing was, it is left out; this says what would change it."""

    quarter: QuarterCode
    department: DepartmentId
    dimension: PartId = Field(title="维度 / dimension")
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


class TryDraft(
    Query,
    path="GET /appraisal/policies/{number}/trials/{quarter}",
    who=DRAFTERS,
    cites=("A34", "A35"),
    zh="以某季度试算考核办法",
    en="Try a drafted policy on a quarter",
    returns=TrialQuarter,
):
    """A draft, or a policy of another time, on any quarter beside the one that governs it. Touches nothing."""

    number: int = Field(ge=1, le=MOST, title="编号 / number")
    quarter: QuarterCode


class ShowExamples(
    Query,
    path="GET /appraisal/policies/{number}/examples/{quarter}",
    who=DRAFTERS,
    cites=("A33", "A34"),
    zh="考核办法算例",
    en="Worked examples of a policy",
    returns=ExamplesView,
):
    """Imagined departments when people and departments come, go and merge, in a quarter of that many days."""

    number: int = Field(ge=1, le=MOST, title="编号 / number")
    quarter: QuarterCode


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


PrintScorecard = printing(
    "PrintScorecard", GetScorecard, SCORECARD, path="/appraisal/papers/scorecards/{quarter}/{department}"
)
PrintComparison = printing("PrintComparison", ListScorecards, COMPARISON, path="/appraisal/papers/comparison/{quarter}")
