"""Carries out what becomes of a proposed change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.directory.proposals import operations as ops
from services.directory.proposals.proposal import FACTS, Proposal
from services.directory.proposals.record import ProposalRecord, register
from services.directory.proposals.second import ORDERS, Ordered
from services.directory.proposals.wording import body_said, worded
from services.kernel.procedure.context import Context
from services.kernel.procedure.operations import Command, File
from services.kernel.procedure.procedure import Procedure
from services.kernel.procedure.registry import worksheet_of
from services.kernel.procedure.second_person import settles
from services.kernel.procedure.worksheet import exported, span

procedure = Procedure("proposals", zh="机构变更提请", en="Proposed changes", registers=[register])


def _views(ctx: Context, rows: Sequence[Any]) -> list[ProposalRecord]:
    found = []
    for row in rows:
        ordered, order = _ordered(ctx.find(Proposal, UUID(str(row.id))))
        told = ", ".join(f"{name}: {value}" for name, value in order.model_dump(mode="json").items() if value)
        called = {"zh": ordered.operation.ZH, "en": ordered.operation.EN, "order": told}
        for name, said in (("order", worded(order, ctx)), ("body", body_said(ctx, row.body))):
            called |= {f"{name}_zh": said[0], f"{name}_en": said[1]}
        found.append(ProposalRecord.of(row, **called))
    return found


def _ordered(proposal: Proposal) -> tuple[Ordered, Command]:
    ordered = ORDERS[proposal.operation]
    return ordered, ordered.operation.model_validate(proposal.order)


def _gaining(proposal: Proposal, ctx: Context) -> tuple[str, ...]:
    """Whoever gains by it, as it was proposed or as things are now."""
    ordered, order = _ordered(proposal)
    return (*proposal.parties, *ordered.parties(order, ctx))


commands, decided = settles(
    procedure, Proposal, ProposalRecord, ops.DECISIONS, FACTS, title="zh", parties=_gaining, views=_views
)


@commands.does(ops.ConfirmChange, about=decided)
def confirm(op: ops.ConfirmChange, proposal: Proposal, ctx: Context) -> None:
    ordered, order = _ordered(proposal)
    proposal.confirm(ctx.act)
    ctx.save(proposal)  # first the word, then what it carries out
    ordered.carry_out(order, ctx)


def _called(ctx: Context) -> Callable[[str], str]:
    return lambda operation: ORDERS[operation].operation.ZH


def _body(ctx: Context) -> Callable[[str], str]:
    return lambda id: body_said(ctx, id)[0]


SHEET = worksheet_of(ProposalRecord, forms={"operation": _called, "body": _body})


@procedure.handles(ops.ExportProposals)
def export_proposals(op: Any, ctx: Context) -> File:
    c = ProposalRecord.columns()
    query = select(ProposalRecord.TABLE).where(c.proposed_on.between(op.start, op.end)).order_by(c.year, c.serial)
    return exported(f"proposals-{op.start}-{op.end}", SHEET.sheet(ctx, ctx.rows(query), span(op.start, op.end)))
