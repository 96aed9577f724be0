"""What can be asked of outgoing documents (A19, B11.3)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from services.documents.incoming.document import Urgency
from services.documents.outgoing.fields import (
    Addressees,
    Annexes,
    CopiedTo,
    Copies,
    Countersigners,
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
from services.documents.outgoing.record import CITES, OutgoingView, Series
from services.documents.outgoing.state import LIVING, OutgoingStatus
from services.kernel.domain.office import OFFICE
from services.kernel.domain.who import CHAIR, CLERK, COLLEAGUE, HEAD, ON_ROUTE, SELF
from services.kernel.procedure.fields import DepartmentId, MaybePost, PersonId
from services.kernel.procedure.operations import Command
from services.kernel.procedure.secrecy import Secrecy

OPEN = OutgoingStatus.OPEN


class DraftOutgoing(
    Command,
    path="POST /documents/outgoing",
    who=(COLLEAGUE, HEAD),
    cites=CITES,
    zh="拟稿",
    en="Draft an outgoing document",
    returns=OutgoingView,
):
    """The series decides by which steps it goes. Who drafts it is its sponsor."""

    department: DepartmentId
    series: Annotated[Series, Field(min_length=1)]
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


class OnOutgoing(Command, at="/documents/outgoing/{document}", returns=OutgoingView):
    document: DocumentId


class ReviseOutgoing(
    OnOutgoing,
    does="revisions",
    who=(SELF,),
    when=OPEN,
    zh="修改文稿",
    en="Revise an outgoing document",
):
    """While it is being drafted, or after it came back. Every earlier wording stays readable."""

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
    OnOutgoing,
    does="submission",
    who=(SELF,),
    when=OPEN,
    zh="提交文稿",
    en="Hand a draft on",
): ...


class CountersignOutgoing(
    OnOutgoing,
    does="countersignatures",
    who=(HEAD,),
    cites=("A19",),
    when=OPEN,
    zh="会签",
    en="Countersign an outgoing document",
):
    """With remarks or without, for the department that was asked."""

    department: DepartmentId
    remarks: Opinion = ""


class ObjectToOutgoing(
    OnOutgoing,
    does="objections",
    who=(HEAD,),
    cites=("A19",),
    when=OPEN,
    zh="不同意会签",
    en="Object to an outgoing document",
):
    """The draft goes back to its sponsor."""

    department: DepartmentId
    reason: Reason


ASKED = "由领导签发的须选，其余不选 / where a leader signs, and only there"


class ReviewOutgoing(
    OnOutgoing,
    does="review",
    who=(ON_ROUTE,),
    cites=("A19",),
    when=OPEN,
    zh="核稿",
    en="Review an outgoing document",
):
    """Names the leader who is asked to sign, where the steps leave that to the office."""

    leader_post: MaybePost = Field(default="", title="送签领导职务 / leader's post", description=ASKED)
    opinion: Opinion = ""


class CommentOnOutgoing(
    OnOutgoing,
    does="comment",
    who=(ON_ROUTE,),
    cites=("B11.3",),
    when=OPEN,
    zh="分管领导提意见",
    en="Comment on an outgoing document",
):
    opinion: str = Field(min_length=1, max_length=2000, title="意见 / opinion")


class SignOutgoing(
    OnOutgoing,
    does="signature",
    who=(ON_ROUTE,),
    when=OPEN,
    zh="签发",
    en="Sign an outgoing document",
):
    """Signs the wording that is there; any other has to be signed anew."""

    opinion: Opinion = ""


class NumberOutgoing(
    OnOutgoing,
    does="number",
    who=(SELF, ON_ROUTE),
    cites=("B11.3",),
    when=OPEN,
    zh="编发文号",
    en="Issue the number of a document",
):
    """The next of the series in the year of this day, after the signature only."""


class AskOutgoingSeal(
    OnOutgoing,
    does="seal-request",
    who=(SELF, *OFFICE),
    cites=("B11.3", "B11.5"),
    when=OPEN,
    zh="为发文申请用印",
    en="Ask for the seal on a document",
):
    """Asks the chair to consent to the seal of the series on this document; allowed once it is signed."""

    copies: int = Field(default=0, ge=0, le=10_000, title="用印份数，0为全部 / impressions, 0 for every copy")


class SealOutgoing(
    OnOutgoing,
    does="seal",
    who=(ON_ROUTE,),
    cites=("B11.3", "B11.5"),
    when=OPEN,
    zh="发文用印",
    en="Press the seal on a document",
):
    """By the keeper, as the chair consented to; enters the use with the document's number at the same time."""

    copies: int = Field(default=0, ge=0, le=10_000, title="用印份数，0为批准份数 / impressions, 0 for those granted")


