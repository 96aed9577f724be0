"""Why something is not done to an outgoing document, each with the article that decides."""

from __future__ import annotations

from services.documents.seals.use import APPLIED, APPROVED, REQUESTED
from services.kernel.refusals import Refusal

CITES = ("A19", "B11.3")


class OutgoingNotAtStep(Refusal):
    """Steps are taken in the order of the list."""

    code = "documents.outgoing-not-at-step"


class OutgoingNoSuchStep(Refusal):
    """The list of this document has no such step."""

    code = "documents.outgoing-no-such-step"


class OutgoingEnded(Refusal):
    """It was withdrawn or revoked."""

    code = "documents.outgoing-ended"


class NotAnEarlierStep(Refusal):
    """It is returned to a step that it has passed, never onwards."""

    code = "documents.outgoing-not-an-earlier-step"
    kind = "invalid"


class AlreadyDistributed(Refusal):
    """What has left the house is not returned to a step; it is revoked."""

    code = "documents.outgoing-already-distributed"


class NotAskedToCountersign(Refusal):
    """The department was not asked, or has signed this very wording."""

    code = "documents.outgoing-not-asked-to-countersign"


class ReasonMissing(Refusal):
    """Who does not agree says why."""

    code = "documents.outgoing-reason-missing"
    kind = "invalid"


class OwnOutgoing(Refusal):
    """Who stands in for somebody does not decide on what they drafted themselves."""

    code = "documents.outgoing-own-draft"
    kind = "forbidden"


class NotSigned(Refusal):
    """Nothing is numbered, sealed or sent before the leader has signed it."""

    code = "documents.outgoing-not-signed"


class AlreadySigned(Refusal):
    """What a leader has signed is not withdrawn; it is revoked by who signed it or by the chair."""

    code = "documents.outgoing-already-signed"


class SealNotAsked(Refusal):
    """The chair has not been asked for this document."""

    code = "documents.outgoing-seal-not-asked"


class SealAsked(Refusal):
    """A request for this document is open or granted."""

    code = "documents.outgoing-seal-asked"


SEAL_ASKED = {
    REQUESTED: (
        "该文件的用印申请已提出,请等待主任批准,或由申请人先撤回。",
        "The seal was asked for already: wait for the chair, or let whoever asked withdraw that request first.",
    ),
    APPROVED: (
        "该文件的用印申请主任已批准,请印章保管员用印,或由申请人先撤回。",
        "The chair has consented already: the keeper presses the seal, or whoever asked withdraws that request first.",
    ),
    APPLIED: (
        "印章保管员已为该文件用印登记,请其在发文中办理用印。",
        "The keeper has entered the seal for this document already, and now enters it with the document.",
    ),
}
"""What to do instead, by what has become of the request."""


class SealedElsewhere(Refusal):
    """The consent was used for something else, and the chair is asked for another."""

    code = "documents.outgoing-sealed-elsewhere"


class NotEnoughCopies(Refusal):
    """Fewer copies than are sent or archived."""

    code = "documents.outgoing-not-enough-copies"
    kind = "invalid"


class DraftMissing(Refusal):
    """The draft goes to the archive with the printed text."""

    code = "documents.outgoing-draft-missing"
    kind = "invalid"


class NoSuchRecipient(Refusal):
    code = "documents.outgoing-no-such-recipient"
    kind = "missing"


class AlreadyReceived(Refusal):
    code = "documents.outgoing-already-received"


class OutgoingWithheld(Refusal):
    """The document's class withholds its text from the caller."""

    code = "documents.outgoing-withheld"
    kind = "forbidden"
