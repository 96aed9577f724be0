"""Whether a fee can be charged today: by a confirmed licence, while it is valid, at its amount (B10.4, B10.6)."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from services.finance.fees.item import (
    AMOUNT_CITES,
    CITES,
    FeeItem,
    FeeNotLicensed,
    ItemStatus,
    LicenceStatus,
    NotAtLicensedAmount,
)
from services.finance.fees.record import FeeLicenceRecord
from services.kernel.procedure.context import Context
from services.kernel.refusals import Invalid

_COUNTS = (LicenceStatus.CONFIRMED.value, LicenceStatus.REVOKED.value)


def check_licensed(ctx: Context, item_id: UUID, amount: Decimal) -> tuple[FeeItem, str]:
    """The item, and the number of the licence that allows the amount today. Of several that have begun the youngest
    decides: a new standard replaces the one before, and an old licence does not revive when the new one ends."""
    item = ctx.load(FeeItem, item_id)
    item.expect((ItemStatus.ENTERED,), zh="收取", en="charge", cites=CITES)
    begun = [
        one
        for one in ctx.rows_of(FeeLicenceRecord, item=item_id.hex, status=_COUNTS)
        if one.start <= ctx.today
    ]  # fmt: skip
    decides = max(begun, key=lambda one: (one.start, one.entered_on, one.id), default=None)
    over = decides is not None and (decides.end < ctx.today or (decides.ends is not None and decides.ends <= ctx.today))
    if decides is None or over:
        raise FeeNotLicensed(
            "该项目没有有效的收费许可证，不得收费。",
            "No valid licence allows this fee: it is not charged.",
            cites=CITES,
            licence=decides.number if decides is not None else "",
        )
    if not decides.lowest <= amount <= decides.highest:
        raise NotAtLicensedAmount(
            f"许可标准为{_range(decides.lowest, decides.highest)}元，不能收取{amount}元。",
            f"The licence says {_range(decides.lowest, decides.highest)} yuan, not {amount}.",
            cites=AMOUNT_CITES,
            licence=decides.number,
            lowest=str(decides.lowest),
            highest=str(decides.highest),
        )
    return item, str(decides.number)


def check_payer(organisation: str, payer: str) -> None:
    """An organisation or a person, and one of them."""
    if bool(organisation) == bool(payer):
        raise Invalid(
            "请填写缴费单位或缴费人，二者填一。",
            "Name the organisation or the person who pays, one of them.",
            fields=[{"field": "organisation"}, {"field": "payer"}],
        )


def _range(lowest: Decimal, highest: Decimal) -> str:
    return str(lowest) if lowest == highest else f"{lowest}–{highest}"