class CarryOutOutgoingStep(
    OnOutgoing,
    does="steps/{step}",
    who=(SELF, ON_ROUTE),
    when=OPEN,
    zh="办理发文环节",
    en="Carry out a step by hand",
):
    """Printing, proofreading, binding, envelopes, entry: what the list names and no other operation does."""

    step: StepId
    note: str = Field(default="", max_length=500, title="说明 / note")


class DistributeOutgoing(
    OnOutgoing,
    does="distribution",
    who=(SELF, ON_ROUTE),
    cites=("B11.3",),
    when=LIVING,
    zh="分发文件",
    en="Distribute a document",
):
    """May be done again for further recipients."""

    recipients: tuple[RecipientOrder, ...] = Field(min_length=1, max_length=200, title="收文单位 / recipients")


class SignForOutgoing(
    OnOutgoing,
    does="receipts",
    who=(COLLEAGUE, HEAD),
    cites=("B11.3",),
    when=LIVING,
    zh="签收文件",
    en="Sign for a document",
):
    """By a member of the department that received it."""

    department: DepartmentId


class EnterOutgoingReceipt(
    OnOutgoing,
    does="recipients/{recipient}/receipt",
    who=(CLERK,),
    cites=("B11.3",),
    when=LIVING,
    zh="登记回执",
    en="Enter a recipient's receipt",
):
    """From the slip that came back, with who signed it there and when."""

    recipient: int = Field(ge=1, le=10_000, title="第几个收文单位 / recipient")
    on: date = Field(title="签收日期 / received on")
    signed_by: str = Field(min_length=1, max_length=60, title="签收人 / signed by")


class ArchiveOutgoing(
    OnOutgoing,
    does="archive",
    who=(SELF, ON_ROUTE),
    cites=("B11.3",),
    when=OPEN,
    zh="发文存档",
    en="Archive a document",
):
    copies: int = Field(ge=0, le=1000, title="正文份数 / copies of the text")
    with_draft: bool = Field(title="含底稿 / with the draft")


class ReturnOutgoing(
    OnOutgoing,
    does="return",
    who=(SELF, ON_ROUTE, *OFFICE),
    when=OPEN,
    zh="退回发文",
    en="Return a document to an earlier step",
):
    """By those whose step it is, or the office. What follows the step is done again."""

    step: StepId
    reason: Reason


class HandOverOutgoing(
    OnOutgoing,
    does="sponsor",
    who=(HEAD, *OFFICE),
    when=OPEN,
    zh="更换主办人",
    en="Hand a document to another sponsor",
):
    """To another member of the department; to anybody, with their department, where the document's is no more."""

    person: PersonId = Field(title="主办人 / person")
    reason: Reason


class WithdrawOutgoing(
    OnOutgoing,
    does="withdrawal",
    who=(SELF,),
    when=OPEN,
    zh="撤回文稿",
    en="Withdraw a draft",
):
    """Before anybody signed it."""

    reason: Reason


class RevokeOutgoing(
    OnOutgoing,
    does="revocation",
    who=(SELF, ON_ROUTE, CHAIR),
    when=LIVING,
    zh="发文作废",
    en="Revoke a document",
):
    """By the leader who signed it, or the chair. Its number stays used."""

    reason: Reason
