"""What every service lets be done with its own log: look, verify, sign, rebuild, tick. Knows no service.

A service has them by one line in its `operations.py`: `log = declare("attendance")`. The handlers are in
`own_log/handlers.py`; every application has them.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from typing import Any, NamedTuple, Self, TypeVar
from uuid import UUID

from pydantic import Field

from services.kernel.domain.office import SEES_DEBTS
from services.kernel.domain.who import (
    ADMINISTRATOR,
    ANYONE,
    AUDITOR,
    CHAIR,
    COLLEAGUE,
    HEAD,
    OFFICE_DIRECTOR,
    SECRETARY_GENERAL,
    SELF,
    SUPERVISOR,
    SYSTEM,
    Who,
)
from services.kernel.log.seal import signing_time
from services.kernel.procedure.bundles.operations import ExportLog, ProveRecord, RecordProof
from services.kernel.procedure.citations import CitationList, ListCitations
from services.kernel.procedure.clock_faults import ClockFault, ListClockFaults
from services.kernel.procedure.contradictions import ContradictionView, ListContradictions
from services.kernel.procedure.custody.operations import (
    AcknowledgeClock,
    AcknowledgeRestore,
    WitnessCheckpoint,
)
from services.kernel.procedure.custody.operations import declare as custody
from services.kernel.procedure.desk import DeskPage, ListDesk
from services.kernel.procedure.fields import listed_by
from services.kernel.procedure.forecast import ForeseenList, ListForeseen
from services.kernel.procedure.obligations import ObligationStatus
from services.kernel.procedure.operations import (
    Archive,
    Command,
    File,
    Operation,
    Page,
    PagedQuery,
    Query,
    View,
    of_service,
)
from services.kernel.procedure.own_log.views import (
    Change,
    DepartmentOf,
    EventHead,
    FindEvents,
    FoundEvents,
    GetHistory,
    History,
    PersonOf,
    PostOf,
)
from services.kernel.procedure.permitted import ListPermitted, PermittedList
from services.kernel.procedure.record import Code

O = TypeVar("O", bound=Operation)  # noqa: E741
KEEPERS = (AUDITOR, ADMINISTRATOR)


class EventView(EventHead):
    """One stored fact. `withheld` names the fields that are marked and that this reader may not see."""

    fields: dict[str, Any] = Field(title="内容 / what it says")
    withheld: list[str] = Field(title="不予显示 / withheld")


class EventLine(View):
    """One step of an aggregate's history."""

    position: int = Field(title="序号 / position")
    topic: Code = Field(title="事实 / fact")
    zh: str = Field(title="事件 / event")
    en: str = Field(title="事件（英文） / event (English)")
    aggregate_version: int = Field(title="聚合版本 / aggregate's version")
    recorded: datetime = Field(title="记录时间 / recorded")
    day: date = Field(title="日期 / day")
    actor: PersonOf = Field(title="经办人 / by")
    post: PostOf = Field(title="岗位 / post")


class EventDetail(EventView):
    """A fact with its seal (hexadecimal), the seal before it, what it changed, and the whole history of its aggregate.
    `zh` and `en` say what happened, to the record called `number` and `title`. `procedure` is where it is declared,
    `shown_by` the query whose field `key` takes the aggregate's id and shows its record; empty where none does."""

    zh: str = Field(title="事件 / event")
    en: str = Field(title="事件（英文） / event (English)")
    number: str = Field(title="编号 / number")
    title: str = Field(title="标题 / title")
    changes: list[Change] = Field(title="变更 / changes")

    procedure: Code = Field(title="业务 / procedure")
    shown_by: Code = Field(title="所属记录 / record")
    key: Code = Field(title="记录字段 / record's field")

    seal: Code = Field(title="封印 / seal")
    previous_seal: Code = Field(title="前一封印 / seal before it")
    holds: bool = Field(title="与封印相符 / as it was sealed")
    history: list[EventLine] = Field(title="同一聚合的经过 / its aggregate's history")


class SealFault(View):
    """`position` is 0 of what is no event's."""

    position: int = Field(title="序号 / position")
    zh: str = Field(title="问题 / what is wrong (Chinese)")
    en: str = Field(title="问题(英文) / what is wrong")


class CheckpointCheck(View):
    """Whether the first `size` events are still those that were signed, and if not, why."""

    size: int = Field(title="事件数 / events")
    holds: bool = Field(title="相符 / holds")
    zh: str = Field(title="问题 / what is wrong (Chinese)")
    en: str = Field(title="问题(英文) / what is wrong")


class SealCheck(View):
    """`fault` is the first event that does not hold, or else what does not hold beside them; null when all does. All of
    it is in `faults`."""

    size: int = Field(title="事件数 / events")
    head: str = Field(title="末位封印 / last seal")
    holds: bool = Field(title="相符 / holds")
    fault: SealFault | None = Field(title="首个不符之处 / first that does not hold")
    faults: list[SealFault] = Field(title="不符之处 / what does not hold")
    checkpoints: list[CheckpointCheck] = Field(title="检查点 / checkpoints")


