"""What can be asked of claims (A32, B10.3, B10.7)."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.finance.budget.operations import SomeLine
from services.finance.claims.claim import IN_ORDER, SENT, UNPAID, ClaimStatus, Step
from services.finance.claims.paper import EXPENSES, PAYMENT, TRAVEL
from services.finance.claims.record import (
    AdvanceId,
    ClaimRecord,
    DutyId,
    InvoiceId,
    ItemKind,
    Method,
    Name,
    OvertimeId,
    ReceptionId,
    SpendingId,
    TripId,
)
from services.finance.invoices.invoice import InvoiceStatus
from services.finance.money import Paid
from services.finance.posts import ACCOUNTANT, CASHIER, SEES_MONEY
from services.kernel.domain.office import RESPONSIBLE
from services.kernel.domain.who import CLERK, COLLEAGUE, HEAD, ON_ROUTE, SELF
from services.kernel.procedure.fields import DepartmentId, MaybePerson, Reason, Yuan, of_status
from services.kernel.procedure.operations import Command
from services.kernel.procedure.printing.query import printing
from services.kernel.procedure.registry import exporting, listing, showing

READERS = (SELF, *RESPONSIBLE, *SEES_MONEY)
Parts = Annotated[
    tuple[Yuan, ...],
    Field(
        max_length=50,
        title="各收款人核定金额 / what each payee gets",
        description="有核减且收款人不止一人时，按顺序填写 / in order, where less is paid to several",
    ),
]


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class ClaimedItem(Part):
    """One thing that is claimed; on an invoice of one's own where the kind takes one."""

    kind: Annotated[ItemKind, Field(min_length=1, examples=["goods"])]
    amount: Paid = Field(title="报销金额(元) / claimed (yuan)", examples=["100"])
    invoice: InvoiceId = Field(default=None, json_schema_extra=of_status(InvoiceStatus.REGISTERED))


class PayeePart(Part):
    """Somebody of the organ or, by name, whoever else is paid; and their part."""

    person: MaybePerson = Field(default="", title="收款人 / payee")
    name: Name = ""
    amount: Paid = Field(title="应付金额(元) / their part (yuan)", examples=["100"])


class ItemCut(Part):
    """What of an item is not paid, and why."""

    place: int = Field(ge=1, le=200, title="项次 / item")
    allowed: Yuan = Field(title="核定金额(元) / allowed (yuan)", examples=["80"])
    ground: Reason = Field(title="核减依据 / ground of the cut")


class Contents(Command):
    department: DepartmentId
    line: SomeLine
    purpose: str = Field(min_length=1, max_length=500, title="报销事由 / what for")
    items: tuple[ClaimedItem, ...] = Field(min_length=1, max_length=200, title="报销项目 / items")
    payees: tuple[PayeePart, ...] = Field(min_length=1, max_length=50, title="收款人 / payees")
    spending: SpendingId = None
    completes: bool = Field(default=True, title="该申请由此结清 / settles the request")
    trip: TripId = None
    reception: ReceptionId = None
    overtime: OvertimeId = None
    duty: DutyId = None
    advance: AdvanceId = None


class SubmitClaim(
    Contents,
    path="POST /finance/claims",
    who=(COLLEAGUE, HEAD, CLERK, SELF),
    cites=("A32", "B10.3", "B10.7"),
    zh="报送报销单",
    en="Hand in a claim",
    returns=ClaimRecord,
):
    """By whoever spent the money: why, on which line, with the invoices and the request that it carries out. For the
    department that pays; who asked for the request, the trip or the reception belongs to another one perhaps.
    What overtime or duty earned is paid to whoever earned it."""


class OfClaim(Command, at="/finance/claims/{claim}", returns=ClaimRecord):
    claim: Annotated[UUID, Field(title="报销单 / claim")]


class ReviseClaim(
    OfClaim,
    Contents,
    does="revision",
    who=(SELF,),
    when=ClaimStatus.RETURNED,
    cites=("A32", "B10.3", "B10.7"),
    zh="修改后重新报送",
    en="Hand in a claim anew",
):
    """As a whole, after it came back. The time to claim runs to the day on which it was handed in first."""


class CheckClaim(
    OfClaim,
    does="check",
    who=(ACCOUNTANT,),
    when=ClaimStatus.SUBMITTED,
    cites=("A32",),
    zh="审查票据和标准",
    en="Check invoices and standards",
):
    """What is named is cut, with its ground; everything else is allowed in full."""

    cuts: tuple[ItemCut, ...] = Field(default=(), max_length=200, title="核减 / cuts")
    parts: Parts = ()


