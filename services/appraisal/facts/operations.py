"""Looking at facts, and proving that they follow from the sources' logs (A34: nothing is typed into a scorecard)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field

from services.appraisal.quarter import PATTERN
from services.kernel.domain.who import (
    ADMINISTRATOR,
    AUDITOR,
    CHAIR,
    HEAD,
    OFFICE_DIRECTOR,
    SECRETARY_GENERAL,
    SELF,
    SUPERVISOR,
)
from services.kernel.domain.words import Word
from services.kernel.procedure.operations import Command, Page, PagedQuery, View
from services.kernel.procedure.record import DEPARTMENT, PERSON, Department, Person


class TableName(Word):
    """Which of the two tables a difference is in."""

    FACTS = "facts", "事实", "facts"
    TOTALS = "totals", "累计", "running totals"


class FactView(View):
    """`source` and `position` are the event's place in that service's log; `n` counts its facts."""

    source: str = Field(title="来源 / source")
    position: int = Field(title="序号 / position")
    n: int = Field(title="事件内第几项 / which of the event's facts")
    quarter: str = Field(title="季度 / quarter")
    department: Department
    person: Person
    kind: str = Field(title="事实代码 / code of the fact")
    zh: str = Field(title="事实 / fact")
    en: str = Field(title="事实（英文） / fact (English)")
    quantity: Decimal = Field(title="数量 / quantity")
    day: date = Field(title="日期 / day")
    recorded: datetime = Field(title="记录时间 / recorded at")
    cites: list[str] = Field(title="依据 / articles")
    aggregate: str = Field(title="所属记录 / record")


class DifferenceView(View):
    """A row that is not the same; null where only the other side has it, and for all but the auditor: facts are of
    people."""

    table: TableName = Field(title="表 / table")
    key: list[Any] = Field(title="所属行 / key")
    live: list[Any] | None = Field(title="现用 / live")
    rebuilt: list[Any] | None = Field(title="重建所得 / rebuilt")


class RebuildView(View):
    """The facts as they follow from the logs up to `positions`, compared with the live ones."""

    positions: dict[str, int] = Field(title="各来源位点 / positions")
    events: int = Field(title="事件数 / events")
    facts: int = Field(title="事实数 / facts")
    equal: bool = Field(title="与现用一致 / equal")
    differences: list[DifferenceView] = Field(title="差异 / differences")


class ListFacts(
    PagedQuery,
    path="GET /appraisal/facts",
    who=(AUDITOR, SELF, HEAD, SUPERVISOR, CHAIR, SECRETARY_GENERAL, OFFICE_DIRECTOR),
    cites=("A34", "A35"),
    zh="事实台账",
    en="List facts",
    returns=Page[FactView],
):
    """Of a person, of a department, or of the whole organ, by business date."""

    quarter: str | None = Field(default=None, pattern=PATTERN, title="季度 / quarter")
    person: Annotated[str, PERSON] | None = Field(default=None, title="人员 / person")
    department: Annotated[str, DEPARTMENT] | None = Field(default=None, title="部门 / department")
    kind: str | None = Field(default=None, title="事实 / kind")
    source: str | None = Field(default=None, max_length=40, title="来源 / source")
    position: int | None = Field(default=None, ge=1, le=(1 << 62), title="序号 / position")


class RebuildFacts(
    Command,
    path="POST /appraisal/fact-rebuilds",
    who=(AUDITOR, ADMINISTRATOR),
    cites=("A34", "A35"),
    zh="重建事实台账",
    en="Rebuild the facts",
    returns=RebuildView,
):
    """From the sources' logs into a shadow, compared with the live facts. To put them in the place of the live ones
    takes a replay, and two people.
    """
