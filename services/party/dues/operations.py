"""What can be asked of the branch's dues (B8). What somebody owes tells what they earn: few see it."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from services.kernel.domain.who import AUDITOR, SELF
from services.kernel.procedure.fields import Month, PersonId, Reason, Year, Yuan
from services.kernel.procedure.operations import Command, File, Query
from services.kernel.procedure.printing.query import printing
from services.kernel.procedure.registry import exporting, listing
from services.party.dues.paper import RECEIPT
from services.party.dues.record import DuesLine, DuesYearRecord, ReceiptRecord, RemittanceRecord
from services.party.dues.remittance import RemittanceStatus
from services.party.dues.year import Relief
from services.party.posts import BRANCH_SECRETARY, ORGANISER

SEES_DUES = (ORGANISER, BRANCH_SECRETARY, AUDITOR)


class OfYear(Command, at="/party/dues/{person}/{year}", who=(ORGANISER,), returns=DuesYearRecord):
    person: PersonId
    year: Year


class DecideDuesBase(OfYear, does="base", zh="核定党费基数", en="Decide the base of dues"):
    """Of a month's pay, as the working committee approved it; from the month on, and for what is not paid yet."""

    first: Month = Field(title="自何月起 / from")
    base: Yuan = Field(title="月工资基数(元) / base (yuan a month)")
    approval: str = Field(default="", max_length=100, title="核定文件 / approved by")


class DecideDuesRelief(OfYear, does="relief", who=(BRANCH_SECRETARY,), zh="决定党费减免", en="Decide on a relief"):
    """As the branch resolved of a member in hardship; `amount` a month is asked for where it is reduced."""

    first: Month = Field(title="自何月起 / from")
    last: Month = Field(title="至何月止 / to")
    relief: Relief = Field(title="减免方式 / relief")
    amount: Yuan | None = Field(default=None, title="减缴后月应缴(元) / owed a month (yuan)")
    reason: Reason


class OfDuesMonth(OfYear):
    month: Month


class EnterDuesPayment(OfDuesMonth, does="payments", zh="登记缴纳党费", en="Enter a payment of dues"):
    """Of one month, handed over by the member; `payer` is who brought it."""

    on: date = Field(title="缴纳日期 / paid on")
    payer: PersonId = Field(title="缴纳人 / who paid")
    amount: Yuan = Field(title="金额(元) / amount (yuan)")


class VoidDuesPayment(
    OfDuesMonth, does="payment-correction", zh="作废误登的缴纳", en="Void a payment entered in error"
):
    reason: Reason


class RefundDues(OfDuesMonth, does="refunds", zh="退还多缴党费", en="Give back dues"):
    amount: Yuan = Field(title="金额(元) / amount (yuan)")
    reason: Reason


class ExplainDuesDelay(
    OfDuesMonth, does="reasons", who=(SELF, ORGANISER), zh="说明迟交原因", en="Say why dues are late"
):
    """By the day on which the month's dues are due."""

    reason: Reason


class GetDuesYear(
    Query,
    path="GET /party/dues/{person}/{year}",
    who=(SELF, *SEES_DUES),
    zh="查看党员年度党费",
    en="See a member's year of dues",
    returns=DuesYearRecord,
):
    person: PersonId
    year: Year


ListDuesYears = listing("ListDuesYears", DuesYearRecord, path="GET /party/dues", who=(SELF, *SEES_DUES))
ListDues = listing("ListDues", DuesLine, path="GET /party/dues-months", who=(SELF, *SEES_DUES))
ExportDues = exporting("ExportDues", DuesLine, path="GET /party/dues-export", who=SEES_DUES)
ListDuesReceipts = listing("ListDuesReceipts", ReceiptRecord, path="GET /party/dues-receipts", who=(SELF, *SEES_DUES))


class GetDuesReceipt(
    Query,
    path="GET /party/dues-receipts/{number}",
    who=(SELF, *SEES_DUES),
    zh="查看党费收据",
    en="See a receipt",
    returns=ReceiptRecord,
):
    number: str = Field(min_length=1, max_length=20, title="收据编号 / receipt", examples=["2026-0001"])


PrintDuesReceipt = printing("PrintDuesReceipt", GetDuesReceipt, RECEIPT)


class RemitDues(
    Command,
    path="POST /party/dues-remittances/{month}/remittance",
    who=(ORGANISER,),
    when=(RemittanceStatus.DUE, RemittanceStatus.MISSED),
    zh="登记上交党费",
    en="Enter a remittance",
    returns=RemittanceRecord,
):
    """All that was collected until that day and not handed up before."""

    month: Month
    on: date = Field(title="上交日期 / handed up on")
    to: str = Field(default="", max_length=100, title="上交至 / handed to")


class GetRemittance(
    Query,
    path="GET /party/dues-remittances/{month}",
    who=SEES_DUES,
    zh="查看党费上交",
    en="See a remittance",
    returns=RemittanceRecord,
):
    month: Month


class GetRemittanceRegister(
    Query,
    path="GET /party/dues-remittances/{month}/register",
    who=SEES_DUES,
    cites=("B8",),
    zh="导出党费上交名册",
    en="Export a remittance's register",
    returns=File,
):
    month: Month


ListRemittances = listing("ListRemittances", RemittanceRecord, path="GET /party/dues-remittances", who=SEES_DUES)
