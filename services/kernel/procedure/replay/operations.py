"""What may be asked of replays: started, watched, looked into, compared, and put in the place of the live registers.

For the auditor and the system administrator; what a register does not show somebody it does not show them as it stood
either. Nobody swaps alone: what one of them proposes, another approves.
"""

from __future__ import annotations

from functools import cache, partial
from typing import Annotated, NamedTuple
from uuid import UUID

from pydantic import AwareDatetime, Field

from services.kernel.domain.who import ADMINISTRATOR, AUDITOR, SECURITY_ADMINISTRATOR, SYSTEM
from services.kernel.procedure.fields import Reason, listed_by
from services.kernel.procedure.operations import (
    Command,
    File,
    Json,
    Page,
    PagedQuery,
    PlainText,
    Query,
    TextTable,
    View,
    of_service,
)
from services.kernel.procedure.record import Code
from services.kernel.procedure.replay.record import (
    ENDED,
    UNDER_WAY,
    DifferenceRecord,
    Pace,
    ReplayRecord,
    ReplayStatus,
    SwapRecord,
)
from services.kernel.procedure.replay.swap import SwapStatus
from services.kernel.procedure.second_person import Decisions, decisions

KEEPERS = (AUDITOR, ADMINISTRATOR)
RUNNING = (*KEEPERS, SYSTEM)
"""Whoever has the machine in hand may look there as well: the command line speaks as the system."""
SECOND = (AUDITOR, SECURITY_ADMINISTRATOR)
"""Who approves a swap: never the administrator, who has the tables in hand, and never whoever proposed it."""
READERS = (AUDITOR, ADMINISTRATOR, SECURITY_ADMINISTRATOR)
ReplayId = Annotated[UUID, Field(title="重演 / replay")]


class DraftView(View):
    """Other rules that a replay can be built under."""

    code: Code = Field(title="代码 / code")
    zh: str = Field(title="名称 / name (Chinese)")
    en: str = Field(title="名称(英文) / name")


class ReplayableView(View):
    """What can be replayed by itself: a register, or what else the service derives from logs."""

    name: Code = Field(title="代码 / code")
    zh: str = Field(title="台账 / name (Chinese)")
    en: str = Field(title="台账(英文) / name")
    tables: list[Code] = Field(title="数据表 / tables")
    shows: list[Code] = Field(title="查询 / queries that show it beside its register")
    drafts: list[DraftView] = Field(title="可试用的草案 / drafts that it can be built under")
    takes_parameters: bool = Field(title="可试用参数 / whether another value of a parameter can be tried")


class ReplayableList(View):
    items: list[ReplayableView] = Field(title="可重演的台账 / what can be replayed")
    position: int = Field(title="日志末位 / end of the log")


class ListReplayable(Query):
    """What a replay can be started of."""


class StartReplay(Command):
    """Builds registers again beside live work. Without a time and a position it follows the log to its end, and is then
    compared with the live registers; with one of them it stops there, and can be looked into as of then.

    With a draft it says what would have been different under it. With a parameter and another value its rows are the
    same, since events hold what was decided; what is worked out from rows when they are shown is worked out with that.
    """

    part: str = Field(
        default="",
        max_length=80,
        title="台账 / register",
        description="空为全部台账 / empty: every register",
        json_schema_extra=listed_by("list-replayable"),
    )
    moment: AwareDatetime | None = Field(default=None, title="截至时间 / as of")
    position: int | None = Field(default=None, ge=1, title="截至事件序号 / up to the event at position")
    aggregate: UUID | None = Field(default=None, title="单件记录 / of one record alone")
    pace: Pace = Field(default=Pace.HALF, title="速度 / pace")
    draft: str = Field(default="", max_length=40, title="试用的草案 / draft to try", examples=["2"])
    parameter: str = Field(
        default="", max_length=120, title="试用的参数 / parameter to try", examples=["leave.annual_entitlement"]
    )
    value: str = Field(default="", max_length=2000, title="试用值 / value to try", description="as in the rule files")


class ListReplays(PagedQuery):
    status: ReplayStatus | None = Field(default=None, title="状态 / status")


class GetReplay(Query):
    replay: ReplayId


class PauseReplay(Command):
    replay: ReplayId


class ResumeReplay(Command):
    """Goes on with the event after the last that is in it."""

    replay: ReplayId


class CancelReplay(Command):
    replay: ReplayId


class RemoveReplay(Command):
    """Gives its place back. What was swapped and why stays in the log."""

    replay: ReplayId


class CompareReplays(Command):
    """With the live registers where both stand at the same position, or with another replay where each stands."""

    replay: ReplayId
    other: UUID | None = Field(default=None, title="另一次重演 / other replay")


