"""Purchases as they are seen: their quotes, deliveries and signatures, and whether the Party group decides (A31)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from services.finance.assets.record import AssetRecord
from services.finance.carried import decided_motions
from services.finance.money import total
from services.finance.procurement.purchase import BOUGHT, STAGES, PurchaseStatus, Signatory, reference_of
from services.finance.procurement.record import DeliveryRow, PurchaseRecord, QuoteRow, SignatureRow
from services.kernel.procedure.context import Context
from services.kernel.refusals import Invalid
from services.kernel.rules.values import Record, Records


def category_of(ctx: Context, id: str) -> Record:
    known = ctx.rules.value("procurement.categories", ctx.today, Records)
    found = known.get(id)
    if found is None:
        raise Invalid(
            f"没有这一类别，可选：{'、'.join(one.zh for one in known)}。",
            f"There is no such category; it is one of {', '.join(one.en for one in known)}.",
            fields=[{"field": "category", "value": id, "allowed": list(known.ids)}],
        )
    return found


def bought(ctx: Context, on: date) -> Sequence[Any]:
    """Whatever was ordered within the days that the rule adds up, before and after the day; less what the Party group
    decided on itself: that was not kept from it."""
    days = timedelta(days=ctx.rules.value("procurement.adds_up_days", on, int))
    p = PurchaseRecord.columns()
    within = p.ordered_on.between(on - days, on + days)
    where = (within, p.motion == "", p.status.in_([one.value for one in BOUGHT]))
    return ctx.rows(select(p.department, p.category, p.amount).where(*where))


def bought_with(rows: Sequence[Any], department: str, category: str) -> Decimal:
    """What of it the department bought of the category."""
    return total(row.amount for row in rows if (row.department, row.category) == (department, category))


def seen(ctx: Context, rows: Sequence[Any]) -> list[PurchaseRecord]:
    ids = [row.id for row in rows]
    quotes, deliveries, signatures = (
        ctx.rows_of_each(QuoteRow, DeliveryRow, SignatureRow, purchase=ids) if ids else ([], [], [])
    )
    waiting = _waiting(ctx, [row for row in rows if row.status == PurchaseStatus.CHOSEN])
    registered = registered_of(ctx, [row.id for row in rows if row.assets])
    found = []
    for row in rows:
        signed = [one for one in signatures if one.purchase == row.id]
        now = {one.role: one.person for one in signed if one.round == row.round} if row.status in STAGES else {}
        found.append(
            PurchaseRecord.of(
                row,
                reference=reference_of(row.number),
                registered=registered[row.id],
                awaits=row.id in waiting,
                missing=[one for one in Signatory if one not in now] if row.status in STAGES else [],
                signers=list(now.values()),
                quotes=[QuoteRow.of(one) for one in quotes if one.purchase == row.id],
                deliveries=[DeliveryRow.of(one) for one in deliveries if one.purchase == row.id],
                signatures=[SignatureRow.of(one) for one in signed],
            )
        )
    return found


def registered_of(ctx: Context, purchases: list[str]) -> Counter[str]:
    """How many assets stand on the register of each of these purchases."""
    return Counter(one.purchase for one in (ctx.rows_of(AssetRecord, purchase=purchases) if purchases else ()))


def _waiting(ctx: Context, rows: Sequence[Any]) -> set[str]:
    """Which of those to be ordered need the Party group's decision and have none."""
    if not rows:
        return set()
    threshold = ctx.rules.value("procurement.collective_from", ctx.today, Decimal)
    others = bought(ctx, ctx.today)
    major = {
        reference_of(row.number): row.id
        for row in rows
        if row.amount + bought_with(others, row.department, row.category) >= threshold
    }
    carried = {one.reference for one in ctx.rows_of(decided_motions, reference=list(major)) if one.number}
    return {id for reference, id in major.items() if reference not in carried}
