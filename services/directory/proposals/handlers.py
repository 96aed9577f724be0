"""Carries out what becomes of a proposed change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.directory import events as facts
from services.directory.proposals import operations as ops
from services.directory.proposals.proposal import Proposal
from services.directory.proposals.record import ProposalRecord, register
from services.directory.proposals.second import ORDERS, Ordered
from services.kernel.domain.who import Subject
from services.kernel.procedure.commands import Commands
from services.kernel.procedure.context import Context
from services.kernel.procedure.operations import Command, File
from services.kernel.procedure.procedure import Procedure
from services.kernel.procedure.registry import worksheet_of
from services.kernel.procedure.worksheet import exported, span

procedure = Procedure("proposals", zh="机构变更提请", en="Proposed changes", registers=[register])


def _views(ctx: Context, rows: Sequence[Any]) -> list[ProposalRecord]:
    found = []
    for row in rows:
        ordered, order = _ordered(ctx.find(Proposal, UUID(str(row.id))))
        told = ", ".join(f"{name}: {value}" for name, value in order.model_dump(mode="json").items() if value)
        found.append(ProposalRecord.of(row, zh=ordered.operation.ZH, en=ordered.operation.EN, order=told))
    return found


commands = Commands(
    procedure,
    Proposal,
    key="proposal",
    record=ProposalRecord,
    shows=ops.GetProposal,
    views=_views,
    subject=lambda one: Subject(person=one.proposed_by),
)


def _ordered(proposal: Proposal) -> tuple[Ordered, Command]:
    ordered = ORDERS[proposal.operation]
    return ordered, ordered.operation.model_validate(proposal.order)


def _decided(op: Any, ctx: Context) -> Subject:
    """Whoever proposed it does not confirm it, nor whoever gains by it, as it was proposed or as things are now."""
    proposal = ctx.find(Proposal, op.proposal)
    if not proposal.exists:
        return Subject()
    ordered, order = _ordered(proposal)
    return Subject(parties=(proposal.proposed_by, *proposal.parties, *ordered.parties(order, ctx)))


@commands.does(ops.ConfirmChange, about=_decided)
def confirm(op: ops.ConfirmChange, proposal: Proposal, ctx: Context) -> None:
    ordered, order = _ordered(proposal)
    proposal.confirm(ctx.act)
    ctx.save(proposal)  # first the word, then what it carries out
    ordered.carry_out(order, ctx)


commands.records(ops.DeclineChange, facts.ChangeDeclined, about=_decided)
commands.records(ops.WithdrawChange, facts.ChangeWithdrawn)
commands.lists(ops.ListProposals)


def _called(ctx: Context) -> Callable[[str], str]:
    return lambda operation: ORDERS[operation].operation.ZH


SHEET = worksheet_of(ProposalRecord, forms={"operation": _called})


@procedure.handles(ops.ExportProposals)
def export_proposals(op: Any, ctx: Context) -> File:
    c = ProposalRecord.columns()
    query = select(ProposalRecord.TABLE).where(c.proposed_on.between(op.start, op.end)).order_by(c.year, c.serial)
    return exported(f"proposals-{op.start}-{op.end}", SHEET.sheet(ctx, ctx.rows(query), span(op.start, op.end)))


commands.waits(
    ops.ConfirmChange,
    since="proposed_on",
    title="zh",
    subject=lambda view, ctx: _decided(ops.ConfirmChange(proposal=view.id), ctx),
)
