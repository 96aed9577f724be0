"""Takes bank statements in: read apart, compared with what is known, recorded in one transaction (A28)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from services.finance.bank_statements import operations as ops
from services.finance.bank_statements.events import BankLine
from services.finance.bank_statements.lines import CITES, Line, Read, numbered
from services.finance.bank_statements.reader import read_file
from services.finance.bank_statements.record import BankLineRecord, BankStatementRecord, register
from services.finance.bank_statements.statement import (
    BankStatement,
    StatementDoesNotFollow,
    StatementOfAnotherAccount,
    StatementOfClosedMonth,
    statement_id,
)
from services.finance.ledger.posting import last_closed
from services.finance.money import ZERO, of_fen, total
from services.kernel.procedure.checks import check_choice, check_happened
from services.kernel.procedure.commands import lists
from services.kernel.procedure.context import Context
from services.kernel.procedure.operations import File
from services.kernel.procedure.procedure import Procedure
from services.kernel.procedure.registry import export_period
from services.kernel.procedure.worksheet import blank, exported
from services.kernel.refusals import Invalid
from services.kernel.rules.months import bounds, month_of

if TYPE_CHECKING:
    from services.kernel.procedure.long_context import LongContext

HEADINGS = ("交易日期", "收入金额", "支出金额", "余额", "交易流水号", "对方户名", "摘要")
NOTE = "日期如 2026-03-02；收入、支出各填一栏，不写负数；余额可以不填，填写的须与发生额逐笔衔接。"
procedure = Procedure("bank_statements", zh="银行对账单", en="Bank statements", registers=[register])
_SHOWN = 20
"""Days that a refusal names."""
OPENING = "opening"
"""The id of the line that stands for what lay at the bank before a book's first statement."""


@procedure.handles(ops.GetStatementTemplate)
def get_statement_template(op: ops.GetStatementTemplate, ctx: Context) -> File:
    return exported("bank-statement-template", blank("银行对账单", NOTE, HEADINGS))


@procedure.handles_long(ops.ImportStatement)
def import_statement(op: ops.ImportStatement, ctx: LongContext) -> ops.StatementReport:
    read = read_file(op.content, op.file)
    return ctx.job(partial(_take_in, op=op, read=read))


def _take_in(ctx: Context, op: ops.ImportStatement, read: Read) -> ops.StatementReport:
    check_choice(ctx, "ledger.books", op.book, "book")
    first, last = read.lines[0].day, max(one.day for one in read.lines)
    check_happened(ctx, last, "content")
    known, before = _known(ctx, op.book, first, last), bank_balance(ctx, op.book)
    new = [BankLine(line=id, **_said(one)) for id, one in numbered(read.lines) if id not in known]
    repeated = len(read.lines) - len(new)
    if new:
        _check_closed(ctx, op.book, new)
        _check_account(ctx, op.book, read.account)
        new = [*_opening(ctx, op, read), *new]
        _check_follows(read, bank_balance(ctx, op.book, last) + total(one.amount for one in new))
        digest = hashlib.sha256(op.content).hexdigest()
        statement = ctx.find(BankStatement, statement_id(op.book, digest))
        statement.take_in(
            ctx.act, book=op.book, file=op.file, digest=digest, format=read.format.value, account=read.account,
            first=first, last=last, read=len(read.lines), recorded=len(new), opening=read.opening,
            closing=read.closing, lines=tuple(new),
        )  # fmt: skip
        ctx.save(statement)
    return ops.StatementReport(
        book=op.book,
        format=read.format,
        read=len(read.lines),
        recorded=len(new),
        known=repeated,
        balance=before + total(one.amount for one in new),
    )


def _said(one: Line) -> dict[str, Any]:
    return {name: getattr(one, name) for name in ("day", "amount", "reference", "counterparty", "text")}


def _known(ctx: Context, book: str, first: date, last: date) -> set[str]:
    b = BankLineRecord.columns()
    rows = ctx.rows(select(b.line).where(b.book == book, b.day.between(first, last), b.line != OPENING))
    return {row.line for row in rows}


def bank_balance(ctx: Context, book: str, until: date = date.max) -> Decimal:
    """What the bank has by its statements at the end of a day."""
    b = BankLineRecord.columns()
    return of_fen(int(ctx.rows(select(func.sum(b.fen)).where(b.book == book, b.day <= until))[0][0] or 0))


def _opening(ctx: Context, op: ops.ImportStatement, read: Read) -> Sequence[BankLine]:
    """With a book's first statement: what lay at the bank before it, on the eve of its month."""
    if ctx.rows_of(BankStatementRecord, book=op.book):
        return ()
    if read.opening is not None and op.opening is not None and read.opening != op.opening:
        raise Invalid(
            f"对账单期初余额为{read.opening}元。",
            f"The statement begins with {read.opening} yuan.",
            fields=[{"field": "opening"}],
        )
    stated = read.opening if read.opening is not None else op.opening or ZERO
    eve = bounds(month_of(read.lines[0].day))[0] - timedelta(days=1)
    return (BankLine(line=OPENING, day=eve, amount=stated, text="期初余额"),) if stated else ()


def _check_closed(ctx: Context, book: str, new: Sequence[BankLine]) -> None:
    closed = last_closed(ctx, book)
    late = [one.day.isoformat() for one in new if month_of(one.day) <= closed]
    if late:
        raise StatementOfClosedMonth(
            f"{closed}已结账，对账单中有该月及以前未导入的交易。",
            f"The books are closed to {closed}, and the statement brings lines of before that were not known.",
            cites=CITES,
            days=late[:_SHOWN],
        )


def _check_account(ctx: Context, book: str, account: str) -> None:
    known = {row.account for row in ctx.rows_of(BankStatementRecord, book=book) if row.account}
    if account and known and account not in known:
        raise StatementOfAnotherAccount(
            "对账单的银行账号与以前的不同。", "The statement is of another account than those before.", cites=CITES
        )


def _check_follows(read: Read, made: Decimal) -> None:
    if read.closing is not None and read.closing != made:
        raise StatementDoesNotFollow(
            f"按已导入的流水余额应为{made}元，对账单为{read.closing}元。",
            f"By what is known the balance would be {made} yuan; the statement says {read.closing}.",
            cites=CITES,
            made=str(made),
            closing=str(read.closing),
        )


lists(procedure, ops.ListBankStatements, BankStatementRecord)
lists(procedure, ops.ListBankLines, BankLineRecord)


@procedure.handles(ops.ExportBankLines)
def export_bank_lines(op: Any, ctx: Context) -> File:
    return export_period(op, ctx, BankLineRecord, "bank-lines")
