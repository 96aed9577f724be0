"""The facts of custody. Nothing is appraised by them, and none leaves its service."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import NamedTuple

from services.kernel.domain.events import Event, of_service


class CheckpointWitnessed(Event):
    """This log has seen another service's signed checkpoint: `note` is its text. `root` in hexadecimal."""

    SAYS = "见证检查点"
    PUBLISHED, OF_THE_LOG = False, True
    service: str
    number: int
    size: int
    root: str
    note: str


class SealKeyRotated(Event):
    """From here on the key `after` signs; `before` has signed that it may (public keys, hexadecimal)."""

    SAYS = "更替签署密钥"
    PUBLISHED = False
    before: str
    after: str
    time: int
    signature: str


class RestoreAcknowledged(Event):
    """The log is shorter than others know it to have been, and goes on all the same: `position` is its end, `known` how
    far it had come, by the word of `witnesses`, and `number` its newest checkpoint that they know of."""

    SAYS = "确认备份恢复"
    PUBLISHED = False
    position: int
    known: int
    number: int
    witnesses: tuple[str, ...]
    reason: str


class ClockAcknowledged(Event):
    """The time `accepted` was far from the last one recorded, `before`, and is right all the same."""

    SAYS = "确认时钟"
    PUBLISHED = False
    before: datetime
    accepted: datetime
    reason: str


class CustodyEvents(NamedTuple):
    """The event classes of one service."""

    witnessed: type[CheckpointWitnessed]
    rotated: type[SealKeyRotated]
    restored: type[RestoreAcknowledged]
    clock: type[ClockAcknowledged]


WITNESSED = "checkpoint-witnessed"
NAMES = (WITNESSED, "seal-key-rotated", "restore-acknowledged", "clock-acknowledged")


def topics(service: str) -> tuple[str, ...]:
    return tuple(f"{service}.{name}.v1" for name in NAMES)


@cache
def declare(service: str) -> CustodyEvents:
    """The same classes each time it is asked for the same service."""
    module = f"services.{service}.custody.events"
    witnessed, rotated, restored, clock = topics(service)
    return CustodyEvents(
        of_service(CheckpointWitnessed, witnessed, module),
        of_service(SealKeyRotated, rotated, module),
        of_service(RestoreAcknowledged, restored, module),
        of_service(ClockAcknowledged, clock, module),
    )
