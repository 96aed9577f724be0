"""What can be asked of a quarter as a whole: how it stands, what is still to come, and how it compares with others."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from pydantic import Field

from services.appraisal.policy.operations import KindView
from services.appraisal.quarters.record import Grade
from services.appraisal.scorecards.operations import AsOf, At, QuarterCode
from services.kernel.domain.who import ANYONE
from services.kernel.procedure.operations import Query, View
from services.kernel.procedure.record import Count, Department


class Band(View):
    """The departments whose scorecard lies within a grade's bounds. No grade is given by that: a vote decides (A35)."""

    grade: Grade
    zh: str = Field(title="等次名称 / grade (Chinese)")
    en: str = Field(title="等次英文名称 / grade (English)")
    at_least: Decimal = Field(title="分数线 / at least")
    at_most_share: int | None = Field(title="比例上限 / share at most")
    departments: list[Department] = Field(title="部门 / departments")


class Awaited(View):
    """Something that counts as nothing for as long as it is not there: a share of which nothing is on record, or what
    a target still lacks."""

    dimension: str = Field(title="维度标识 / dimension")
    rule: str = Field(title="规则标识 / rule")
    zh: str = Field(title="规则 / rule (Chinese)")
    en: str = Field(title="规则（英文） / rule (English)")
    kind: str = Field(title="事实代码 / code of the fact")
    done: Decimal = Field(title="已有 / so far")
    target: Decimal | None = Field(title="应有 / wanted", description="比率尚无记录时为空 / null: no share yet")


class Brought(View):
    dimension: str = Field(title="维度标识 / dimension")
    zh: str = Field(title="维度 / dimension (Chinese)")
    en: str = Field(title="维度（英文） / dimension (English)")
    points: Decimal = Field(title="对总分的贡献 / brings")


class SurveyLine(View):
    """`brought` says what each dimension that counts brings to the score, and adds up to it.

    `reach` is the score if all that is awaited came and nothing else changed; null where nothing is awaited.
    """

    department: Department
    zh: str = Field(title="部门名称 / department's name")
    en: str = Field(title="部门英文名称 / department's English name")
    score: Decimal | None = Field(title="得分 / score")
    rank: int | None = Field(title="名次 / rank")
    brought: list[Brought] = Field(title="各维度贡献 / by dimension")
    awaited: list[Awaited] = Field(title="尚缺 / still to come")
    reach: Decimal | None = Field(title="补齐后得分 / score with it")


class SurveyView(View):
    """`kinds` names what is awaited. Mean and median are rounded as scores are."""

    quarter: str = Field(title="季度 / quarter")
    first_day: date = Field(title="起始日 / first day")
    last_day: date = Field(title="截止日 / last day")
    running: bool = Field(title="进行中 / running")
    days_left: Count = Field(title="剩余天数 / days left")
    highest: Decimal | None = Field(title="最高 / highest")
    lowest: Decimal | None = Field(title="最低 / lowest")
    mean: Decimal | None = Field(title="平均 / mean")
    median: Decimal | None = Field(title="中位数 / median")
    bands: list[Band] = Field(title="分布 / distribution")
    lines: list[SurveyLine] = Field(title="部门 / departments")
    kinds: dict[str, KindView] = Field(title="所计事实 / what the rules count")
    at: str = Field(title="位点 / positions")


class TrendQuarter(View):
    """`whole` tells that the system was there for all of it: a quarter before that has only what was found later."""

    quarter: str = Field(title="季度 / quarter")
    running: bool = Field(title="进行中 / running")
    whole: bool = Field(title="记录完整 / recorded throughout")


class TrendPoint(View):
    """`grade` is the published one that stands; empty where there is none."""

    quarter: str = Field(title="季度 / quarter")
    score: Decimal | None = Field(title="得分 / score")
    rank: int | None = Field(title="名次 / rank")
    grade: Grade = Field(default="")


class TrendLine(View):
    department: Department
    zh: str = Field(title="部门名称 / department's name")
    en: str = Field(title="部门英文名称 / department's English name")
    points: list[TrendPoint] = Field(title="各季度 / quarters")


class TrendView(View):
    quarters: list[TrendQuarter] = Field(title="季度 / quarters")
    lines: list[TrendLine] = Field(title="部门 / departments")


class SurveyQuarter(
    Query,
    path="GET /appraisal/surveys/{quarter}",
    who=(ANYONE,),
    cites=("A33", "A34", "A35"),
    zh="季度综览",
    en="Survey a quarter",
    returns=SurveyView,
):
    """How the scores lie, and, while the quarter runs, what is still to come from whom."""

    quarter: QuarterCode
    as_of: AsOf = None
    at: At = None

    REFUSES = ("appraisal.no-policy", "appraisal.two-moments")


class ListTrend(
    Query,
    path="GET /appraisal/trends",
    who=(ANYONE,),
    cites=("A35",),
    zh="各季度走势",
    en="Scores from quarter to quarter",
    returns=TrendView,
):
    """Each department's score and rank of the last quarters, the oldest first, as known now."""

    limit: int = Field(default=8, ge=1, le=12, title="季度数 / quarters")
