"""报销台账: one line per claim, with its items, its payees, and its sums at every step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from services.finance.budget.record import Line
from services.finance.claims import events as e
from services.finance.claims.claim import BECOMES, CITES, STANDS, ClaimStatus, Step
from services.finance.ledger.record import VoucherNumber
from services.finance.money import ZERO
from services.kernel.log.registers import Register, Rows
from services.kernel.procedure.context import Context
from services.kernel.procedure.record import (
    COMPUTED,
    Department,
    Number,
    People,
    Person,
    Post,
    Posts,
    Record,
    Row,
    choice,
    refers,
)
from services.kernel.rules.capitals import capitals

ItemKind = Annotated[str, *choice("claims.kinds", "费用类别 / kind of expense")]
Method = Annotated[str, *choice("claims.methods", "支付方式 / paid by")]
Sum = Annotated[Decimal, Field(title="金额(元) / amount (yuan)")]
Allowed = Annotated[Decimal, Field(title="核定金额(元) / allowed (yuan)")]
Ground = Annotated[str, Field(title="核减依据 / ground of the cut")]
SpendingId = Annotated[
    UUID | None, refers("finance.get-spending"), Field(title="所执行的开支申请 / request carried out")
]
AdvanceId = Annotated[UUID | None, refers("finance.get-advance"), Field(title="冲抵的借款 / advance set off")]
TripId = Annotated[UUID | None, refers("finance.get-trip"), Field(title="出差 / trip")]
ReceptionId = Annotated[UUID | None, refers("finance.get-reception"), Field(title="公务接待 / reception")]
OvertimeId = Annotated[UUID | None, refers("finance.get-overtime"), Field(title="加班 / overtime")]
DutyId = Annotated[UUID | None, refers("finance.get-duty"), Field(title="值班班次 / turn of duty")]
InvoiceId = Annotated[UUID | None, refers("finance.get-invoice"), Field(title="发票 / invoice")]
Name = Annotated[str, Field(max_length=200, title="单位或其他收款人 / payee outside")]
Place = Annotated[int, Field(title="项次 / item")]


class ClaimItem(Row, table="claim_items", key="claim place", of="claim", cites=CITES):
    place: Place
    kind: ItemKind
    invoice: InvoiceId
    amount: Sum
    allowed: Allowed = ZERO
    ground: Ground


class ClaimPayee(Row, table="claim_payees", key="claim place", of="claim", cites=CITES):
    place: int = Field(title="序号 / place")
    person: Person = Field(title="收款人 / payee")
    name: Name
    amount: Sum
    part: Decimal = Field(default=ZERO, title="应付(元) / to be paid (yuan)")


class ClaimRecord(
    Record,
    table="claims",
    zh="报销台账",
    en="Claims",
    one="报销单 / claim",
    by="-year -serial",
    find="number department person status line spending trip reception overtime duty advance",
    dated="submitted_on",
    sheet="number person department line purpose requested cut less amount in_words set_off paid method submitted_on"
    " checked_by reviewed_by approved_by paid_by paid_on voucher volume status",
    becomes=BECOMES,
    cites=CITES,
):
    number: Number
    budget_year: int = Field(title="预算年度 / budget year")
    line: Line
    department: Department
    person: Person = Field(title="经办人 / claimant")
    purpose: str = Field(title="报销事由 / what for")
    status: ClaimStatus = Field(title="状态 / status")
    submitted_on: date = Field(title="报送日 / handed in on")
    spending: SpendingId
    completes: bool = Field(title="该申请由此结清 / settles the request")
    trip: TripId
    reception: ReceptionId
    overtime: OvertimeId
    duty: DutyId
    advance: AdvanceId
    requested: Decimal = Field(title="报销金额(元) / claimed (yuan)")
    cut: Decimal = Field(default=ZERO, title="核减(元) / cut (yuan)")
    less: Decimal = Field(default=ZERO, title="少批(元) / not approved (yuan)")
    amount: Decimal = Field(title="应报金额(元) / to be paid (yuan)")
    in_words: Annotated[str, COMPUTED] = Field(default="", title="大写金额 / in capitals")
    set_off: Decimal = Field(default=ZERO, title="冲抵借款(元) / set off (yuan)")
    paid: Decimal = Field(default=ZERO, title="实付(元) / paid out (yuan)")
    reviewers: Posts = Field(title="审核岗位 / reviewed by one of")
    approver: Post = Field(title="审批岗位 / approved by")
    concerned: People = Field(title="回避人员 / who may not decide")
    checked_by: Person = Field(title="审查人 / checked by")
    checked_on: date | None = Field(title="审查日 / checked on")
    reviewed_by: Person = Field(title="审核人 / reviewed by")
    reviewed_on: date | None = Field(title="审核日 / reviewed on")
    approved_by: Person = Field(title="审批人 / approved by")
    approved_on: date | None = Field(title="审批日 / approved on")
    ground: str = Field(title="少批理由 / why less")
    paid_by: Person = Field(title="付款人 / paid by")
    paid_on: date | None = Field(title="付款日 / paid on")
    method: Method
    voucher: VoucherNumber
    due: Decimal = Field(default=ZERO, title="退汇待付(元) / sent back, to be paid again (yuan)")
    bounced_on: date | None = Field(title="退汇日 / sent back on")
    bounce: Annotated[VoucherNumber, Field(title="退汇凭证 / voucher of what was sent back")]
    bounced_because: str = Field(title="退汇原因 / why it was sent back")
    volume: str = Field(max_length=60, title="装订册号 / volume")
    returned_on: date | None = Field(title="退回日 / returned on")
    reason: str = Field(title="退回、驳回或撤回理由 / why returned, refused or withdrawn")
    items: Annotated[list[ClaimItem], COMPUTED] = Field(default_factory=list, title="报销项目 / items")
    payees: Annotated[list[ClaimPayee], COMPUTED] = Field(default_factory=list, title="收款人 / payees")


def views(ctx: Context, rows: Sequence[Any]) -> list[ClaimRecord]:
    """With their items and payees."""
    items, payees = ctx.rows_of_each(ClaimItem, ClaimPayee, claim=[row.id for row in rows])
    return [
        ClaimRecord.of(
            row,
            in_words=capitals(row.amount),
            items=[ClaimItem.of(one) for one in items if one.claim == row.id],
            payees=[ClaimPayee.of(one) for one in payees if one.claim == row.id],
        )
        for row in rows
    ]


register = Register("claims", ClaimRecord, ClaimItem, ClaimPayee)


def _hex(id: UUID | None) -> str | None:
    return id.hex if id is not None else None


def _contents(event: e.OfContents, rows: Rows) -> dict[str, Any]:
    """Puts the items and payees down; the columns that take them with them."""
    claim = event.originator_id.hex
    rows.delete(ClaimItem, claim=claim)
    rows.delete(ClaimPayee, claim=claim)
    for place, item in enumerate(event.items, 1):
        rows.insert(
            ClaimItem, claim=claim, place=place, kind=item.kind, invoice=_hex(item.invoice), amount=item.amount,
            allowed=item.amount, ground="",
        )  # fmt: skip
    for place, one in enumerate(event.payees, 1):
        rows.insert(
            ClaimPayee, claim=claim, place=place, person=one.person, name=one.name, amount=one.amount, part=one.amount
        )
    named = ("spending", "trip", "reception", "overtime", "duty", "advance")
    links = {name: _hex(getattr(event, name)) for name in named}
    return {**links, "requested": event.amount, "cut": ZERO, "less": ZERO}


def _parts(event: e.ClaimChecked | e.ClaimApproved | e.ClaimReturned, rows: Rows) -> None:
    for place, part in enumerate(event.parts, 1):
        rows.update(ClaimPayee, {"claim": event.originator_id.hex, "place": place}, part=part)


@register.on(e.ClaimSubmitted)
def _submitted(event: e.ClaimSubmitted, rows: Rows) -> None:
    rows.record(ClaimRecord, event, submitted_on=event.day, **_contents(event, rows))


@register.on(e.ClaimRevised)
def _revised(event: e.ClaimRevised, rows: Rows) -> None:
    copied = (
        "budget_year",
        "line",
        "department",
        "amount",
        "completes",
        "reviewers",
        "approver",
        "concerned",
        "purpose",
    )
    rows.change(ClaimRecord, event, *copied, **_contents(event, rows), reason="", returned_on=None)


@register.on(e.ClaimChecked)
def _checked(event: e.ClaimChecked, rows: Rows) -> None:
    grounds = {cut.place: cut.ground for cut in event.cuts}
    for place, allowed in enumerate(event.allowances, 1):
        key = {"claim": event.originator_id.hex, "place": place}
        rows.update(ClaimItem, key, allowed=allowed, ground=grounds.get(place, ""))
    _parts(event, rows)
    rows.change(ClaimRecord, event, "amount", "cut", checked_by=event.actor, checked_on=event.day, reason="")


register.changes(ClaimRecord, e.ClaimReviewed, reviewed_by="actor", reviewed_on="day", reason="")


@register.on(e.ClaimApproved)
def _approved(event: e.ClaimApproved, rows: Rows) -> None:
    _parts(event, rows)
    approved = {"approved_by": event.actor, "approved_on": event.day}
    rows.change(ClaimRecord, event, "amount", "less", "ground", **approved, reason="")


@register.on(e.ClaimReturned)
def _returned(event: e.ClaimReturned, rows: Rows) -> None:
    """What was decided from that step on is open again."""
    _parts(event, rows)
    steps = {Step.REVIEW: ("reviewed", "approved"), Step.APPROVAL: ("approved",)}
    opened = steps.get(Step(event.to), ("checked", "reviewed", "approved"))
    undone: dict[str, Any] = {f"{step}_by": "" for step in opened} | {f"{step}_on": None for step in opened}
    if "checked" in opened:
        undone["cut"] = ZERO
    rows.change(
        ClaimRecord, event, "amount", "reason", **undone, status=STANDS[Step(event.to)], returned_on=event.day,
        less=ZERO, ground="",
    )  # fmt: skip


register.changes(ClaimRecord, e.ClaimPaid, "set_off", "paid", "method", "voucher", paid_by="actor", paid_on="day")
register.changes(
    ClaimRecord, e.ClaimBounced, "due", "paid", bounced_on="on", bounce="voucher", bounced_because="reason"
)  # fmt: skip
register.changes(ClaimRecord, e.ClaimPaidAgain, "paid", "method", "voucher", paid_by="actor", paid_on="day", due=ZERO)


@register.on(e.ClaimBounceTakenBack)
def _never_bounced(event: e.ClaimBounceTakenBack, rows: Rows) -> None:
    """Of several the last; nothing of it shows any more where nothing else came back."""
    gone: dict[str, Any] = {} if event.due else {"bounced_on": None, "bounce": "", "bounced_because": ""}
    status = ClaimStatus.BOUNCED if event.due else ClaimStatus.PAID
    rows.change(ClaimRecord, event, "due", "paid", status=status, **gone)


register.changes(ClaimRecord, e.ClaimArchived, "volume")
register.changes(ClaimRecord, e.ClaimRejected, "reason")
register.changes(ClaimRecord, e.ClaimWithdrawn, "reason")
