"""What may be done about received events that could not be taken in. Every service that listens has these operations.

Shown are the event's name, place and error, never its content: that belongs to its source.
"""

from __future__ import annotations

from datetime import UTC, datetime
from operator import itemgetter

from pydantic import Field

from services.kernel.procedure.long_context import LongContext
from services.kernel.procedure.operations import Command, Page, PagedQuery, View
from services.kernel.refusals import NotFound


class HeldEvent(View):
    """`error` is empty where the event only waits behind an earlier one of its aggregate."""

    source: str = Field(title="来源 / source")
    position: int = Field(title="序号 / position")
    topic: str = Field(title="事实 / fact")
    aggregate: str = Field(title="聚合 / aggregate")
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


def listed(op: ListQuarantine, ctx: LongContext) -> Page[HeldEvent]:
    held = [
        (
            f"{inbox.source}/{one.message.position:015d}",
            HeldEvent(
                source=inbox.source,
                position=one.message.position,
                topic=one.message.topic,
                aggregate=one.message.aggregate,
                error=one.error,
                held_at=datetime.fromtimestamp(one.held_at / 1_000_000, UTC),
            ),
        )
        for inbox in ctx.app.inboxes.values()
        if op.source in ("", inbox.source)
        for one in inbox.quarantined()
    ]
    wanted = sorted((one for one in held if one[0] > (op.after or "")), key=itemgetter(0))[: op.limit + 1]
    following = wanted[op.limit - 1][0] if len(wanted) > op.limit else None
    return Page(items=[view for _, view in wanted[: op.limit]], next=following)


def retried(op: RetryQuarantine, ctx: LongContext) -> RetryReport:
    inboxes = [inbox for inbox in ctx.app.inboxes.values() if op.source in ("", inbox.source)]
    if op.source and not inboxes:
        raise NotFound("没有这个来源。", "There is no such source.", source=op.source)
    taken = sum(inbox.retry() for inbox in inboxes)
    return RetryReport(taken=taken, held=sum(len(inbox.quarantined()) for inbox in inboxes))
