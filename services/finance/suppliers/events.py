"""The facts of one supplier (A31). Where its money goes stays in the service."""

from __future__ import annotations

from datetime import date

from services.kernel.domain.events import Confidential, Event


class SupplierEntered(Event):
    SAYS = "登记供应商"
    TOPIC = "finance.supplier-entered.v1"
    number: str
    name: str
    tax_number: str
    account: Confidential[str] = ""


class SupplierCorrected(Event):
    SAYS = "更正供应商信息"
    TOPIC = "finance.supplier-corrected.v1"
    name: str
    account: Confidential[str] = ""


class SupplierBarred(Event):
    """Nothing is ordered from it to the end of `until`; without a day until it is readmitted."""

    SAYS = "禁用供应商"
    TOPIC = "finance.supplier-barred.v1"
    number: str
    reason: str
    until: date | None = None


class SupplierReadmitted(Event):
    """Before its time, or by the clock once the time is over."""

    SAYS = "恢复供应商"
    TOPIC = "finance.supplier-readmitted.v1"
    number: str
    reason: str = ""
