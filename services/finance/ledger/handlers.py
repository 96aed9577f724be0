"""Carries out what is asked of the books: entries by hand, taking back, balances, exports (A28)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from services.finance.budget.line import CITES as PLAN
from services.finance.budget.line import NotInPlan
from services.finance.budget.using import Key, give_back, spend
from services.finance.ledger import books
from services.finance.ledger import operations as ops
from services.finance.ledger.events import Posting
from services.finance.ledger.posting import OFFICE, accounts, post, take_back
from services.finance.ledger.record import PeriodRecord, PostingLine, VoucherRecord, register, totals
from services.finance.ledger.voucher import CITES, Voucher, turned
from services.finance.money import of_fen
from services.kernel.domain.who import Subject
from services.kernel.procedure.checks import check_choice, choices
from services.kernel.procedure.commands import Commands, lists
from services.kernel.procedure.context import Context
from services.kernel.procedure.operations import File
from services.kernel.procedure.printing.query import prints
from services.kernel.procedure.procedure import Procedure
from services.kernel.procedure.registry import export_period
from services.kernel.refusals import Invalid, Refusal

ASSETS = "assets"
procedure = Procedure("ledger", zh="账簿", en="Books", registers=[register])


class OfAnotherProcedure(Refusal):
    """The voucher stands for a record; it is taken back there."""

    code = "finance.voucher-of-a-record"
    next = ("请在所依据的业务中更正或撤销。", "Correct it in the record that it stands for.")


def _views(ctx: Context, rows: Sequence[Any]) -> Sequence[VoucherRecord]:
    of_each: dict[str, list[Any]] = {}
    for line in ctx.rows_of(PostingLine, id=[row.id for row in rows]):
        of_each.setdefault(line.id, []).append(PostingLine.of(line))
    return [VoucherRecord.of(row, postings=of_each.get(row.id, [])) for row in rows]


commands = Commands(
    procedure,
    Voucher,
    key="voucher",
    record=VoucherRecord,
    shows=ops.GetVoucher,
    views=_views,
    subject=lambda _: Subject(),
)


@commands.opens(ops.PostVoucher)
def post_voucher(op: ops.PostVoucher, ctx: Context) -> Voucher:
    check_choice(ctx, "ledger.books", op.book, "book")
    for one in op.postings:
        if one.line:
            check_choice(ctx, "budget.lines", one.line, "postings")
    _check_planned(op, ctx)
    number = post(
        ctx, op.summary, *(Posting(**one.model_dump()) for one in op.postings), on=op.on, book=op.book
    )  # fmt: skip
    voucher = next(one for one in ctx.saved if isinstance(one, Voucher) and one.number == number)
    _budgeted(ctx, voucher, voucher.postings)
    return voucher


def _check_planned(op: ops.PostVoucher, ctx: Context) -> None:
    """The organ's expense stands on a budget line, whoever enters it, and fixed assets may; nothing else does: on both
    sides of an entry a line would have nothing spent of it."""
    kinds = {one.id: one.text("kind") for one in accounts(ctx)}
    expense = {id for id, kind in kinds.items() if kind == "expense"} if op.book == OFFICE else set[str]()
    for place, one in enumerate(op.postings):
        if one.account in expense and not one.line:
            raise NotInPlan(
                "费用应列明预算科目和部门。", "Expense names the budget line that bears it.", cites=PLAN, place=place
            )
        if one.line and (op.book != OFFICE or one.account not in {*expense, ASSETS}):
            raise Invalid(
                "只有机关账的费用和固定资产列明预算科目。",
                "Only expense and fixed assets of the organ's books stand on a budget line.",
                cites=PLAN,
                fields=[{"field": "postings", "value": str(place + 1)}],
            )


def _budgeted(ctx: Context, voucher: Voucher, postings: Sequence[Posting]) -> None:
    """What is entered by hand on a budget line is spent of it, or comes back to it, like everything else (A28)."""
    for one in postings:
        if one.line and one.debit > one.credit:
            spend(ctx, Key(int(voucher.month[:4]), one.line, one.department), one.debit - one.credit, voucher.id)
        elif one.line:
            give_back(ctx, Key(int(voucher.month[:4]), one.line, one.department), one.credit - one.debit, voucher.id)


def of_a_record(voucher: VoucherRecord, ctx: Context) -> bool:
    return bool(voucher.shows or voucher.reverses)


@commands.does(ops.ReverseVoucher, unless=of_a_record)
def reverse_voucher(op: ops.ReverseVoucher, voucher: Voucher, ctx: Context) -> None:
    if of_a_record(VoucherRecord.of(ctx.shown(VoucherRecord, op.voucher)), ctx):
        raise OfAnotherProcedure(
            "该凭证由业务生成，或本身就是冲销凭证。",
            "The voucher was made by another procedure, or takes one back itself.",
            cites=CITES,
            voucher=voucher.number,
        )
    take_back(ctx, voucher.number, op.reason, book=voucher.book)
    _budgeted(ctx, voucher, turned(voucher.postings))


commands.lists(ops.ListVouchers)
commands.exports(ops.ExportVouchers, "vouchers")
prints(procedure, ops.PrintVoucher)
lists(procedure, ops.ListPostings, PostingLine)
lists(procedure, ops.ListPeriods, PeriodRecord)


@procedure.handles(ops.ExportPostings)
def export_postings(op: Any, ctx: Context) -> File:
    return export_period(op, ctx, PostingLine, "postings")


@procedure.handles(ops.GetBalances)
def get_balances(op: ops.GetBalances, ctx: Context) -> ops.BalancesView:
    """科目余额表: every account of the book that ever held anything."""
    check_choice(ctx, "ledger.books", op.book, "book")
    t = totals.c
    rows = ctx.rows(
        select(
            t.account,
            (t.month < op.month).label("earlier"),
            func.sum(t.debit).label("debit"),
            func.sum(t.credit).label("credit"),
        )
        .where(t.book == op.book, t.month <= op.month)
        .group_by(t.account, t.month < op.month)
    )
    moved = {(row.account, bool(row.earlier)): (of_fen(int(row.debit)), of_fen(int(row.credit))) for row in rows}
    nothing = (of_fen(0), of_fen(0))
    lines = []
    for one in accounts(ctx):
        if (one.id, True) in moved or (one.id, False) in moved:
            earlier, now = moved.get((one.id, True), nothing), moved.get((one.id, False), nothing)
            before = earlier[0] - earlier[1]
            lines.append(
                ops.BalanceLine(
                    account=one.id,
                    code=one.text("code"),
                    before=before,
                    debit=now[0],
                    credit=now[1],
                    after=before + now[0] - now[1],
                )
            )
    held = sum((line.after for line in lines), Decimal(0))
    return ops.BalancesView(book=op.book, month=op.month, balanced=held == 0 and bool(lines), lines=lines)


def _year(ctx: Context, book: str, year: int) -> list[Any]:
    p = PostingLine.columns()
    first, last = f"{year}-01", f"{year}-12"
    return list(
        ctx.rows(
            select(PostingLine.TABLE)
            .where(p.book == book, p.month.between(first, last))
            .order_by(p.month, p.serial, p.place)
        )
    )


@procedure.handles(ops.ExportBooks)
def export_books(op: ops.ExportBooks, ctx: Context) -> File:
    check_choice(ctx, "ledger.books", op.book, "book")
    t = totals.c
    rows = ctx.rows(
        select(t.account, t.line, (func.sum(t.debit) - func.sum(t.credit)).label("held"))
        .where(t.book == op.book, t.month < f"{op.year}-01")
        .group_by(t.account, t.line)
        .order_by(t.account, t.line)
    )
    opening = [books.Opening(row.account, row.line, of_fen(int(row.held))) for row in rows if row.held]
    title = f"{choices(ctx, 'ledger.books', ctx.today)[op.book]} {op.year}"
    text = books.beancount(title, op.year, accounts(ctx), opening, _year(ctx, op.book, op.year))
    return File(name=f"{op.book}-{op.year}.beancount", media_type="text/plain; charset=utf-8", content=text.encode())


_TITLES = {
    "number": "凭证号",
    "on": "日期",
    "summary": "摘要",
    "account": "科目",
    "line": "预算科目",
    "department": "部门",
    "debit": "借方",
    "credit": "贷方",
}


@procedure.handles(ops.ExportPostingsTable)
def export_postings_table(op: ops.ExportPostingsTable, ctx: Context) -> File:
    check_choice(ctx, "ledger.books", op.book, "book")
    text = books.table(_year(ctx, op.book, op.year), _TITLES)
    return File(name=f"{op.book}-{op.year}.csv", media_type="text/csv; charset=utf-8", content=text.encode())
