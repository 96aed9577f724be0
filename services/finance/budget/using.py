"""How other procedures use the budget: set aside, spend, give back, each in the transaction of its own event (A28).

Every command of the service stands in one line, so two that ask at the same moment cannot both have what is left.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from services.finance.budget.line import BudgetLine, line_id
from services.kernel.procedure.context import Context


@dataclass(frozen=True, slots=True)
class Key:
    """Which line of whose budget."""

    year: int
    line: str
    department: str


def _line(ctx: Context, key: Key) -> BudgetLine:
    found = ctx.find(BudgetLine, line_id(key.year, key.line, key.department))
    ctx.save(found)
    return found


def free(ctx: Context, key: Key) -> Decimal:
    """What is left of the line; nothing where the plan has none."""
    return ctx.find(BudgetLine, line_id(key.year, key.line, key.department)).free


def held(ctx: Context, key: Key, reference: UUID) -> Decimal:
    """What is set aside for the record."""
    return ctx.find(BudgetLine, line_id(key.year, key.line, key.department)).held(reference)


def commit(ctx: Context, key: Key, amount: Decimal, reference: UUID) -> None:
    """Sets aside for the record `reference`; refuses what the plan lacks (`NotInPlan`) or does not hold
    (`LineExceeded`)."""
    _line(ctx, key).commit(ctx.act, amount=amount, reference=reference)


def hold(ctx: Context, key: Key, amount: Decimal, reference: UUID) -> None:
    """So much is set aside for the record from now on; refuses more as `commit` does."""
    _line(ctx, key).hold(ctx.act, amount=amount, reference=reference)


def release(ctx: Context, key: Key, reference: UUID) -> None:
    """Whatever is still set aside for the record is free again."""
    _line(ctx, key).release(ctx.act, reference=reference)


def spend(ctx: Context, key: Key, amount: Decimal, reference: UUID) -> None:
    """First of what was set aside under the reference, then of what is free; refuses more."""
    _line(ctx, key).spend(ctx.act, amount=amount, reference=reference)


def give_back(ctx: Context, key: Key, amount: Decimal, reference: UUID) -> None:
    """What was spent came back, or was never paid."""
    _line(ctx, key).give_back(ctx.act, amount=amount, reference=reference)
