"""发文台账: one row per document; its wordings, what was done to it, its recipients, and for whom it waits."""

from __future__ import annotations

from services.documents.outgoing.events import (
    OfOutgoing,
    OfWording,
    OutgoingArchived,
    OutgoingCommentedOn,
    OutgoingCountersigned,
    OutgoingDistributed,
    OutgoingDrafted,
    OutgoingHandedOver,
    OutgoingNumbered,
    OutgoingObjectedTo,
    OutgoingReceived,
    OutgoingReturned,
    OutgoingReviewed,
    OutgoingRevised,
    OutgoingRevoked,
    OutgoingSealAsked,
    OutgoingSealed,
    OutgoingSigned,
    OutgoingStepDone,
    OutgoingSubmitted,
    OutgoingWithdrawn,
)
from services.documents.outgoing.tables import concerned, outgoing, recipients, revisions, steps, trail, waiting
from services.kernel.registers import Register, Rows

register = Register(
    "outgoing",
    outgoing,
    steps,
    revisions,
    trail,
    recipients,
    waiting,
    concerned,
    zh="发文台账",
    en="Outgoing documents",
)


def _lies(
    rows: Rows,
    event: OfOutgoing,
    what: str,
    step: str = "",
    *,
    department: str = "",
    revision: int = 0,
    opinion: str = "",
) -> None:
    """Where it lies after this fact, and the fact's own entry in the trail."""
    document = event.originator_id.hex
    rows.delete(waiting, document=document)
    for whom in event.waits_for:
        rows.insert(waiting, document=document, whom=whom)
    rows.upsert(concerned, document=document, whom=f"person:{event.actor}")
    rows.insert(
        trail,
        document=document,
        entry=event.originator_version,
        what=what,
        step=step,
        department=department or event.department,
        person=event.actor,
        post=event.post,
        stands_in_for=event.stands_in_for,
        revision=revision,
        opinion=opinion,
        at=event.timestamp.replace(tzinfo=None),
    )


def _document(rows: Rows, event: OfOutgoing, **values: object) -> None:
    rows.update(
        outgoing,
        {"id": event.originator_id.hex},
        version=event.originator_version,
        step=event.step,
        waits_for=" ".join(event.waits_for),
        waits_since=event.waits_since,
        **values,
    )


def _wording(event: OfWording) -> dict[str, object]:
    return {
        "title": event.title,
        "text": event.text,
        "addressees": event.addressees,
        "copied_to": event.copied_to,
        "annexes": "\n".join(event.annexes),
        "note": event.note,
        "revision": event.revision,
        "digest": event.digest,
    }


def _handling(event: OfWording) -> dict[str, object]:
    return {
        "secrecy": event.secrecy,
        "secrecy_term": event.secrecy_term,
        "urgency": event.urgency,
        "upward": event.upward,
        "copies": event.copies,
        "countersigners": " ".join(event.countersigners),
    }


def _revision(rows: Rows, event: OfWording, reason: str) -> None:
    at = event.timestamp.replace(tzinfo=None)
    rows.insert(
        revisions, document=event.originator_id.hex, person=event.actor, reason=reason, at=at, **_wording(event)
    )


@register.on(OutgoingDrafted)
def drafted(event: OutgoingDrafted, rows: Rows) -> None:
    document = event.originator_id.hex
    rows.insert(
        outgoing,
        id=document,
        series=event.series,
        year=None,
        serial=None,
        number="",
        sponsor=event.sponsor,
        department=event.department,
        drafted_on=event.day,
        status="open",
        step=event.step,
        waits_for=" ".join(event.waits_for),
        waits_since=event.waits_since,
        leader_post="",
        signed_by="",
        signed_on=None,
        signed_revision=0,
        numbered_on=None,
        printed_on=None,
        seal_use="",
        sealed_on=None,
        distributed_on=None,
        unreceived=0,
        archived_on=None,
        archived_copies=0,
        version=event.originator_version,
        **_wording(event),
        **_handling(event),
    )
    for place, step in enumerate(event.steps):
        rows.insert(
            steps,
            document=document,
            place=place,
            id=step.id,
            zh=step.zh,
            en=step.en,
            work=step.work,
            by=" ".join(step.by),
        )
    _revision(rows, event, "")
    _lies(rows, event, "drafted", event.step, revision=event.revision)


@register.on(OutgoingRevised)
def revised(event: OutgoingRevised, rows: Rows) -> None:
    _document(rows, event, **_wording(event), **_handling(event))
    _revision(rows, event, event.reason)
    _lies(rows, event, "revised", event.step, revision=event.revision, opinion=event.reason)


@register.on(OutgoingSubmitted)
def submitted(event: OutgoingSubmitted, rows: Rows) -> None:
    _document(rows, event)
    _lies(rows, event, "submitted", revision=event.revision)


