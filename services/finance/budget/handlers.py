"""Carries out the budget: planned, adopted, adjusted, carried over, and how it is executed (A28, B10.3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from sqlalchemy import select

from services.directory.organ import check_department, department_named
from services.finance.budget import events as e
from services.finance.budget import operations as ops
from services.finance.budget.adjustment import Adjustment
from services.finance.budget.execution import MONTHS, ExecutionLine, ExecutionView
from services.finance.budget.line import CITES, BudgetLine, LineStatus, line_id
from services.finance.budget.record import AdjustmentRecord, BudgetLineRecord, register
from services.finance.ledger.record import totals
from services.finance.money import FEN, ZERO, of_fen, rounded, total
from services.kernel.domain.who import Subject
from services.kernel.procedure.checks import check_choice, choices
from services.kernel.procedure.commands import Commands
from services.kernel.procedure.context import Context
from services.kernel.procedure.desk import Waiting, Waits
from services.kernel.procedure.numbers import next_number
from services.kernel.procedure.operations import File
from services.kernel.procedure.printing.query import prints
from services.kernel.procedure.procedure import Procedure
from services.kernel.procedure.workbook import Column, Sheet
from services.kernel.procedure.worksheet import exported
from services.kernel.refusals import Forbidden, Invalid

_WHOLE = 100
procedure = Procedure("budget", zh="预算", en="Budget", registers=[register])
lines = Commands(
    procedure,
    BudgetLine,
    key="budget_line",
    record=BudgetLineRecord,
    shows=ops.GetBudgetLine,
    views=lambda ctx, rows: [BudgetLineRecord.seen(row) for row in rows],
    subject=lambda one: Subject(department=one.department),
)
adjustments = Commands(
    procedure, Adjustment, key="adjustment", record=AdjustmentRecord, shows=ops.GetAdjustment
)  # fmt: skip


# -- the plan ---------------------------------------------------------------------------------------------------------


@lines.opens(ops.PlanBudgetLine)
def plan_line(op: ops.PlanBudgetLine, ctx: Context) -> BudgetLine:
    check_choice(ctx, "budget.lines", op.line, "line")
    check_department(ctx, op.department, ctx.today)
    line = ctx.find(BudgetLine, line_id(op.year, op.line, op.department))
    line.plan(ctx.act, **op.model_dump())
    return line


@procedure.handles(ops.AdoptBudget)
def adopt(op: ops.AdoptBudget, ctx: Context) -> ops.AdoptedView:
    planned = [row for row in ctx.rows_of(BudgetLineRecord, year=op.year) if row.status == LineStatus.PLANNED]
    adopted = [ctx.find(BudgetLine, line_id(row.year, row.line, row.department)) for row in planned]
    if not adopted:
        raise Invalid(
            "该年度没有待批准的预算科目。",
            "Nothing planned for the year waits.",
            fields=[{"field": "year"}],
        )
    for line in adopted:
        line.adopt(ctx.act, decision=op.decision)
    ctx.save(*adopted)
    return ops.AdoptedView(year=op.year, lines=len(adopted), total=total(line.planned for line in adopted))


@procedure.handles(ops.CarryOverBudget)
def carry_over(op: ops.CarryOverBudget, ctx: Context) -> ops.AdoptedView:
    """Into a line of the next year that is planned or in force, or is opened by it; not twice."""
    if ctx.today.year <= op.year:
        raise Invalid("年度尚未终了。", "The year is not over.", fields=[{"field": "year"}])
    share = ctx.rules.value("budget.carried_over", ctx.today, Decimal)
    carried = []
    for row in ctx.rows_of(BudgetLineRecord, year=op.year):
        left = BudgetLineRecord.seen(row).free
        amount = rounded(left * share / _WHOLE)
        following = ctx.find(BudgetLine, line_id(op.year + 1, row.line, row.department))
        if row.status == LineStatus.ADOPTED and amount > 0 and not following.carried:
            following.carry_over(
                ctx.act, year=op.year + 1, line=row.line, department=row.department, amount=amount, left=left
            )
            ctx.save(following)
            carried.append(amount)
    return ops.AdoptedView(year=op.year + 1, lines=len(carried), total=total(carried))


# -- adjustments ------------------------------------------------------------------------------------------------------


@adjustments.opens(ops.RequestAdjustment)
def request_adjustment(op: ops.RequestAdjustment, ctx: Context) -> Adjustment:
    for line, department in ((op.line, op.department), (op.other, op.other_department)):
        if line:
            check_choice(ctx, "budget.lines", line, "line")
        if department:
            check_department(ctx, department, ctx.today)
    adjustment = Adjustment(ctx.new_id())
    number = next_number(ctx, AdjustmentRecord.TABLE, op.year)
    adjustment.request(ctx.act, number=number, **op.model_dump())
    return adjustment


def own(one: AdjustmentRecord, ctx: Context) -> bool:
    return one.person == ctx.caller


def _not_ones_own(adjustment: Adjustment, ctx: Context) -> None:
    if adjustment.person == ctx.caller:
        raise Forbidden("不能审批本人提出的预算调整。", "Nobody decides on the adjustment they asked for.", cites=CITES)


@adjustments.does(ops.ApproveAdjustment, unless=own)
def approve_adjustment(op: ops.ApproveAdjustment, adjustment: Adjustment, ctx: Context) -> None:
    _not_ones_own(adjustment, ctx)
    one = (adjustment.line, adjustment.department, adjustment.change)
    sides = [(*one, adjustment.other, adjustment.other_department)]
    if adjustment.other:
        sides.append((adjustment.other, adjustment.other_department, -adjustment.change, *one[:2]))
    for line, department, change, other, other_department in sorted(sides, key=lambda side: side[2]):
        found = ctx.find(BudgetLine, line_id(adjustment.year, line, department))
        found.adjust(
            ctx.act, change=change, number=adjustment.number, other=other, other_department=other_department,
            reason=adjustment.reason,
        )  # fmt: skip
        ctx.save(found)
    adjustment.approve(ctx.act)


@adjustments.does(ops.RejectAdjustment, unless=own)
def reject_adjustment(op: ops.RejectAdjustment, adjustment: Adjustment, ctx: Context) -> None:
    _not_ones_own(adjustment, ctx)
    adjustment.trigger(e.AdjustmentRejected, ctx.act, reason=op.reason)


adjustments.records(ops.WithdrawAdjustment, e.AdjustmentWithdrawn)
lines.lists(ops.ListBudget)
adjustments.lists(ops.ListAdjustments)
adjustments.exports(ops.ExportAdjustments, "budget-adjustments")
adjustments.waits(ops.ApproveAdjustment, since="requested_on", title="reason")


def to_adopt(ctx: Context) -> Iterator[Waiting]:
    """A year's plan is adopted as a whole: one line a year."""
    planned = [BudgetLineRecord.seen(row) for row in ctx.rows_of(BudgetLineRecord, status=LineStatus.PLANNED.value)]
    for year in sorted({one.year for one in planned}):
        of_year = [one.planned for one in planned if one.year == year]
        yield Waiting({"year": str(year)}, Subject(), str(year), f"{len(of_year)}项，{total(of_year)}元")


