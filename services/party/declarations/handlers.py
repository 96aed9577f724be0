"""Carries out declarations: gifts handed in and disposed of, family events, private trips (A5, B14)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from services.directory.organ import picture
from services.kernel.domain.who import Subject
from services.kernel.procedure.checks import check_choice, check_happened
from services.kernel.procedure.commands import Commands
from services.kernel.procedure.context import Context
from services.kernel.procedure.numbers import next_number
from services.kernel.procedure.obligations import Due, Obligation, by_stream, missing
from services.kernel.procedure.procedure import Procedure
from services.kernel.procedure.told import told
from services.party.declarations import events as e
from services.party.declarations import operations as ops
from services.party.declarations.declaration import FamilyEvent, Gift, Term, Trip
from services.party.declarations.record import FamilyEventRecord, GiftRecord, TripRecord, register
from services.party.posts import DISCIPLINE

dispose = Obligation(
    kind="party.gift-disposal",
    zh="处置上交礼品",
    en="Dispose of a gift",
    tells=told(GiftRecord, number="number"),
    cites=("B14.3",),
    opened_by={e.GiftHandedIn: lambda gift: Due(by_stream(gift), gift.dispose_by, gift.keeper)},
    fulfilled_by={e.GiftDisposed: by_stream},
    missed_by={e.GiftDisposalMissed: by_stream},
    on_missed=missing(Gift),
    shows=ops.GetGift,
)
account = Obligation(
    kind="party.family-event-account",
    zh="报告操办结果",
    en="Give account of a family event",
    tells=told(FamilyEventRecord, number="number"),
    cites=("B14.5",),
    opened_by={e.FamilyEventReported: lambda told: Due(by_stream(told), told.account_by, told.person, told.department)},
    fulfilled_by={e.FamilyEventAccounted: by_stream},
    missed_by={e.FamilyEventUnaccounted: by_stream},
    on_missed=missing(FamilyEvent),
    shows=ops.GetFamilyEvent,
)

procedure = Procedure(
    "declarations", zh="个人事项报告", en="Declarations", registers=[register], obligations=[dispose, account]
)


def not_own(one: Any) -> Subject:
    """Nobody of the group deals with what they declare themselves."""
    return Subject(without=(one.person,))


def _department(ctx: Context) -> str:
    return picture(ctx).department_of(ctx.caller, ctx.today)


def _keeper(ctx: Context) -> str:
    """Of the discipline group, the first who is not the caller: its head before the others."""
    group = [one for one in picture(ctx).body_members(DISCIPLINE, ctx.today) if one.person != ctx.caller]
    return min(group, key=lambda one: (one.role != "head", one.person)).person if group else ""


gifts = Commands(procedure, Gift, key="gift", record=GiftRecord, shows=ops.GetGift)


@gifts.opens(ops.HandInGift)
def hand_in_gift(op: ops.HandInGift, ctx: Context) -> Gift:
    check_happened(ctx, op.received_on, "received_on")
    check_choice(ctx, "declarations.gift_kinds", op.kind, "kind")
    gift = Gift(ctx.new_id())
    days = ctx.rules.value("declarations.disposal_days", ctx.today, int)
    gift.hand_in(
        ctx.act,
        number=next_number(ctx, GiftRecord.TABLE, ctx.today.year),
        department=_department(ctx),
        within=ctx.rules.value("declarations.gift_days", ctx.today, int),
        keeper=_keeper(ctx),
        dispose_by=ctx.today + timedelta(days=days),
        **op.model_dump(),
    )
    return gift


@gifts.does(ops.DisposeOfGift, about=lambda op, ctx: not_own(ctx.load(Gift, op.gift)))
def dispose_of_gift(op: ops.DisposeOfGift, gift: Gift, ctx: Context) -> None:
    check_happened(ctx, op.on)
    check_choice(ctx, "declarations.disposals", op.disposal, "disposal")
    gift.trigger(e.GiftDisposed, ctx.act, on=op.on, disposal=op.disposal, reference=op.reference)


gifts.lists(ops.ListGifts)
gifts.exports(ops.ExportGifts, "gifts")


family_events = Commands(procedure, FamilyEvent, key="event", record=FamilyEventRecord, shows=ops.GetFamilyEvent)


@family_events.opens(ops.ReportFamilyEvent)
def report_family_event(op: ops.ReportFamilyEvent, ctx: Context) -> FamilyEvent:
    check_choice(ctx, "declarations.occasions", op.occasion, "occasion")
    found = FamilyEvent(ctx.new_id())
    unforeseen = op.occasion in ctx.rules.value("declarations.unforeseen", ctx.today, tuple)
    found.report(
        ctx.act,
        number=next_number(ctx, FamilyEventRecord.TABLE, ctx.today.year),
        department=_department(ctx),
        before=Term(ctx.rules.value("declarations.family_days_before", ctx.today, int), foreseen=not unforeseen),
        after=ctx.rules.value("declarations.family_days_after", ctx.today, int),
        **op.model_dump(),
    )
    return found


def to_come(one: FamilyEventRecord, ctx: Context) -> bool:
    return ctx.today < one.on


family_events.acts(ops.AccountForFamilyEvent, FamilyEvent.account, unless=to_come)
family_events.lists(ops.ListFamilyEvents)


trips = Commands(procedure, Trip, key="trip", record=TripRecord, shows=ops.GetTrip)


@trips.opens(ops.StateTrip)
def state_trip(op: ops.StateTrip, ctx: Context) -> Trip:
    check_choice(ctx, "declarations.trip_kinds", op.kind, "kind")
    check_choice(ctx, "declarations.paid_by", op.paid_by, "paid_by")
    trip = Trip(ctx.new_id())
    trip.state(
        ctx.act,
        number=next_number(ctx, TripRecord.TABLE, ctx.today.year),
        department=_department(ctx),
        public=ctx.rules.value("declarations.public_money", ctx.today, tuple),
        **op.model_dump(),
    )
    return trip


def _others(op: Any, ctx: Context) -> Subject:
    return not_own(ctx.load(Trip, op.trip))


trips.records(ops.NoteTrip, e.TripNoted, about=_others)
trips.records(ops.ObjectToTrip, e.TripObjected, about=_others)
trips.lists(ops.ListTrips)
trips.waits(ops.NoteTrip, since="stated_on", subject=lambda trip, ctx: not_own(trip))
