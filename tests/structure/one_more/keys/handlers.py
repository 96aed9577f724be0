"""Carries out the lending of keys (B12.5)."""

from __future__ import annotations

from services.documents.keys import events as e
from services.documents.keys import operations as ops
from services.documents.keys.loan import CITES, Loan
from services.documents.keys.record import KeyRecord, register

from services.directory.organ import check_person, picture
from services.kernel.domain.office import OFFICE
from services.kernel.procedure.commands import Commands
from services.kernel.procedure.context import Context
from services.kernel.procedure.numbers import next_number
from services.kernel.procedure.obligations import Due, Obligation, by_stream, missing
from services.kernel.procedure.procedure import Procedure


def _owed(event: e.KeyLent) -> Due:
    return Due(by_stream(event), event.due, event.person, event.department)


bring_back = Obligation(
    kind="documents.key",
    zh="归还钥匙",
    en="Bring a key back",
    cites=CITES,
    opened_by={e.KeyLent: _owed},
    fulfilled_by={e.KeyReturned: by_stream},
    missed_by={e.KeyKept: by_stream},
    on_missed=missing(Loan),
)
procedure = Procedure("keys", zh="钥匙", en="Keys", registers=[register], obligations=[bring_back])
procedure.attachable("key", ops.GetKey, by=OFFICE)
commands = Commands(procedure, Loan, key="key", record=KeyRecord, shows=ops.GetKey)


@commands.opens(ops.LendKey)
def lend_key(op: ops.LendKey, ctx: Context) -> Loan:
    check_person(ctx, op.person, ctx.today)
    loan = Loan(ctx.new_id())
    department = picture(ctx).department_of(op.person, ctx.today)
    number = next_number(ctx, KeyRecord.TABLE, ctx.today.year)
    loan.lend(ctx.act, number=number, department=department, **op.model_dump())
    return loan


commands.records(ops.ReturnKey, e.KeyReturned)
commands.lists(ops.ListKeys)
commands.exports(ops.ExportKeys, "keys")
