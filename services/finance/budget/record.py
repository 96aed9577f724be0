"""预算台账: a line per year, budget line and department, with what is committed, spent and free; and adjustments."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field
from sqlalchemy import BigInteger, Column

from services.finance.budget import events as e
from services.finance.budget.adjustment import Adjustment, AdjustmentStatus
from services.finance.budget.line import CITES, BudgetLine, LineStatus
from services.finance.money import of_fen, to_fen
from services.kernel.log.registers import Register, Rows
from services.kernel.procedure.fields import Year
from services.kernel.procedure.record import COMPUTED, Department, Number, Person, Record, choice

Line = Annotated[str, *choice("budget.lines", "预算科目 / budget line")]
Money = Annotated[Decimal, COMPUTED]
NOTHING = Decimal("0.00")


class BudgetLineRecord(
    Record,
    table="budget_lines",
    zh="预算台账",
    en="Budget",
    one="预算科目 / budget line",
    by="-year -line -department",
    find="year line department status",
    becomes=BudgetLine.BECOMES,
    cites=CITES,
    more=tuple(
        Column(name, BigInteger, nullable=False) for name in ("planned_fen", "amount_fen", "committed_fen", "spent_fen")
    ),
):
    year: Year
    line: Line
    department: Department
    status: LineStatus = Field(title="状态 / status")
    decision: str = Field(title="批准依据 / adopted by")
    planned: Money = Field(default=NOTHING, title="拟定预算(元) / planned (yuan)")
    amount: Money = Field(default=NOTHING, title="预算(元) / budget (yuan)")
    committed: Money = Field(default=NOTHING, title="已批未付(元) / committed (yuan)")
    spent: Money = Field(default=NOTHING, title="已支出(元) / spent (yuan)")
    free: Money = Field(default=NOTHING, title="可用(元) / free (yuan)")

    @classmethod
    def seen(cls, row: object) -> BudgetLineRecord:
        """With its sums, which the register keeps in fen."""
        said = {name: of_fen(getattr(row, f"{name}_fen")) for name in ("planned", "amount", "committed", "spent")}
        return cls.of(row, **said, free=said["amount"] - said["committed"] - said["spent"])


class AdjustmentRecord(
    Record,
    table="budget_adjustments",
    zh="预算调整台账",
    en="Adjustments of the budget",
    one="预算调整 / adjustment",
    by="-year -serial",
    find="year line department status person",
    dated="requested_on",
    becomes=Adjustment.BECOMES,
    cites=CITES,
):
    number: Number
    year: Year
    line: Line
    department: Department
    change: Decimal = Field(title="调整金额(元) / change (yuan)")
    other: Line = Field(title="调剂自或至的科目 / from or to the line")
    other_department: Department = Field(title="调剂自或至的部门 / from or to the department")
    reason: str = Field(title="理由 / reason")
    person: Person = Field(title="申请人 / asked by")
    requested_on: date = Field(title="申请日 / asked on")
    status: AdjustmentStatus = Field(title="状态 / status")
    decided_by: Person = Field(title="审批人 / decided by")
    decided_on: date | None = Field(title="审批日 / decided on")


register = Register("budget", BudgetLineRecord, AdjustmentRecord, zh="预算台账", en="Budget")


def _moves(rows: Rows, event: e.OfBudgetLine, **fen: int) -> None:
    rows.change(BudgetLineRecord, event)
    rows.increase(BudgetLineRecord, {"id": event.originator_id.hex}, **{f"{name}_fen": n for name, n in fen.items()})


@register.on(e.BudgetLinePlanned)
def _planned(event: e.BudgetLinePlanned, rows: Rows) -> None:
    if event.originator_version == 1 or rows.get(BudgetLineRecord, id=event.originator_id.hex) is None:
        rows.record(BudgetLineRecord, event, planned_fen=to_fen(event.amount))
    else:
        rows.change(BudgetLineRecord, event, planned_fen=to_fen(event.amount))


@register.on(e.BudgetLineAdopted)
def _adopted(event: e.BudgetLineAdopted, rows: Rows) -> None:
    rows.change(BudgetLineRecord, event, "decision")
    rows.increase(BudgetLineRecord, {"id": event.originator_id.hex}, amount_fen=to_fen(event.amount))


@register.on(e.BudgetLineAdjusted)
def _adjusted(event: e.BudgetLineAdjusted, rows: Rows) -> None:
    _moves(rows, event, amount=to_fen(event.change))


@register.on(e.BudgetCarriedOver)
def _carried(event: e.BudgetCarriedOver, rows: Rows) -> None:
    if event.originator_version == 1:
        rows.record(BudgetLineRecord, event, status=LineStatus.PLANNED, amount_fen=to_fen(event.amount))
    else:
        _moves(rows, event, amount=to_fen(event.amount))


@register.on(e.BudgetCommitted)
def _committed(event: e.BudgetCommitted, rows: Rows) -> None:
    _moves(rows, event, committed=to_fen(event.amount))


@register.on(e.BudgetReleased)
def _released(event: e.BudgetReleased, rows: Rows) -> None:
    _moves(rows, event, committed=-to_fen(event.amount))


@register.on(e.BudgetSpent)
def _spent(event: e.BudgetSpent, rows: Rows) -> None:
    _moves(rows, event, committed=-to_fen(event.committed), spent=to_fen(event.amount))


@register.on(e.BudgetSpendingReversed)
def _came_back(event: e.BudgetSpendingReversed, rows: Rows) -> None:
    _moves(rows, event, spent=-to_fen(event.amount))


register.opens(AdjustmentRecord, e.AdjustmentRequested, person="actor", requested_on="day")
for decided in (e.AdjustmentApproved, e.AdjustmentRejected):
    register.changes(AdjustmentRecord, decided, decided_by="actor", decided_on="day")
