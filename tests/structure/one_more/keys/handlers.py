"""Carries out the lending of keys (B12.5)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from services.documents.keys.events import KeyKept, KeyLent, KeyReturned
from services.documents.keys.loan import Loan
from services.documents.keys.operations import ExportKeys, GetKey, KeyView, LendKey, ListKeys, ReturnKey
from services.documents.keys.register import keys, register
from sqlalchemy import select

from services.directory.organ import check_person, name_of, picture
from services.documents.numbers import next_number
from services.kernel.context import Context
from services.kernel.desk import Desk
from services.kernel.ledger import Ledger, Shown, exported, span
from services.kernel.obligations import Due, Obligation
from services.kernel.operations import File, Page
from services.kernel.paging import asked, page
from services.kernel.procedure import Procedure
from services.kernel.who import Subject


def _keep(ctx: Context, row: Any) -> None:
    loan = ctx.find(Loan, UUID(hex=row.aggregate))
    loan.keep(ctx.act, due=row.due)
    ctx.save(loan)


bring_back = Obligation(
    kind="documents.key",
    zh="归还钥匙",
    en="Bring a key back",
    cites=("B12.5",),
    opened_by={KeyLent: lambda e: Due(e.originator_id.hex, e.due, e.person, e.department)},
    fulfilled_by={KeyReturned: lambda e: e.originator_id.hex},
    missed_by={KeyKept: lambda e: e.originator_id.hex},
    on_missed=_keep,
)
procedure = Procedure("keys", zh="钥匙", en="Keys", registers=[register], obligations=[bring_back])
desk = Desk(procedure, Loan, key="key", shows=GetKey, subject=lambda loan: Subject(loan.person, loan.department))


@desk.opens(LendKey)
def lend_key(op: LendKey, ctx: Context) -> Loan:
    check_person(ctx, op.person, ctx.today)
    loan = Loan(ctx.new_id())
    loan.lend(
        ctx.act,
        number=next_number(ctx, keys, ctx.today.year),
        person=op.person,
        department=picture(ctx).department_of(op.person, ctx.today),
        room=op.room,
        due=op.due,
        purpose=op.purpose,
    )
    return loan


@desk.does(ReturnKey)
def return_key(op: ReturnKey, loan: Loan, ctx: Context) -> None:
    loan.bring_back(ctx.act)


@procedure.handles(GetKey, subject=desk.subject)
def get_key(op: GetKey, ctx: Context) -> KeyView:
    return KeyView.of(ctx.shown(keys, op.key))


@procedure.handles(ListKeys)
def list_keys(op: ListKeys, ctx: Context) -> Page[KeyView]:
    query = select(keys).where(*asked(op, keys.c, "person"))
    rows, following = page(ctx, query, (keys.c.year.desc(), keys.c.serial.desc()), op.after, op.limit)
    return Page[KeyView](items=[KeyView.of(row) for row in rows], next=following)


LEDGER = Ledger(
    "钥匙台账",
    Shown("编号", 12, "number"),
    Shown("借用人", 12, "person", name_of),
    Shown("房间", 16, "room"),
    Shown("期限", 12, "due"),
    Shown("状态", 10, "status", {"lent": "借出", "back": "已还", "kept": "逾期"}),
)


@procedure.handles(ExportKeys)
def export_keys(op: ExportKeys, ctx: Context) -> File:
    rows = ctx.rows(select(keys).where(keys.c.lent_on.between(op.start, op.end)).order_by(keys.c.year, keys.c.serial))
    return exported(f"keys-{op.start}-{op.end}", LEDGER.sheet(ctx, rows, span(op.start, op.end)))
