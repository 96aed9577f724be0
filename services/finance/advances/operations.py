"""What can be asked of advances (B10.7)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.finance.advances.advance import AdvanceStatus, Means
from services.finance.advances.paper import ADVANCE
from services.finance.advances.record import AdvanceRecord, DrawnOn, Owed, SettleBy
from services.finance.money import Paid
from services.finance.posts import ACCOUNTANT, CASHIER, SEES_MONEY
from services.kernel.domain.office import RESPONSIBLE
from services.kernel.domain.who import ANYONE, CHAIR, ON_ROUTE, SELF
from services.kernel.procedure.fields import Reason
from services.kernel.procedure.operations import Command, File, Query, View
from services.kernel.procedure.printing.query import printing
from services.kernel.procedure.record import Count, Department, Number, Person, Row, choice, refers
from services.kernel.procedure.registry import exporting, listing, showing

READERS = (SELF, *RESPONSIBLE, *SEES_MONEY)
Band = Annotated[str, *choice("advances.ageing", "账龄 / age")]


class RequestAdvance(
    Command, path="POST /finance/advances", who=(ANYONE,), zh="申请借款", en="Ask for an advance", returns=AdvanceRecord
):
    """In one's own name, for an errand. Whoever has not settled the last one gets no other."""

    purpose: str = Field(min_length=1, max_length=500, title="借款事由 / what for")
    amount: Paid = Field(title="借款金额(元) / advance (yuan)", examples=["1000"])


class OfAdvance(Command, at="/finance/advances/{advance}", returns=AdvanceRecord):
    advance: Annotated[UUID, Field(title="借款 / advance")]


class ConsentToAdvance(
    OfAdvance,
    does="consent",
    who=(ON_ROUTE,),
    when=AdvanceStatus.REQUESTED,
    zh="同意借款",
    en="Consent to an advance",
):
    """Post by post along its route. Never by whoever asked."""


class RejectAdvance(
    OfAdvance,
    does="rejection",
    who=(ON_ROUTE,),
    when=AdvanceStatus.REQUESTED,
    zh="不同意借款",
    en="Refuse an advance",
):
    reason: Reason


class WithdrawAdvance(
    OfAdvance,
    does="withdrawal",
    who=(SELF,),
    when=(AdvanceStatus.REQUESTED, AdvanceStatus.APPROVED),
    zh="撤回借款申请",
    en="Withdraw an advance",
):
    """Before it is drawn."""

    reason: Reason


class DrawAdvance(
    OfAdvance,
    does="drawing",
    who=(CASHIER,),
    when=AdvanceStatus.APPROVED,
    zh="支付借款现金",
    en="Hand out an advance in cash",
):
    """At the office. The books enter it as owed."""


class RepayAdvance(
    OfAdvance, does="repayment", who=(CASHIER,), when=AdvanceStatus.DRAWN, zh="登记还款", en="Enter a repayment"
):
    """In part or all of it. What is kept back from pay takes a decision before."""

    amount: Paid = Field(title="还款金额(元) / repaid (yuan)", examples=["200"])
    means: Means = Field(title="还款方式 / how")


class TakeBackRepayment(
    OfAdvance,
    does="repayments/{voucher}/taking-back",
    who=(ACCOUNTANT,),
    when=(AdvanceStatus.DRAWN, AdvanceStatus.SETTLED),
    zh="撤销还款登记",
    en="Take back a repayment",
    cites=("B10.7", "A28"),
):
    """What was entered wrongly: the books turn the entry round today, and so much is owed again. Never by whoever
    entered it."""

    voucher: Annotated[str, Field(min_length=1, max_length=20, title="还款凭证 / voucher of the repayment")]
    reason: Reason


class DecideDeduction(
    OfAdvance,
    does="deduction",
    who=(CHAIR,),
    when=AdvanceStatus.DRAWN,
    zh="决定从工资扣还",
    en="Decide to keep an advance back from pay",
):
    """Beyond the chair's own limit only once the Party group has carried it."""

    reason: Reason


class WriteOffAdvance(
    OfAdvance,
    does="writing-off",
    who=(CHAIR,),
    when=AdvanceStatus.DRAWN,
    zh="决定核销借款",
    en="Decide to write an advance off",
):
    """What is left of it. The department's budget bears it; beyond the chair's own limit only once the Party group has
    carried it."""

    reason: Reason


GetAdvance = showing(
    "GetAdvance",
    AdvanceRecord,
    path="GET /finance/advances/{advance}",
    who=(*READERS, ON_ROUTE),
    zh="查看借款",
    en="See an advance",
)
PrintAdvance = printing("PrintAdvance", GetAdvance, ADVANCE)
ListAdvances = listing("ListAdvances", AdvanceRecord, path="GET /finance/advances", who=READERS, offers=True)
ExportAdvances = exporting("ExportAdvances", AdvanceRecord, path="GET /finance/advances-export", who=SEES_MONEY)


class AgedAdvance(Row, sheet="number person department drawn_on due days band outstanding"):
    """One that is still owed."""

    advance: Annotated[UUID, refers("finance.get-advance"), Field(title="借款 / advance")]
    number: Number
    person: Person = Field(title="借款人 / who owes it")
    department: Department
    drawn_on: DrawnOn
    due: SettleBy
    days: Count = Field(title="已借天数 / days since it was drawn")
    band: Band
    outstanding: Owed


class AgedBand(View):
    band: Band
    advances: Count = Field(title="笔数 / advances")
    outstanding: Owed


class AgeingView(View):
    """`held` is what the books say is owed: `agrees` where the list says the same."""

    on: date = Field(title="截至 / as of")
    bands: list[AgedBand] = Field(title="账龄合计 / by age")
    lines: list[AgedAdvance] = Field(title="未还清的借款 / what is still owed")
    total: Decimal = Field(title="合计尚欠(元) / owed together (yuan)")
    held: Decimal = Field(title="账面借款余额(元) / owed by the books (yuan)")
    agrees: bool = Field(title="账实相符 / list and books agree")


class GetAgeing(
    Query,
    path="GET /finance/advances-ageing",
    who=SEES_MONEY,
    cites=("B10.7", "A28"),
    zh="借款账龄",
    en="Age of advances",
    returns=AgeingView,
):
    """What is owed today and for how long, the oldest first, beside what the books hold."""


class ExportAgeing(
    Query,
    path="GET /finance/advances-ageing-export",
    who=SEES_MONEY,
    cites=("B10.7", "A28"),
    zh="导出借款账龄",
    en="Export the age of advances",
    returns=File,
): ...
