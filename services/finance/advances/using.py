"""How a claim uses an advance: what was approved is set off against it first, as it is paid (B10.7).

The voucher of the payment credits `advances` by the same sum.
"""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from uuid import UUID

from services.finance.advances.advance import CITES, Advance, AdvanceOfAnother, AdvanceStatus
from services.kernel.procedure.context import Context


def owed_by(ctx: Context, advance: UUID, payees: Collection[str]) -> Advance:
    """The advance, where it is drawn and not settled, and one of these owes it."""
    return _drawn_by(ctx, advance, payees, AdvanceStatus.DRAWN)


def left_of(ctx: Context, advance: UUID, payees: Collection[str]) -> Advance:
    """The same once the claim is paid: of what was settled since it was handed in, nothing is left to set off."""
    return _drawn_by(ctx, advance, payees, AdvanceStatus.DRAWN, AdvanceStatus.SETTLED)


def _drawn_by(ctx: Context, advance: UUID, payees: Collection[str], *standing: AdvanceStatus) -> Advance:
    found = ctx.find(Advance, advance)
    if found.status not in standing or found.person not in payees:
        raise AdvanceOfAnother(
            "收款人没有这笔未还清的借款。", "None of the payees owes anything of this advance.", cites=CITES
        )
    return found


def set_off(ctx: Context, advance: Advance, amount: Decimal, claim: UUID) -> None:
    """So much of it is settled by the claim; refuses more than is owed (`MoreThanOwed`)."""
    advance.set_off(ctx.act, amount=amount, claim=claim)
    ctx.save(advance)
