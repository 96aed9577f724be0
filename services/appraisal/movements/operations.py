"""What can be asked of the way from one moment to another (A35)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import AwareDatetime, Field

from services.appraisal.policy.operations import KindView
from services.appraisal.scorecards.operations import AsOf, QuarterCode
from services.kernel.domain.who import ANYONE
from services.kernel.procedure.fields import MaybeDepartment
from services.kernel.procedure.operations import Query, View
from services.kernel.procedure.record import Count, Department


class Change(View):
    """What one event said of a department in a kind of fact: the net quantity."""

    kind: str = Field(title="事实代码 / code of the fact")
    quantity: Decimal = Field(title="数量 / quantity")


class Cause(View):
    """An event that counted for the department. `effect` is the score with it less the score without it, given all that
    was recorded before it; null where there was no score to move."""

    source: str = Field(title="来源 / source")
    position: int = Field(title="序号 / position")
    recorded: datetime = Field(title="记录时间 / recorded at")
    day: date = Field(title="日期 / day")
    changes: list[Change] = Field(title="事实 / facts")
    effect: Decimal | None = Field(title="影响 / effect")
    cites: list[str] = Field(title="依据 / articles")


class Moved(View):
    """`difference` is `organ` + `earlier` + every cause's `effect`, to the last digit.

    `organ` is what people, departments and the policy changed; `earlier` the joint effect of events that are too many
    to be told one by one. Before there was a policy there was no score, and no difference.
    """

    department: Department
    zh: str = Field(title="部门名称 / department's name")
    en: str = Field(title="部门英文名称 / department's English name")
    before: Decimal | None = Field(title="原得分 / before")
    after: Decimal | None = Field(title="现得分 / after")
    difference: Decimal | None = Field(title="变动 / difference")
    rank_before: int | None = Field(title="原名次 / rank before")
    rank_after: int | None = Field(title="现名次 / rank after")
    organ: Decimal | None = Field(title="人员与办法变动 / people and policy")
    earlier: Decimal | None = Field(title="较早各事件合计 / earlier events together")
    causes: list[Cause] = Field(title="起因 / causes")


class MovementView(View):
    """`kinds` names what moved; `more` says that not every event is told by itself."""

    quarter: str = Field(title="季度 / quarter")
    since: datetime = Field(title="自 / since")
    until: datetime = Field(title="至 / until")
    last_recorded: date = Field(
        title="最后记录日 / last day on record",
        description="该季度最后一次有事实入账的日期 / the last day on which a fact of it was recorded",
    )
    events: Count = Field(title="逐一列出的事件数 / events told")
    more: bool = Field(title="另有较早事件 / earlier ones there are")
    lines: list[Moved] = Field(title="部门 / departments")
    kinds: dict[str, KindView] = Field(title="所计事实 / what the rules count")


class CompareMoments(
    Query,
    path="GET /appraisal/movements/{quarter}",
    who=(ANYONE,),
    cites=("A34", "A35"),
    zh="两个时点之间的变动",
    en="What moved between two moments",
    returns=MovementView,
):
    """Which events moved whom by how much: each is weighed in the order in which it was recorded."""

    quarter: QuarterCode
    since: Annotated[AwareDatetime, Field(title="自 / since", examples=["2026-09-21T00:00:00+08:00"])]
    until: AsOf = None
    department: MaybeDepartment = Field(default="", title="部门 / department")
    limit: int = Field(default=200, ge=1, le=1000, title="逐一列出的事件数 / events told")

    REFUSES = ("appraisal.no-policy",)
