"""借款台账: one line per advance, with what is still owed of it and since when."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.finance.advances import events as e
from services.finance.advances.advance import BECOMES, CITES, AdvanceStatus, Means
from services.finance.carried import ResolutionNumber
from services.finance.ledger.record import VoucherNumber
from services.finance.money import ZERO
from services.kernel.log.registers import Register, Rows
from services.kernel.procedure.record import COMPUTED, Code, Department, Number, Person, Post, Posts, Record, Row

REFERENCE = "finance.advances"
"""What a motion about an advance names, before its number."""
Owed = Annotated[Decimal, Field(title="尚欠(元) / still owed (yuan)")]
DrawnOn = Annotated[date | None, Field(title="支取日 / drawn on")]
SettleBy = Annotated[date | None, Field(title="应还清日 / to be settled by")]


class RepaymentRow(Row, table="advance_repayments", key="advance voucher", zh="还款", en="Repayments", cites=CITES):
    """One repayment of an advance; `taken_back` is the entry that turned it round, where it was wrong."""

    advance: UUID = Field(title="借款 / advance")
    on: date = Field(title="还款日 / repaid on")
    amount: Decimal = Field(title="还款金额(元) / repaid (yuan)")
    means: Means = Field(title="还款方式 / how")
    voucher: VoucherNumber
    entered_by: Person = Field(title="登记人 / entered by")
    taken_back: Annotated[VoucherNumber, Field(title="冲销凭证 / voucher that took it back")]
    reason: str = Field(title="撤销理由 / why it was taken back")


class AdvanceRecord(
    Record,
    table="advances",
    zh="借款台账",
    en="Advances",
    one="借款 / advance",
    by="-year -serial",
    find="department person status overdue",
    dated="requested_on",
    sheet="number person department purpose amount requested_on drawn_on due outstanding settled_on overdue status",
    becomes=BECOMES,
    cites=CITES,
):
    number: Number
    person: Person = Field(title="借款人 / who owes it")
    department: Department
    purpose: str = Field(title="借款事由 / what for")
    amount: Decimal = Field(title="借款金额(元) / advance (yuan)")
    status: AdvanceStatus = Field(title="状态 / status")
    requested_on: date = Field(title="申请日 / asked on")
    route: Posts = Field(title="同意环节 / route of consent")
    waits_for: Post = Field(title="待何岗位同意 / waits for")
    endorsed_by: Person = Field(title="请示人 / endorsed by")
    approved_by: Person = Field(title="同意人 / consented to by")
    approved_on: date | None = Field(title="同意日 / consented on")
    drawn_on: DrawnOn
    due: SettleBy
    outstanding: Owed = ZERO
    settled_on: date | None = Field(title="还清日 / settled on")
    overdue: bool = Field(title="逾期 / overdue")
    deductible: bool = Field(title="可从工资扣还 / may be kept back from pay")
    reference: Annotated[Code, COMPUTED] = Field(default="", title="提请党组时的关联业务编号 / reference for a motion")
    motion: ResolutionNumber = Field(max_length=60, title="党组决议编号 / resolution of the Party group")
    reason: str = Field(title="理由 / reason")
    repayments: Annotated[list[RepaymentRow], COMPUTED] = Field(default=[], title="还款 / repayments")

    @classmethod
    def seen(cls, row: object, repayments: list[RepaymentRow]) -> AdvanceRecord:
        found = cls.of(row, repayments=repayments)
        owed = found.status is AdvanceStatus.DRAWN
        return found.model_copy(update={"reference": f"{REFERENCE}:{found.number}"}) if owed else found


register = Register("advances", AdvanceRecord, RepaymentRow)


@register.on(e.AdvanceRequested)
def _requested(event: e.AdvanceRequested, rows: Rows) -> None:
    rows.record(AdvanceRecord, event, requested_on=event.day, waits_for=event.route[0])


register.changes(AdvanceRecord, e.AdvanceEndorsed, "waits_for", endorsed_by="actor")
register.changes(AdvanceRecord, e.AdvanceApproved, waits_for="", approved_by="actor", approved_on="day")
register.changes(AdvanceRecord, e.AdvanceRejected, "reason", waits_for="")
register.changes(AdvanceRecord, e.AdvanceWithdrawn, "reason", waits_for="")
register.changes(AdvanceRecord, e.AdvanceDrawn, "due", drawn_on="day", outstanding="amount")
register.changes(AdvanceRecord, e.AdvanceOverdue, overdue=True)
register.changes(AdvanceRecord, e.DeductionDecided, "motion", "reason", deductible=True)
register.changes(AdvanceRecord, e.AdvanceWrittenOff, "motion", "reason", "outstanding", settled_on="day")


@register.on(e.AdvanceSetOff, e.AdvanceRepaid)
def _less(event: e.OfDebt, rows: Rows) -> None:
    if event.outstanding:
        rows.change(AdvanceRecord, event, "outstanding")
    else:
        rows.change(AdvanceRecord, event, "outstanding", settled_on=event.day, status=AdvanceStatus.SETTLED)
    if isinstance(event, e.AdvanceRepaid):
        rows.insert(
            RepaymentRow, advance=event.originator_id.hex, on=event.day, amount=event.amount, means=event.means,
            voucher=event.voucher, entered_by=event.actor, taken_back="", reason="",
        )  # fmt: skip


@register.on(e.RepaymentTakenBack)
def _owed_again(event: e.RepaymentTakenBack, rows: Rows) -> None:
    """The advance keeps the reason of what was decided about it."""
    rows.change(AdvanceRecord, event, "outstanding", settled_on=None)
    repayment = {"advance": event.originator_id.hex, "voucher": event.repayment}
    rows.update(RepaymentRow, repayment, taken_back=event.voucher, reason=event.reason)
