"""工会慰问台账: what is owed and what was done (A24–A26)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from services.finance.union_care import events as e
from services.finance.union_care.care import CITES, CareKind, CareStatus, UnionCare
from services.kernel.domain.who import SYSTEM_ID
from services.kernel.log.registers import Register, Rows
from services.kernel.procedure.record import Department, People, Person, Post, Record, choice


class UnionCareRecord(
    Record,
    table="union_care",
    zh="工会慰问台账",
    en="Register of the union's care",
    one="工会慰问事项 / duty of the union",
    by="-opened -id",
    find="duty person status",
    dated="opened",
    sheet="duty festival opened answers missed status",
    becomes=UnionCare.BECOMES,
    cites=CITES,
):
    """Its workbook goes without whom it was for, and without the days that would tell a birthday."""

    duty: CareKind = Field(title="事项 / duty")
    person: Person = Field(title="慰问对象 / for whom")
    period: str = Field(max_length=10, title="年度或住院日期 / year, or in hospital since")
    festival: Annotated[str, *choice("union.festivals", "节日 / festival")]
    opened: date = Field(title="产生日期 / owed since")
    first: date = Field(title="自 / from")
    due: date = Field(title="期限 / due")
    answers: Person = Field(title="责任人 / who owes it")
    answers_as: Post = Field(title="责任岗位 / owed as")
    department: Department
    reported_by: Person = Field(title="报告人 / reported by")
    status: CareStatus = Field(title="状态 / status")
    missed: bool = Field(title="曾逾期 / was missed")
    on: date | None = Field(title="办理日期 / done on")
    visitors: People = Field(title="看望人员 / visitors")
    gift: Decimal = Field(title="慰问品价值(元) / value of the gift (yuan)")
    what: str = Field(title="活动或慰问内容 / what was done")


register = Register("union-care", UnionCareRecord)
register.changes(UnionCareRecord, e.UnionCarePassed, "answers", "answers_as", "department")
register.changes(UnionCareRecord, e.UnionCareMoved, "first", "due")
register.changes(UnionCareRecord, e.UnionCareGiven, "on", "visitors", "gift", "what")
register.changes(UnionCareRecord, e.UnionCareMissed, missed=True)


@register.on(e.UnionCareDue)
def _due(event: e.UnionCareDue, rows: Rows) -> None:
    reported_by = "" if event.actor == SYSTEM_ID else event.actor
    if event.originator_version == 1:
        rows.record(UnionCareRecord, event, person=event.member, opened=event.day, reported_by=reported_by)
    else:
        rows.change(
            UnionCareRecord, event, "first", "due", "answers", "answers_as", "department", opened=event.day,
            missed=False,
        )  # fmt: skip
