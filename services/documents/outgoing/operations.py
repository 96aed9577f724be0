"""What can be asked of outgoing documents (A19, B11.3)."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from services.documents.incoming.operations import Secrecy, Urgency
from services.documents.office import OFFICE
from services.documents.outgoing.answers import OutgoingView
from services.documents.outgoing.fields import (
    Addressees,
    Annexes,
    CopiedTo,
    Copies,
    Countersigners,
    DepartmentId,
    DocumentId,
    Note,
    Opinion,
    Reason,
    RecipientOrder,
    StepId,
    Term,
    Text,
    Title,
)
from services.kernel.operations import Command
from services.kernel.who import CHAIR, CLERK, COLLEAGUE, HEAD, ON_ROUTE, SELF

CITES = ("A19", "B11.3")


class DraftOutgoing(
    Command,
    path="POST /documents/outgoing",
    who=(COLLEAGUE, HEAD),
    cites=CITES,
    zh="拟稿",
    en="Draft an outgoing document",
    returns=OutgoingView,
):
    """The series decides by which steps it goes. Who drafts it is its sponsor (主办人)."""

    department: DepartmentId
    series: str = Field(min_length=1, max_length=40, title="发文字号系列 / series")
    title: Title
    text: Text
    addressees: Addressees = ""
    copied_to: CopiedTo = ""
    annexes: Annexes = ()
    note: Note = ""
    secrecy: Secrecy = Field(default=Secrecy.ORDINARY, title="密级 / secrecy")
    secrecy_term: Term = ""
    urgency: Urgency = Field(default=Urgency.ORDINARY, title="紧急程度 / urgency")
    upward: bool = Field(default=False, title="上行文 / to a superior organ")
    copies: Copies
    countersigners: Countersigners = ()


class ReviseOutgoing(
    Command,
    path="POST /documents/outgoing/{document}/revisions",
    who=(SELF,),
    cites=CITES,
    zh="修改文稿",
    en="Revise an outgoing document",
    returns=OutgoingView,
):
    """While it is being drafted, or after it came back. Every earlier wording stays readable."""

    document: DocumentId
    title: Title
    text: Text
    addressees: Addressees = ""
    copied_to: CopiedTo = ""
    annexes: Annexes = ()
    note: Note = ""
    secrecy: Secrecy = Field(title="密级 / secrecy")
    secrecy_term: Term = ""
    urgency: Urgency = Field(title="紧急程度 / urgency")
    upward: bool = Field(default=False, title="上行文 / to a superior organ")
    copies: Copies
    countersigners: Countersigners = ()
    reason: str = Field(default="", max_length=500, title="修改说明 / what was changed")


class SubmitOutgoing(
    Command,
    path="POST /documents/outgoing/{document}/submission",
    who=(SELF,),
    cites=CITES,
    zh="提交文稿",
    en="Hand a draft on",
    returns=OutgoingView,
):
    document: DocumentId


class CountersignOutgoing(
    Command,
    path="POST /documents/outgoing/{document}/countersignatures",
    who=(HEAD,),
    cites=("A19",),
    zh="会签",
    en="Countersign an outgoing document",
    returns=OutgoingView,
):
    """With remarks or without, for the department that was asked."""

    document: DocumentId
    department: DepartmentId
    remarks: Opinion = ""


class ObjectToOutgoing(
    Command,
    path="POST /documents/outgoing/{document}/objections",
    who=(HEAD,),
    cites=("A19",),
    zh="不同意会签",
    en="Object to an outgoing document",
    returns=OutgoingView,
):
    """The draft goes back to its sponsor."""

    document: DocumentId
    department: DepartmentId
    reason: Reason


class ReviewOutgoing(
    Command,
    path="POST /documents/outgoing/{document}/review",
    who=(ON_ROUTE,),
    cites=("A19",),
    zh="核稿",
    en="Review an outgoing document",
    returns=OutgoingView,
):
    """Names the leader who is asked to sign, where the steps leave that to the office."""

    document: DocumentId
    leader_post: str = Field(default="", max_length=60, title="送签领导职务 / leader's post")
    opinion: Opinion = ""


class CommentOnOutgoing(
    Command,
    path="POST /documents/outgoing/{document}/comment",
    who=(ON_ROUTE,),
    cites=("B11.3",),
    zh="分管领导提意见",
    en="Comment on an outgoing document",
    returns=OutgoingView,
):
    document: DocumentId
    opinion: str = Field(min_length=1, max_length=2000, title="意见 / opinion")


class SignOutgoing(
    Command,
    path="POST /documents/outgoing/{document}/signature",
    who=(ON_ROUTE,),
    cites=CITES,
    zh="签发",
    en="Sign an outgoing document",
    returns=OutgoingView,
):
    """Signs the wording that is there; any other has to be signed anew."""

    document: DocumentId
    opinion: Opinion = ""


class NumberOutgoing(
    Command,
    path="POST /documents/outgoing/{document}/number",
    who=(SELF, ON_ROUTE),
    cites=("B11.3",),
    zh="编发文号",
    en="Issue the number of a document",
    returns=OutgoingView,
):
    """The next of the series in the year of this day, after the signature only."""

    document: DocumentId


class AskOutgoingSeal(
    Command,
    path="POST /documents/outgoing/{document}/seal-request",
    who=(SELF, *OFFICE),
    cites=("B11.3", "B11.5"),
    zh="为发文申请用印",
    en="Ask for the seal on a document",
    returns=OutgoingView,
):
    """Asks the chair to consent to the seal of the series on this document; allowed once it is signed."""

    document: DocumentId
    copies: int = Field(default=0, ge=0, le=10_000, title="用印份数，0为全部 / impressions, 0 for every copy")


class SealOutgoing(
    Command,
    path="POST /documents/outgoing/{document}/seal",
    who=(ON_ROUTE,),
    cites=("B11.3", "B11.5"),
    zh="发文用印",
    en="Press the seal on a document",
    returns=OutgoingView,
):
    """By the keeper, as the chair consented to; enters the use with the document's number at the same time."""

    document: DocumentId
    copies: int = Field(default=0, ge=0, le=10_000, title="用印份数，0为批准份数 / impressions, 0 for those granted")