@register.on(OutgoingCountersigned)
def countersigned(event: OutgoingCountersigned, rows: Rows) -> None:
    _document(rows, event)
    _lies(rows, event, "countersigned", department=event.countersigner, revision=event.revision, opinion=event.remarks)


@register.on(OutgoingObjectedTo)
def objected_to(event: OutgoingObjectedTo, rows: Rows) -> None:
    _document(rows, event)
    _lies(rows, event, "objected-to", department=event.countersigner, revision=event.revision, opinion=event.reason)


@register.on(OutgoingReviewed)
def reviewed(event: OutgoingReviewed, rows: Rows) -> None:
    _document(rows, event, leader_post=event.leader_post)
    _lies(rows, event, "reviewed", revision=event.revision, opinion=event.opinion)


@register.on(OutgoingCommentedOn)
def commented_on(event: OutgoingCommentedOn, rows: Rows) -> None:
    _document(rows, event)
    _lies(rows, event, "commented-on", revision=event.revision, opinion=event.opinion)


@register.on(OutgoingSigned)
def signed(event: OutgoingSigned, rows: Rows) -> None:
    _document(rows, event, signed_by=event.actor, signed_on=event.day, signed_revision=event.revision)
    _lies(rows, event, "signed", revision=event.revision, opinion=event.opinion)


@register.on(OutgoingNumbered)
def numbered(event: OutgoingNumbered, rows: Rows) -> None:
    _document(rows, event, year=event.year, serial=event.serial, number=event.number, numbered_on=event.day)
    _lies(rows, event, "numbered")


@register.on(OutgoingSealAsked)
def seal_asked(event: OutgoingSealAsked, rows: Rows) -> None:
    _document(rows, event, seal_use=event.use)
    _lies(rows, event, "seal-asked")


@register.on(OutgoingSealed)
def sealed(event: OutgoingSealed, rows: Rows) -> None:
    _document(rows, event, sealed_on=event.day)
    _lies(rows, event, "sealed")


@register.on(OutgoingStepDone)
def step_done(event: OutgoingStepDone, rows: Rows) -> None:
    printed = {"printed_on": event.day} if event.work == "print" else {}
    _document(rows, event, **printed)
    _lies(rows, event, "carried-out", event.done, opinion=event.note)


@register.on(OutgoingDistributed)
def distributed(event: OutgoingDistributed, rows: Rows) -> None:
    document = event.originator_id.hex
    _document(rows, event, distributed_on=event.day)
    rows.increase(outgoing, {"id": document}, unreceived=len(event.recipients))
    for one in event.recipients:
        rows.insert(
            recipients,
            document=document,
            recipient=one.recipient,
            department=one.department,
            organ=one.organ,
            copies=one.copies,
            sent_on=event.day,
            received_on=None,
            signed_by="",
        )
        if one.department:
            rows.upsert(concerned, document=document, whom=f"department:{one.department}")
    _lies(rows, event, "distributed")


@register.on(OutgoingReceived)
def received(event: OutgoingReceived, rows: Rows) -> None:
    document = event.originator_id.hex
    _document(rows, event)
    rows.increase(outgoing, {"id": document}, unreceived=-1)
    key = {"document": document, "recipient": event.recipient}
    rows.update(recipients, key, received_on=event.on, signed_by=event.signed_by or event.actor)
    _lies(rows, event, "received")


@register.on(OutgoingArchived)
def archived(event: OutgoingArchived, rows: Rows) -> None:
    _document(rows, event, status="archived", archived_on=event.day, archived_copies=event.copies)
    _lies(rows, event, "archived", revision=event.revision)


@register.on(OutgoingReturned)
def returned(event: OutgoingReturned, rows: Rows) -> None:
    lapsed: dict[str, object] = {}
    if event.unsigned:
        lapsed |= {"signed_by": "", "signed_on": None, "signed_revision": 0}
    if event.unsealed:
        lapsed |= {"seal_use": "", "sealed_on": None}
    _document(rows, event, **lapsed)
    _lies(rows, event, "returned", event.returned_to, opinion=event.reason)


@register.on(OutgoingHandedOver)
def handed_over(event: OutgoingHandedOver, rows: Rows) -> None:
    _document(rows, event, sponsor=event.sponsor, department=event.department)
    rows.upsert(concerned, document=event.originator_id.hex, whom=f"person:{event.sponsor}")
    _lies(rows, event, "handed-over", opinion=event.reason)


@register.on(OutgoingWithdrawn)
def withdrawn(event: OutgoingWithdrawn, rows: Rows) -> None:
    _document(rows, event, status="withdrawn")
    _lies(rows, event, "withdrawn", opinion=event.reason)


@register.on(OutgoingRevoked)
def revoked(event: OutgoingRevoked, rows: Rows) -> None:
    _document(rows, event, status="revoked")
    _lies(rows, event, "revoked", opinion=event.reason)
