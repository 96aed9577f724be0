"""What can be asked of suppliers (A31, B9.5)."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.finance.posts import ACCOUNTANT, DISCIPLINE_HEAD, LOGISTICS, SEES_MONEY
from services.finance.suppliers.record import SupplierRecord
from services.finance.suppliers.supplier import SupplierStatus
from services.kernel.domain.who import ANYONE
from services.kernel.procedure.fields import Reason
from services.kernel.procedure.operations import Command
from services.kernel.procedure.registry import exporting, listing, showing

Name = Annotated[str, Field(min_length=1, max_length=120, title="名称 / name")]
TaxNumber = Annotated[
    str, Field(min_length=1, max_length=60, title="纳税人识别号 / tax number", examples=["91350100M000100Y43"])
]
BankAccount = Annotated[str, Field(max_length=120, title="开户行及账号 / bank account")]
PAYERS = (*SEES_MONEY, LOGISTICS)
"""Who sees where the money goes."""


class EnterSupplier(
    Command,
    path="POST /finance/suppliers",
    who=(LOGISTICS, ACCOUNTANT),
    zh="登记供应商",
    en="Enter a supplier",
    returns=SupplierRecord,
):
    name: Name
    tax_number: TaxNumber
    account: BankAccount = ""


class OfSupplier(Command, at="/finance/suppliers/{supplier}", returns=SupplierRecord):
    supplier: UUID = Field(title="供应商 / supplier")


class CorrectSupplier(
    OfSupplier, does="correction", who=(LOGISTICS, ACCOUNTANT), zh="更正供应商信息", en="Correct a supplier"
):
    name: Name
    account: BankAccount = ""


class BarSupplier(OfSupplier, does="bar", who=(LOGISTICS, DISCIPLINE_HEAD), zh="暂停向其采购", en="Bar a supplier"):
    """Said anew it replaces what was said."""

    reason: Reason
    until: date | None = Field(default=None, title="暂停至 / barred until")


class ReadmitSupplier(
    OfSupplier,
    does="readmission",
    who=(DISCIPLINE_HEAD,),
    when=SupplierStatus.BARRED,
    zh="恢复向其采购",
    en="Readmit a supplier",
):
    reason: Reason


GetSupplier = showing(
    "GetSupplier",
    SupplierRecord,
    path="GET /finance/suppliers/{supplier}",
    who=(ANYONE,),
    zh="查看供应商",
    en="See a supplier",
)
ListSuppliers = listing("ListSuppliers", SupplierRecord, path="GET /finance/suppliers", who=(ANYONE,))
ExportSuppliers = exporting("ExportSuppliers", SupplierRecord, path="GET /finance/suppliers-export", who=PAYERS)
