"""What every service lets be done with its own log: look, verify, sign, rebuild, tick. Knows no service.

A service has them by one line in its `operations.py`: `log = declare("attendance")`. The handlers are in
`log_procedure.py`; every application has them.
"""

from __future__ import annotations

import types
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from pydantic import Field

from services.kernel.citations import CitationList, ListCitations
from services.kernel.operations import Command, File, Operation, Page, PagedQuery, Query, View
from services.kernel.quarantine import HeldEvent, ListQuarantine, RetryQuarantine, RetryReport
from services.kernel.who import (
    ADMINISTRATOR,
    ANYONE,
    AUDITOR,
    CHAIR,
    CLERK,
    COLLEAGUE,
    HEAD,
    OFFICE_DIRECTOR,
    SECRETARY_GENERAL,
    SELF,
    SUPERVISOR,
    SYSTEM,
    Who,
)

O = TypeVar("O", bound=Operation)  # noqa: E741
KEEPERS = (AUDITOR, ADMINISTRATOR)
OFFICE = (AUDITOR, CHAIR, SECRETARY_GENERAL, OFFICE_DIRECTOR, CLERK, ADMINISTRATOR)
"""The posts that see every department's obligations: the office keeps the calendar, its leaders answer for it."""


class EventView(View):
    """One stored fact. `withheld` names the fields that are marked and that this reader may not see."""

    position: int
    topic: str
    aggregate: UUID
    aggregate_version: int
    recorded: datetime
    day: date
    actor: str
    post: str
    stands_in_for: str
    department: str
    cites: list[str]
    correlation: str
    causation: str
    fields: dict[str, Any]
    withheld: list[str]


class EventLine(View):
    """One step of an aggregate's history."""

    position: int
    topic: str
    aggregate_version: int
    recorded: datetime
    day: date
    actor: str
    post: str


class EventDetail(EventView):
    """A fact with its seal (hexadecimal), the seal before it, and the whole history of its aggregate."""

    seal: str
    previous_seal: str
    history: list[EventLine]


class SealFault(View):
    position: int
    reason: str


class CheckpointCheck(View):
    """Whether the first `size` events are still those that were signed; `reason` says what is wrong."""

    size: int
    holds: bool
    reason: str


class SealCheck(View):
    """`fault` is the first position that does not hold, null when every one does."""

    size: int
    head: str
    holds: bool
    fault: SealFault | None
    checkpoints: list[CheckpointCheck]


class CheckpointView(View):
    """A signed note (C2SP) over the RFC 6962 root of the log's first `size` seals; keep a copy elsewhere."""

    size: int
    note: str


class Difference(View):
    """The first row in which the rebuilt register and the live one differ; values only for the auditor."""

    table: str
    key: dict[str, Any]
    columns: list[str]
    live: dict[str, Any] | None
    rebuilt: dict[str, Any] | None


class RebuiltRegister(View):
    name: str
    zh: str
    en: str
    rows: int
    equal: bool
    difference: Difference | None


class RebuildReport(View):
    """The registers as they follow from the log up to `position`, compared with the live ones at that position."""

    position: int
    equal: bool
    swapped: bool
    registers: list[RebuiltRegister]


class ObligationView(View):
    """A debt of the calendar. `status`: open, fulfilled, late, missed, cancelled; `due` is the last day in time."""

    kind: str
    zh: str
    en: str
    cites: list[str]
    key: str
    aggregate: UUID
    person: str
    department: str
    opened: date
    due: date
    status: str
    closed: date | None


class Ticked(View):
    """What the clock brought about: obligations recorded as missed, other work done, and how many events the day's
    checkpoint signs; 0 where none was made.
    """

    day: date
    missed: int
    done: int
    signed: int


class ListEvents(PagedQuery):
    """Facts in the order they were recorded. A page may be short: ask on while `next` is not null."""

    topic: str | None = Field(default=None, title="事实 / topic", description="with or without its version")
    aggregate: UUID | None = Field(default=None, title="聚合 / aggregate")
    person: str | None = Field(default=None, title="人员 / person", description="who acted, or whom the fact concerns")
    department: str | None = Field(default=None, title="部门 / department")
    since: date | None = Field(default=None, title="自 / since", description="business date, inclusive")
    until: date | None = Field(default=None, title="至 / until", description="business date, inclusive")
    newest: bool = Field(default=False, title="最新在前 / newest first")


class GetEvent(Query):
    """One fact, by its place in the log."""

    position: int = Field(ge=1, title="序号 / position")


