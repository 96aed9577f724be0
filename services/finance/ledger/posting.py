"""How every procedure of finance writes into the books: in the transaction of its own event, balanced, gapless (A28).

post(ctx, "支付报销款", debit("expense", amount, line="travel", department="budget"), credit("bank", amount),
     shows=GetClaim, about=claim.id)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from services.finance.ledger.events import Posting
from services.finance.ledger.record import PeriodRecord, VoucherRecord, totals
from services.finance.ledger.voucher import (
    CITES,
    Period,
    PeriodIsClosed,
    Voucher,
    VoucherStatus,
    period_id,
    turned,
)
from services.finance.money import ZERO, of_fen
from services.finance.separation import check_segregated
from services.kernel.procedure.checks import check_happened, none_of
from services.kernel.procedure.context import Context
from services.kernel.procedure.operations import Query
from services.kernel.refusals import Invalid, NotFound, Refusal
from services.kernel.rules.months import bounds, month_of
from services.kernel.rules.values import Record, Records

OFFICE, UNION = "office", "union"
"""The books, each by itself."""
NEVER_NEGATIVE = "never-negative"


class NotEnough(Refusal):
    """More would leave an account than is in it."""

    code = "finance.not-enough"
    next = ("请先登记到账的款项，或改用其他付款方式。", "Enter what came in first, or pay in another way.")


def debit(account: str, amount: Decimal, *, line: str = "", department: str = "") -> Posting:
    return Posting(account=account, debit=amount, line=line, department=department)


def credit(account: str, amount: Decimal, *, line: str = "", department: str = "") -> Posting:
    return Posting(account=account, credit=amount, line=line, department=department)


def post(
    ctx: Context,
    summary: str,
    *postings: Posting,
    on: date | None = None,
    book: str = OFFICE,
    shows: type[Query] | None = None,
    about: UUID | None = None,
    reverses: str = "",
    cites: tuple[str, ...] = CITES,
) -> str:
    """The number of the voucher, `2026-07-0001`. `shows` is the query of the record `about` that it stands for. Lines
    of nothing are left out; refuses what does not balance, a closed month, and what an account does not hold."""
    day = on or ctx.today
    check_happened(ctx, day)
    lines = tuple(one for one in postings if one.debit or one.credit)
    month = month_of(day)
    check_open(ctx, book, month)
    _check_accounts(ctx, book, lines)
    voucher = Voucher(ctx.new_id())
    voucher.post(
        ctx.act, on=day, book=book, number=_next(ctx, book, month), month=month, summary=summary, postings=lines,
        shows=shows.NAME if shows is not None else "", about=about, reverses=reverses,
        cites=tuple(dict.fromkeys((*CITES, *cites))),
    )  # fmt: skip
    _check_two_hands(ctx, voucher)
    ctx.save(voucher)
    _check_held(ctx, book, voucher)
    return voucher.number


def take_back(ctx: Context, number: str, reason: str, *, book: str = OFFICE) -> str:
    """Enters the opposite of a voucher in the month of today, whatever became of the month it stands in; its number."""
    voucher = ctx.find(Voucher, UUID(hex=_row(ctx, book, number).id))
    voucher.expect((VoucherStatus.POSTED,), zh="冲销", en="take back", cites=CITES)
    by = post(ctx, f"冲销{number}：{reason}", *turned(voucher.postings), book=book, reverses=number)
    voucher.reverse(ctx.act, by=by, reason=reason)
    ctx.save(voucher)
    return by


def balance(ctx: Context, account: str, *, book: str = OFFICE, until: str = "9999-12") -> Decimal:
    """Debits less credits of an account to the end of a month, with what this job is about to enter."""
    t = totals.c
    where = (t.book == book, t.account == account, t.month <= until)
    held = ctx.rows(select(func.sum(t.debit) - func.sum(t.credit)).where(*where))[0][0] or 0
    waiting = (one.moved(account) for one in _waiting(ctx, book) if one.month <= until)
    return of_fen(int(held)) + sum(waiting, ZERO)


def check_open(ctx: Context, book: str, month: str) -> None:
    """Refuses a month that is closed, or that comes before one."""
    last = last_closed(ctx, book)
    if month <= last:
        raise PeriodIsClosed(
            f"{book}账{month}已结账。", f"The books of {month} are closed.", cites=CITES, month=month, closed=last
        )


def last_closed(ctx: Context, book: str) -> str:
    """`2026-06`; empty where no month is closed yet."""
    p = PeriodRecord.columns()
    found = ctx.rows(select(func.max(p.month)).where(p.book == book))[0][0]
    pending = [one.month for one in ctx.saved if isinstance(one, Period) and one.book == book and one.exists]
    return max([found or "", *pending])


def close(ctx: Context, book: str, month: str) -> None:
    """Closes a month that is over, after the one before it. In December income and expense go into the surplus."""
    check_open(ctx, book, month)
    v = VoucherRecord.columns()
    before = ctx.rows(
        select(func.min(v.month)).where(v.book == book, v.month > last_closed(ctx, book), v.month < month)
    )[0][0]
    if before or bounds(month)[1] >= ctx.today:
        raise PeriodIsClosed(
            "应按月份先后、在月份终了后结账。",
            "Months are closed one after the other, once they are over.",
            cites=CITES,
            open=before or month,
        )
    if month.endswith("-12"):
        _carry_result(ctx, book, month)
    period = ctx.find(Period, period_id(book, month))
    period.close(ctx.act, book=book, month=month)
    ctx.save(period)


def _carry_result(ctx: Context, book: str, month: str) -> None:
    """年终结转: what the year earned and spent, by account, line and department, becomes surplus."""
    t = totals.c
    of_the_year = (t.book == book, t.month <= month)
    rows = ctx.rows(
        select(t.account, t.line, t.department, (func.sum(t.debit) - func.sum(t.credit)).label("held"))
        .where(*of_the_year)
        .group_by(t.account, t.line, t.department)
        .order_by(t.account, t.line, t.department)
    )
    kinds = {one.id: one.text("kind") for one in accounts(ctx)}
    closing, result = [], ZERO
    for row in rows:
        held = of_fen(int(row.held))
        if kinds.get(row.account) in ("income", "expense") and held:
            side = credit if held > 0 else debit
            closing.append(side(row.account, abs(held), line=row.line, department=row.department))
            result -= held
    surplus = next(one.id for one in accounts(ctx) if one.text("kind") == "equity" and one.text("book") == book)
    if result:
        closing.append((credit if result > 0 else debit)(surplus, abs(result)))
    if closing:
        post(ctx, f"{month[:4]}年终结转", *closing, on=bounds(month)[1], book=book)


def accounts(ctx: Context) -> Records:
    return ctx.rules.value("ledger.accounts", ctx.today, Records)


def account(ctx: Context, id: str) -> Record | None:
    return accounts(ctx).get(id)


@dataclass(frozen=True, slots=True)
class Till:
    """Where a book's money lies, by account; `differences` is empty where the book has no such account."""

    cash: str
    bank: str
    differences: str


