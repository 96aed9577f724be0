"""Carries out the use of seals: asked for, consented to, applied and entered (B11.5)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.documents.checks import check_choice, choices
from services.documents.numbers import next_serial
from services.documents.organ import check_department, department_named, person_named
from services.documents.seals.operations import (
    ApplySeal,
    ApproveSealUse,
    ExportSealUses,
    GetSealUse,
    ListSealUses,
    RejectSealUse,
    RequestSealUse,
    SealUseView,
    WithdrawSealUse,
)
from services.documents.seals.register import register, uses
from services.documents.seals.use import STATUS_ZH, SealUse
from services.kernel.context import Context
from services.kernel.operations import File, Page
from services.kernel.paging import page
from services.kernel.procedure import Procedure
from services.kernel.refusals import NotFound
from services.kernel.who import Subject
from services.kernel.workbook import MEDIA_TYPE, Column, Sheet, write

SEALS = "seals.seals"

procedure = Procedure("seals", zh="印信", en="Seals", registers=[register])


def _subject(op: Any, ctx: Context) -> Subject:
    use = ctx.load(SealUse, op.use)
    return Subject(use.person, use.department)


def _done(ctx: Context, use: SealUse) -> GetSealUse:
    ctx.save(use)
    return GetSealUse(use=use.id)


@procedure.handles(RequestSealUse)
def request_seal_use(op: RequestSealUse, ctx: Context) -> GetSealUse:
    check_department(ctx, op.department, ctx.today)
    check_choice(ctx, SEALS, op.seal, "seal")
    year = ctx.today.year
    use = SealUse(ctx.new_id())
    use.request(
        ctx.act,
        number=f"{year}-{next_serial(ctx, uses, year):04d}",
        department=op.department,
        seal=op.seal,
        copies=op.copies,
        title=op.title,
        purpose=op.purpose,
    )
    return _done(ctx, use)


@procedure.handles(ApproveSealUse, subject=_subject)
def approve_seal_use(op: ApproveSealUse, ctx: Context) -> GetSealUse:
    use = ctx.load(SealUse, op.use)
    use.approve(ctx.act)
    return _done(ctx, use)


@procedure.handles(RejectSealUse, subject=_subject)
def reject_seal_use(op: RejectSealUse, ctx: Context) -> GetSealUse:
    use = ctx.load(SealUse, op.use)
    use.reject(ctx.act, reason=op.reason)
    return _done(ctx, use)


@procedure.handles(WithdrawSealUse, subject=_subject)
def withdraw_seal_use(op: WithdrawSealUse, ctx: Context) -> GetSealUse:
    use = ctx.load(SealUse, op.use)
    use.withdraw(ctx.act, reason=op.reason)
    return _done(ctx, use)


@procedure.handles(ApplySeal, subject=_subject)
def apply_seal(op: ApplySeal, ctx: Context) -> GetSealUse:
    use = ctx.load(SealUse, op.use)
    use.apply(ctx.act, document=op.document, copies=op.copies)
    return _done(ctx, use)


# -- views ------------------------------------------------------------------------------------------------------------


def _view(row: Any) -> SealUseView:
    return SealUseView(
        id=UUID(hex=row.id),
        number=row.number,
        seal=row.seal,
        person=row.person,
        department=row.department,
        title=row.title,
        purpose=row.purpose,
        copies=row.copies,
        status=row.status,
        requested_on=row.requested_on,
        decided_by=row.decided_by,
        decided_on=row.decided_on,
        applied_by=row.applied_by,
        applied_on=row.applied_on,
        applied_copies=row.applied_copies,
        document=row.document,
        reason=row.reason,
        version=row.version,
    )


@procedure.handles(GetSealUse, subject=_subject)
def get_seal_use(op: GetSealUse, ctx: Context) -> SealUseView:
    row = ctx.row(uses, id=op.use.hex)
    if row is None:
        raise NotFound("没有这次用印。", "There is no such use of a seal.", id=str(op.use))
    return _view(row)


@procedure.handles(ListSealUses)
def list_seal_uses(op: ListSealUses, ctx: Context) -> Page[SealUseView]:
    u = uses.c
    query = select(uses)
    for column, wanted in ((u.department, op.department), (u.person, op.person), (u.status, op.status)):
        if wanted:
            query = query.where(column == wanted)
    rows, following = page(ctx, query, (u.year.desc(), u.serial.desc()), op.after, op.limit)
    return Page[SealUseView](items=[_view(row) for row in rows], next=following)


_COLUMNS = (
    Column("编号", 12),
    Column("印章", 20),
    Column("文件标题", 40),
    Column("文号", 20),
    Column("申请人", 10),
    Column("部门", 20),
    Column("申请日", 12),
    Column("批准人", 10),
    Column("批准日", 12),
    Column("用印人", 10),
    Column("用印日", 12),
    Column("份数", 8),
    Column("状态", 10),
)


@procedure.handles(ExportSealUses)
def export_seal_uses(op: ExportSealUses, ctx: Context) -> File:
    u = uses.c
    rows = ctx.rows(select(uses).where(u.requested_on.between(op.start, op.end)).order_by(u.year, u.serial))
    names = choices(ctx, SEALS, ctx.today)
    lines = [
        (
            r.number,
            names.get(r.seal, r.seal),
            r.title,
            r.document,
            person_named(ctx, r.person),
            department_named(ctx, r.department),
            r.requested_on,
            person_named(ctx, r.decided_by),
            r.decided_on,
            person_named(ctx, r.applied_by),
            r.applied_on,
            r.applied_copies,
            STATUS_ZH[r.status],
        )
        for r in rows
    ]
    title = f"用印登记台账 {op.start.isoformat()} 至 {op.end.isoformat()}"
    content = write([Sheet("用印登记台账", title, _COLUMNS, lines)])
    return File(name=f"seal-uses-{op.start}-{op.end}.xlsx", media_type=MEDIA_TYPE, content=content)
