"""The union's year: what came in, what was paid for what, what is left (A27). Names nobody."""

from __future__ import annotations

from decimal import Decimal

from services.finance.ledger.posting import UNION, accounts, balance
from services.finance.money import ZERO, of_fen, total
from services.finance.union_fund.income import IncomeKind
from services.finance.union_fund.operations import UnionIncomeLine, UnionSpending, UnionYearView
from services.finance.union_fund.payment import PaymentStatus
from services.finance.union_fund.record import UnionPaymentRecord, moved
from services.kernel.procedure.context import Context
from services.kernel.procedure.operations import File
from services.kernel.procedure.workbook import Column, Sheet
from services.kernel.procedure.worksheet import exported
from services.kernel.rules.regulations import Records


def year_of(ctx: Context, year: int) -> UnionYearView:
    """What is held is the books' own sum; what neither income nor a payment explains was entered by hand."""
    found = {row.what: row for row in ctx.rows_of(moved, year=year)}
    income = [
        UnionIncomeLine(kind=kind, times=found[kind].times, amount=of_fen(found[kind].fen))
        for kind in IncomeKind
        if kind in found
    ]
    spending = [
        UnionSpending(purpose=one, times=found[one].times, amount=of_fen(found[one].fen))
        for one in sorted(found.keys() - set(IncomeKind))
    ]
    received, spent = total(one.amount for one in income), total(one.amount for one in spending)
    before, after = _held(ctx, year - 1), _held(ctx, year)
    promised = ctx.rows_of(UnionPaymentRecord, status=PaymentStatus.APPROVED.value)
    return UnionYearView(
        year=year, before=before, income=income, received=received, spending=spending, spent=spent,
        other=after - before - received + spent, after=after, promised=total(row.amount for row in promised),
    )  # fmt: skip


def _held(ctx: Context, year: int) -> Decimal:
    """In all that the union owns, at the end of a year."""
    own = [one.id for one in accounts(ctx) if one.text("book") == UNION and one.text("kind") == "asset"]
    return sum((balance(ctx, name, book=UNION, until=f"{year}-12") for name in own), ZERO)


def export_year(ctx: Context, year: int) -> File:
    found = year_of(ctx, year)
    titles = {one.id: one.zh for one in ctx.rules.value("union.purposes", ctx.today, Records)}
    rows = [
        ("上年结余", None, found.before),
        *((f"收入：{one.kind.zh}", one.times, one.amount) for one in found.income),
        ("收入合计", None, found.received),
        *((f"支出：{titles.get(one.purpose, one.purpose)}", one.times, one.amount) for one in found.spending),
        ("支出合计", None, found.spent),
        ("其他收支净额", None, found.other),
        ("结余", None, found.after),
        ("已批未付", None, found.promised),
    ]
    columns = (Column("项目", 28), Column("笔数", 8), Column("金额", 14))
    return exported(f"union-{year}", Sheet("工会收支", f"{year}年工会经费收支情况（元）", columns, rows))
