"""One supplier: on the register, or barred with the reason and until when (A31)."""

from __future__ import annotations

from datetime import date

from services.finance.suppliers import events as e
from services.kernel.domain.aggregate import Act, Aggregate, applies
from services.kernel.domain.words import Status
from services.kernel.refusals import Invalid, Refusal

CITES = ("A31", "B9.5")


class SupplierStatus(Status):
    LISTED = "listed", "在册", "on the register"
    BARRED = "barred", "暂停采购", "barred"


class SupplierKnown(Refusal):
    """The tax number is on the register already."""

    code = "finance.supplier-known"
    next = ("请在供应商台账中打开该供应商。", "Open the supplier in the register.")


class SupplierIsBarred(Refusal):
    """Nothing is ordered from a supplier that is barred."""

    code = "finance.supplier-barred"
    next = ("请向其他供应商询价。", "Ask another supplier for a quote.")


def barred(status: str, until: date | None, on: date) -> bool:
    """Whether nothing may be ordered from it on the day, whether the clock has looked since or not."""
    return status == SupplierStatus.BARRED and (until is None or on <= until)


class Supplier(Aggregate):
    CALLED = "供应商", "supplier"
    CITES = CITES
    CARRIES = ("number",)
    BECOMES = {
        e.SupplierEntered: SupplierStatus.LISTED,
        e.SupplierBarred: SupplierStatus.BARRED,
        e.SupplierReadmitted: SupplierStatus.LISTED,
    }
    number = ""

    def bar(self, act: Act, *, reason: str, until: date | None) -> None:
        if until is not None and until < act.day:
            raise Invalid("截止日已过。", "The day is over already.", fields=[{"field": "until"}])
        self.trigger(e.SupplierBarred, act, reason=reason, until=until)

    def readmit(self, act: Act, *, reason: str) -> None:
        self.trigger(e.SupplierReadmitted, act, reason=reason)

    @applies(e.SupplierCorrected)
    def _corrected(self, event: e.SupplierCorrected) -> None:
        pass
