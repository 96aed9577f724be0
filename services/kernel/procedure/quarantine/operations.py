"""What may be asked of received events that could not be taken in. Every service has these operations.

Shown are the event's name, place and error, never its content: that belongs to its source. Whoever keeps the log tries
it again after a mend; one that cannot be mended is skipped, which nobody does alone.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache, partial
from typing import NamedTuple

from pydantic import Field

from services.kernel.domain.who import ADMINISTRATOR, AUDITOR, SECURITY_ADMINISTRATOR
from services.kernel.procedure.fields import Reason
from services.kernel.procedure.operations import Command, Page, PagedQuery, View, of_service
from services.kernel.procedure.quarantine.record import SkipRecord
from services.kernel.procedure.quarantine.skip import SkipStatus
from services.kernel.procedure.record import Big, Code
from services.kernel.procedure.second_person import Decisions, decisions

KEEPERS = (AUDITOR, ADMINISTRATOR)
SECOND = (AUDITOR, SECURITY_ADMINISTRATOR)
READERS = (*KEEPERS, SECURITY_ADMINISTRATOR)


class HeldEvent(View):
    """`error` is empty where the event only waits behind an earlier one of its aggregate."""

    source: Code = Field(title="来源 / source")
    position: Big = Field(title="序号 / position")
    topic: Code = Field(title="事实 / fact")
    aggregate: Code = Field(title="聚合 / aggregate")
    error: str = Field(title="错误 / error")
    held_at: datetime = Field(title="隔离时间 / held since")


class RetryReport(View):
    """How many went in, and how many are still held."""

    taken: int = Field(title="已接收 / taken in")
    held: int = Field(title="仍隔离 / still held")


class ListQuarantine(PagedQuery):
    """Received events that could not be taken in, and their successors, the oldest of each source first."""

    source: str = Field(default="", title="来源 / source")


class RetryQuarantine(Command):
    """Takes them in again after a fix, in order; an aggregate stops at its first that still fails."""

    source: str = Field(default="", title="来源 / source", description="empty: every source")


class ProposeQuarantineSkip(Command):
    """Of one that cannot be mended: it is passed over here for good, those behind it go in. Its own log keeps it."""

    source: str = Field(max_length=40, title="来源 / source")
    position: Big = Field(ge=1, title="序号 / position")
    reason: Reason


class QuarantineOperations(NamedTuple):
    """The operation classes of one service."""

    list: type[ListQuarantine]
    retry: type[RetryQuarantine]
    propose: type[ProposeQuarantineSkip]
    skips: Decisions


@cache
def declare(service: str) -> QuarantineOperations:
    """The same classes each time it is asked for the same service."""
    own = partial(of_service, service, "quarantine.operations")
    return QuarantineOperations(
        own(ListQuarantine, "GET /quarantine", READERS, "查阅隔离事件", "List quarantined events", Page[HeldEvent]),
        own(
            RetryQuarantine,
            "POST /quarantine-retries",
            KEEPERS,
            "重试隔离事件",
            "Retry quarantined events",
            RetryReport,
        ),
        own(
            ProposeQuarantineSkip,
            "POST /quarantine-skips",
            KEEPERS,
            "提请跳过隔离事件",
            "Propose to skip a quarantined event",
            SkipRecord,
        ),
        decisions(
            "QuarantineSkip",
            SkipRecord,
            at=f"/{service}/quarantine-skips/{{skip}}",
            zh="跳过隔离事件",
            en="a skip",
            approves="The event is passed over here, and those that waited behind it are taken in.",
            second=SECOND,
            readers=READERS,
            waits=SkipStatus.PROPOSED,
            module=f"services.{service}.quarantine.operations",
        ),
    )
