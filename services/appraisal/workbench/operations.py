"""What can be asked of a policy that is only being thought of (A34, A35)."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from services.appraisal.policy.fairness import LawBroken, PolicyUnsaid, SignMistaken
from services.appraisal.policy.operations import DRAFTERS, MOST, ChangedPart
from services.appraisal.policy.parts import Misshapen, NoSuchPart
from services.appraisal.scorecards.operations import QuarterCode
from services.kernel.procedure.operations import Query, View
from services.kernel.procedure.record import Count, Department

Number = Annotated[int, Field(ge=1, le=MOST, title="编号 / number")]


class Weight(View):
    """A dimension's weight as it was and as it is tried."""

    dimension: str = Field(title="维度标识 / dimension")
    zh: str = Field(title="维度 / dimension (Chinese)")
    en: str = Field(title="维度（英文） / dimension (English)")
    was: Decimal = Field(title="原权重 / weight before")
    weight: Decimal = Field(title="权重 / weight")


class Beside(View):
    """Under another policy, by its number."""

    number: int = Field(title="编号 / number")
    score: Decimal | None = Field(title="得分 / score")
    rank: int | None = Field(title="名次 / rank")


class BenchLine(View):
    """`score` and `rank` are those of the policy that governs the quarter; null where none does. `difference` is trial
    less score."""

    department: Department
    zh: str = Field(title="部门名称 / department's name")
    en: str = Field(title="部门英文名称 / department's English name")
    score: Decimal | None = Field(title="现行得分 / score now")
    rank: int | None = Field(title="现行名次 / rank now")
    trial: Decimal | None = Field(title="试算得分 / score in the trial")
    trial_rank: int | None = Field(title="试算名次 / rank in the trial")
    difference: Decimal | None = Field(title="差额 / difference")
    beside: list[Beside] = Field(title="其他办法 / under other policies")


class BenchQuarter(View):
    """`moved` departments have another rank than now."""

    quarter: str = Field(title="季度 / quarter")
    moved: Count = Field(title="名次变动的部门数 / departments whose rank moved")
    lines: list[BenchLine] = Field(title="部门 / departments")


class Doubtful(View):
    """A part under which a score could be unfair, and why."""

    part: str = Field(title="部分 / part")
    zh: str = Field(title="原因 / why (Chinese)")
    en: str = Field(title="原因（英文） / why (English)")


class BenchView(View):
    """`change` is all that differs from the policy the trial began with, weights that gave way included: what a draft
    is made from. `doubts` are where the three laws cannot be proved: such a policy cannot be drafted."""

    number: int = Field(title="编号 / number")
    change: list[ChangedPart] = Field(title="改动 / changes")
    weights: list[Weight] = Field(title="权重 / weights")
    doubts: list[Doubtful] = Field(title="疑点 / doubts")
    quarters: list[BenchQuarter] = Field(title="季度 / quarters")


class ProofView(View):
    """The three laws hold: blame never raises a score, merit never lowers one, what is taken back leaves no trace."""

    policy_digest: str = Field(title="考核办法摘要 / policy's digest")
    fair: bool = Field(default=True, title="公平 / fair")


class ShakenLine(View):
    """`kept` is in how many of a hundred draws the department keeps its rank."""

    department: Department
    zh: str = Field(title="部门名称 / department's name")
    en: str = Field(title="部门英文名称 / department's English name")
    score: Decimal | None = Field(title="得分 / score")
    rank: int | None = Field(title="名次 / rank")
    best: int | None = Field(title="最好名次 / best rank")
    worst: int | None = Field(title="最差名次 / worst rank")
    kept: Decimal | None = Field(title="名次不变（%） / keeps its rank (%)")


class ShakenView(View):
    """`changed` and `first_changed`: in how many of a hundred draws any rank changes, or who comes first."""

    quarter: str = Field(title="季度 / quarter")
    percent: int = Field(title="幅度（%） / by (%)")
    draws: Count = Field(title="次数 / draws")
    seed: int = Field(title="随机种子 / seed")
    changed: Decimal = Field(title="有名次变动（%） / ranks change (%)")
    first_changed: Decimal = Field(title="首位易主（%） / another comes first (%)")
    lines: list[ShakenLine] = Field(title="部门 / departments")


class OfTrial(Query):
    """`balance`: weights that are not changed give way in proportion, so that all of them still make 100."""

    number: Number
    change: list[ChangedPart] = Field(default=[], max_length=200, title="改动 / changes")
    balance: bool = Field(default=True, title="其余权重按比例让出 / the other weights give way")


_REFUSES = tuple(refusal.code for refusal in (NoSuchPart, Misshapen))


class TryChanges(
    OfTrial,
    path="POST /appraisal/workbench/trials",
    who=DRAFTERS,
    cites=("A34", "A35"),
    zh="试算改动",
    en="Try changes of a policy",
    returns=BenchView,
):
    """A policy with some fields written anew, over any quarters, beside the policies in force and others."""

    quarters: list[QuarterCode] = Field(min_length=1, max_length=12, title="季度 / quarters")
    beside: list[Number] = Field(default=[], max_length=20, title="并列的办法 / policies beside")

    REFUSES = (*_REFUSES, "appraisal.unknown-fact-kind", "appraisal.unknown-article")


class ProveChanges(
    OfTrial,
    path="POST /appraisal/workbench/proofs",
    who=DRAFTERS,
    cites=("A34", "A35"),
    zh="证明改动公平",
    en="Prove changes of a policy fair",
    returns=ProofView,
):
    """Refused with a counterexample where a scorecard could be unfair, as a draft would be."""

    REFUSES = (*_REFUSES, PolicyUnsaid.code, SignMistaken.code, LawBroken.code)


class ShakeWeights(
    OfTrial,
    path="POST /appraisal/workbench/shakings",
    who=DRAFTERS,
    cites=("A34", "A35"),
    zh="权重稳健性",
    en="Shake the weights",
    returns=ShakenView,
):
    """How often ranks change when every weight is moved by up to so many percent of itself, each by chance of its own.

    The same seed gives the same draws, and so the same answer.
    """

    quarter: QuarterCode
    percent: int = Field(default=10, ge=1, le=50, title="幅度（%） / by (%)")
    draws: int = Field(default=300, ge=1, le=2000, title="次数 / draws")
    seed: int = Field(default=1, ge=0, le=1_000_000, title="随机种子 / seed")

    REFUSES = (*_REFUSES, "appraisal.no-policy")
