"""Keeps the register of deputies and of the voters whom they keep in contact with (A10, A11)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services.kernel.domain.office import SEES_ALL
from services.kernel.domain.who import Subject, standing
from services.kernel.procedure.checks import check_happened
from services.kernel.procedure.commands import Commands
from services.kernel.procedure.context import Context
from services.kernel.procedure.numbers import next_number
from services.kernel.procedure.procedure import Procedure
from services.kernel.refusals import Invalid
from services.party.deputies import events as e
from services.party.deputies import operations as ops
from services.party.deputies.deputy import Deputy, DeputyStatus
from services.party.deputies.record import DeputyRecord, VoterRow, register

procedure = Procedure("deputies", zh="人大代表", en="Deputies", registers=[register])


def _liaison(op: Any, ctx: Context) -> Subject:
    return Subject(department=ctx.rules.value("contacts.liaison_department", ctx.today, str))


def _views(ctx: Context, rows: Sequence[Any]) -> list[DeputyRecord]:
    least = ctx.rules.value("contacts.least_voters", ctx.today, int)
    sees = standing((*ops.LIAISON, *SEES_ALL), ctx.organ, ctx.caller, _liaison(None, ctx), ctx.today) is not None
    households: dict[str, list[VoterRow]] = {row.id: [] for row in rows}
    if sees and rows:
        for row in ctx.rows_of(VoterRow, deputy=list(households)):
            households[row.deputy].append(VoterRow.of(row))
    return [
        DeputyRecord.of(
            row,
            short=row.status == DeputyStatus.SERVING and row.voters < least,
            households=households[row.id],
        )
        for row in rows
    ]


deputies = Commands(
    procedure, Deputy, key="deputy", record=DeputyRecord, shows=ops.GetDeputy, views=_views, about=_liaison
)


@deputies.opens(ops.EnterDeputy, about=_liaison)
def enter_deputy(op: ops.EnterDeputy, ctx: Context) -> Deputy:
    check_happened(ctx, op.since, "since")
    deputy = Deputy(ctx.new_id())
    deputy.enter(ctx.act, number=next_number(ctx, DeputyRecord.TABLE, ctx.today.year), **op.model_dump())
    return deputy


@deputies.does(ops.EndMandate)
def end_mandate(op: ops.EndMandate, deputy: Deputy, ctx: Context) -> None:
    check_happened(ctx, op.on)
    since = ctx.shown(DeputyRecord.TABLE, op.deputy).since
    if op.on < since:
        raise Invalid("离任日期不能早于任职日期。", "A mandate cannot end before it began.", fields=[{"field": "on"}])
    deputy.trigger(e.MandateEnded, ctx.act, on=op.on, reason=op.reason)


@deputies.does(ops.AssignVoter)
def assign_voter(op: ops.AssignVoter, deputy: Deputy, ctx: Context) -> None:
    most = ctx.rules.value("contacts.most_voters", ctx.today, int)
    deputy.assign(ctx.act, name=op.name, place=op.place, most=most)


def _kept(deputy: DeputyRecord, ctx: Context) -> list[int]:
    return [row.voter for row in ctx.rows_of(VoterRow, deputy=deputy.id.hex) if row.kept]


deputies.acts(ops.ReleaseVoter, Deputy.release, each=_kept)
deputies.acts(ops.RecordVoterVisit, Deputy.visit, each=_kept)
deputies.lists(ops.ListDeputies)
deputies.exports(ops.ExportDeputies, "deputies")
