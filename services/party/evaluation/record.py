"""民主评议台账: the year's evaluation, and a form for each member (B7.6)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from services.kernel.log.registers import Register, Rows
from services.kernel.procedure.fields import Year
from services.kernel.procedure.record import COMPUTED, LINED, Department, People, Person, Record, Row, choice
from services.party.evaluation import events as e
from services.party.evaluation import form
from services.party.evaluation.form import Capacity, FormStatus
from services.party.evaluation.round import BECOMES as ROUND_BECOMES
from services.party.evaluation.round import CITES as ROUND_CITES
from services.party.evaluation.round import Step

Result = Annotated[str, *choice("evaluation.results", "等次 / result")]
Content = Annotated[str, *choice("evaluation.contents", "评议内容 / content")]
Handling = Annotated[str, *choice("evaluation.handlings", "处理 / handling")]


class EvaluationRecord(
    Record,
    table="evaluations",
    zh="民主评议党员",
    en="Yearly evaluations",
    one="民主评议 / evaluation",
    by="-year",
    find="year",
    dated="due",
    becomes=ROUND_BECOMES,
    cites=ROUND_CITES,
):
    year: Year
    due: date = Field(title="期限 / due")
    person: Person = Field(title="责任人 / bound")
    status: Step = Field(title="步骤 / step")
    missed: bool = Field(title="逾期 / overdue")
    members: int = Field(title="参加人数 / members")
    contents: list[Content] = Field(title="评议内容 / contents")
    on: date | None = Field(title="学习日期 / studied on")
    topic: str = Field(title="学习内容 / what was studied")
    present: People = Field(title="参加学习 / present")
    kept_until: date | None = Field(title="登记表保管至 / forms kept until")


class Tally(Row, table="evaluation_tallies", key="year person capacity result", by="year person capacity result"):
    """How often the others named this result."""

    year: Year
    person: Person
    capacity: Capacity = Field(title="评议身份 / capacity")
    result: Result
    votes: int = Field(title="票数 / votes")


class FormRecord(
    Record,
    table="evaluation_forms",
    zh="民主评议党员登记表",
    en="Evaluation forms",
    one="登记表 / form",
    by="-year -person",
    find="year person status result",
    dated="opened_on",
    sheet="year person department group capacities status result commended handling due improved kept_until",
    becomes=form.BECOMES,
    cites=form.CITES,
):
    """Its workbook goes without what members wrote, what was said of them and how they were counted."""

    year: Year
    person: Person
    department: Department
    group: str = Field(max_length=60, title="党小组 / group")
    capacities: list[Capacity] = Field(title="评议身份 / assessed")
    opened_on: date = Field(title="建表日期 / opened on")
    status: FormStatus = Field(title="状态 / status")
    contents: list[Content] = Field(title="评议内容 / contents")
    texts: Annotated[list[str], LINED] = Field(title="自我评价 / self-assessment")
    counted: list[Capacity] = Field(title="已评议 / counted")
    opinion: str = Field(title="党员评议意见 / what the others say")
    opinion_as_leader: str = Field(title="对领导干部的评议意见 / what they say of them as a leader")
    tallies: Annotated[list[Tally], COMPUTED] = Field(title="评议票数 / votes")
    result: Result
    examination: str = Field(title="组织考察意见 / the organisation's opinion")
    commended: bool = Field(title="表彰 / commended")
    handling: Handling
    due: date | None = Field(title="处理期限 / until")
    note: str = Field(title="处理情况 / what is done")
    missed: bool = Field(title="逾期 / overdue")
    improved: bool | None = Field(title="已改正 / improved")
    reason: str = Field(title="不参加的理由 / why they take no part")
    kept_until: date | None = Field(title="保管至 / kept until")


register = Register("evaluation", EvaluationRecord, FormRecord, Tally, zh="民主评议台账", en="Evaluation of members")
register.opens(EvaluationRecord, e.EvaluationDue)
register.changes(EvaluationRecord, e.EvaluationStarted, "contents", "members")
register.changes(EvaluationRecord, e.EvaluationStudied, "on", "topic", "present")
register.changes(EvaluationRecord, e.EvaluationAdvanced, status="step")
register.changes(EvaluationRecord, e.EvaluationMissed, missed=True)
register.opens(FormRecord, e.EvaluationFormOpened, opened_on="day")
register.changes(FormRecord, e.SelfAssessed, "contents", "texts")
register.changes(FormRecord, e.MemberExamined, "result", examination="opinion")
register.changes(FormRecord, e.MemberExcused, "reason")
register.changes(FormRecord, e.MemberCommended, "note", commended=True)
register.changes(FormRecord, e.MemberHandled, "handling", "due", "note", improved=None, missed=False)
register.changes(FormRecord, e.HandlingEnded, "improved", "note")
register.changes(FormRecord, e.HandlingMissed, missed=True)


@register.on(e.EvaluationClosed)
def closed(event: e.EvaluationClosed, rows: Rows) -> None:
    rows.change(EvaluationRecord, event, "kept_until")
    rows.update(FormRecord, {"year": event.year}, kept_until=event.kept_until)


@register.on(e.MutuallyAssessed)
def counted(event: e.MutuallyAssessed, rows: Rows) -> None:
    """A second count of the same capacity replaces the first."""
    was = rows.get(FormRecord, id=event.originator_id.hex)
    opinion = "opinion_as_leader" if event.capacity == Capacity.LEADER else "opinion"
    rows.change(FormRecord, event, counted=sorted({*was.counted, event.capacity}), **{opinion: event.opinion})
    key = {"year": event.year, "person": event.person, "capacity": event.capacity}
    rows.delete(Tally, **key)
    for result, votes in zip(event.results, event.votes, strict=True):
        rows.insert(Tally, **key, result=result, votes=votes)
