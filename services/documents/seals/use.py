"""One use of a seal: asked for, consented to by the chair, applied once by the keeper (B11.5)."""

from __future__ import annotations

from services.documents.seals.events import (
    SealApplied,
    SealUseApproved,
    SealUseRejected,
    SealUseRequested,
    SealUseWithdrawn,
)
from services.kernel.domain import Act, Aggregate, applies
from services.kernel.refusals import Refusal

REQUESTED, APPROVED, REJECTED, WITHDRAWN, APPLIED = "requested", "approved", "rejected", "withdrawn", "applied"
STATUS_ZH = {
    REQUESTED: "待批准",
    APPROVED: "已批准",
    REJECTED: "未批准",
    WITHDRAWN: "已撤回",
    APPLIED: "已用印",
}
CITES = ("B11.5",)


class SealNotApproved(Refusal):
    """A seal is pressed only after the chair consented to this very use."""

    code = "documents.seal-not-approved"


class SealUseDecided(Refusal):
    """The request has been decided, withdrawn or used already."""

    code = "documents.seal-use-decided"


class TooManyImpressions(Refusal):
    """More impressions than the chair consented to."""

    code = "documents.seal-too-many-impressions"
    kind = "invalid"


class OwnSealUse(Refusal):
    """Who stands in for the chair does not consent to what they asked for themselves."""

    code = "documents.seal-own-request"
    kind = "forbidden"


class SealUse(Aggregate):
    person = ""
    department = ""
    seal = ""
    copies = 0
    status = ""
    approved_by = ""

    def request(
        self, act: Act, *, number: str, department: str, seal: str, copies: int, title: str, purpose: str
    ) -> None:
        self.trigger(
            SealUseRequested,
            act,
            number=number,
            person=act.actor,
            department=department,
            seal=seal,
            copies=copies,
            title=title,
            purpose=purpose,
            cites=CITES,
        )

    def approve(self, act: Act) -> None:
        self._in(REQUESTED)
        if act.actor == self.person and act.stands_in_for:
            raise OwnSealUse(
                "代行主任职责时不能批准本人的用印申请。",
                "Who stands in for the chair cannot consent to their own request.",
                cites=CITES,
            )
        self.trigger(
            SealUseApproved,
            act,
            person=self.person,
            department=self.department,
            seal=self.seal,
            copies=self.copies,
            cites=CITES,
        )

    def reject(self, act: Act, *, reason: str) -> None:
        self._in(REQUESTED)
        self.trigger(
            SealUseRejected,
            act,
            person=self.person,
            department=self.department,
            seal=self.seal,
            reason=reason,
            cites=CITES,
        )

    def withdraw(self, act: Act, *, reason: str) -> None:
        self._in(REQUESTED, APPROVED)
        self.trigger(
            SealUseWithdrawn,
            act,
            person=self.person,
            department=self.department,
            seal=self.seal,
            reason=reason,
            cites=CITES,
        )

    def apply(self, act: Act, *, document: str, copies: int) -> None:
        """Once per consent, and never more impressions than it speaks of."""
        if self.status == REQUESTED:
            raise SealNotApproved(
                "该次用印尚未经主任批准,不得用印。",
                "The chair has not consented to this use: the seal is not pressed.",
                cites=CITES,
            )
        self._in(APPROVED)
        if copies > self.copies:
            raise TooManyImpressions(
                f"批准用印{self.copies}份,不能用印{copies}份。",
                f"Consent was given for {self.copies} impressions, not for {copies}.",
                cites=CITES,
                approved=self.copies,
            )
        self.trigger(
            SealApplied,
            act,
            person=self.person,
            department=self.department,
            seal=self.seal,
            document=document,
            copies=copies,
            approved_by=self.approved_by,
            cites=CITES,
        )

    def _in(self, *allowed: str) -> None:
        if self.status not in allowed:
            raise SealUseDecided(
                f"该用印申请{STATUS_ZH[self.status]},不能这样办理。",
                f"The request is {self.status}; this cannot be done to it.",
                cites=CITES,
                status=self.status,
            )

    @applies(SealUseRequested)
    def _requested(self, event: SealUseRequested) -> None:
        self.person, self.department, self.seal = event.person, event.department, event.seal
        self.copies, self.status = event.copies, REQUESTED

    @applies(SealUseApproved)
    def _approved(self, event: SealUseApproved) -> None:
        self.status, self.approved_by = APPROVED, event.actor

    @applies(SealUseRejected)
    def _rejected(self, event: SealUseRejected) -> None:
        self.status = REJECTED

    @applies(SealUseWithdrawn)
    def _withdrawn(self, event: SealUseWithdrawn) -> None:
        self.status = WITHDRAWN

    @applies(SealApplied)
    def _applied(self, event: SealApplied) -> None:
        self.status = APPLIED
