"""What a page need not offer of an outgoing document: what its step, its signature or its recipients rule out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from services.documents.outgoing.record import OutgoingRecipient, OutgoingView
from services.documents.outgoing.state import Deed
from services.documents.outgoing.steps import BY_HAND, Work
from services.kernel.procedure.context import Context


def work_of(document: OutgoingView) -> Work | None:
    """What the step at which it lies means; nothing after the last one."""
    return next((step.work for step in document.steps if step.id == document.step), None)


def not_at(work: Work) -> Callable[[Any, Context], bool]:
    def elsewhere(document: OutgoingView, ctx: Context) -> bool:
        return work_of(document) != work

    return elsewhere


def not_sealable(document: OutgoingView, ctx: Context) -> bool:
    """The seal is asked for once, for a document that is signed and carries one."""
    carries = any(step.work == Work.SEAL for step in document.steps)
    return not document.signed_by or document.sealed_on is not None or not carries


def not_to_be_sent(document: OutgoingView, ctx: Context) -> bool:
    return work_of(document) != Work.DISTRIBUTE and document.distributed_on is None


def nothing_before(document: OutgoingView, ctx: Context) -> bool:
    """It is at its first step, or sent."""
    return document.distributed_on is not None or not document.steps or document.step == document.steps[0].id


def was_signed(document: OutgoingView, ctx: Context) -> bool:
    """Ever, also where the signature has lapsed."""
    return any(entry.what == Deed.SIGNED for entry in document.trail)


def was_never_signed(document: OutgoingView, ctx: Context) -> bool:
    return not was_signed(document, ctx)


def step_by_hand(document: OutgoingView) -> list[str]:
    return [document.step] if work_of(document) in BY_HAND else []


def asked_departments(document: OutgoingView) -> list[dict[str, str]]:
    """Whose heads may countersign, while it lies with them."""
    if work_of(document) != Work.COUNTERSIGN:
        return []
    waiting = {holder.whose for holder in document.waits_for}
    return [{"department": one} for one in document.countersigners if one in waiting]


def unreceived_departments(document: OutgoingView, ctx: Context) -> list[dict[str, str]]:
    """Also where the caller may not read what they sign for."""
    return [{"department": row.department} for row in _unreceived(document, ctx) if row.department]


def unreceived(document: OutgoingView, ctx: Context) -> list[int]:
    return [row.recipient for row in _unreceived(document, ctx)]


def _unreceived(document: OutgoingView, ctx: Context) -> list[Any]:
    return [row for row in ctx.rows_of(OutgoingRecipient, document=document.id.hex) if row.received_on is None]