class CheckpointView(View):
    """A signed note (C2SP) over the RFC 6962 root of the log's first `size` seals; keep a copy elsewhere."""

    size: int = Field(title="事件数 / events")
    signed_at: datetime = Field(title="签署时间 / signed at")
    note: str = Field(title="签署文 / signed note")

    @classmethod
    def of_note(cls, size: int, note: str) -> Self:
        return cls(size=size, note=note, signed_at=datetime.fromtimestamp(signing_time(note), UTC))


class Difference(View):
    """The first row in which the rebuilt register and the live one differ; values only for the auditor."""

    table: str = Field(title="数据表 / table")
    key: dict[str, Any] = Field(title="主键 / key")
    columns: list[str] = Field(title="不符的列 / columns that differ")
    live: dict[str, Any] | None = Field(title="现有 / as it is")
    rebuilt: dict[str, Any] | None = Field(title="重建 / as rebuilt")


class RebuiltRegister(View):
    name: str = Field(title="台账代码 / register")
    zh: str = Field(title="台账 / name (Chinese)")
    en: str = Field(title="台账(英文) / name")
    rows: int = Field(title="行数 / rows")
    equal: bool = Field(title="一致 / equal")
    difference: Difference | None = Field(title="首个不一致 / first difference")


class RebuildReport(View):
    """The registers as they follow from the log up to `position`, compared with the live ones at that position."""

    position: int = Field(title="截至序号 / up to position")
    equal: bool = Field(title="一致 / equal")
    registers: list[RebuiltRegister] = Field(title="台账 / registers")


class ObligationView(View):
    """A debt of the calendar. `due` is the last day in time, null while the calendar of its year is not known.
    `record` names the query that shows what it is about, with `fields`; both are empty where it has no record.
    """

    kind: str = Field(title="事项代码 / code")
    zh: str = Field(title="事项 / duty (Chinese)")
    en: str = Field(title="事项(英文) / duty")
    about: str = Field(
        default="",
        title="所涉 / about",
        description="为谁或何事，可以知悉的才有 / whom or what it is about, for those who may know",
    )
    about_en: str = Field(default="", title="所涉(英文) / about")
    cites: list[str] = Field(title="依据 / cites")
    key: str = Field(title="标识 / key")
    aggregate: UUID = Field(title="所属记录 / record")
    person: PersonOf = Field(title="责任人 / who owes it")
    department: DepartmentOf = Field(title="责任部门 / department")
    opened: date = Field(title="产生日 / since")
    due: date | None = Field(title="期限 / due")
    status: ObligationStatus = Field(title="状态 / status")
    closed: date | None = Field(title="办结日 / closed")
    record: str = Field(title="记录 / record")
    fields: dict[str, str] = Field(title="标识 / which one")
    gives: Code = Field(
        default="",
        title="按期完成计为 / counts as",
        description="按期完成时计为哪种事实 / the kind of fact that it becomes when it is done in time",
    )
    gives_zh: str = Field(default="", title="按期完成计为 / counts as (Chinese)")
    gives_en: str = Field(default="", title="按期完成计为(英文) / counts as")


class Ticked(View):
    """What the clock brought about: obligations recorded as missed, other work done, and how many events the day's
    checkpoint signs; 0 where none was made. `refused` pieces of its work stand in the list of clock faults.
    """

    day: date = Field(title="日期 / day")
    missed: int = Field(title="记为逾期 / recorded as missed")
    done: int = Field(title="其他办理 / other work done")
    signed: int = Field(title="检查点所签事件 / events signed")
    refused: int = Field(default=0, title="未能办理 / refused")


class ListEvents(PagedQuery):
    """Facts in the order they were recorded. A page may be short: ask on while `next` is not null."""

    topic: str | None = Field(default=None, title="事实 / topic", description="with or without its version")
    aggregate: UUID | None = Field(default=None, title="聚合 / aggregate")
    person: PersonOf | None = Field(
        default=None, title="人员 / person", description="who acted, or whom the fact concerns"
    )
    department: DepartmentOf | None = Field(default=None, title="部门 / department")
    since: date | None = Field(default=None, title="自 / since", description="business date, inclusive")
    until: date | None = Field(default=None, title="至 / until", description="business date, inclusive")
    newest: bool = Field(default=False, title="最新在前 / newest first")


class GetEvent(Query):
    """One fact, by its place in the log."""

    position: int = Field(ge=1, title="序号 / position")


class VerifySeal(Command):
    """Walks the whole log and its signed checkpoints, with one that was kept elsewhere where it is given."""

    note: str = Field(default="", title="外存检查点 / checkpoint kept elsewhere")


class MakeCheckpoint(Command):
    """Signs the log as it stands now."""


class ListCheckpoints(PagedQuery):
    """Signed checkpoints, the oldest first."""


class RebuildRegisters(Command):
    """Rebuilds registers from the log beside the live ones and compares. To put them in the place of the live ones
    takes a replay, and two people.
    """

    register_name: str = Field(
        default="",
        title="台账 / register",
        description="空为全部台账 / empty: every register",
        json_schema_extra=listed_by("list-replayable", only="takes_parameters"),  # the rest is in no register
    )


