"""What can be done for the custody of a log. Most of it is the system's own; people acknowledge."""

from __future__ import annotations

from functools import cache
from typing import Annotated, NamedTuple, TypeVar

from pydantic import Field

from services.kernel.domain.who import ADMINISTRATOR, AUDITOR, SYSTEM, Who
from services.kernel.procedure.operations import Command, Operation, View, of_service
from services.kernel.procedure.record import Code

O = TypeVar("O", bound=Operation)  # noqa: E741
Reason = Annotated[str, Field(min_length=2, max_length=500, title="理由 / reason")]


class CustodyView(View):
    """Where the log stands afterwards; nothing is `recorded` where nothing was open, or it was known already."""

    position: int = Field(title="序号 / position")
    recorded: bool = Field(title="已登记 / recorded")


class WitnessCheckpoint(Command):
    """Records the newest signed checkpoint of another service's log in this one."""

    service: Code = Field(title="服务 / service", max_length=40)
    note: str = Field(title="签署文 / signed note", max_length=2000)


class AcknowledgeRestore(Command):
    """The log is shorter than it was known to be, because a backup was restored; it goes on from there. Until then the
    service records nothing."""

    reason: Reason


class AcknowledgeClock(Command):
    """The machine's clock is far from the last recorded time, and right: deadlines are looked at again."""

    reason: Reason


class CustodyOperations(NamedTuple):
    """The operation classes of one service."""

    witness_checkpoint: type[WitnessCheckpoint]
    acknowledge_restore: type[AcknowledgeRestore]
    acknowledge_clock: type[AcknowledgeClock]


@cache
def declare(service: str) -> CustodyOperations:
    """The same classes each time it is asked for the same service."""

    def own(base: type[O], path: str, zh: str, en: str, *who: Who) -> type[O]:
        return of_service(service, "operations", base, path, who, zh, en, CustodyView)

    return CustodyOperations(
        own(WitnessCheckpoint, "POST /witnessed-checkpoints", "见证检查点", "Witness a checkpoint", SYSTEM),
        own(
            AcknowledgeRestore,
            "POST /restore-acknowledgements",
            "确认备份恢复",
            "Acknowledge a restored backup",
            AUDITOR,
            SYSTEM,
        ),
        own(
            AcknowledgeClock,
            "POST /clock-acknowledgements",
            "确认时钟",
            "Acknowledge the clock",
            AUDITOR,
            ADMINISTRATOR,
            SYSTEM,
        ),
    )
