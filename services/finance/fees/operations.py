"""What can be asked of fees (B10.4, B10.6): the accountant enters, the leader in charge of finance compares."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.finance.fees.charge import ChargeStatus
from services.finance.fees.item import ItemStatus, LicenceStatus
from services.finance.fees.record import (
    ChargeRecord,
    FeeItemRecord,
    FeeLicenceRecord,
    Item,
    LicenceNumber,
    Organisation,
    Payer,
    Title,
)
from services.finance.money import Paid
from services.finance.posts import ACCOUNTANT, FINANCE_LEADER, SEES_MONEY
from services.kernel.domain.who import CHAIR
from services.kernel.procedure.fields import Reason
from services.kernel.procedure.operations import Command
from services.kernel.procedure.registry import exporting, listing, showing


class EnterFeeItem(
    Command,
    path="POST /finance/fee-items",
    who=(ACCOUNTANT,),
    zh="登记收费项目",
    en="Enter a fee item",
    returns=FeeItemRecord,
):
    """It can be charged once a licence for it is entered and compared."""

    title: Annotated[Title, Field(min_length=1)]
    basis: str = Field(min_length=1, max_length=200, title="收费依据 / basis of the fee")


class StopFeeItem(
    Command,
    path="POST /finance/fee-items/{item}/stop",
    who=(FINANCE_LEADER,),
    when=ItemStatus.ENTERED,
    cites=("B10.4", "B10.6"),
    zh="停止收费",
    en="Stop charging a fee",
    returns=FeeItemRecord,
):
    item: Item
    reason: Reason


class EnterFeeLicence(
    Command,
    path="POST /finance/fee-items/{item}/licences",
    who=(ACCOUNTANT,),
    zh="登记收费许可证",
    en="Enter a fee licence",
    returns=FeeLicenceRecord,
):
    """As the paper says, also for another standard: nobody changes that on their own."""

    item: Item
    number: Annotated[LicenceNumber, Field(min_length=1)]
    approval: str = Field(min_length=1, max_length=100, title="批准文号 / approval")
    issued_by: str = Field(min_length=1, max_length=100, title="发证机关 / issued by")
    start: date = Field(title="有效期自 / valid from")
    end: date = Field(title="有效期至 / valid to")
    lowest: Paid = Field(title="最低标准(元) / lowest (yuan)", examples=["100"])
    highest: Paid = Field(title="最高标准(元) / highest (yuan)", examples=["100"])


class OfLicence(Command, at="/finance/fee-licences/{licence}", returns=FeeLicenceRecord):
    licence: Annotated[UUID, Field(title="收费许可证 / fee licence")]


class ConfirmFeeLicence(
    OfLicence,
    does="confirmation",
    who=(FINANCE_LEADER,),
    when=LicenceStatus.ENTERED,
    zh="核对收费许可证",
    en="Confirm a fee licence",
):
    """Compared with the paper, and never by whoever entered it."""


class RefuseFeeLicence(
    OfLicence,
    does="refusal",
    who=(FINANCE_LEADER,),
    when=LicenceStatus.ENTERED,
    zh="许可证登记不符",
    en="Refuse a fee licence",
):
    reason: Reason


class RevokeFeeLicence(
    OfLicence,
    does="revocation",
    who=(ACCOUNTANT, FINANCE_LEADER),
    when=LicenceStatus.CONFIRMED,
    zh="登记许可证吊销",
    en="Enter that a licence was revoked",
):
    """By whoever issued it."""

    ends: date = Field(title="吊销日 / revoked from")
    reason: Reason


class EnterCharge(
    Command,
    path="POST /finance/charges",
    who=(ACCOUNTANT,),
    cites=("B10.4", "B10.6"),
    zh="登记应收款",
    en="Enter a charge",
    returns=ChargeRecord,
):
    """While the licence is valid and at its amount. Who owes is an organisation or a person."""

    item: Item
    organisation: Organisation = ""
    payer: Payer = ""
    amount: Paid = Field(title="金额(元) / amount (yuan)", examples=["100"])
    due: date = Field(title="期限 / due")


class OfCharge(Command, at="/finance/charges/{charge}", returns=ChargeRecord):
    charge: Annotated[UUID, Field(title="应收款 / charge")]


class RequestWaiver(
    OfCharge, does="waiver", who=(ACCOUNTANT,), when=ChargeStatus.OWED, zh="申请减免", en="Ask for a waiver"
):
    """Also of a charge that was entered by mistake: nothing owed disappears without a decision."""

    reason: Reason


class ApproveWaiver(
    OfCharge,
    does="waiver-approval",
    who=(CHAIR,),
    when=ChargeStatus.WAIVER_ASKED,
    zh="决定减免",
    en="Waive a charge",
):
    decision: str = Field(min_length=1, max_length=200, title="减免依据 / waived by", examples=["主任会议纪要第1号"])


class RejectWaiver(
    OfCharge,
    does="waiver-rejection",
    who=(CHAIR,),
    when=ChargeStatus.WAIVER_ASKED,
    zh="不同意减免",
    en="Refuse a waiver",
):
    reason: Reason


GetFeeItem = showing(
    "GetFeeItem",
    FeeItemRecord,
    path="GET /finance/fee-items/{item}",
    who=SEES_MONEY,
    zh="查看收费项目",
    en="See a fee item",
)
ListFeeItems = listing("ListFeeItems", FeeItemRecord, path="GET /finance/fee-items", who=SEES_MONEY, offers=True)
GetFeeLicence = showing(
    "GetFeeLicence",
    FeeLicenceRecord,
    path="GET /finance/fee-licences/{licence}",
    who=SEES_MONEY,
    zh="查看收费许可证",
    en="See a fee licence",
)
ListFeeLicences = listing(
    "ListFeeLicences", FeeLicenceRecord, path="GET /finance/fee-licences", who=SEES_MONEY, offers=True
)
ExportFeeLicences = exporting(
    "ExportFeeLicences", FeeLicenceRecord, path="GET /finance/fee-licences-export", who=SEES_MONEY
)
GetCharge = showing(
    "GetCharge",
    ChargeRecord,
    path="GET /finance/charges/{charge}",
    who=SEES_MONEY,
    zh="查看应收款",
    en="See a charge",
)
ListCharges = listing("ListCharges", ChargeRecord, path="GET /finance/charges", who=SEES_MONEY, offers=True)
ExportCharges = exporting("ExportCharges", ChargeRecord, path="GET /finance/charges-export", who=SEES_MONEY)
