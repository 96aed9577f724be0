"""How a claim settles a reception, in its own transaction: what may be claimed, and that it was (A29, B14.4, B14.7).

`settle` spends the budget line under the reception and frees what is left of the sum set aside; so whoever calls it
does not call `budget.using` beside it.
"""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from services.finance.budget import using as budget
from services.finance.money import ZERO
from services.finance.reception.reception import Reception, ReceptionStatus
from services.kernel.procedure.context import Context

LINE = "reception"


def key_of(reception: Reception) -> budget.Key:
    """Where in the budget it stands."""
    return budget.Key(reception.start.year, LINE, reception.paid_by)


def payable(ctx: Context, reception: UUID) -> Decimal:
    """What may be claimed at most after cuts, less what was paid already; refuses what was not checked, or was settled
    (`ReceptionNotChecked`)."""
    found = ctx.load(Reception, reception)
    found.expect_payable(ZERO)
    return found.left


def unsettled(ctx: Context, reception: UUID) -> bool:
    """There is something to claim: for the first time, or again since it was reopened."""
    return ctx.find(Reception, reception).status is ReceptionStatus.CHECKED


def settle(ctx: Context, reception: UUID, amount: Decimal) -> Reception:
    """Paid, once, and no more than the check left (`OverPayable`)."""
    found = ctx.load(Reception, reception)
    found.settle(ctx.act, amount=amount)
    ctx.save(found)
    budget.spend(ctx, key_of(found), amount, found.id)
    budget.release(ctx, key_of(found), found.id)
    return found