class VerifySeal(Command):
    """Walks the whole log and its signed checkpoints; a `note` kept elsewhere can be brought along."""

    note: str = Field(default="", title="外存检查点 / checkpoint kept elsewhere")


class MakeCheckpoint(Command):
    """Signs the log as it stands now."""


class ListCheckpoints(PagedQuery):
    """Signed checkpoints, the oldest first."""


class RebuildRegisters(Command):
    """Rebuilds registers from the log beside the live ones and compares; replaces them only when asked."""

    register_name: str = Field(default="", title="台账 / register", description="empty: every register")
    swap: bool = Field(default=False, title="替换 / swap")


class ListObligations(PagedQuery):
    """Without a person or department: one's own; the office sees all."""

    status: str | None = Field(default=None, pattern="^(open|fulfilled|late|missed|cancelled)$", title="状态 / status")
    kind: str | None = Field(default=None, title="事项 / kind")
    person: str | None = Field(default=None, title="人员 / person")
    department: str | None = Field(default=None, title="部门 / department")
    due_since: date | None = Field(default=None, title="到期自 / due since")
    due_until: date | None = Field(default=None, title="到期至 / due until")


class ExportObligations(Query):
    """XLSX: the debts that fall due in a period."""

    start: date = Field(title="自 / from")
    end: date = Field(title="至 / to")


class Tick(Command):
    """Lets the clock act: deadlines that have passed become facts, once, and the log is signed, once a day."""


class LogOperations(NamedTuple):
    """The operation classes of one service."""

    list_events: type[ListEvents]
    get_event: type[GetEvent]
    verify_seal: type[VerifySeal]
    make_checkpoint: type[MakeCheckpoint]
    list_checkpoints: type[ListCheckpoints]
    rebuild_registers: type[RebuildRegisters]
    list_obligations: type[ListObligations]
    export_obligations: type[ExportObligations]
    tick: type[Tick]
    list_quarantine: type[ListQuarantine]
    retry_quarantine: type[RetryQuarantine]
    list_citations: type[ListCitations]


@cache
def declare(service: str) -> LogOperations:
    """The same classes each time it is asked for the same service."""

    def as_of(
        base: type[O], path: str, zh: str, en: str, returns: type[View], who: tuple[Who, ...] = KEEPERS
    ) -> type[O]:
        method, _, rest = path.partition(" ")
        declaration = {"path": f"{method} /{service}{rest}", "who": who, "zh": zh, "en": en, "returns": returns}

        def body(namespace: dict[str, Any]) -> None:
            namespace |= {"__module__": f"services.{service}.operations", "__doc__": base.__doc__}

        made: Any = types.new_class(base.__name__, (base,), declaration, body)
        return made  # type: ignore[no-any-return]

    of_concern = (AUDITOR, SELF, HEAD, SUPERVISOR, COLLEAGUE, CHAIR, SECRETARY_GENERAL, OFFICE_DIRECTOR, ADMINISTRATOR)
    with_clock = (*KEEPERS, SYSTEM)
    return LogOperations(
        as_of(ListEvents, "GET /events", "查阅事件", "Read the log", Page[EventView]),
        as_of(GetEvent, "GET /events/{position}", "查阅一件事实", "Read one fact", EventDetail, of_concern),
        as_of(VerifySeal, "POST /seal-checks", "校验封印", "Verify the seal", SealCheck),
        as_of(MakeCheckpoint, "POST /checkpoints", "签署检查点", "Sign a checkpoint", CheckpointView, with_clock),
        as_of(ListCheckpoints, "GET /checkpoints", "查阅检查点", "List checkpoints", Page[CheckpointView]),
        as_of(RebuildRegisters, "POST /register-rebuilds", "重建台账", "Rebuild registers", RebuildReport),
        as_of(
            ListObligations,
            "GET /obligations",
            "查阅履职日历",
            "List obligations",
            Page[ObligationView],
            (*OFFICE, SELF, HEAD, SUPERVISOR, COLLEAGUE),
        ),
        as_of(ExportObligations, "GET /obligations-export", "导出履职台账", "Export the obligations", File, OFFICE),
        as_of(Tick, "POST /ticks", "推进时钟", "Let the clock act", Ticked, (SYSTEM, ADMINISTRATOR)),
        as_of(ListQuarantine, "GET /quarantine", "查阅隔离事件", "List quarantined events", Page[HeldEvent]),
        as_of(RetryQuarantine, "POST /quarantine-retries", "重试隔离事件", "Retry quarantined events", RetryReport),
        as_of(ListCitations, "GET /citations", "查阅规章落实", "List citations", CitationList, (ANYONE,)),
    )
