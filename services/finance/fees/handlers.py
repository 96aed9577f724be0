"""Carries out fees: items, licences, what is owed and what becomes of it (B10.4, B10.6)."""

from __future__ import annotations

from typing import Any

from services.finance.duties import bound
from services.finance.fees import events as e
from services.finance.fees import operations as ops
from services.finance.fees.charge import Charge
from services.finance.fees.item import FeeItem, FeeLicence, ItemStatus, LicenceStatus
from services.finance.fees.licensed import check_licensed, check_payer
from services.finance.fees.record import ChargeRecord, FeeItemRecord, FeeLicenceRecord, register
from services.finance.posts import ACCOUNTANT, CASHIER
from services.kernel.domain.who import Subject
from services.kernel.procedure.commands import Commands
from services.kernel.procedure.context import Context
from services.kernel.procedure.numbers import next_number
from services.kernel.procedure.obligations import Due, Obligation, by_stream, missing
from services.kernel.procedure.procedure import Procedure
from services.kernel.procedure.told import told

collect = Obligation(
    kind="finance.charge",
    zh="应收尽收",
    en="Collect what is owed",
    tells=told(ChargeRecord, "title", number="number"),
    cites=("B10.6",),
    opened_by={
        e.ChargeEntered: lambda owed: Due(by_stream(owed), owed.due, owed.person, owed.department),
    },
    fulfilled_by={e.ChargeCollected: by_stream},
    missed_by={e.ChargeMissed: by_stream},
    cancelled_by={e.WaiverApproved: by_stream},
    reopened_by={e.ChargeOwedAgain: by_stream},
    on_missed=missing(Charge),
    shows=ops.GetCharge,
)
procedure = Procedure("fees", zh="收费", en="Fees", registers=[register], obligations=[collect])


def of_the_organ(_: Any) -> Subject:
    return Subject()


items = Commands(
    procedure, FeeItem, key="item", record=FeeItemRecord, shows=ops.GetFeeItem, subject=of_the_organ
)  # fmt: skip
licences = Commands(
    procedure,
    FeeLicence,
    key="licence",
    record=FeeLicenceRecord,
    shows=ops.GetFeeLicence,
    subject=of_the_organ,
)
charges = Commands(
    procedure, Charge, key="charge", record=ChargeRecord, shows=ops.GetCharge, subject=of_the_organ
)  # fmt: skip
procedure.attachable(
    "fee-licence",
    ops.GetFeeLicence,
    by=(ACCOUNTANT,),
    open=lambda one: one.status in (LicenceStatus.ENTERED, LicenceStatus.CONFIRMED),
)


# -- items and licences -----------------------------------------------------------------------------------------------


@items.opens(ops.EnterFeeItem)
def enter_item(op: ops.EnterFeeItem, ctx: Context) -> FeeItem:
    item = FeeItem(ctx.new_id())
    item.trigger(e.FeeItemEntered, ctx.act, **op.model_dump())
    return item


items.records(ops.StopFeeItem, e.FeeItemStopped)
items.lists(ops.ListFeeItems)
items.leads_to(ops.EnterFeeLicence, unless=lambda one, ctx: one.status is not ItemStatus.ENTERED)


@licences.opens(ops.EnterFeeLicence)
def enter_licence(op: ops.EnterFeeLicence, ctx: Context) -> FeeLicence:
    item = ctx.load(FeeItem, op.item)
    item.expect(ops.StopFeeItem.WHEN, zh="登记许可证", en="enter a licence")
    licence = FeeLicence(ctx.new_id())
    licence.enter(ctx.act, title=item.title, **op.model_dump())
    return licence


def entered_it(one: FeeLicenceRecord, ctx: Context) -> bool:
    return one.person == ctx.caller


licences.acts(ops.ConfirmFeeLicence, FeeLicence.confirm, unless=entered_it)
licences.acts(ops.RefuseFeeLicence, FeeLicence.refuse, unless=entered_it)
licences.acts(ops.RevokeFeeLicence, FeeLicence.revoke)
licences.lists(ops.ListFeeLicences)
licences.exports(ops.ExportFeeLicences, "fee-licences")
licences.waits(ops.ConfirmFeeLicence, since="entered_on")


# -- charges ----------------------------------------------------------------------------------------------------------


@charges.opens(ops.EnterCharge)
def enter_charge(op: ops.EnterCharge, ctx: Context) -> Charge:
    check_payer(op.organisation, op.payer)
    item, licence = check_licensed(ctx, op.item, op.amount)
    charge, binds = Charge(ctx.new_id()), bound(ctx, CASHIER)
    charge.enter(
        ctx.act, number=next_number(ctx, ChargeRecord.TABLE, ctx.today.year), title=item.title, licence=licence,
        cites=("B10.4", "B10.6"), person=binds["person"], department=binds["department"], **op.model_dump(),
    )  # fmt: skip
    return charge


def asked_for_it(one: ChargeRecord, ctx: Context) -> bool:
    return one.asked_by == ctx.caller


charges.records(ops.RequestWaiver, e.WaiverRequested)
charges.acts(ops.ApproveWaiver, Charge.approve_waiver, unless=asked_for_it)
charges.acts(ops.RejectWaiver, Charge.reject_waiver, unless=asked_for_it)
charges.lists(ops.ListCharges)
charges.exports(ops.ExportCharges, "charges")
charges.waits(ops.ApproveWaiver, since="asked_on", due="due")
