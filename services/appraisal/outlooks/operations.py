"""What can be asked of a score that may still rise (A34)."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, Field

from services.appraisal.scorecards.operations import QuarterCode
from services.kernel.domain.who import ANYONE
from services.kernel.procedure.fields import DepartmentId
from services.kernel.procedure.operations import Query, View
from services.kernel.procedure.record import CODE, Count, Department


class OpenDebt(BaseModel):
    """What a department owes already, by the kind of fact that doing it in time becomes."""

    kind: Annotated[str, CODE, Field(max_length=60, title="事实代码 / code of the fact")]
    number: int = Field(ge=1, le=1000, title="件数 / number")


class Prospect(View):
    """The score if this happened and nothing else; `gain` is what it would bring. `owed`: it is owed already."""

    zh: str = Field(title="事项 / what (Chinese)")
    en: str = Field(title="事项（英文） / what (English)")
    kind: str = Field(title="事实代码 / code of the fact")
    number: Count = Field(title="件数 / number")
    owed: bool = Field(title="已应办 / owed already")
    score: Decimal | None = Field(title="届时得分 / score then")
    gain: Decimal = Field(title="提升 / gain")
    rank: int | None = Field(title="届时名次 / rank then")


class OutlookView(View):
    """`items` by what they bring, the most first. `together` is all that is owed already, done in
    time, where it is of several kinds."""

    quarter: str = Field(title="季度 / quarter")
    department: Department
    score: Decimal | None = Field(title="得分 / score")
    rank: int | None = Field(title="名次 / rank")
    items: list[Prospect] = Field(title="可提升事项 / what would raise it")
    together: Prospect | None = Field(title="应办各项全部按期 / all that is owed, in time")


class WeighDeeds(
    Query,
    path="POST /appraisal/outlooks",
    who=(ANYONE,),
    cites=("A34",),
    zh="提升空间",
    en="What would raise a score",
    returns=OutlookView,
):
    """By scoring the department with each deed done: what it owes already, and whatever else the policy rewards."""

    quarter: QuarterCode
    department: DepartmentId
    owed: list[OpenDebt] = Field(default=[], max_length=50, title="应办事项 / owed already")

    REFUSES = ("appraisal.no-policy", "appraisal.not-appraised", "appraisal.unknown-fact-kind")
