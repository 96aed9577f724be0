"""事前审批台账: one line per request, with who consented, by when it is used and what of it was spent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field

from services.finance.budget.line import LineStatus
from services.finance.budget.record import BudgetLineRecord, Line
from services.finance.carried import ResolutionNumber
from services.finance.money import ZERO
from services.finance.spending import events as e
from services.finance.spending.request import BECOMES, CITES, SpendingStatus
from services.kernel.log.registers import Register, Rows
from services.kernel.procedure.context import Context
from services.kernel.procedure.fields import Year
from services.kernel.procedure.record import COMPUTED, VOTED_ON, Code, Department, Number, Person, Post, Record

REFERENCE = "finance.spending"


class SpendingRecord(
    Record,
    table="spending_requests",
    zh="事前审批台账",
    en="Requests to spend",
    one="开支申请 / request to spend",
    by="-year -serial",
    find="number line department person status",
    dated="requested_on",
    sheet="number department person line purpose amount requested_on decides motion decided_by decided_on due spent"
    " status",
    becomes=BECOMES,
    cites=CITES,
):
    """`reference` is what the Party group's motion names, of a request that waits for it; `left` what the budget line
    holds as long as the request is not decided: nothing where the plan has no such line."""

    number: Number
    year: Year
    line: Line
    department: Department
    person: Person = Field(title="申请人 / asked by")
    purpose: str = Field(title="用途 / purpose")
    amount: Decimal = Field(title="申请金额(元) / amount asked for (yuan)")
    status: SpendingStatus = Field(title="状态 / status")
    requested_on: date = Field(title="申请日 / asked on")
    decides: Post = Field(title="审批岗位 / consent of")
    collective: bool = Field(title="须党组决定 / the Party group decides")
    reference: Annotated[Code, COMPUTED, VOTED_ON] = Field(default="", title="关联业务编号 / reference of the motion")
    motion: ResolutionNumber = Field(max_length=60, title="党组决议编号 / resolution of the Party group")
    decided_by: Person = Field(title="审批人 / decided by")
    decided_on: date | None = Field(title="审批日 / decided on")
    due: date | None = Field(title="有效期至 / valid to")
    spent: Decimal = Field(default=ZERO, title="已支出(元) / spent (yuan)")
    taken: Decimal = Field(default=ZERO, title="在报金额(元) / being claimed (yuan)")
    left: Annotated[Decimal | None, COMPUTED] = Field(default=None, title="科目可用(元) / left of the line (yuan)")
    reason: str = Field(title="理由 / reason")


def views(ctx: Context, rows: Sequence[Any]) -> list[SpendingRecord]:
    found = [SpendingRecord.of(row) for row in rows]
    open_ones = [one for one in found if one.status in (SpendingStatus.REFERRED, SpendingStatus.REQUESTED)]
    keys = {name: list({getattr(one, name) for one in open_ones}) for name in ("year", "line", "department")}
    lines = [BudgetLineRecord.seen(row) for row in ctx.rows_of(BudgetLineRecord, **keys)] if open_ones else []
    left = {(line.year, line.line, line.department): line.free for line in lines if line.status is LineStatus.ADOPTED}
    said: list[dict[str, Any]] = [
        {
            "reference": f"{REFERENCE}:{one.number}"
            if one.collective and one.status is SpendingStatus.REFERRED
            else "",
            "left": left.get((one.year, one.line, one.department), ZERO) if one in open_ones else None,
        }
        for one in found
    ]
    return [one.model_copy(update=more) for one, more in zip(found, said, strict=True)]


register = Register("spending", SpendingRecord)
register.opens(SpendingRecord, e.SpendingRequested, requested_on="day")
register.changes(SpendingRecord, e.SpendingReferred, collective=True)
register.changes(SpendingRecord, e.SpendingCarried, "motion")
register.changes(SpendingRecord, e.SpendingApproved, "due", decided_by="actor", decided_on="day")
register.changes(SpendingRecord, e.SpendingRejected, "reason", decided_by="actor", decided_on="day")
register.changes(SpendingRecord, e.SpendingWithdrawn, "reason")
register.changes(SpendingRecord, e.SpendingTaken, "taken")
register.changes(SpendingRecord, e.SpendingFreed, "taken")


@register.on(e.SpendingUsed)
def _used(event: e.SpendingUsed, rows: Rows) -> None:
    if event.last:
        rows.change(SpendingRecord, event, "spent", "taken", status=SpendingStatus.USED)
    else:
        rows.change(SpendingRecord, event, "spent", "taken")
