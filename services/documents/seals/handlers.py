"""Carries out the use of seals: asked for, consented to, applied and entered (B11.5)."""

from __future__ import annotations

from sqlalchemy import select

from services.directory.organ import check_department, name_of, title_of
from services.documents.checks import check_choice, chosen
from services.documents.numbers import next_number
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
from services.kernel.ledger import Ledger, Shown, exported, span
from services.kernel.operations import File, Page
from services.kernel.paging import asked, page
from services.kernel.procedure import Procedure
from services.kernel.who import Subject

SEALS = "seals.seals"

procedure = Procedure("seals", zh="印信", en="Seals", registers=[register])


desk = Desk(procedure, SealUse, key="use", shows=GetSealUse, subject=lambda use: Subject(use.person, use.department))


@desk.opens(RequestSealUse)
def request_seal_use(op: RequestSealUse, ctx: Context) -> SealUse:
    check_department(ctx, op.department, ctx.today)
    check_choice(ctx, SEALS, op.seal, "seal")
    use = SealUse(ctx.new_id())
    use.request(
        ctx.act,
        number=next_number(ctx, uses, ctx.today.year),
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


LEDGER = Ledger(
    "用印登记台账",
    Shown("编号", 12, "number"),
    Shown("印章", 20, "seal", chosen(SEALS)),
    Shown("文件标题", 40, "title"),
    Shown("文号", 20, "document"),
    Shown("申请人", 10, "person", name_of),
    Shown("部门", 20, "department", title_of),
    Shown("申请日", 12, "requested_on"),
    Shown("批准人", 10, "decided_by", name_of),
    Shown("批准日", 12, "decided_on"),
    Shown("用印人", 10, "applied_by", name_of),
    Shown("用印日", 12, "applied_on"),
    Shown("份数", 8, "applied_copies"),
    Shown("状态", 10, "status", STATUS_ZH),
)


@procedure.handles(ExportSealUses)
def export_seal_uses(op: ExportSealUses, ctx: Context) -> File:
    u = uses.c
    rows = ctx.rows(select(uses).where(u.requested_on.between(op.start, op.end)).order_by(u.year, u.serial))
    sheet = LEDGER.sheet(ctx, rows, span(op.start, op.end))
    return exported(f"seal-uses-{op.start}-{op.end}", sheet)