class ReviewClaim(
    OfClaim,
    does="review",
    who=(ON_ROUTE,),
    when=ClaimStatus.CHECKED,
    cites=("A32",),
    zh="审核报销",
    en="Review a claim",
):
    """By the supervising leader or the office director."""


class ApproveClaim(
    OfClaim,
    does="approval",
    who=(ON_ROUTE,),
    when=ClaimStatus.REVIEWED,
    cites=("A32",),
    zh="审批报销",
    en="Approve a claim",
):
    """All that finance allowed, or less with the ground."""

    amount: Paid | None = Field(
        default=None,
        title="批准金额(元) / approved (yuan)",
        description="不填即全部核定金额 / left empty: all that was allowed",
    )
    parts: Parts = ()
    ground: str = Field(default="", max_length=500, title="少批理由 / why less")


class PayClaim(
    OfClaim,
    does="payment",
    who=(CASHIER,),
    when=(ClaimStatus.APPROVED, ClaimStatus.BOUNCED),
    cites=("A32", "B10.7"),
    zh="支付报销款",
    en="Pay a claim",
):
    """What the payees owe of the advance is set off first. Enters the books and the budget. What the bank sent back is
    paid again: of that the budget knows already."""

    method: Annotated[Method, Field(min_length=1, examples=["transfer"])]


class RecordClaimBounce(
    OfClaim,
    does="bounce",
    who=(ACCOUNTANT,),
    when=SENT,
    cites=("A28", "A32"),
    zh="登记报销款退汇",
    en="Enter that a claim's transfer came back",
):
    """The bank sent it back: it is owed again, and waits to be paid. Invoices, budget and advance stay as they are."""

    on: date = Field(title="退汇日 / sent back on")
    amount: Paid | None = Field(
        default=None,
        title="退回金额(元) / sent back (yuan)",
        description="不填即全部退回 / left empty: all of it",
    )
    reason: Reason


class TakeBackClaimBounce(
    OfClaim,
    does="bounce-withdrawal",
    who=(ACCOUNTANT,),
    when=ClaimStatus.BOUNCED,
    cites=("A28", "A32"),
    zh="撤销报销款退汇登记",
    en="Take the entry of a claim's bounce back",
):
    """It did not come back; of several the last. Before it is paid again."""

    reason: Reason


class ArchiveClaim(
    OfClaim,
    does="filing",
    who=(ACCOUNTANT,),
    when=ClaimStatus.PAID,
    cites=("A32",),
    zh="报销单归档",
    en="File a claim with its voucher",
):
    volume: str = Field(min_length=1, max_length=60, title="装订册号 / volume")


class ReturnClaim(
    OfClaim, does="return", who=(ON_ROUTE,), when=IN_ORDER, cites=("A32",), zh="退回报销单", en="Return a claim"
):
    """By whoever has it, to any earlier step."""

    to: Step = Field(title="退回至 / back to")
    reason: Reason


class RejectClaim(
    OfClaim,
    does="rejection",
    who=(ON_ROUTE,),
    when=IN_ORDER[:-1],
    cites=("A32", "B10.3"),
    zh="不予报销",
    en="Refuse a claim",
):
    """Its invoices and what was set aside are free again."""

    reason: Reason


class WithdrawClaim(
    OfClaim, does="withdrawal", who=(SELF,), when=UNPAID, cites=("A32",), zh="撤回报销单", en="Withdraw a claim"
):
    """Before it is paid."""

    reason: Reason


GetClaim = showing(
    "GetClaim",
    ClaimRecord,
    path="GET /finance/claims/{claim}",
    who=(*READERS, ON_ROUTE),
    zh="查看报销单",
    en="See a claim",
)
PrintClaim = printing("PrintClaim", GetClaim, EXPENSES, instead=lambda claim: TRAVEL if claim.trip else None)
PrintClaimPayment = printing(
    "PrintClaimPayment", GetClaim, PAYMENT, does="payment-paper", when=(ClaimStatus.PAID, ClaimStatus.ARCHIVED)
)
ListClaims = listing("ListClaims", ClaimRecord, path="GET /finance/claims", who=READERS, offers=True)
ExportClaims = exporting("ExportClaims", ClaimRecord, path="GET /finance/claims-export", who=SEES_MONEY)
