"""How other procedures carry a request to spend out: a claim, a purchase, a trip, each in its own transaction (B10.7).

`approved` refuses what was not consented to. `used` pays of it: it spends the budget line under the request and, with
the `last` payment, frees what is left of the sum set aside; so whoever calls it does not call `budget.using` beside it.
What takes several steps to its payment sets its part apart before (`take`) and gives it back (`free`) when it falls.
"""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from services.finance.budget import using as budget
from services.finance.spending.request import ASKED, NotAskedBefore, Spending
from services.kernel.procedure.context import Context


def key_of(spending: Spending) -> budget.Key:
    """Where in the budget it stands."""
    return budget.Key(spending.year, spending.line, spending.department)


def approved(ctx: Context, request: UUID, reference: UUID | None = None) -> Spending:
    """The request, where it was consented to and still holds, or the record `reference` took its part in time."""
    found = ctx.find(Spending, request)
    if not found.exists:
        raise NotAskedBefore("没有所指的开支申请。", "There is no such request to spend.", cites=ASKED)
    found.expect_approved(ctx.today, reference)
    return found


def take(ctx: Context, request: UUID, amount: Decimal, reference: UUID) -> Spending:
    """Sets so much of the request apart for the record `reference`, in place of what it wanted before; refuses more
    than was consented to with what the rule tolerates (`OverApproved`), and what the line does not hold of that
    (`LineExceeded`): not only whoever comes to pay it learns so."""
    found = approved(ctx, request, reference)
    found.take(ctx.act, amount=amount, reference=reference, tolerance=_tolerance(ctx))
    ctx.save(found)
    _hold(ctx, found)
    return found


def free(ctx: Context, request: UUID, reference: UUID) -> None:
    """The record wants nothing of it any more."""
    found = ctx.find(Spending, request)
    found.free(ctx.act, reference=reference)
    ctx.save(found)
    _hold(ctx, found)


def used(ctx: Context, request: UUID, amount: Decimal, *, reference: UUID | None = None, last: bool = True) -> Spending:
    """Paid of the request, by the record `reference` where it has taken its part before. With `last` nothing more comes
    of it."""
    found = approved(ctx, request, reference)
    found.use(ctx.act, amount=amount, reference=reference, last=last, tolerance=_tolerance(ctx))
    ctx.save(found)
    budget.spend(ctx, key_of(found), amount, found.id)
    if last:
        budget.release(ctx, key_of(found), found.id)
    else:
        _hold(ctx, found)
    return found


def _hold(ctx: Context, found: Spending) -> None:
    budget.hold(ctx, key_of(found), found.aside, found.id)


def _tolerance(ctx: Context) -> Decimal:
    return ctx.rules.value("spending.tolerance", ctx.today, Decimal)