class ListReplayDifferences(PagedQuery):
    """Row by row and column by column, with the event that each goes back to. Values are for the auditor."""

    replay: ReplayId


class ExportReplayDifferences(Query):
    replay: ReplayId


class LookIntoReplay(Query):
    """What a query of this service answers from the replay's registers, for whom it would answer from the live ones."""

    replay: ReplayId
    operation: str = Field(max_length=80, title="查询 / query")
    fields: str = Field(default="{}", max_length=4000, title="查询条件 / its fields", description="JSON")


class ExportFromReplay(LookIntoReplay):
    """The same, of a workbook or another file."""


class FromReplay(File):
    """What the query answers that is asked of it."""

    MEDIA = (*File.MEDIA, *Json.MEDIA, *PlainText.MEDIA, *TextTable.MEDIA)


class ProposeRegisterSwap(Command):
    """Of a replay that reaches the end of the log. Another person approves it or does not."""

    replay: ReplayId
    reason: Reason


class ReplayOperations(NamedTuple):
    """The operation classes of one service."""

    list_replayable: type[ListReplayable]
    start: type[StartReplay]
    list: type[ListReplays]
    get: type[GetReplay]
    pause: type[PauseReplay]
    resume: type[ResumeReplay]
    cancel: type[CancelReplay]
    remove: type[RemoveReplay]
    compare: type[CompareReplays]
    list_differences: type[ListReplayDifferences]
    export_differences: type[ExportReplayDifferences]
    look: type[LookIntoReplay]
    export: type[ExportFromReplay]
    propose: type[ProposeRegisterSwap]
    swaps: Decisions


@cache
def declare(service: str) -> ReplayOperations:
    """The same classes each time it is asked for the same service."""
    own = partial(of_service, service, "replay.operations")
    one, status = "/replays/{replay}", ReplayRecord
    return ReplayOperations(
        own(ListReplayable, "GET /replayable", RUNNING, "可重演的台账", "What can be replayed", ReplayableList),
        own(StartReplay, "POST /replays", RUNNING, "发起重演", "Start a replay", status),
        own(ListReplays, "GET /replays", (*READERS, SYSTEM), "查阅重演", "List replays", Page[ReplayRecord]),
        own(GetReplay, f"GET {one}", (*READERS, SYSTEM), "查看重演", "See a replay", status),
        own(PauseReplay, f"POST {one}/pause", RUNNING, "暂停重演", "Pause a replay", status, when=UNDER_WAY),
        own(
            ResumeReplay,
            f"POST {one}/resumption",
            RUNNING,
            "继续重演",
            "Go on with a replay",
            status,
            when=(ReplayStatus.PAUSED, ReplayStatus.FAILED),
        ),
        own(
            CancelReplay,
            f"POST {one}/cancellation",
            RUNNING,
            "取消重演",
            "Cancel a replay",
            status,
            when=(*UNDER_WAY, ReplayStatus.PAUSED),
        ),
        own(
            RemoveReplay, f"POST {one}/removal", RUNNING, "清除重演", "Remove a replay", Page[ReplayRecord], when=ENDED
        ),
        own(
            CompareReplays,
            f"POST {one}/comparison",
            RUNNING,
            "比对重演",
            "Compare a replay",
            status,
            when=ReplayStatus.DONE,
        ),
        own(
            ListReplayDifferences,
            f"GET {one}/differences",
            RUNNING,
            "查阅比对差异",
            "List what differs",
            Page[DifferenceRecord],
        ),
        own(
            ExportReplayDifferences,
            f"GET {one}/differences-export",
            RUNNING,
            "导出比对差异",
            "Export what differs",
            File,
        ),
        own(LookIntoReplay, f"GET {one}/registers", KEEPERS, "查看重演的台账", "Look into a replay", View),
        own(ExportFromReplay, f"GET {one}/workbook", KEEPERS, "导出重演的台账", "Export from a replay", FromReplay),
        own(
            ProposeRegisterSwap,
            f"POST {one}/swap",
            KEEPERS,
            "提请替换台账",
            "Propose a swap",
            SwapRecord,
            when=ReplayStatus.DONE,
        ),
        decisions(
            "RegisterSwap",
            SwapRecord,
            at=f"/{service}/register-swaps/{{swap}}",
            zh="替换台账",
            en="a swap",
            approves="Carries it out. What stood there is kept in the replay's place, and is taken back the same way.",
            second=SECOND,
            readers=READERS,
            waits=SwapStatus.PROPOSED,
            module=f"services.{service}.replay.operations",
        ),
    )
