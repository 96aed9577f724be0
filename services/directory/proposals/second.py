"""Changes of posts and seats take a second person: what one orders is tried, and carried out by another's word.

The first import is alone, because there is no one yet; and so is a holder who lets somebody stand in for themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from services.directory.proposals.proposal import Proposal, ProposalStatus
from services.directory.proposals.record import ProposalRecord
from services.kernel.domain.aggregate import Aggregate
from services.kernel.domain.who import SYSTEM_ID, Subject
from services.kernel.procedure.commands import Commands, Each, Unless
from services.kernel.procedure.context import Context
from services.kernel.procedure.numbers import next_number
from services.kernel.procedure.operations import Command

A = TypeVar("A", bound=Aggregate)
C = TypeVar("C", bound=Command)
Handler = Callable[[C, A, Context], None]


@dataclass(frozen=True, slots=True)
class Ordered:
    """How an order is carried out once it is confirmed."""

    operation: type[Command]
    commands: Commands[Any]
    handler: Callable[[Any, Any, Context], None]
    about: Callable[[Any, Context], Subject]

    def parties(self, order: Command, ctx: Context) -> tuple[str, ...]:
        return self.about(order, ctx).parties

    def carry_out(self, order: Command, ctx: Context) -> None:
        found = self.commands.load(order, ctx)
        self.handler(order, found, ctx)
        ctx.save(found)


ORDERS: dict[str, Ordered] = {}
"""By the operation's name; each is put here where its handler stands."""


def _nobody_in_particular(op: Any, ctx: Context) -> Subject:
    return Subject()


def takes_two(
    commands: Commands[A],
    operation: type[C],
    *,
    about: Callable[[Any, Context], Subject] = _nobody_in_particular,
    alone: Callable[[C, Context], bool] = lambda op, ctx: False,
    unless: Unless | None = None,
    each: Each | None = None,
) -> Callable[[Handler[C, A]], Handler[C, A]]:
    """As `commands.does`; `alone` says of whom no second person is asked."""

    def mark(handler: Handler[C, A]) -> Handler[C, A]:
        def work(op: C, found: A, ctx: Context) -> None:
            if ctx.caller == SYSTEM_ID or alone(op, ctx):
                handler(op, found, ctx)
                return
            trial = ctx.rehearsal()
            tried = trial.find(type(found), found.id)
            handler(op, tried, trial)
            if tried.pending or any(one.pending for one in trial.saved):
                _propose(op, about(op, ctx), ctx)

        ORDERS[operation.NAME] = Ordered(operation, commands, handler, about)
        commands.does(operation, about=about, unless=unless, each=each)(work)
        return handler

    return mark


def awaiting(ctx: Context, **named: str) -> list[UUID]:
    """What waits to be confirmed of a person, post, body or department."""
    return [UUID(str(row.id)) for row in ctx.rows_of(ProposalRecord, status=ProposalStatus.PROPOSED, **named)]


def _propose(op: Command, subject: Subject, ctx: Context) -> None:
    """The same order again, while it waits, is the one that waits."""
    order = op.model_dump(mode="json")
    for row in ctx.rows_of(ProposalRecord, status=ProposalStatus.PROPOSED):
        if row.operation == op.NAME and ctx.find(Proposal, row.id).order == order:
            return
    proposal = Proposal(ctx.new_id())
    number = next_number(ctx, ProposalRecord.TABLE, ctx.today.year)
    proposal.propose(
        ctx.act, number=number, operation=op.NAME, order=order, parties=subject.parties, whose=subject.person
    )
    ctx.save(proposal)
