"""One use of a seal: asked for, consented to by the chair, applied once by the keeper (B11.5)."""

from __future__ import annotations

from typing import Any

from services.documents.seals import events as e
from services.kernel.domain.aggregate import Act, Aggregate, Becomes, applies
from services.kernel.domain.words import Status
from services.kernel.refusals import Refusal


class UseStatus(Status):
    REQUESTED = "requested", "待批准", "waiting for consent"
    APPROVED = "approved", "已批准", "consented to"
    REJECTED = "rejected", "未批准", "refused"
    WITHDRAWN = "withdrawn", "已撤回", "withdrawn"
    APPLIED = "applied", "已用印", "applied"


BECOMES: Becomes = {
    e.SealUseRequested: UseStatus.REQUESTED,
    e.SealUseApproved: UseStatus.APPROVED,
    e.SealUseRejected: UseStatus.REJECTED,
    e.SealUseWithdrawn: UseStatus.WITHDRAWN,
    e.SealApplied: UseStatus.APPLIED,
}
CITES = ("B11.5",)


class SealNotApproved(Refusal):
    """A seal is pressed only after the chair consented to this very use."""

    code = "documents.seal-not-approved"
    next = ("请等待主任批准；批准后再登记用印。", "Wait for the chair's consent, then enter the use.")


class SealUseDecided(Refusal):
    """The request has been decided, withdrawn or used already."""

    code = "documents.seal-use-decided"
    next = (
        "请打开该用印记录查看结果；需要再次用印的，另行申请。",
        "Open the record to see what became of it; ask anew for a further use.",
    )


class TooManyImpressions(Refusal):
    """More impressions than the chair consented to."""

    code = "documents.seal-too-many-impressions"
    kind = "invalid"
    next = ("请按批准的份数用印；不够的，另行申请。", "Keep to the number consented to, or ask for the rest anew.")


class OwnSealUse(Refusal):
    """Who stands in for the chair does not consent to what they asked for themselves."""

    code = "documents.seal-own-request"
    kind = "forbidden"
    next = ("请由主任本人或其他代行人批准。", "Leave it to the chair, or to somebody else who stands in.")


class SealUse(Aggregate):
    CALLED = "用印申请", "request for a seal"
    CITES = CITES
    CARRIES = ("person", "department", "seal", "copies", "approved_by")
    BECOMES = BECOMES
    WRONG_STATUS = SealUseDecided
    STILL = {UseStatus.REQUESTED: SealNotApproved}
    person = ""
    department = ""
    seal = ""
    copies = 0
    approved_by = ""

    def request(self, act: Act, **asked: Any) -> None:
        """`asked` as the event says it."""
        self.trigger(e.SealUseRequested, act, person=act.actor, **asked)

    def approve(self, act: Act) -> None:
        if act.actor == self.person and act.stands_in_for:
            raise OwnSealUse(
                "代行主任职责时不能批准本人的用印申请。",
                "Who stands in for the chair cannot consent to their own request.",
                cites=CITES,
            )
        self.trigger(e.SealUseApproved, act)

    def apply(self, act: Act, *, document: str, copies: int) -> None:
        """Once per consent, and never more impressions than it speaks of."""
        if copies > self.copies:
            raise TooManyImpressions(
                f"批准用印{self.copies}份，不能用印{copies}份。",
                f"Consent was given for {self.copies} impressions, not for {copies}.",
                cites=CITES,
                approved=self.copies,
            )
        self.trigger(e.SealApplied, act, document=document, copies=copies)

    @applies(e.SealUseApproved)
    def _approved(self, event: e.SealUseApproved) -> None:
        self.approved_by = event.actor