def till(ctx: Context, book: str) -> Till:
    known = ctx.rules.value("ledger.tills", ctx.today, Records)
    found = known.get(book)
    if found is None:
        raise none_of(known, book, "book")
    differences = found.text("differences")
    return Till(found.text("cash"), found.text("bank"), "" if differences == "none" else differences)


# -- inside -----------------------------------------------------------------------------------------------------------


def _waiting(ctx: Context, book: str) -> Iterator[Voucher]:
    """What this job enters and the registers do not hold yet."""
    vouchers = (one for one in ctx.saved if isinstance(one, Voucher))
    return (one for one in vouchers if one.book == book and one.version == 1 and one.pending)


def _next(ctx: Context, book: str, month: str) -> str:
    v = VoucherRecord.columns()
    kept = ctx.rows(select(func.max(v.serial)).where(v.book == book, v.month == month))[0][0] or 0
    serial = max([kept, *(one.serial for one in _waiting(ctx, book) if one.month == month)]) + 1
    return f"{month}-{serial:04d}"


def _row(ctx: Context, book: str, number: str) -> Any:
    found = ctx.rows_of(VoucherRecord, book=book, number=number)
    if not found:
        raise NotFound("没有这张凭证。", "There is no such voucher.", number=number)
    return found[0]


def _check_accounts(ctx: Context, book: str, postings: tuple[Posting, ...]) -> None:
    for one in postings:
        found = account(ctx, one.account)
        if found is None or found.text("book") != book:
            raise Invalid(
                "该账套没有这个科目。",
                "These books have no such account.",
                fields=[{"field": "account", "value": one.account}],
            )


def _check_two_hands(ctx: Context, voucher: Voucher) -> None:
    """Who is cashier and accountant at once, if only by standing in, pays nothing (B10.2)."""
    of = till(ctx, voucher.book)
    if sum((voucher.moved(name) for name in (of.cash, of.bank)), ZERO) < 0:
        check_segregated(ctx)


def _check_held(ctx: Context, book: str, voucher: Voucher) -> None:
    for name in sorted({one.account for one in voucher.postings}):
        found = account(ctx, name)
        if found is None or found.text("guard") != NEVER_NEGATIVE or voucher.moved(name) >= 0:
            continue
        held = balance(ctx, name, book=book)
        if held < 0:
            raise NotEnough(
                f"{found.zh}余额不足，差{-held}元。",
                f"{found.en} would be {-held} yuan below nothing.",
                cites=CITES,
                account=name,
                lacking=str(-held),
            )
