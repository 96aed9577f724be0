"""纪检组案卷: a line per report, for the group's members who take part (A1)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from services.kernel.log.registers import Register, Rows
from services.kernel.procedure.record import LINED, Department, Number, People, Person, Record, Row, choice
from services.party.discipline import events as e
from services.party.discipline.case import BECOMES, CITES, CaseStatus

Outcome = Annotated[str, *choice("discipline.outcomes", "处理结果 / outcome")]


class CaseRecord(
    Record,
    table="discipline_cases",
    zh="纪检组案卷",
    en="Case files of the discipline group",
    one="线索 / case",
    by="-year -serial",
    find="status",
    becomes=BECOMES,
    cites=CITES,
):
    """Without a workbook: nothing of it leaves the group."""

    number: Number
    received_on: date = Field(title="受理日期 / received on")
    against: Person = Field(title="被反映人 / against")
    reporter: Person = Field(title="反映人 / reported by")
    source: str = Field(title="来源 / source")
    matter: str = Field(title="反映的问题 / what is reported")
    happened_on: date | None = Field(title="发生日期 / happened on")
    status: CaseStatus = Field(title="状态 / status")
    recused: People = Field(title="回避 / recused")
    findings: Annotated[list[str], LINED] = Field(title="核查情况 / findings")
    outcome: Outcome
    conclusion: str = Field(title="结论 / conclusion")
    concluded_on: date | None = Field(title="办结日期 / concluded on")
    published_on: date | None = Field(title="通报日期 / published on")


class OutcomeRecord(
    Row,
    table="discipline_outcomes",
    zh="处理结果通报",
    en="Published outcomes",
    one="通报 / notice",
    by="-on -number",
    key="number",
    find="person department",
    dated="on",
    cites=CITES,
):
    """All that anybody outside the group is told."""

    number: str = Field(max_length=12, title="编号 / number")
    on: date = Field(title="通报日期 / published on")
    person: Person
    department: Department
    outcome: Outcome
    notice: str = Field(title="通报内容 / notice")


register = Register("discipline", CaseRecord, OutcomeRecord, zh="纪检组案卷", en="Discipline group")
register.opens(CaseRecord, e.ReportReceived, received_on="day")
register.changes(CaseRecord, e.CaseConcluded, "outcome", "conclusion", concluded_on="day")


@register.on(e.CaseMemberRecused)
def recused(event: e.CaseMemberRecused, rows: Rows) -> None:
    was = rows.get(CaseRecord, id=event.originator_id.hex)
    rows.change(CaseRecord, event, recused=[*was.recused, event.member])


@register.on(e.CaseNoted)
def noted(event: e.CaseNoted, rows: Rows) -> None:
    was = rows.get(CaseRecord, id=event.originator_id.hex)
    rows.change(CaseRecord, event, findings=[*was.findings, event.finding])


@register.on(e.CaseOutcomePublished)
def published(event: e.CaseOutcomePublished, rows: Rows) -> None:
    rows.change(CaseRecord, event, published_on=event.day)
    rows.insert(
        OutcomeRecord, number=event.number, on=event.day, person=event.person,
        department=event.department, outcome=event.outcome, notice=event.notice,
    )  # fmt: skip