class CarryOutOutgoingStep(
    Command,
    path="POST /documents/outgoing/{document}/steps/{step}",
    who=(SELF, ON_ROUTE),
    cites=CITES,
    zh="办理发文环节",
    en="Carry out a step by hand",
    returns=OutgoingView,
):
    """Printing, proofreading, binding, envelopes, entry: what the list names and no other operation does."""

    document: DocumentId
    step: StepId
    note: str = Field(default="", max_length=500, title="说明 / note")


class DistributeOutgoing(
    Command,
    path="POST /documents/outgoing/{document}/distribution",
    who=(SELF, ON_ROUTE),
    cites=("B11.3",),
    zh="分发文件",
    en="Distribute a document",
    returns=OutgoingView,
):
    """May be done again for further recipients."""

    document: DocumentId
    recipients: tuple[RecipientOrder, ...] = Field(min_length=1, max_length=200, title="收文单位 / recipients")


class SignForOutgoing(
    Command,
    path="POST /documents/outgoing/{document}/receipts",
    who=(COLLEAGUE, HEAD),
    cites=("B11.3",),
    zh="签收文件",
    en="Sign for a document",
    returns=OutgoingView,
):
    """By a member of the department that received it."""

    document: DocumentId
    department: DepartmentId


class EnterOutgoingReceipt(
    Command,
    path="POST /documents/outgoing/{document}/recipients/{recipient}/receipt",
    who=(CLERK,),
    cites=("B11.3",),
    zh="登记回执",
    en="Enter a recipient's receipt",
    returns=OutgoingView,
):
    """From the slip that came back, with who signed it there and when."""

    document: DocumentId
    recipient: int = Field(ge=1, le=10_000, title="第几个收文单位 / recipient")
    on: date = Field(title="签收日期 / received on")
    signed_by: str = Field(min_length=1, max_length=60, title="签收人 / signed by")


class ArchiveOutgoing(
    Command,
    path="POST /documents/outgoing/{document}/archive",
    who=(SELF, ON_ROUTE),
    cites=("B11.3",),
    zh="发文存档",
    en="Archive a document",
    returns=OutgoingView,
):
    document: DocumentId
    copies: int = Field(ge=0, le=1000, title="正文份数 / copies of the text")
    with_draft: bool = Field(title="含底稿 / with the draft")


class ReturnOutgoing(
    Command,
    path="POST /documents/outgoing/{document}/return",
    who=(SELF, ON_ROUTE, *OFFICE),
    cites=CITES,
    zh="退回发文",
    en="Return a document to an earlier step",
    returns=OutgoingView,
):
    """By those whose step it is, or the office. What follows the step is done again."""

    document: DocumentId
    step: StepId
    reason: Reason


class HandOverOutgoing(
    Command,
    path="POST /documents/outgoing/{document}/sponsor",
    who=(HEAD, *OFFICE),
    cites=CITES,
    zh="更换主办人",
    en="Hand a document to another sponsor",
    returns=OutgoingView,
):
    """To another member of the department; to anybody, with their department, where the document's is no more."""

    document: DocumentId
    person: str = Field(min_length=1, max_length=60, title="主办人 / person")
    reason: Reason


class WithdrawOutgoing(
    Command,
    path="POST /documents/outgoing/{document}/withdrawal",
    who=(SELF,),
    cites=CITES,
    zh="撤回文稿",
    en="Withdraw a draft",
    returns=OutgoingView,
):
    """Before anybody signed it."""

    document: DocumentId
    reason: Reason


class RevokeOutgoing(
    Command,
    path="POST /documents/outgoing/{document}/revocation",
    who=(SELF, ON_ROUTE, CHAIR),
    cites=CITES,
    zh="发文作废",
    en="Revoke a document",
    returns=OutgoingView,
):
    """By the leader who signed it, or the chair. Its number stays used."""

    document: DocumentId
    reason: Reason
