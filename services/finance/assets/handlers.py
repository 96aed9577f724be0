"""Carries out the keeping of assets: registered, handed over, disposed of (A28, B9.5)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.directory.organ import check_department, check_person, picture
from services.finance.assets import events as e
from services.finance.assets import operations as ops
from services.finance.assets.asset import CITES, AllRegistered, Asset, AssetStatus, Source, nth_share
from services.finance.assets.record import AssetRecord, register
from services.finance.ledger.posting import credit, debit, post
from services.finance.posts import LOGISTICS
from services.finance.procurement.handlers import commands as purchases
from services.finance.procurement.operations import GetPurchase
from services.finance.procurement.purchase import PurchaseStatus
from services.finance.procurement.record import PurchaseRecord
from services.finance.procurement.views import category_of, registered_of
from services.finance.stocktaking.record import CountRow
from services.kernel.domain.who import SELF, Subject
from services.kernel.procedure.checks import check_happened
from services.kernel.procedure.commands import Commands
from services.kernel.procedure.context import Context
from services.kernel.procedure.desk import Finds, Waiting, Waits
from services.kernel.procedure.numbers import next_number
from services.kernel.procedure.printing.query import prints
from services.kernel.procedure.procedure import Procedure

OWED = tuple(one.value for one in (PurchaseStatus.PAYABLE, PurchaseStatus.PAID, PurchaseStatus.BOUNCED))
procedure = Procedure("assets", zh="固定资产", en="Assets", registers=[register])


def _views(ctx: Context, rows: Sequence[Any]) -> list[AssetRecord]:
    """With what the last stocktaking said of each."""
    counted = ctx.rows_of(CountRow, asset=[row.id for row in rows]) if rows else []
    done = sorted((one for one in counted if one.counted_on), key=lambda one: one.counted_on)
    last = {one.asset: one for one in done}
    return [
        AssetRecord.of(
            row, counted_on=last[row.id].counted_on if row.id in last else None,
            counted=last[row.id].result if row.id in last else None,
        )
        for row in rows
    ]  # fmt: skip


commands = Commands(procedure, Asset, key="asset", record=AssetRecord, shows=ops.GetAsset, views=_views)


def _nobody(op: Any, ctx: Context) -> Subject:
    return Subject()


# -- registering ------------------------------------------------------------------------------------------------------


@commands.opens(ops.RegisterAsset, about=_nobody)
def register_asset(op: ops.RegisterAsset, ctx: Context) -> Asset:
    check_person(ctx, op.keeper, ctx.today, "keeper")
    bought = ctx.shown(PurchaseRecord, op.purchase)
    known = len(ctx.rows_of(AssetRecord, purchase=bought.id))
    if known >= bought.assets:
        raise AllRegistered(
            f"该采购应登记{bought.assets}件固定资产，已登记{known}件。",
            f"The purchase brought {bought.assets} assets, and {known} are registered.",
            cites=CITES,
            assets=bought.assets,
            registered=known,
        )
    nth = known + 1
    return _registered(
        ctx, ctx.new_id(), person=op.keeper, department=bought.department, name=op.name, category=bought.category,
        place=op.place, value=nth_share(bought.owed, nth, bought.assets), acquired_on=bought.received_on,
        source=Source.BOUGHT.value, purchase=op.purchase, nth=nth,
    )  # fmt: skip


@commands.opens(ops.EnterAsset, about=_nobody)
def enter_asset(op: ops.EnterAsset, ctx: Context) -> Asset:
    check_happened(ctx, op.acquired_on, "acquired_on")
    check_department(ctx, op.department, ctx.today)
    check_person(ctx, op.keeper, ctx.today, "keeper")
    category = category_of(ctx, op.category)
    id = ctx.new_id()
    voucher = post(
        ctx, f"登记固定资产：{category.zh}", debit("assets", op.value, department=op.department),
        credit("surplus", op.value), shows=ops.GetAsset, about=id, cites=CITES,
    )  # fmt: skip
    return _registered(ctx, id, person=op.keeper, voucher=voucher, **op.model_dump(exclude={"keeper"}))


def _registered(ctx: Context, id: UUID, **said: Any) -> Asset:
    asset = Asset(id)
    number = next_number(ctx, AssetRecord.TABLE, ctx.today.year)
    asset.trigger(e.AssetRegistered, ctx.act, number=number, **said)
    return asset


purchases.leads_to(ops.RegisterAsset, unless=lambda one, ctx: one.registered >= one.assets)


def _to_register(ctx: Context) -> Iterator[Waiting]:
    """What was bought and is owed for, and stands on no register yet."""
    p = PurchaseRecord.columns()
    owed = ctx.rows(select(PurchaseRecord.TABLE).where(p.assets > 0, p.status.in_(OWED)))
    known = registered_of(ctx, [row.id for row in owed])
    for row in owed:
        if known[row.id] < row.assets:
            yield Waiting(row.id, Subject(), number=row.number, title=row.what, since=row.received_on)


# -- changing hands ---------------------------------------------------------------------------------------------------


def gone(one: Any, ctx: Context) -> bool:
    """Its keeper is no longer in the organ."""
    return not picture(ctx).is_active(one.person, ctx.today)


def _not_to_give(one: AssetRecord, ctx: Context) -> bool:
    return ctx.caller != one.person and not gone(one, ctx)


@commands.does(ops.HandOverAsset, unless=_not_to_give)
def hand_over(op: ops.HandOverAsset, asset: Asset, ctx: Context) -> None:
    check_person(ctx, op.receiver, ctx.today, "receiver")
    asset.start_handover(
        ctx.act, receiver=op.receiver, place=op.place, reason=op.reason, gone=gone(asset, ctx)
    )  # fmt: skip


def _receiver(op: Any, ctx: Context) -> Subject:
    return Subject(ctx.shown(AssetRecord, op.asset).receiver)


@commands.does(ops.AcceptAsset, about=_receiver)
def accept(op: ops.AcceptAsset, asset: Asset, ctx: Context) -> None:
    asset.accept_handover(ctx.act, department=picture(ctx).department_of(asset.receiver, ctx.today))


commands.records(ops.DeclineAsset, e.HandoverEnded, about=_receiver)


@commands.does(ops.TakeAssetBack, unless=_not_to_give)
def take_back(op: ops.TakeAssetBack, asset: Asset, ctx: Context) -> None:
    asset.take_back(ctx.act, reason=op.reason, gone=gone(asset, ctx))


def _to_hand_over(wanted: Callable[[AssetRecord, Context], bool]) -> Finds:
    def finds(ctx: Context) -> Iterator[Waiting]:
        for row in ctx.rows_of(AssetRecord, status=AssetStatus.KEPT):
            if wanted(row, ctx):
                yield Waiting(row.id, Subject(row.person, row.department), number=row.number, title=row.name)

    return finds


def leaves(one: Any, ctx: Context) -> bool:
    """Its keeper is here, and is known to leave."""
    return not gone(one, ctx) and not picture(ctx).stays(one.person, ctx.today)


procedure.waiting += [
    Waits(ops.RegisterAsset, GetPurchase, _to_register, who=(LOGISTICS,)),
    Waits(ops.HandOverAsset, ops.GetAsset, _to_hand_over(gone), who=(LOGISTICS,)),
    Waits(ops.HandOverAsset, ops.GetAsset, _to_hand_over(leaves), who=(SELF,)),
]

# -- disposal ---------------------------------------------------------------------------------------------------------


def own(one: AssetRecord, ctx: Context) -> bool:
    return ctx.caller in (one.person, one.asked_by)


commands.acts(ops.RequestDisposal, Asset.request_disposal)
commands.acts(ops.ApproveDisposal, Asset.approve_disposal, unless=own)
commands.acts(ops.RejectDisposal, Asset.reject_disposal, unless=own)


@commands.does(ops.RecordDisposal)
def record_disposal(op: ops.RecordDisposal, asset: Asset, ctx: Context) -> None:
    voucher = post(
        ctx, f"处置固定资产{asset.number}", debit("surplus", asset.value),
        credit("assets", asset.value, department=asset.department), shows=ops.GetAsset, about=asset.id, cites=CITES,
    )  # fmt: skip
    asset.trigger(e.AssetDisposed, ctx.act, voucher=voucher)


commands.lists(ops.ListAssets)
commands.exports(ops.ExportAssets, "assets")
prints(procedure, ops.PrintAsset)
commands.waits(ops.AcceptAsset, title="name", subject=lambda one, ctx: Subject(one.receiver))
commands.waits(ops.ApproveDisposal, since="asked_on", title="name")
commands.waits(ops.RecordDisposal, since="decided_on", title="name")
