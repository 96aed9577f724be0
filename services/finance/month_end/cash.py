"""What notes and coins are worth, and how a difference of the till is booked (A28)."""

from __future__ import annotations

from decimal import Decimal

from services.finance.ledger.posting import credit, debit, post
from services.finance.month_end.month import CITES
from services.finance.month_end.operations import CountCash, CountedPieces
from services.kernel.procedure.checks import none_of
from services.kernel.procedure.context import Context
from services.kernel.refusals import Invalid
from services.kernel.rules.values import Records


def worth(ctx: Context, pieces: CountedPieces) -> Decimal:
    known = ctx.rules.value("month_end.denominations", ctx.today, Records)
    found = known.get(pieces.denomination)
    if found is None:
        raise none_of(known, pieces.denomination, "pieces")
    return Decimal(found.text("yuan"))


def booked(ctx: Context, op: CountCash, cash: str, differences: str, differs: Decimal) -> str:
    if not differences:
        raise Invalid(
            "该账套没有待处理财产损溢科目，请说明差异后另行处理。",
            "These books have no account for differences: say why it differs.",
            fields=[{"field": "book_difference"}],
        )
    amount = abs(differs)
    more = debit(cash, amount), credit(differences, amount)
    less = debit(differences, amount), credit(cash, amount)
    said = f"{op.month}现金{'盘盈' if differs > 0 else '盘亏'}"
    return post(ctx, said, *(more if differs > 0 else less), book=op.book, cites=CITES)
