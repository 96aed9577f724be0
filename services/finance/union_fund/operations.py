"""What can be asked of the union's fund: its chair decides, the cashier pays, the accountant helps with it (A27)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.finance.ledger.record import Account
from services.finance.money import Paid
from services.finance.posts import ACCOUNTANT, CASHIER, FINANCE, FINANCE_LEADER, UNION_CHAIR
from services.finance.union_fund.income import IncomeKind, IncomeStatus
from services.finance.union_fund.paper import PAYMENT
from services.finance.union_fund.payment import CITES, Kept, PaymentStatus
from services.finance.union_fund.record import Item, Prohibition, Purpose, UnionIncomeRecord, UnionPaymentRecord
from services.kernel.domain.who import ANYONE, AUDITOR, SELF
from services.kernel.procedure.fields import PersonId, Reason, Year
from services.kernel.procedure.operations import Command, File, Query, View
from services.kernel.procedure.printing.query import printing
from services.kernel.procedure.registry import exporting, listing, showing

READERS = (UNION_CHAIR, FINANCE_LEADER, *FINANCE, AUDITOR)
DECIDES = (UNION_CHAIR, FINANCE_LEADER)
"""The leader in charge of finance where it concerns the chair of the union, who does not decide then."""
OwnAccount = Annotated[Account, Field(min_length=1, examples=["union-bank"], title="账户 / account")]
ReceivedOn = Annotated[date, Field(title="到账日 / received on")]


class ToProhibition(BaseModel):
    """What whoever asks says to one of the eight prohibitions; left open it is not answered."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    prohibition: Annotated[Prohibition, Field(min_length=1, examples=["treats"])]
    answer: Kept | None = Field(default=None, title="是否违反 / kept")


class UnionPaymentFields(Command, returns=UnionPaymentRecord):
    purpose: Annotated[Purpose, Field(min_length=1, examples=["activity"])]
    item: Annotated[Item, Field(min_length=1, examples=["supplies"])]
    what: str = Field(min_length=1, max_length=500, title="事由 / what for")
    amount: Paid = Field(title="金额(元) / amount (yuan)", examples=["100"])
    recipients: tuple[PersonId, ...] = Field(
        default=(),
        max_length=1000,
        title="受益会员 / members whom it benefits",
        description="用于会员的须填，人均分摊；工会业务支出不填"
        " / always of what is for members, shared evenly; never of what is for the union itself",
    )
    but_these: bool = Field(default=False, title="所列会员以外的全体会员 / all members but these", examples=[False])
    payee: str = Field(min_length=1, max_length=200, title="收款方 / who is paid")
    answers: tuple[ToProhibition, ...] = Field(
        max_length=50,
        title="“八不准”逐条作答 / answers to the prohibitions",
        examples=[[{"prohibition": "treats", "answer": "yes"}]],
        json_schema_extra={"x-each": "prohibition"},
    )


class RequestUnionPayment(
    UnionPaymentFields,
    path="POST /finance/union-payments",
    who=(ANYONE,),
    zh="申请工会经费支出",
    en="Ask for a payment of the union",
):
    """In one's own name. Each of the eight prohibitions is answered; what the program can tell, it decides."""


class OfUnionPayment(Command, at="/finance/union-payments/{payment}", returns=UnionPaymentRecord):
    payment: UUID = Field(title="工会经费支出 / payment of the union")


class ReviseUnionPayment(
    UnionPaymentFields,
    path="POST /finance/union-payments/{payment}/revision",
    who=(SELF,),
    when=PaymentStatus.RETURNED,
    zh="修改后重新申请",
    en="Ask anew for a returned payment of the union",
):
    """It counts to the year in which it is asked for anew."""

    payment: UUID = Field(title="工会经费支出 / payment of the union")


class ApproveUnionPayment(
    OfUnionPayment,
    does="approval",
    who=DECIDES,
    when=PaymentStatus.REQUESTED,
    zh="批准工会经费支出",
    en="Consent to a payment of the union",
):
    """Never by whoever asked for it or benefits from it."""


class ReturnUnionPayment(
    OfUnionPayment,
    does="return",
    who=DECIDES,
    when=PaymentStatus.REQUESTED,
    zh="退回工会经费支出申请",
    en="Return a payment of the union",
):
    reason: Reason


class RejectUnionPayment(
    OfUnionPayment,
    does="rejection",
    who=DECIDES,
    when=PaymentStatus.REQUESTED,
    zh="不批准工会经费支出",
    en="Refuse a payment of the union",
):
    reason: Reason


class WithdrawUnionPayment(
    OfUnionPayment,
    does="withdrawal",
    who=(SELF,),
    when=(PaymentStatus.REQUESTED, PaymentStatus.RETURNED, PaymentStatus.APPROVED),
    zh="撤回工会经费支出申请",
    en="Withdraw a payment of the union",
):
    reason: Reason


