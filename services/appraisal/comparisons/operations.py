"""What can be asked of two scorecards (A35)."""

from __future__ import annotations

from decimal import Decimal

from pydantic import Field

from services.appraisal.quarter import PATTERN
from services.appraisal.scorecards.operations import AsOf, QuarterCode
from services.kernel.domain.who import ANYONE
from services.kernel.procedure.fields import DepartmentId, MaybeDepartment
from services.kernel.procedure.operations import Query, View
from services.kernel.procedure.record import Department


class Side(View):
    """`whole` tells that the system was there for all of the quarter."""

    quarter: str = Field(title="季度 / quarter")
    department: Department
    zh: str = Field(title="部门名称 / department's name")
    en: str = Field(title="部门英文名称 / department's English name")
    score: Decimal | None = Field(title="得分 / score")
    rank: int | None = Field(title="名次 / rank")
    whole: bool = Field(title="记录完整 / recorded throughout")


class ComparedRule(View):
    rule: str = Field(title="规则标识 / rule")
    zh: str = Field(title="规则 / rule (Chinese)")
    en: str = Field(title="规则（英文） / rule (English)")
    first: Decimal | None = Field(title="甲方分值 / points of the first")
    second: Decimal | None = Field(title="乙方分值 / points of the second")


class ComparedDimension(View):
    """Scores are null where the dimension is left out; `difference` is what it brings to the first's score less what it
    brings to the second's, so that the differences add up."""

    dimension: str = Field(title="维度标识 / dimension")
    zh: str = Field(title="维度 / dimension (Chinese)")
    en: str = Field(title="维度（英文） / dimension (English)")
    first: Decimal | None = Field(title="甲方得分 / score of the first")
    second: Decimal | None = Field(title="乙方得分 / score of the second")
    first_brings: Decimal = Field(title="对甲方总分的贡献 / brings the first")
    second_brings: Decimal = Field(title="对乙方总分的贡献 / brings the second")
    difference: Decimal = Field(title="差额 / difference")
    rules: list[ComparedRule] = Field(title="规则 / rules")


class SidesView(View):
    first: Side = Field(title="甲方 / first")
    second: Side = Field(title="乙方 / second")
    difference: Decimal | None = Field(title="差额 / difference")
    dimensions: list[ComparedDimension] = Field(title="维度 / dimensions")


class CompareScorecards(
    Query,
    path="GET /appraisal/comparisons/{quarter}/{department}",
    who=(ANYONE,),
    cites=("A34", "A35"),
    zh="比较两张记分卡",
    en="Compare two scorecards",
    returns=SidesView,
):
    """A department's with another one's, or with its own of another quarter: of the quarter before where neither is
    named."""

    quarter: QuarterCode
    department: DepartmentId
    other_department: MaybeDepartment = Field(default="", title="另一部门 / other department")
    other_quarter: str = Field(default="", pattern=f"^$|{PATTERN}", title="另一季度 / other quarter")
    as_of: AsOf = None

    REFUSES = ("appraisal.no-policy", "appraisal.not-appraised")
