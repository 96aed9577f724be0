"""Looking at facts, and proving that they follow from the sources' logs (A34: nothing is typed into a scorecard)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from pydantic import Field

from services.appraisal.quarter import PATTERN
from services.kernel.operations import Command, Page, PagedQuery, View
from services.kernel.who import (
    ADMINISTRATOR,
    AUDITOR,
    CHAIR,
    HEAD,
    OFFICE_DIRECTOR,
    SECRETARY_GENERAL,
    SELF,
    SUPERVISOR,
)


class FactView(View):
    """`source` and `position` are the event's place in that service's log; `n` counts its facts."""

    source: str
    position: int
    n: int
    department: str
    person: str
    kind: str
    zh: str
    en: str
    quantity: Decimal
    day: date
    recorded: datetime
    cites: list[str]
    aggregate: str


class DifferenceView(View):
    """A row that is not the same; null where only the other side has it."""

    table: str
    key: list[Any]
    live: list[Any] | None
    rebuilt: list[Any] | None


class RebuildView(View):
    """The facts as they follow from the logs up to `positions`, compared with the live ones."""

    positions: dict[str, int]
    events: int
    facts: int
    equal: bool
    swapped: bool
    differences: list[DifferenceView]


class ListFacts(
    PagedQuery,
    path="GET /appraisal/facts",
    who=(AUDITOR, SELF, HEAD, SUPERVISOR, CHAIR, SECRETARY_GENERAL, OFFICE_DIRECTOR, ADMINISTRATOR),
    cites=("A34", "A35"),
    zh="事实台账",
    en="List facts",
    returns=Page[FactView],
):
    """Of a person, of a department, or of the whole organ, by business date."""

    quarter: str | None = Field(default=None, pattern=PATTERN, title="季度 / quarter")
    person: str | None = Field(default=None, title="人员 / person")
    department: str | None = Field(default=None, title="部门 / department")
    kind: str | None = Field(default=None, title="事实 / kind")


class RebuildFacts(
    Command,
    path="POST /appraisal/fact-rebuilds",
    who=(AUDITOR, ADMINISTRATOR),
    cites=("A34", "A35"),
    zh="重建事实台账",
    en="Rebuild the facts",
    returns=RebuildView,
):
    """From the sources' logs into a shadow, compared with the live facts; replaces them only when asked to."""

    swap: bool = Field(default=False, title="替换 / swap")
