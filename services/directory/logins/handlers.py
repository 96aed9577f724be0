"""Takes in what the gateways report of the door, each report once."""

from __future__ import annotations

from services.directory.logins import events as facts
from services.directory.logins import operations as ops
from services.directory.logins.login import Login
from services.directory.logins.record import LoginRecord, register
from services.kernel.domain.who import Subject
from services.kernel.procedure.commands import lists
from services.kernel.procedure.context import Context
from services.kernel.procedure.operations import File
from services.kernel.procedure.procedure import Procedure
from services.kernel.procedure.registry import period_sheet
from services.kernel.procedure.worksheet import exported

procedure = Procedure("logins", zh="登录台账", en="Logins", registers=[register])


@procedure.handles(ops.RecordLogins)
def record(op: ops.RecordLogins, ctx: Context) -> ops.Recorded:
    recorded = 0
    for told in op.reports:
        login = ctx.find(Login, told.id)
        if not login.exists:
            login.report(
                ctx.act,
                told.what,
                day=told.at.astimezone(ctx.zone).date(),
                happened=told.at,
                login=told.login,
                whose=told.person,
                address=told.address,
                reason=told.reason,
                times=told.times,
            )
            ctx.save(login)
            recorded += 1
    return ops.Recorded(recorded=recorded)


@procedure.discloses(facts.OfLogin)
def discloses(event: facts.OfLogin, ctx: Context) -> bool:
    """In the event log too to those who watch the door alone."""
    return any(who.holds(ctx.organ, ctx.caller, Subject(), ctx.today) is not None for who in ops.WATCH)


lists(procedure, ops.ListLogins, LoginRecord, subject=lambda op, ctx: Subject(person=op.person))


@procedure.handles(ops.ExportLogins)
def export(op: ops.ExportLogins, ctx: Context) -> File:  # type: ignore[valid-type]
    return exported(f"logins-{op.start}-{op.end}", period_sheet(op, ctx, LoginRecord))  # type: ignore[attr-defined]
