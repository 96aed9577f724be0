"""Carries out the use of seals: asked for, consented to, applied and entered (B11.5)."""

from __future__ import annotations

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
from services.kernel.desk import Desk
from services.kernel.operations import File, Page
from services.kernel.paging import asked, page
from services.kernel.procedure import Procedure
from services.kernel.who import Subject
from services.kernel.workbook import MEDIA_TYPE, Column, Sheet, write

SEALS = "seals.seals"

procedure = Procedure("seals", zh="印信", en="Seals", registers=[register])


desk = Desk(procedure, SealUse, key="use", shows=GetSealUse, subject=lambda use: Subject(use.person, use.department))


@desk.opens(RequestSealUse)
def request_seal_use(op: RequestSealUse, ctx: Context) -> SealUse:
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
    return use


@desk.does(ApproveSealUse)
def approve_seal_use(op: ApproveSealUse, use: SealUse, ctx: Context) -> None:
    use.approve(ctx.act)


@desk.does(RejectSealUse)
def reject_seal_use(op: RejectSealUse, use: SealUse, ctx: Context) -> None:
    use.reject(ctx.act, reason=op.reason)


@desk.does(WithdrawSealUse)
def withdraw_seal_use(op: WithdrawSealUse, use: SealUse, ctx: Context) -> None:
    use.withdraw(ctx.act, reason=op.reason)


@desk.does(ApplySeal)
def apply_seal(op: ApplySeal, use: SealUse, ctx: Context) -> None:
    use.apply(ctx.act, document=op.document, copies=op.copies)


# -- views ------------------------------------------------------------------------------------------------------------


@procedure.handles(GetSealUse, subject=desk.subject)
def get_seal_use(op: GetSealUse, ctx: Context) -> SealUseView:
    return SealUseView.of(ctx.shown(uses, op.use))


@procedure.handles(ListSealUses)
def list_seal_uses(op: ListSealUses, ctx: Context) -> Page[SealUseView]:
    query = select(uses).where(*asked(op, uses.c, "department", "person", "status"))
    rows, following = page(ctx, query, (uses.c.year.desc(), uses.c.serial.desc()), op.after, op.limit)
    return Page[SealUseView](items=[SealUseView.of(row) for row in rows], next=following)


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
