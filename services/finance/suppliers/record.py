"""供应商台账: one line per supplier."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from services.finance.suppliers import events as e
from services.finance.suppliers.supplier import CITES, Supplier, SupplierStatus
from services.kernel.log.registers import Register
from services.kernel.procedure.record import Number, Record


class SupplierRecord(
    Record,
    table="suppliers",
    zh="供应商台账",
    en="Suppliers",
    one="供应商 / supplier",
    by="-year -serial",
    find="status tax_number",
    dated="entered_on",
    sheet="number name tax_number entered_on status reason until",
    becomes=Supplier.BECOMES,
    cites=CITES,
):
    """`account` is shown to those alone who pay."""

    number: Number
    name: str = Field(max_length=120, title="名称 / name")
    tax_number: str = Field(max_length=20, title="纳税人识别号 / tax number")
    account: str = Field(max_length=120, title="开户行及账号 / bank account")
    entered_on: date = Field(title="登记日 / entered on")
    status: SupplierStatus = Field(title="状态 / status")
    reason: str = Field(title="暂停或恢复的原因 / reason")
    until: date | None = Field(title="暂停至 / barred until")


register = Register("suppliers", SupplierRecord)
register.opens(SupplierRecord, e.SupplierEntered, entered_on="day")
register.changes(SupplierRecord, e.SupplierCorrected, "name", "account")
register.changes(SupplierRecord, e.SupplierBarred, "reason", "until")
register.changes(SupplierRecord, e.SupplierReadmitted, "reason", until=None)
