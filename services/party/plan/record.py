"""学习计划台账: a line per year, and one per item, ticked off by the sessions that studied it (A6, A7)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from services.kernel.log.registers import Register, Rows
from services.kernel.procedure.fields import Year
from services.kernel.procedure.record import COMPUTED, Record, Row, choice
from services.party.plan import events as e
from services.party.plan.study_plan import BECOMES, CITES, PlanStatus

Area = Annotated[str, *choice("study.areas", "学习内容 / area of study")]


class PlanItemRow(
    Row,
    table="study_plan_items",
    zh="学习计划项目",
    en="Items of study plans",
    one="项目 / item",
    key="year number",
    by="-year number",
    dated="by",
    sheet="year number area title by dropped",
):
    """`sessions` are those held on it."""

    year: Year
    number: int = Field(title="序号 / number")
    area: Area
    title: str = Field(max_length=200, title="题目 / title")
    by: date = Field(title="完成日期 / to be studied by")
    dropped: bool = Field(title="已取消 / dropped")
    sessions: Annotated[int, COMPUTED] = Field(default=0, title="已学次数 / sessions held")


class StudyPlanRecord(
    Record,
    table="study_plans",
    zh="学习计划台账",
    en="Register of study plans",
    one="学习计划 / study plan",
    by="-year",
    find="status",
    becomes=BECOMES,
    cites=CITES,
):
    year: Year
    status: PlanStatus = Field(title="状态 / status")
    meeting: str = Field(max_length=60, title="主任会议编号 / number of the meeting")
    on: date | None = Field(title="审定日期 / adopted on")
    amended_by: str = Field(max_length=60, title="调整的主任会议 / amended by the meeting")
    entries: Annotated[list[PlanItemRow], COMPUTED] = Field(default=[], title="项目 / items")


register = Register("study-plans", StudyPlanRecord, PlanItemRow)
register.changes(StudyPlanRecord, e.StudyPlanAdopted, "meeting", "on")


@register.on(e.StudyPlanDrafted)
def drafted(event: e.StudyPlanDrafted, rows: Rows) -> None:
    """Drawn up anew, it has the same line and other items."""
    if event.originator_version > 1:
        rows.delete(StudyPlanRecord, id=event.originator_id.hex)
        rows.delete(PlanItemRow, year=event.year)
    rows.record(StudyPlanRecord, event)
    _add(event.year, event.items, rows)


@register.on(e.StudyPlanAmended)
def amended(event: e.StudyPlanAmended, rows: Rows) -> None:
    rows.change(StudyPlanRecord, event, amended_by=event.meeting)
    for number in event.dropped:
        rows.update(PlanItemRow, {"year": event.year, "number": number}, dropped=True)
    _add(event.year, event.added, rows)


def _add(year: int, items: tuple[e.PlannedItem, ...], rows: Rows) -> None:
    for item in items:
        rows.insert(
            PlanItemRow, year=year, number=item.number, area=item.area, title=item.title, by=item.by, dropped=False
        )
