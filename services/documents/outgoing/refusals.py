"""Why something is not done to an outgoing document, each with the article that decides."""

from __future__ import annotations

from services.documents.seals.use import UseStatus
from services.kernel.refusals import Refusal

CITES = ("A19", "B11.3")


class OutgoingNotAtStep(Refusal):
    """Steps are taken in the order of the list."""

    code = "documents.outgoing-not-at-step"
    next = ("请打开该文件，按当前环节办理。", "Open the document and take the step that is due.")


class OutgoingNoSuchStep(Refusal):
    """The list of this document has no such step."""

    code = "documents.outgoing-no-such-step"
    next = ("请打开该文件，从其办理环节中选择。", "Open the document and choose one of its steps.")


class OutgoingEnded(Refusal):
    """It was withdrawn or revoked."""

    code = "documents.outgoing-ended"
    next = (
        "请打开该文件查看办理结果；需要发文的，请另行拟稿。",
        "Open the document to see how it ended; draft another one if it is still wanted.",
    )


class NotAnEarlierStep(Refusal):
    """It is returned to a step that it has passed, never onwards."""

    code = "documents.outgoing-not-an-earlier-step"
    kind = "invalid"
    next = ("请选择该文件已经过的环节。", "Choose a step that the document has passed.")


class AlreadyDistributed(Refusal):
    """What has left the house is not returned to a step; it is revoked."""

    code = "documents.outgoing-already-distributed"
    next = ("请作废该文件，另行发文。", "Revoke it and send another document.")


class NotAskedToCountersign(Refusal):
    """The department was not asked, or has signed this very wording."""

    code = "documents.outgoing-not-asked-to-countersign"
    next = (
        "请打开该文件核对会签部门；需要会签的，请主办人增加。",
        "Open the document and check who countersigns; the sponsor adds departments.",
    )


class ReasonMissing(Refusal):
    """Who does not agree says why."""

    code = "documents.outgoing-reason-missing"
    kind = "invalid"
    next = ("请填写不同意的理由。", "State why you object.")


class OwnOutgoing(Refusal):
    """Who stands in for somebody does not decide on what they drafted themselves."""

    code = "documents.outgoing-own-draft"
    kind = "forbidden"
    next = ("请由该岗位的任职者本人办理。", "Let the holder of the post do it in person.")


class NotSigned(Refusal):
    """Nothing is numbered, sealed or sent before the leader has signed it."""

    code = "documents.outgoing-not-signed"
    next = (
        "请先送领导签发；未签发的由主办人撤回。",
        "Have it signed first; what nobody has signed its sponsor withdraws.",
    )


class AlreadySigned(Refusal):
    """What a leader has signed is not withdrawn; it is revoked by who signed it or by the chair."""

    code = "documents.outgoing-already-signed"
    next = ("请由签发人或主任作废。", "Let who signed it, or the chair, revoke it.")


class SealNotAsked(Refusal):
    """The chair has not been asked for this document."""

    code = "documents.outgoing-seal-not-asked"
    next = ("请先申请用印，经主任批准后再用印。", "Ask for the seal and wait for the chair's consent.")


class SealAsked(Refusal):
    """A request for this document is open or granted."""

    code = "documents.outgoing-seal-asked"
    next = ("请打开该文件查看用印情况，等待批准或用印。", "Open the document to see how the request stands.")


SEAL_ASKED: dict[str, tuple[str, str]] = {
    UseStatus.REQUESTED: (
        "该文件的用印申请已提出，请等待主任批准，或由申请人先撤回。",
        "The seal was asked for already: wait for the chair, or let whoever asked withdraw that request first.",
    ),
    UseStatus.APPROVED: (
        "该文件的用印申请主任已批准，请印章保管员用印，或由申请人先撤回。",
        "The chair has consented already: the keeper presses the seal, or whoever asked withdraws that request first.",
    ),
    UseStatus.APPLIED: (
        "印章保管员已为该文件用印登记，请其在发文中办理用印。",
        "The keeper has entered the seal for this document already, and now enters it with the document.",
    ),
}
"""What to do instead, by what has become of the request."""


class SealedElsewhere(Refusal):
    """The consent was used for something else, and the chair is asked for another."""

    code = "documents.outgoing-sealed-elsewhere"
    next = ("请为本文件重新申请用印。", "Ask for the seal again, for this document.")


class NotEnoughCopies(Refusal):
    """Fewer copies than are sent or archived."""

    code = "documents.outgoing-not-enough-copies"
    kind = "invalid"
    next = ("请减少份数，或先核对印制、登记的份数。", "Ask for fewer copies, or check how many there are.")


class DraftMissing(Refusal):
    """The draft goes to the archive with the printed text."""

    code = "documents.outgoing-draft-missing"
    kind = "invalid"
    next = ("请一并登记底稿后存档。", "Add the draft, then archive it.")


class NoSuchRecipient(Refusal):
    code = "documents.outgoing-no-such-recipient"
    kind = "missing"
    next = ("请打开该文件核对收文单位。", "Open the document and check its recipients.")


class AlreadyReceived(Refusal):
    code = "documents.outgoing-already-received"
    next = ("无需重复签收。", "It need not be signed for twice.")


class OutgoingWithheld(Refusal):
    """The document's class withholds its text from the caller."""

    code = "documents.outgoing-withheld"
    kind = "forbidden"
    next = (
        "确因工作需要的，请向主办部门或办公室提出。",
        "Where your work needs it, ask the sponsor's department or the office.",
    )
