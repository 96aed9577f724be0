"""The facts of one use of a seal (B11.5). `person` of each is who asked for it, `department` theirs on that day."""

from __future__ import annotations

from services.kernel.events import Confidential, Event, Personal


class SealUseRequested(Event):
    """`seal` is one of the organ's seals; `copies` how many impressions are asked for."""

    TOPIC = "documents.seal-use-requested.v1"
    number: str
    person: str
    seal: str
    copies: int
    title: Confidential[str] = ""
    purpose: Confidential[str] = ""


class SealUseApproved(Event):
    """The chair's consent to this one use."""

    TOPIC = "documents.seal-use-approved.v1"
    person: str
    seal: str
    copies: int


class SealUseRejected(Event):
    TOPIC = "documents.seal-use-rejected.v1"
    person: str
    seal: str
    reason: Personal[str] = ""


class SealUseWithdrawn(Event):
    """Whoever asked no longer needs it; a consent that was given lapses with it."""

    TOPIC = "documents.seal-use-withdrawn.v1"
    person: str
    seal: str
    reason: Personal[str] = ""


class SealApplied(Event):
    """The keeper pressed the seal on the document named; that used the consent up."""

    TOPIC = "documents.seal-applied.v1"
    person: str
    seal: str
    document: str
    copies: int
    approved_by: str
    """Who consented, so that the entry stands by itself."""
