"""The facts of an outgoing document (A19, B11.3). What it says, and what is said of it, never leaves the service.

`department` of each is the sponsor's. Every fact says where the document lies after it.
"""

from __future__ import annotations

from datetime import date

from services.kernel.domain.events import Confidential, Event, Part, Personal


class Step(Part):
    """One step of the list by which this document goes, as it was in force when it was drafted."""

    id: str
    zh: str
    en: str
    work: str
    """What the step means, such as `sign`; see `steps.py`."""
    by: tuple[str, ...]
    """Posts, or `sponsor`, `heads`, `supervisor`, `leader`."""


class Recipient(Part):
    """`department` of the organ, or `organ` outside of it."""

    recipient: int
    department: str = ""
    organ: str = ""
    copies: int


class OfOutgoing(Event):
    """What happens to one outgoing document. `step` is empty once no step is left or the document has ended.

    `waits_for` names for whom it waits: `person:p024`, `post:clerk`, `head:budget` or `supervisor:budget`.
    """

    step: str = ""
    waits_for: tuple[str, ...] = ()
    waits_since: date


class OfWording(OfOutgoing):
    """One wording. `digest` is that of all that is printed; a class or a number of copies is no part of it."""

    revision: int
    secrecy: str
    secrecy_term: str = ""
    urgency: str
    copies: int
    upward: bool = False
    countersigners: tuple[str, ...] = ()
    digest: Confidential[str] = ""
    title: Confidential[str] = ""
    text: Confidential[str] = ""
    addressees: Confidential[str] = ""
    copied_to: Confidential[str] = ""
    annexes: Confidential[tuple[str, ...]] = ()
    note: Confidential[str] = ""


class OutgoingDrafted(OfWording):
    """`sponsor` is who drafted it; `steps` the list of the series on that day."""

    SAYS = "起草发文"
    TOPIC = "documents.outgoing-drafted.v1"
    series: str
    sponsor: str
    steps: tuple[Step, ...]


class OutgoingRevised(OfWording):
    SAYS = "修改发文"
    TOPIC = "documents.outgoing-revised.v1"
    reason: Confidential[str] = ""


class OutgoingSubmitted(OfOutgoing):
    """The sponsor hands this wording on."""

    SAYS = "提交发文"
    TOPIC = "documents.outgoing-submitted.v1"
    revision: int
    digest: Confidential[str] = ""


class OutgoingCountersigned(OfOutgoing):
    """`countersigner` is the department that was asked."""

    SAYS = "会签同意"
    TOPIC = "documents.outgoing-countersigned.v1"
    countersigner: str
    revision: int
    digest: Confidential[str] = ""
    remarks: Confidential[str] = ""


class OutgoingObjectedTo(OfOutgoing):
    """A department that was asked to countersign does not; the document is with its sponsor again."""

    SAYS = "会签不同意"
    TOPIC = "documents.outgoing-objected-to.v1"
    countersigner: str
    revision: int
    reason: Confidential[str] = ""


class OutgoingReviewed(OfOutgoing):
    """核稿. `leader_post` is who is asked to sign, where the list leaves it to the office."""

    SAYS = "核稿"
    TOPIC = "documents.outgoing-reviewed.v1"
    revision: int
    leader_post: str = ""
    opinion: Confidential[str] = ""


class OutgoingCommentedOn(OfOutgoing):
    """The leader in charge has said what they think of it (B11.3)."""

    SAYS = "分管领导签署意见"
    TOPIC = "documents.outgoing-commented-on.v1"
    revision: int
    opinion: Confidential[str] = ""


class OutgoingSigned(OfOutgoing):
    """签发. It is this wording that was signed, and no other."""

    SAYS = "签发文件"
    TOPIC = "documents.outgoing-signed.v1"
    person: str
    revision: int
    digest: Confidential[str] = ""
    opinion: Confidential[str] = ""


class OutgoingNumbered(OfOutgoing):
    """`number` as it is printed: 〔year〕 and the series' next."""

    SAYS = "编定文号"
    TOPIC = "documents.outgoing-numbered.v1"
    series: str
    year: int
    serial: int
    number: str


class OutgoingSealAsked(OfOutgoing):
    """The chair was asked to consent to the use of the seal for this document; `use` is that request (B11.5)."""

    SAYS = "申请发文用印"
    TOPIC = "documents.outgoing-seal-asked.v1"
    use: str
    seal: str
    copies: int


class OutgoingSealed(OfOutgoing):
    """The keeper pressed the seal, as the chair consented to for this document (B11.5)."""

    SAYS = "发文用印"
    TOPIC = "documents.outgoing-sealed.v1"
    use: str
    seal: str
    number: str


class OutgoingStepDone(OfOutgoing):
    """A step by hand: printed, proofread, bound, put in envelopes, entered."""

    SAYS = "完成发文环节"
    TOPIC = "documents.outgoing-step-done.v1"
    done: str
    work: str
    note: Confidential[str] = ""


class OutgoingDistributed(OfOutgoing):
    """`departments` are the organ's own among the recipients."""

    SAYS = "分发文件"
    TOPIC = "documents.outgoing-distributed.v1"
    number: str
    departments: tuple[str, ...] = ()
    copies: int
    recipients: Confidential[tuple[Recipient, ...]] = ()


class OutgoingReceived(OfOutgoing):
    """签收. `on` is when the recipient had it; `signed_by` who signed there."""

    SAYS = "签收文件"
    TOPIC = "documents.outgoing-received.v1"
    recipient: int
    on: date
    signed_by: Personal[str] = ""


class OutgoingArchived(OfOutgoing):
    """The printed text in so many copies, and the draft with its opinions (B11.3)."""

    SAYS = "发文归档"
    TOPIC = "documents.outgoing-archived.v1"
    number: str
    copies: int
    revision: int


class OutgoingReturned(OfOutgoing):
    """Back to an earlier step; what follows that step is done again."""

    SAYS = "退回发文"
    TOPIC = "documents.outgoing-returned.v1"
    returned_from: str
    returned_to: str
    anew: bool = False
    """Every department is asked to countersign again."""
    unsigned: bool = False
    """A signature that was given is of no force any more."""
    unsealed: bool = False
    """So is the consent to the seal: it is asked for again."""
    reason: Confidential[str] = ""


class OutgoingHandedOver(OfOutgoing):
    """Another member of the department carries it on; of another one, where the department is no more."""

    SAYS = "移交发文承办"
    TOPIC = "documents.outgoing-handed-over.v1"
    sponsor: str
    reason: Personal[str] = ""


class OutgoingWithdrawn(OfOutgoing):
    """By the sponsor, before anybody signed it."""

    SAYS = "撤回发文"
    TOPIC = "documents.outgoing-withdrawn.v1"
    reason: Confidential[str] = ""


class OutgoingRevoked(OfOutgoing):
    """作废: by who signed it or by the chair. A number that was issued stays used."""

    SAYS = "作废发文"
    TOPIC = "documents.outgoing-revoked.v1"
    number: str = ""
    reason: Confidential[str] = ""
