"""How a claim uses a turn of duty: the sum that it earned, once (A30)."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from services.finance.duty.turn import DutyTurn
from services.kernel.procedure.context import Context


def claim(ctx: Context, turn: UUID) -> Decimal:
    """The allowance, which is paid with this; refuses what earned none, or was paid (`NothingForDuty`)."""
    found = ctx.load(DutyTurn, turn)
    found.pay(ctx.act)
    ctx.save(found)
    return found.amount
