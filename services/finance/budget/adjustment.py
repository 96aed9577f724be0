"""An adjustment of the budget: asked for with its reason, consented to by the leader in charge of finance (A28)."""

from __future__ import annotations

from decimal import Decimal

from services.finance.budget import events as e
from services.finance.money import ZERO
from services.kernel.domain.aggregate import Act, Aggregate, applies
from services.kernel.domain.words import Status
from services.kernel.refusals import Invalid

CITES = ("A28", "B10.3")


class AdjustmentStatus(Status):
    REQUESTED = "requested", "待批", "asked for"
    APPROVED = "approved", "已批准", "consented to"
    REJECTED = "rejected", "未批准", "refused"
    WITHDRAWN = "withdrawn", "已撤回", "withdrawn"


class Adjustment(Aggregate):
    CALLED = "预算调整", "adjustment of the budget"
    CITES = CITES
    CARRIES = ("number", "year", "line", "department", "change", "other", "other_department")
    BECOMES = {
        e.AdjustmentRequested: AdjustmentStatus.REQUESTED,
        e.AdjustmentApproved: AdjustmentStatus.APPROVED,
        e.AdjustmentRejected: AdjustmentStatus.REJECTED,
        e.AdjustmentWithdrawn: AdjustmentStatus.WITHDRAWN,
    }
    number = ""
    year = 0
    line = ""
    department = ""
    change: Decimal = ZERO
    other = ""
    other_department = ""
    reason = ""
    person = ""
    """Who asked."""

    def request(
        self, act: Act, *, number: str, year: int, line: str, department: str, change: Decimal, reason: str, other: str,
        other_department: str,
    ) -> None:  # fmt: skip
        if not change or bool(other) != bool(other_department) or (other, other_department) == (line, department):
            raise Invalid(
                "调整金额不能为零；调剂的另一方应写明科目和部门，且不同于本科目。",
                "The change is not nothing, and the other side is another line of a department.",
                fields=[{"field": "change" if not change else "other"}],
            )
        self.trigger(
            e.AdjustmentRequested, act, number=number, year=year, line=line, department=department, change=change,
            reason=reason, other=other, other_department=other_department,
        )  # fmt: skip

    def approve(self, act: Act) -> None:
        self.trigger(e.AdjustmentApproved, act)

    @applies(e.AdjustmentRequested)
    def _requested(self, event: e.AdjustmentRequested) -> None:
        self.reason, self.person = event.reason, event.actor
