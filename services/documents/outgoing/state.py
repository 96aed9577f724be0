"""What has become of an outgoing document, and where it goes next along its list. Decides nothing (A19, B11.3)."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from services.documents.outgoing import steps as to
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
    Recipient,
    Step,
)
from services.documents.outgoing.refusals import CITES, OutgoingNoSuchStep
from services.kernel.domain import Act, Aggregate, applies

OPEN, ARCHIVED, WITHDRAWN, REVOKED = "open", "archived", "withdrawn", "revoked"
STATUS_ZH = {OPEN: "办理中", ARCHIVED: "已存档", WITHDRAWN: "已撤回", REVOKED: "已作废"}


class OutgoingState(Aggregate):
    series = ""
    sponsor = ""
    department = ""
    status = ""
    at = ""
    """The step at which it lies; empty after the last one."""
    since: date | None = None
    secrecy = ""
    upward = False
    copies = 0
    revision = 0
    digest = ""
    leader_post = ""
    number = ""
    year = 0
    signed = False
    """A signature is in force."""
    signed_by = ""
    """Who signed last, also where the signature has lapsed."""
    signed_in = ""
    """The post in which they did."""
    seal_use = ""
    """The request to the chair that is good for the document as it is signed."""
    sealed = False

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.steps: tuple[Step, ...] = ()
        self.countersigners: tuple[str, ...] = ()
        self.agreed: dict[str, str] = {}
        """By department the digest of the wording that it countersigned last."""
        self.recipients: dict[int, Recipient] = {}
        self.received: set[int] = set()

    # -- what is asked of it ------------------------------------------------------------------------------------------

    @property
    def outstanding(self) -> tuple[str, ...]:
        """The departments that have not countersigned this very text."""
        return tuple(one for one in self.countersigners if self.agreed.get(one) != self.digest)

    def the(self, work: str) -> Step:
        """The step that means this; refuses where the list has none."""
        found = next((step for step in self.steps if step.work == work), None)
        return found or self._no_step(work)

    def step_named(self, id: str) -> Step:
        found = next((step for step in self.steps if step.id == id), None)
        return found or self._no_step(id)

    def _no_step(self, named: str) -> Any:
        raise OutgoingNoSuchStep(
            "该文件的办理程序没有这一环节。", "The steps of this document have no such one.", cites=CITES, step=named
        )

    # -- the way on ---------------------------------------------------------------------------------------------------

    def _place(self, step: Step) -> int:
        return self.steps.index(step)

    def _after(self, work: str) -> str:
        return self._first(self._place(self.the(work)) + 1)

    def _first(self, place: int, outstanding: tuple[str, ...] | None = None) -> str:
        """From there on the first step with something to do: nobody countersigns or numbers what has it."""
        for step in self.steps[place:]:
            if step.work == to.COUNTERSIGN and not (self.outstanding if outstanding is None else outstanding):
                continue
            if step.work == to.NUMBER and self.number:
                continue
            return step.id
        return ""

    def _record(
        self,
        event_class: type[OfOutgoing],
        act: Act,
        step: str,
        *,
        outstanding: tuple[str, ...] | None = None,
        leader: str | None = None,
        **fields: Any,
    ) -> None:
        """The fact, and where the document lies after it; `outstanding` and `leader` as they are after it too."""
        found = next((one for one in self.steps if one.id == step), None)
        sponsor, department = fields.get("sponsor", self.sponsor), fields.pop("department", self.department)
        heads = self.outstanding if outstanding is None else outstanding
        waits = tuple(
            token
            for word in (found.by if found else ())
            for token in self._tokens(word, sponsor, department, heads, self.leader_post if leader is None else leader)
        )
        self.trigger(
            event_class,
            act,
            department=department,
            step=step,
            waits_for=waits,
            waits_since=self.since if step == self.at else act.day,
            cites=fields.pop("cites", CITES),
            **fields,
        )

    @staticmethod
    def _tokens(word: str, sponsor: str, department: str, heads: tuple[str, ...], leader: str) -> tuple[str, ...]:
        match word:
            case to.SPONSOR:
                return (f"person:{sponsor}",)
            case to.HEADS:
                return tuple(f"head:{one}" for one in heads)
            case to.SUPERVISOR:
                return (f"supervisor:{department}",)
            case to.LEADER:
                return (f"post:{leader}",)
            case post:
                return (f"post:{post}",)

    # -- facts --------------------------------------------------------------------------------------------------------

    def _lies(self, event: OfOutgoing) -> None:
        self.at, self.since = event.step, event.waits_since

    def _reads(self, event: OfWording) -> None:
        self.revision, self.digest, self.countersigners = event.revision, event.digest, event.countersigners
        self.secrecy, self.upward, self.copies = event.secrecy, event.upward, event.copies
        self._lies(event)

    @applies(OutgoingDrafted)
    def _drafted(self, event: OutgoingDrafted) -> None:
        self.series, self.sponsor, self.department = event.series, event.sponsor, event.department
        self.steps, self.status = event.steps, OPEN
        self._reads(event)

    @applies(OutgoingRevised)
    def _revised(self, event: OutgoingRevised) -> None:
        self._reads(event)

    @applies(OutgoingSubmitted, OutgoingObjectedTo, OutgoingCommentedOn, OutgoingStepDone)
    def _moved(self, event: OfOutgoing) -> None:
        self._lies(event)

    @applies(OutgoingCountersigned)
    def _countersigned(self, event: OutgoingCountersigned) -> None:
        self.agreed[event.countersigner] = event.digest
        self._lies(event)

    @applies(OutgoingReviewed)
    def _reviewed(self, event: OutgoingReviewed) -> None:
        self.leader_post = event.leader_post
        self._lies(event)

    @applies(OutgoingSigned)
    def _signed_now(self, event: OutgoingSigned) -> None:
        self.signed, self.signed_by, self.signed_in = True, event.actor, event.post
        self._lies(event)

    @applies(OutgoingNumbered)
    def _numbered(self, event: OutgoingNumbered) -> None:
        self.number, self.year = event.number, event.year
        self._lies(event)

    @applies(OutgoingSealAsked)
    def _seal_asked(self, event: OutgoingSealAsked) -> None:
        self.seal_use = event.use
        self._lies(event)

    @applies(OutgoingSealed)
    def _sealed(self, event: OutgoingSealed) -> None:
        self.sealed = True
        self._lies(event)

    @applies(OutgoingDistributed)
    def _distributed(self, event: OutgoingDistributed) -> None:
        self.recipients |= {one.recipient: one for one in event.recipients}
        self._lies(event)

    @applies(OutgoingReceived)
    def _received(self, event: OutgoingReceived) -> None:
        self.received.add(event.recipient)
        self._lies(event)

    @applies(OutgoingArchived)
    def _archived(self, event: OutgoingArchived) -> None:
        self.status = ARCHIVED
        self._lies(event)

    @applies(OutgoingReturned)
    def _returned(self, event: OutgoingReturned) -> None:
        self._lies(event)
        self.agreed = {} if event.anew else self.agreed
        self.signed = self.signed and not event.unsigned
        if event.unsealed:
            self.seal_use, self.sealed = "", False

    @applies(OutgoingHandedOver)
    def _handed_over(self, event: OutgoingHandedOver) -> None:
        self.sponsor, self.department = event.sponsor, event.department
        self._lies(event)

    @applies(OutgoingWithdrawn)
    def _withdrawn(self, event: OutgoingWithdrawn) -> None:
        self.status = WITHDRAWN
        self._lies(event)

    @applies(OutgoingRevoked)
    def _revoked(self, event: OutgoingRevoked) -> None:
        self.status = REVOKED
        self._lies(event)