class PayUnionPayment(
    OfUnionPayment,
    does="payment",
    who=(CASHIER,),
    when=PaymentStatus.APPROVED,
    zh="支付工会经费",
    en="Pay out of the union's fund",
):
    """Enters the voucher in the union's own books."""

    on: date = Field(title="支付日 / paid on")
    account: OwnAccount


class TakeBackUnionPayment(
    OfUnionPayment,
    does="taking-back",
    who=(ACCOUNTANT,),
    when=PaymentStatus.PAID,
    zh="冲回工会经费支出",
    en="Take a payment of the union back",
):
    """It was wrong, or the money came back."""

    reason: Reason


GetUnionPayment = showing(
    "GetUnionPayment",
    UnionPaymentRecord,
    path="GET /finance/union-payments/{payment}",
    who=(SELF, *READERS),
    zh="查看工会经费支出",
    en="See a payment of the union",
)
PrintUnionPayment = printing("PrintUnionPayment", GetUnionPayment, PAYMENT)
ListUnionPayments = listing(
    "ListUnionPayments",
    UnionPaymentRecord,
    path="GET /finance/union-payments",
    who=(SELF, *READERS),
    offers=True,
    doc="All for whoever answers for the union's money; otherwise what one asked for oneself.",
)
ExportUnionPayments = exporting(
    "ExportUnionPayments", UnionPaymentRecord, path="GET /finance/union-payments-export", who=READERS
)


# -- income -----------------------------------------------------------------------------------------------------------


class ReceiveUnionGrant(
    Command,
    path="POST /finance/union-grants",
    who=FINANCE,
    zh="登记拨缴经费",
    en="Enter a grant to the union",
    returns=UnionIncomeRecord,
):
    on: ReceivedOn
    amount: Paid = Field(title="金额(元) / amount (yuan)", examples=["100"])
    account: OwnAccount
    source: str = Field(min_length=1, max_length=100, title="拨款单位 / granted by")


class CollectUnionDues(
    Command,
    path="POST /finance/union-dues",
    who=FINANCE,
    zh="登记工会会费",
    en="Enter the union's dues",
    returns=UnionIncomeRecord,
):
    """Of all members together, for a quarter or a year: their share of the pay that they are reckoned on."""

    on: ReceivedOn
    period: str = Field(
        pattern=r"^20[0-9]{2}(-Q[1-4])?$", title="会费所属期 / period of the dues", examples=["2026-Q3", "2026"]
    )
    base: Paid = Field(title="工资基数(元) / base of pay (yuan)", examples=["100000"])
    account: OwnAccount


class TakeBackUnionIncome(
    Command,
    path="POST /finance/union-income/{income}/taking-back",
    who=(ACCOUNTANT,),
    when=IncomeStatus.RECEIVED,
    zh="冲回工会收入",
    en="Take an income of the union back",
    returns=UnionIncomeRecord,
):
    income: UUID = Field(title="工会收入 / income of the union")
    reason: Reason


GetUnionIncome = showing(
    "GetUnionIncome",
    UnionIncomeRecord,
    path="GET /finance/union-income/{income}",
    who=READERS,
    zh="查看工会收入",
    en="See an income of the union",
)
ListUnionIncome = listing(
    "ListUnionIncome", UnionIncomeRecord, path="GET /finance/union-income", who=READERS, offers=True
)


# -- the year ---------------------------------------------------------------------------------------------------------


class UnionSpending(View):
    purpose: Purpose
    times: int = Field(title="笔数 / payments")
    amount: Decimal = Field(title="金额(元) / amount (yuan)")


class UnionIncomeLine(View):
    kind: IncomeKind = Field(title="收入类别 / kind")
    times: int = Field(title="笔数 / receipts")
    amount: Decimal = Field(title="金额(元) / amount (yuan)")


class UnionYearView(View):
    """`before` and income less spending make `after`, with `other`: what the accountant entered by hand, such as bank
    charges and interest. `promised` is consented to and not paid yet."""

    year: Year
    before: Decimal = Field(title="上年结余(元) / held before (yuan)")
    income: list[UnionIncomeLine] = Field(title="收入 / income")
    received: Decimal = Field(title="收入合计(元) / income together (yuan)")
    spending: list[UnionSpending] = Field(title="支出 / spending")
    spent: Decimal = Field(title="支出合计(元) / spending together (yuan)")
    other: Decimal = Field(title="其他收支净额(元) / other, net (yuan)")
    after: Decimal = Field(title="结余(元) / held (yuan)")
    promised: Decimal = Field(title="已批未付(元) / consented to, not paid (yuan)")


class GetUnionYear(
    Query,
    path="GET /finance/union-years/{year}",
    who=(ANYONE,),
    cites=CITES,
    zh="查看工会经费年度收支",
    en="See the union's year",
    returns=UnionYearView,
):
    """Open to everybody in the organ: it names nobody."""

    year: Year


class ExportUnionYear(
    Query,
    path="GET /finance/union-years/{year}/export",
    who=READERS,
    cites=CITES,
    zh="导出工会经费年度收支",
    en="Export the union's year",
    returns=File,
):
    year: Year
