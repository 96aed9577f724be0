"""The facts of one use of a seal (B11.5). `person` of each is who asked for it, `department` theirs on that day."""

from __future__ import annotations

from services.kernel.domain.events import Confidential, Event, Personal


class SealUseRequested(Event):
    """`seal` is one of the organ's seals; `copies` how many impressions are asked for."""

    SAYS = "申请用印"
    TOPIC = "documents.seal-use-requested.v1"
    number: str
    person: str
    seal: str
    copies: int
    title: Confidential[str] = ""
    purpose: Confidential[str] = ""


class OfSealUse(Event):
    """What the later events of one use repeat, so that each stands by itself."""

    person: str
    seal: str


class SealUseApproved(OfSealUse):
    """The chair's consent to this one use."""

    SAYS = "批准用印"
    TOPIC = "documents.seal-use-approved.v1"
    copies: int


class SealUseRejected(OfSealUse):
    SAYS = "不同意用印"
    TOPIC = "documents.seal-use-rejected.v1"
    reason: Personal[str] = ""


class SealUseWithdrawn(OfSealUse):
    """Whoever asked no longer needs it; a consent that was given lapses with it."""

    SAYS = "撤回用印申请"
    TOPIC = "documents.seal-use-withdrawn.v1"
    reason: Personal[str] = ""


class SealApplied(OfSealUse):
    """The keeper pressed the seal on the document named; that used the consent up."""

    SAYS = "用印"
    TOPIC = "documents.seal-applied.v1"
    document: str
    copies: int
    approved_by: str
    """Who consented, so that the entry stands by itself."""
