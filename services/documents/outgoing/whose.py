"""Whose step of an outgoing document it is, as the list of its series leaves it to them on the day (A19, B11.3)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from services.documents.outgoing import operations as ask
from services.documents.outgoing import steps as to
from services.documents.outgoing.document import OutgoingDocument
from services.documents.outgoing.events import Step
from services.kernel.domain.who import Subject
from services.kernel.procedure.context import Context


def hands(ctx: Context, document: OutgoingDocument, step: Step) -> Subject:
    """Those to whom the list leaves a step, as of today."""
    organ, today = ctx.organ, ctx.today
    posts: list[str] = []
    for word in step.by:
        match word:
            case to.SPONSOR:
                pass
            case to.HEADS:
                posts += [organ.head_post(department, today) for department in document.outstanding]
            case to.SUPERVISOR:
                posts.append(organ.supervising_post(document.department, today))
            case to.LEADER:
                posts.append(document.leader_post)
            case post:
                posts.append(post)
    return Subject(document.sponsor if to.SPONSOR in step.by else "", posts=tuple(filter(None, posts)))


def of_work(work: str) -> Callable[[Any, Context], Subject]:
    def of(op: Any, ctx: Context) -> Subject:
        document = ctx.load(OutgoingDocument, op.document)
        return hands(ctx, document, document.the(work))

    return of


def of_step(op: ask.CarryOutOutgoingStep, ctx: Context) -> Subject:
    document = ctx.load(OutgoingDocument, op.document)
    return hands(ctx, document, document.step_named(op.step))


def present(op: ask.ReturnOutgoing, ctx: Context) -> Subject:
    document = ctx.load(OutgoingDocument, op.document)
    return hands(ctx, document, document.step_named(document.at)) if document.at else Subject()


def signatory(op: ask.RevokeOutgoing, ctx: Context) -> Subject:
    """Who signed it, or holds the post in which it was signed."""
    document = ctx.load(OutgoingDocument, op.document)
    return Subject(document.signed_by, posts=(document.signed_in,) if document.signed_in else ())


def department_asked(op: Any, ctx: Context) -> Subject:
    return Subject(department=op.department)
