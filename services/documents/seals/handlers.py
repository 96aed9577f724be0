"""Carries out the use of seals: asked for, consented to, applied and entered (B11.5)."""

from __future__ import annotations

from services.directory.organ import check_department
from services.documents.seals import events as e
from services.documents.seals import operations as ops
from services.documents.seals.record import SealUseRecord, register
from services.documents.seals.use import SealUse
from services.kernel.domain.who import CHAIR, NOBODY
from services.kernel.procedure.checks import check_choice
from services.kernel.procedure.commands import Commands
from services.kernel.procedure.context import Context
from services.kernel.procedure.numbers import next_number
from services.kernel.procedure.procedure import Procedure

procedure = Procedure("seals", zh="印信", en="Seals", registers=[register])
commands = Commands(procedure, SealUse, key="use", record=SealUseRecord, shows=ops.GetSealUse)


@commands.opens(ops.RequestSealUse)
def request_seal_use(op: ops.RequestSealUse, ctx: Context) -> SealUse:
    check_department(ctx, op.department, ctx.today)
    check_choice(ctx, "seals.seals", op.seal, "seal")
    use = SealUse(ctx.new_id())
    number = next_number(ctx, SealUseRecord.TABLE, ctx.today.year)
    use.request(ctx.act, number=number, **op.model_dump())
    return use


def own_as_stand_in(use: SealUseRecord, ctx: Context) -> bool:
    """Who stands in for the chair does not consent to what they asked for themselves."""
    chair = CHAIR.holds(ctx.organ, ctx.caller, NOBODY, ctx.today)
    return use.person == ctx.caller and chair is not None and bool(chair.stands_in_for)


commands.acts(ops.ApproveSealUse, SealUse.approve, unless=own_as_stand_in)
commands.records(ops.RejectSealUse, e.SealUseRejected)
commands.records(ops.WithdrawSealUse, e.SealUseWithdrawn)
commands.acts(ops.ApplySeal, SealUse.apply)
commands.lists(ops.ListSealUses)
commands.exports(ops.ExportSealUses, "seal-uses")
commands.waits(ops.ApproveSealUse, since="requested_on")
commands.waits(ops.ApplySeal, since="decided_on")
