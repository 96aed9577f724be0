"""个人记录异议台账, and a year's record as it is shown: derived from facts each time, never stored (A35)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Self

from pydantic import Field

from services.appraisal.facts.meanings import KINDS
from services.appraisal.papers import Provable
from services.appraisal.records import events as e
from services.appraisal.records.contest import BECOMES, CITES, ContestStatus
from services.kernel.log.registers import Register, Rows
from services.kernel.procedure.fields import Year
from services.kernel.procedure.operations import View
from services.kernel.procedure.record import COMPUTED, Code, Department, Person, Record


class ContestRecord(
    Record,
    table="record_contests",
    zh="个人记录异议台账",
    en="Objections to records",
    one="个人记录异议 / objection to a record",
    by="-raised_on -id",
    find="person department year status",
    dated="raised_on",
    sheet="person department year source position kind text status raised_on due answer answered_by answered_on",
    becomes=BECOMES,
    cites=CITES,
):
    person: Person
    department: Department
    year: Year
    source: Code = Field(max_length=40, title="来源 / source")
    position: int = Field(title="位点 / position")
    n: int = Field(title="事实序号 / fact")
    kind: Code = Field(max_length=80, title="事实代码 / code of the fact")
    zh: Annotated[str, COMPUTED] = Field(default="", title="所异议事项 / what is objected to (Chinese)")
    en: Annotated[str, COMPUTED] = Field(default="", title="所异议事项（英文） / what is objected to")
    text: str = Field(title="异议 / objection")
    status: ContestStatus = Field(title="状态 / status")
    raised_on: date = Field(title="提出日 / raised on")
    due: date | None = Field(title="答复期限 / answer due")
    answer: str = Field(title="答复 / answer")
    answered_by: Person = Field(title="答复人 / answered by")
    answered_on: date | None = Field(title="答复日 / answered on")

    @classmethod
    def of(cls, row: Any, **more: Any) -> Self:
        """With the words of the fact that is objected to."""
        return super().of(row, zh=KINDS[row.kind].zh, en=KINDS[row.kind].en, **more)


register = Register("record-contests", ContestRecord)
register.opens(ContestRecord, e.RecordContested, raised_on="day")
register.changes(ContestRecord, e.ContestMissed)


@register.on(e.ContestAnswered)
def _answered(event: e.ContestAnswered, rows: Rows) -> None:
    status = ContestStatus.UPHELD if event.upheld else ContestStatus.DISMISSED
    rows.change(
        ContestRecord, event, "answer", status=status, answered_by=event.actor, answered_on=event.day
    )  # fmt: skip


class RecordEntry(View):
    """One fact about the person; `taken_back` where a later one cancels it, so that nothing is left of it."""

    source: Code = Field(title="来源 / source")
    position: int = Field(title="位点 / position")
    n: int = Field(title="事实序号 / fact")
    on: date = Field(title="日期 / day")
    kind: Code = Field(title="事实代码 / code of the fact")
    zh: str = Field(title="事项 / what (Chinese)")
    en: str = Field(title="事项（英文） / what")
    quantity: Decimal = Field(title="数量 / quantity")
    cites: list[str] = Field(title="依据 / articles")


class RecordTotal(View):
    """What is left of a kind in the year, net of what was taken back."""

    kind: Code = Field(title="事实代码 / code of the fact")
    zh: str = Field(title="事项 / what (Chinese)")
    en: str = Field(title="事项（英文） / what")
    quantity: Decimal = Field(title="数量 / quantity")
    cites: list[str] = Field(title="依据 / articles")


class YearOfPerson(View):
    person: Person
    department: Department
    year: Year
    totals: list[RecordTotal] = Field(title="汇总 / totals")
    entries: list[RecordEntry] = Field(title="明细 / entries")
    contests: list[ContestRecord] = Field(title="异议 / objections")


class PersonalRecord(Provable, YearOfPerson):
    """`digest` is of the entries; `policy` of the rule books as they were when it was shown."""

    policy: str = Field(title="规则摘要 / digest of the rule books")
