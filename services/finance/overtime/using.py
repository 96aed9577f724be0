"""How a claim uses overtime: the sum that was confirmed, once (A30)."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from services.finance.overtime.overtime import Overtime
from services.kernel.procedure.context import Context


def claim(ctx: Context, overtime: UUID) -> Decimal:
    """The allowance, which is paid with this; refuses what earned none, or was paid (`NothingEarned`)."""
    found = ctx.load(Overtime, overtime)
    found.pay(ctx.act)
    ctx.save(found)
    return found.amount