procedure.waiting.append(Waits(ops.AdoptBudget, None, to_adopt))


# -- execution --------------------------------------------------------------------------------------------------------


def _spent_by_month(ctx: Context, year: int) -> dict[tuple[str, str], list[Decimal]]:
    t = totals.c
    found: dict[tuple[str, str], list[Decimal]] = {}
    where = (t.book == "office", t.line != "", t.month.between(f"{year}-01", f"{year}-12"))
    for row in ctx.rows(select(totals).where(*where)):
        months = found.setdefault((row.line, row.department), [ZERO] * MONTHS)
        months[int(row.month[5:]) - 1] += of_fen(row.debit - row.credit)
    return found


def _line(line: str, department: str, seen: Sequence[BudgetLineRecord], months: list[Decimal], over: int) -> Any:
    amount, spent = total(one.amount for one in seen), total(one.spent for one in seen)
    committed = total(one.committed for one in seen)
    past = total(months[:over])
    return ExecutionLine(
        line=line, department=department, amount=amount, spent=spent, committed=committed,
        free=amount - spent - committed, months=months,
        share=(spent * _WHOLE / amount).quantize(FEN) if amount else ZERO,
        forecast=max(rounded(past * MONTHS / over), spent) if over else spent,
    )  # fmt: skip


@procedure.handles(ops.GetExecution)
def get_execution(op: ops.GetExecution, ctx: Context) -> ExecutionView:
    by_month = _spent_by_month(ctx, op.year)
    today = ctx.today
    over = MONTHS if today.year > op.year else today.month - 1 if today.year == op.year else 0
    seen = [BudgetLineRecord.seen(row) for row in ctx.rows_of(BudgetLineRecord, year=op.year)]
    seen = sorted((one for one in seen if one.status is LineStatus.ADOPTED), key=lambda one: (one.line, one.department))
    each = [
        _line(one.line, one.department, [one], by_month.get((one.line, one.department), [ZERO] * MONTHS), over)
        for one in seen
    ]
    together = [total(line.months[n] for line in each) for n in range(MONTHS)]
    return ExecutionView(
        year=op.year, lines=each, total=_line("", "", seen, together, over) if each else None
    )  # fmt: skip


prints(procedure, ops.PrintExecution)


@procedure.handles(ops.ExportExecution)
def export_execution(op: ops.ExportExecution, ctx: Context) -> File:
    found = get_execution(ops.GetExecution(year=op.year), ctx)
    titles = choices(ctx, "budget.lines", ctx.today)
    named = partial(department_named, ctx)
    rows = [
        (
            titles.get(one.line, one.line), named(one.department), one.amount, one.spent, one.committed, one.free,
            one.share, one.forecast, *one.months,
        )
        for one in found.lines
    ]  # fmt: skip
    if found.total is not None:
        one = found.total
        rows.append(("合计", "", one.amount, one.spent, one.committed, one.free, one.share, one.forecast, *one.months))
    heads = ("科目", "部门", "预算", "已支出", "已批未付", "可用", "执行率(%)", "全年预测")
    columns = tuple(
        Column(head, 22 if place < 2 else 12)
        for place, head in enumerate((*heads, *(f"{n}月" for n in range(1, MONTHS + 1))))
    )
    sheet = Sheet("预算执行", f"{op.year}年预算执行情况（元）", columns, rows)
    return exported(f"budget-{op.year}", sheet)
