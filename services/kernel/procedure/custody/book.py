"""What a log knows of another log's checkpoints, and of its own custody: two small aggregates of each service."""

from __future__ import annotations

import logging
from datetime import datetime
from functools import cache
from typing import Any, ClassVar, NamedTuple
from uuid import NAMESPACE_OID, UUID, uuid5

from services.kernel.domain.aggregate import Act, Aggregate
from services.kernel.log.seal import Checkpoint, note_digest
from services.kernel.procedure.custody import events as e
from services.kernel.refusals import Refusal

log = logging.getLogger("jikao.custody")


class Contradicted(Refusal):
    """A service shows a checkpoint that does not follow the one it showed before."""

    code = "kernel.checkpoint-contradicted"
    next = (
        "请停止该服务，用命令行校验，查明日志是被恢复、截短还是改写。",
        "Stop that service, and find out by jikao audit verify whether its log was restored, cut or rewritten.",
    )

    def __init__(self, service: str, number: int, size: int, seen: int, seen_size: int) -> None:
        super().__init__(
            f"所示检查点（第 {number} 号，{size} 条）与此前见证的（第 {seen} 号，{seen_size} 条）矛盾。",
            f"The checkpoint shown (number {number}, {size} events) does not follow the one witnessed before"
            f" (number {seen}, {seen_size} events).",
            service=service,
            number=number,
            seen=seen,
        )


class Witness(Aggregate):
    """One service's eyes on another: the newest of its checkpoints that was seen."""

    SAYS: ClassVar[e.CustodyEvents]
    number = 0
    size = 0
    digest = b""

    def see(self, act: Act, service: str, note: str, checkpoint: Checkpoint) -> None:
        """Nothing is recorded twice. A log that is shorter than it was, but skips numbers, was restored with leave."""
        if note_digest(note) == self.digest:
            return
        shorter = checkpoint.size < self.size
        if checkpoint.number <= self.number or (shorter and checkpoint.number == self.number + 1):
            raise Contradicted(service, checkpoint.number, checkpoint.size, self.number, self.size)
        if shorter:
            log.warning("%s went on from a restored backup: %d events after %d", service, checkpoint.size, self.size)
        self.trigger(
            self.SAYS.witnessed,
            act,
            service=service,
            number=checkpoint.number,
            size=checkpoint.size,
            root=checkpoint.root.hex(),
            note=note,
        )

    def seen(self, event: e.CheckpointWitnessed) -> None:
        self.number, self.size, self.digest = event.number, event.size, note_digest(event.note)


class Book(Aggregate):
    """What was done to the log itself: keys, restores, clocks."""

    SAYS: ClassVar[e.CustodyEvents]
    skipped = 0
    """Numbers up to here were used by checkpoints that a restore lost."""
    lost: tuple[int, int] = (0, 0)
    """Positions after the first, up to the second, were lost by the last restore and recorded anew."""
    keys: frozenset[str] = frozenset()
    """That took the place of another (public, hexadecimal)."""
    accepted: datetime | None = None
    """A time far from the one before it that was found to be right."""

    def rotate(self, act: Act, said: dict[str, Any]) -> None:
        self.trigger(self.SAYS.rotated, act, **said)

    def acknowledge_restore(self, act: Act, **said: Any) -> None:
        self.trigger(self.SAYS.restored, act, **said)

    def acknowledge_clock(self, act: Act, before: datetime, accepted: datetime, reason: str) -> None:
        self.trigger(self.SAYS.clock, act, before=before, accepted=accepted, reason=reason)

    def restored(self, event: e.RestoreAcknowledged) -> None:
        self.skipped = max(self.skipped, event.number)
        self.lost = event.position, event.known

    def reset(self, event: e.ClockAcknowledged) -> None:
        self.accepted = event.accepted

    def rotated(self, event: e.SealKeyRotated) -> None:
        self.keys |= {event.after}


class Books(NamedTuple):
    """Those of one service: they record its own facts."""

    witness: type[Witness]
    book: type[Book]


@cache
def declare(service: str) -> Books:
    """The same classes each time it is asked for the same service."""
    says = e.declare(service)

    class OwnWitness(Witness):
        SAYS = says
        EVOLVES = {says.witnessed: Witness.seen}

    class OwnBook(Book):
        SAYS = says
        EVOLVES = {says.rotated: Book.rotated, says.restored: Book.restored, says.clock: Book.reset}

    return Books(OwnWitness, OwnBook)


def witness_id(service: str, of: str) -> UUID:
    return uuid5(NAMESPACE_OID, f"{service} witnesses {of}")


def book_id(service: str) -> UUID:
    return uuid5(NAMESPACE_OID, f"{service} custody")