class ListObligations(PagedQuery):
    """Without a person or department: one's own; the office sees all."""

    status: ObligationStatus | None = Field(default=None, title="状态 / status")
    kind: str | None = Field(default=None, title="事项 / kind")
    person: PersonOf | None = Field(default=None, title="人员 / person")
    department: DepartmentOf | None = Field(default=None, title="部门 / department")
    due_since: date | None = Field(default=None, title="到期自 / due since")
    due_until: date | None = Field(default=None, title="到期至 / due until")


class ExportObligations(Query):
    """XLSX: the debts that fall due in a period."""

    start: date = Field(title="自 / from")
    end: date = Field(title="至 / to")


class ExportOwnData(Query):
    """XLSX: every event about oneself in this log, with what it says of them."""

    person: PersonOf = Field(min_length=1, title="人员 / person")


class Tick(Command):
    """Lets the clock act: deadlines that have passed become facts, once, and the log is signed, once a day."""


class LogOperations(NamedTuple):
    """The operation classes of one service."""

    list_events: type[ListEvents]
    get_event: type[GetEvent]
    find_events: type[FindEvents]
    get_history: type[GetHistory]
    verify_seal: type[VerifySeal]
    make_checkpoint: type[MakeCheckpoint]
    list_checkpoints: type[ListCheckpoints]
    rebuild_registers: type[RebuildRegisters]
    list_obligations: type[ListObligations]
    export_obligations: type[ExportObligations]
    export_own_data: type[ExportOwnData]
    list_foreseen: type[ListForeseen]
    tick: type[Tick]
    list_contradictions: type[ListContradictions]
    list_citations: type[ListCitations]
    list_desk: type[ListDesk]
    list_permitted: type[ListPermitted]
    list_clock_faults: type[ListClockFaults]
    export_log: type[ExportLog]
    prove_record: type[ProveRecord]
    witness_checkpoint: type[WitnessCheckpoint]
    acknowledge_restore: type[AcknowledgeRestore]
    acknowledge_clock: type[AcknowledgeClock]


@cache
def declare(service: str) -> LogOperations:
    """The same classes each time it is asked for the same service."""

    def as_of(
        base: type[O], path: str, zh: str, en: str, returns: type[View], who: tuple[Who, ...] = KEEPERS
    ) -> type[O]:
        return of_service(service, "operations", base, path, who, zh, en, returns)

    of_concern = (AUDITOR, SELF, HEAD, SUPERVISOR, COLLEAGUE, CHAIR, SECRETARY_GENERAL, OFFICE_DIRECTOR, ADMINISTRATOR)
    with_clock = (*KEEPERS, SYSTEM)
    return LogOperations(
        as_of(ListEvents, "GET /events", "查阅事件", "Read the log", Page[EventView]),
        as_of(GetEvent, "GET /events/{position}", "查阅一件事实", "Read one fact", EventDetail, of_concern),
        as_of(FindEvents, "GET /found-events", "查找事件", "Find events", FoundEvents),
        as_of(GetHistory, "GET /histories/{aggregate}", "查阅经过", "See the history", History, of_concern),
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
            (*SEES_DEBTS, SELF, HEAD, SUPERVISOR, COLLEAGUE),
        ),
        as_of(ExportObligations, "GET /obligations-export", "导出履职台账", "Export the obligations", File, SEES_DEBTS),
        as_of(ExportOwnData, "GET /own-data", "导出本人信息", "Export one's own data", File, (SELF,)),
        as_of(
            ListForeseen,
            "GET /foreseen",
            "查阅将到期事项",
            "What will fall due",
            ForeseenList,
            (*SEES_DEBTS, SELF, HEAD, SUPERVISOR, COLLEAGUE),
        ),
        as_of(Tick, "POST /ticks", "推进时钟", "Let the clock act", Ticked, (SYSTEM, ADMINISTRATOR)),
        as_of(
            ListContradictions,
            "GET /contradictions",
            "查阅消息矛盾",
            "List contradictions",
            Page[ContradictionView],
            with_clock,
        ),
        as_of(ListCitations, "GET /citations", "查阅规章落实", "List citations", CitationList, (ANYONE,)),
        as_of(ListDesk, "GET /desk", "待我办理", "What waits for me", DeskPage, (ANYONE,)),
        as_of(ListPermitted, "GET /permitted", "我可办理的业务", "What I may do", PermittedList, (ANYONE,)),
        as_of(ListClockFaults, "GET /clock-faults", "时钟未办事项", "What the clock could not do", Page[ClockFault]),
        as_of(ExportLog, "GET /log-export", "导出日志材料包", "Export the log for outsiders", Archive, (AUDITOR, SELF)),
        as_of(ProveRecord, "GET /record-proofs/{aggregate}", "证明记录", "Prove a record", RecordProof, (AUDITOR,)),
        *custody(service),
    )
