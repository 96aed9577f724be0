"""Purchases by three people, and what is owned of them (A31, B9.5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from services.finance.assets import operations as assets
from services.finance.assets.events import AssetRegistered
from services.finance.assets.record import AssetRecord
from services.finance.procurement import operations as purchases
from services.finance.procurement.events import PurchaseRequested
from services.finance.procurement.record import PurchaseRecord
from tests.finance.claims import CLAIMANT, TRAVELS_TOO
from tests.finance.desk import ACCOUNTANT, CASHIER, DISCIPLINE, FINANCE_LEADER, LOGISTICS
from tests.finance.machine.paying import registered
from tests.finance.machine.way import HEADS, Chance, Deed, Office, Step, Way, does, step_of
from tests.finance.purchases import CHEAP, DEAR, THIRD, tax_number

PIECES = 2
_of = step_of("purchase")


def _asked(office: Office, chance: Chance) -> Sequence[Deed]:
    said = {
        "department": "agriculture", "category": chance.one_of("computers", "consumables"), "what": "打印机",
        "line": "equipment", "reason": "报废更新", "quantity": PIECES, "estimate": chance.amount,
    }  # fmt: skip
    return [does(CLAIMANT, purchases.RequestPurchase, **said)]


def _quoted(supplier: UUID, more: int) -> Step:
    def step(office: Office, row: Any, chance: Chance) -> Sequence[Deed]:
        said = {"supplier": supplier, "amount": row.estimate + more, "on": office.today}
        return [does(row.person, purchases.EnterQuote, purchase=row.id, **said)]

    return step


def _ordered(office: Office, row: Any, chance: Chance) -> Sequence[Deed]:
    said = {"contract": f"云采{row.number}", "amount": row.amount, "on": office.today}
    return [does(row.person, purchases.OrderGoods, purchase=row.id, **said)]


def _delivered(office: Office, row: Any, chance: Chance) -> Sequence[Deed]:
    """All of it, or one piece defective."""
    left = PIECES - (row.accepted or 0)
    said = {"on": office.today, "quantity": left, "defective": chance.one_of(0, 0, 0, min(left, 1)), "note": "外观完好"}
    return [does(row.person, purchases.EnterDelivery, purchase=row.id, **said)]


def _handed_in(office: Office, row: Any, chance: Chance) -> Sequence[Deed]:
    """Where it strays, before anybody was chosen and anything delivered, of some sum all the same."""
    seller = {CHEAP.hex: 1, DEAR.hex: 2, THIRD.hex: 3}.get(row.supplier, 1)
    of = Chance(row.payable or chance.amount, chance.number, chance.other)
    said = {"seller": f"供应商{seller}", "seller_tax": tax_number(seller)}
    invoice, registers = registered(office, of, row.person, **said)
    hands = does(row.person, purchases.HandInPurchaseInvoice, purchase=row.id, invoices=[{"invoice": invoice}])
    return [registers, hands]


def _registered(office: Office, row: Any, chance: Chance) -> Sequence[Deed]:
    said = {"name": "打印机", "keeper": CLAIMANT, "place": "主楼302室"}
    return [does(LOGISTICS, assets.RegisterAsset, purchase=row.id, **said)]


_SIGNED = [
    _of("", purchases.SignAsHandler), _of(LOGISTICS, purchases.SignForLogistics),
    _of(DISCIPLINE, purchases.SignForDiscipline),
]  # fmt: skip
_CHOSEN = _of("", purchases.ChooseSupplier, supplier=CHEAP)
_PAID = _of(CASHIER, purchases.PayPurchase)
_BOUNCED: Step = lambda office, row, chance: [  # noqa: E731
    does(ACCOUNTANT, purchases.RecordPurchaseBounce, purchase=row.id, on=office.today, reason="户名不符")
]
PURCHASE = Way(
    PurchaseRecord, PurchaseRequested, _asked,
    {
        "comparing": [_quoted(CHEAP, 0), _quoted(DEAR, 5), _quoted(THIRD, 9), _CHOSEN],
        "chosen": [*_SIGNED, _ordered],
        "ordered": [_delivered],
        "delivered": [*_SIGNED, _of(LOGISTICS, purchases.AcceptDelivery)],
        "received": [_handed_in],
        "invoiced": [_of(ACCOUNTANT, purchases.CheckPurchaseInvoice)],
        "payable": [*_SIGNED, _PAID],
        "paid": [_registered, _registered, _BOUNCED, _of("", purchases.ClosePurchase)],
        "bounced": [_PAID],
    },
    [
        *_SIGNED, _PAID, _CHOSEN, _ordered, _handed_in, _registered, _BOUNCED,
        _of(LOGISTICS, purchases.AcceptDelivery), _of(LOGISTICS, purchases.WithdrawSignature, reason="再看"),
        _of(DISCIPLINE, purchases.DeclinePurchase, reason="价高"),
        _of(HEADS, purchases.NamePurchaseHandler, handler=TRAVELS_TOO, reason="出差"),
        _of(LOGISTICS, purchases.EndDeliveries, reason="缺货"),
        _of(ACCOUNTANT, purchases.ReturnPurchaseInvoice, reason="抬头有误"),
        _of(ACCOUNTANT, purchases.TakeBackPurchaseBounce, reason="登记错误"),
        _of(LOGISTICS, purchases.CancelPurchase, reason="不再需要"),
    ],
)  # fmt: skip

# -- what is owned ----------------------------------------------------------------------------------------------------


def _found(office: Office, chance: Chance) -> Sequence[Deed]:
    said = {
        "source": chance.one_of("stock", "given", "found"), "name": "会议桌", "category": "furniture",
        "value": chance.amount, "acquired_on": office.today, "department": "agriculture", "keeper": CLAIMANT,
        "place": "主楼302室",
    }  # fmt: skip
    return [does(ACCOUNTANT, assets.EnterAsset, **said)]


_of_asset = step_of("asset")
_HANDED = _of_asset("", assets.HandOverAsset, receiver=TRAVELS_TOO, place="主楼303室", reason="轮岗")
ASSET = Way(
    AssetRecord, AssetRegistered, _found,
    {
        "kept": [_HANDED, _of_asset(LOGISTICS, assets.RequestDisposal, way="scrapped", reason="损坏")],
        "handing-over": [_of_asset(TRAVELS_TOO, assets.AcceptAsset)],
        "disposal-asked": [_of_asset(FINANCE_LEADER, assets.ApproveDisposal)],
        "disposal-approved": [_of_asset(ACCOUNTANT, assets.RecordDisposal)],
    },
    [
        _HANDED, _of_asset(TRAVELS_TOO, assets.DeclineAsset, reason="不符"),
        _of_asset("", assets.TakeAssetBack, reason="不移交"),
        _of_asset(FINANCE_LEADER, assets.RejectDisposal, reason="可修"),
        _of_asset(ACCOUNTANT, assets.RecordDisposal),
    ],
)  # fmt: skip
