"""What has become of an outgoing document, and where it goes next along its list. Decides nothing (A19, B11.3)."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from services.documents.outgoing import events as e
from services.documents.outgoing import steps as to
from services.documents.outgoing.refusals import CITES, OutgoingEnded, OutgoingNoSuchStep
from services.kernel.domain.aggregate import Act, Aggregate, Becomes, applies
from services.kernel.domain.words import Status, Word


class OutgoingStatus(Status):
    OPEN = "open", "办理中", "under way"
    ARCHIVED = "archived", "已存档", "archived"
    WITHDRAWN = "withdrawn", "已撤回", "withdrawn"
    REVOKED = "revoked", "已作废", "revoked"


class Deed(Word):
    """What was done to a document, as its trail tells it."""

    DRAFTED = "drafted", "拟稿", "drafted"
    REVISED = "revised", "修改", "revised"
    SUBMITTED = "submitted", "提交", "handed on"
    COUNTERSIGNED = "countersigned", "会签", "countersigned"
    OBJECTED_TO = "objected-to", "不同意会签", "objected to"
    REVIEWED = "reviewed", "核稿", "reviewed"
    COMMENTED_ON = "commented-on", "提意见", "commented on"
    SIGNED = "signed", "签发", "signed"
    NUMBERED = "numbered", "编号", "numbered"
    SEAL_ASKED = "seal-asked", "申请用印", "seal asked for"
    SEALED = "sealed", "用印", "sealed"
    CARRIED_OUT = "carried-out", "办理", "step carried out"
    DISTRIBUTED = "distributed", "分发", "distributed"
    RECEIVED = "received", "签收", "signed for"
    ARCHIVED = "archived", "存档", "archived"
    RETURNED = "returned", "退回", "returned"
    HANDED_OVER = "handed-over", "更换主办人", "given to another sponsor"
    WITHDRAWN = "withdrawn", "撤回", "withdrawn"
    REVOKED = "revoked", "作废", "revoked"


class Relation(Word):
    """How those for whom a document waits are named."""

    PERSON = "person", "本人", "the person"
    POST = "post", "岗位", "post"
    HEAD = "head", "部门负责人", "head of the department"
    SUPERVISOR = "supervisor", "分管领导", "leader in charge"


BECOMES: Becomes = {
    e.OutgoingDrafted: OutgoingStatus.OPEN,
    e.OutgoingArchived: OutgoingStatus.ARCHIVED,
    e.OutgoingWithdrawn: OutgoingStatus.WITHDRAWN,
    e.OutgoingRevoked: OutgoingStatus.REVOKED,
}
LIVING = (OutgoingStatus.OPEN, OutgoingStatus.ARCHIVED)
"""Neither withdrawn nor revoked."""


class OutgoingState(Aggregate):
    CALLED = "发文", "document"
    CITES = CITES
    CARRIES = ("series", "sponsor", "department", "steps")
    BECOMES = BECOMES
    WRONG_STATUS = OutgoingEnded
    series = ""
    sponsor = ""
    department = ""
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
        self.steps: tuple[e.Step, ...] = ()
        self.countersigners: tuple[str, ...] = ()
        self.agreed: dict[str, str] = {}
        """By department the digest of the wording that it countersigned last."""
        self.recipients: dict[int, e.Recipient] = {}
        self.received: set[int] = set()

    # -- what is asked of it ------------------------------------------------------------------------------------------

    @property
    def outstanding(self) -> tuple[str, ...]:
        """The departments that have not countersigned this very text."""
        return tuple(one for one in self.countersigners if self.agreed.get(one) != self.digest)

    def the(self, work: str) -> e.Step:
        """The step that means this; refuses where the list has none."""
        found = next((step for step in self.steps if step.work == work), None)
        return found or self._no_step(work)

    def step_named(self, id: str) -> e.Step:
        found = next((step for step in self.steps if step.id == id), None)
        return found or self._no_step(id)

    def _no_step(self, named: str) -> Any:
        raise OutgoingNoSuchStep(
            "该文件的办理程序没有这一环节。", "The steps of this document have no such one.", cites=CITES, step=named
        )

    # -- the way on ---------------------------------------------------------------------------------------------------

    def _place(self, step: e.Step) -> int:
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
        event_class: type[e.OfOutgoing],
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

    def _lies(self, event: e.OfOutgoing) -> None:
        self.at, self.since = event.step, event.waits_since

    def _reads(self, event: e.OfWording) -> None:
        self.revision, self.digest, self.countersigners = event.revision, event.digest, event.countersigners
        self.secrecy, self.upward, self.copies = event.secrecy, event.upward, event.copies
        self._lies(event)

    @applies(e.OutgoingDrafted)
    def _drafted(self, event: e.OutgoingDrafted) -> None:
        self._reads(event)

    @applies(e.OutgoingRevised)
    def _revised(self, event: e.OutgoingRevised) -> None:
        self._reads(event)

    @applies(
        e.OutgoingSubmitted,
        e.OutgoingObjectedTo,
        e.OutgoingCommentedOn,
        e.OutgoingStepDone,
        e.OutgoingArchived,
        e.OutgoingWithdrawn,
        e.OutgoingRevoked,
    )
    def _moved(self, event: e.OfOutgoing) -> None:
        self._lies(event)

    @applies(e.OutgoingCountersigned)
    def _countersigned(self, event: e.OutgoingCountersigned) -> None:
        self.agreed[event.countersigner] = event.digest
        self._lies(event)

    @applies(e.OutgoingReviewed)
    def _reviewed(self, event: e.OutgoingReviewed) -> None:
        self.leader_post = event.leader_post
        self._lies(event)

    @applies(e.OutgoingSigned)
    def _signed_now(self, event: e.OutgoingSigned) -> None:
        self.signed, self.signed_by, self.signed_in = True, event.actor, event.post
        self._lies(event)

    @applies(e.OutgoingNumbered)
    def _numbered(self, event: e.OutgoingNumbered) -> None:
        self.number, self.year = event.number, event.year
        self._lies(event)

    @applies(e.OutgoingSealAsked)
    def _seal_asked(self, event: e.OutgoingSealAsked) -> None:
        self.seal_use = event.use
        self._lies(event)

    @applies(e.OutgoingSealed)
    def _sealed(self, event: e.OutgoingSealed) -> None:
        self.sealed = True
        self._lies(event)

    @applies(e.OutgoingDistributed)
    def _distributed(self, event: e.OutgoingDistributed) -> None:
        self.recipients |= {one.recipient: one for one in event.recipients}
        self._lies(event)

    @applies(e.OutgoingReceived)
    def _received(self, event: e.OutgoingReceived) -> None:
        self.received.add(event.recipient)
        self._lies(event)

    @applies(e.OutgoingReturned)
    def _returned(self, event: e.OutgoingReturned) -> None:
        self._lies(event)
        self.agreed = {} if event.anew else self.agreed
        self.signed = self.signed and not event.unsigned
        if event.unsealed:
            self.seal_use, self.sealed = "", False

    @applies(e.OutgoingHandedOver)
    def _handed_over(self, event: e.OutgoingHandedOver) -> None:
        self.sponsor, self.department = event.sponsor, event.department
        self._lies(event)
