"""学习任务台账: a line per person, year and measure; how far somebody is, as it is worked out (B1.2, B1.8, B5.8)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from services.kernel.log.registers import Register, Rows
from services.kernel.procedure.fields import Year
from services.kernel.procedure.record import Count, Days, Department, Person, Record, Row, choice
from services.party.progress import events as e
from services.party.progress.target import BECOMES, Measure, TargetStatus


class TargetRecord(
    Record,
    table="study_targets",
    zh="学习任务台账",
    en="Register of study owed",
    one="学习任务 / study owed",
    by="-year -person -measure",
    find="person year measure status",
    dated="due",
    sheet="year person department measure due status",
    becomes=BECOMES,
    cites=("B1.2", "B1.8", "B5.8"),
):
    """How much is owed and done says the progress, which moves with every session and every note."""

    person: Person
    department: Department
    year: Year
    measure: Measure = Field(title="任务 / measure")
    due: date = Field(title="期限 / due")
    status: TargetStatus = Field(title="状态 / status")


Role = Annotated[str, *choice("study.roles", "身份 / role")]


class StudyProgress(
    Row, sheet="person department role days days_owed characters characters_owed articles articles_owed"
):
    """Of one person and year, as the registers stand; what is owed is that of the whole year, as they stand today."""

    person: Person
    department: Department
    year: Year
    role: Role
    days: Days = Field(title="已学天数 / days studied")
    days_owed: Days = Field(title="应学天数 / days owed")
    characters: Count = Field(title="笔记字数 / characters of notes")
    characters_owed: Count = Field(title="应记字数 / characters owed")
    articles: Count = Field(title="体会文章篇数 / articles")
    articles_owed: Count = Field(title="应撰写篇数 / articles owed")


register = Register("study-targets", TargetRecord)


@register.on(e.StudyTargetSet)
def target_set(event: e.StudyTargetSet, rows: Rows) -> None:
    """Set again, it has the same line."""
    if event.originator_version > 1:
        rows.delete(TargetRecord, id=event.originator_id.hex)
    rows.record(TargetRecord, event)


@register.on(e.StudyTargetReopened)
def reopened(event: e.StudyTargetReopened, rows: Rows) -> None:
    rows.change(TargetRecord, event, status=TargetStatus.MISSED if event.missed else TargetStatus.OWED)
