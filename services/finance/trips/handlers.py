"""Carries out trips: asked for, consented to by area, changed, and back with the days really away (A30, B14.6)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from services.directory.organ import check_department, check_person, picture
from services.finance.budget.using import commit, free, release
from services.finance.money import total
from services.finance.trips import operations as ops
from services.finance.trips.consent import area_of, areas, confirms, consents, consents_to
from services.finance.trips.events import Stay
from services.finance.trips.record import StayRow, TripRecord, register
from services.finance.trips.standards import DISTRICT, rank_of
from services.finance.trips.states import LIVE, TripStatus
from services.finance.trips.trip import CITES, ClassTooHigh, TravellerTaken, Trip, check_days
from services.finance.trips.using import allowance, budget_key
from services.kernel.domain.who import Subject
from services.kernel.procedure.checks import check_choice, none_of
from services.kernel.procedure.commands import Commands, lists
from services.kernel.procedure.context import Context
from services.kernel.procedure.desk import Waiting, Waits
from services.kernel.procedure.numbers import next_number
from services.kernel.procedure.printing.query import prints
from services.kernel.procedure.procedure import Procedure
from services.kernel.refusals import Invalid

s, t = StayRow.columns(), TripRecord.columns()

# -- whose it is ------------------------------------------------------------------------------------------------------


def _one_of_them(trip: Any, ctx: Context, people: Sequence[str]) -> Subject:
    """Whoever travels is concerned as much as whoever asked."""
    return Subject(ctx.caller if ctx.caller in people else trip.person, trip.department)


def _concerned(op: Any, ctx: Context) -> Subject:
    trip = ctx.load(Trip, op.trip)
    return _one_of_them(trip, ctx, trip.people)


def _consenting(op: Any, ctx: Context) -> Subject:
    return Subject(posts=(consents_to(ctx, ctx.load(Trip, op.trip)),))


def _confirming(op: Any, ctx: Context) -> Subject:
    trip = ctx.load(Trip, op.trip)
    return Subject(posts=(confirms(ctx, trip.departments, trip.people),))


def _views(ctx: Context, rows: Sequence[Any]) -> list[TripRecord]:
    stays: dict[str, list[StayRow]] = {row.id: [] for row in rows}
    for stay in ctx.rows_of(StayRow, trip=list(stays)):
        stays[stay.trip].append(StayRow.of(stay))
    return [TripRecord.of(row, stays=stays[row.id], waits_for=_post(ctx, row, stays[row.id])) for row in rows]


def _post(ctx: Context, row: Any, stays: Sequence[StayRow]) -> str:
    people, departments = {stay.person for stay in stays}, {stay.department for stay in stays}
    if row.status in ops.WAITING:
        return consents(ctx, row.area, departments, {*people, row.person})
    return confirms(ctx, departments, people) if row.status == TripStatus.REPORTED else ""


def _to_report(ctx: Context) -> Iterator[Waiting]:
    """Its last day has come, and nobody has said that they are back: most are back the same day."""
    for row in ctx.rows(select(TripRecord.TABLE).where(t.status == TripStatus.APPROVED, t.end <= ctx.today)):
        whose = _one_of_them(row, ctx, row.travellers)
        yield Waiting(row.id, whose, number=row.number, title=row.destination, since=row.end)


procedure = Procedure(
    "trips",
    zh="出差",
    en="Trips",
    registers=[register],
    waits=[Waits(ops.ReportReturn, ops.GetTrip, _to_report)],
)
commands = Commands(
    procedure, Trip, key="trip", record=TripRecord, views=_views, shows=ops.GetTrip, about=_concerned
)  # fmt: skip

# -- asking -----------------------------------------------------------------------------------------------------------


@commands.opens(ops.RequestTrip)
def request_trip(op: ops.RequestTrip, ctx: Context) -> Trip:
    check_department(ctx, op.department, ctx.today)
    if area_of(ctx, op.area) is None:
        raise none_of(areas(ctx), op.area, "area")
    check_choice(ctx, "trips.classes", op.transport, "transport")
    _check_place(op, ctx)
    check_days(op.start, op.end)
    stays = tuple(_stay(op, ctx, person) for person in op.travellers)
    _check_free(ctx, op.travellers, op.start, op.end)
    if not consents(ctx, op.area, {stay.department for stay in stays}, {*op.travellers, ctx.caller}):
        raise Invalid(
            "本机关没有可以批准的人：请由不出差的人申请。",
            "Nobody in the organ could consent: let somebody ask who does not travel.",
            cites=CITES,
            fields=[{"field": "travellers"}],
        )
    trip = Trip(ctx.new_id())
    number = next_number(ctx, TripRecord.TABLE, ctx.today.year)
    said = op.model_dump(exclude={"travellers", "start", "end"})
    trip.request(ctx.act, number=number, stays=stays, **said)
    return trip


def _check_place(op: ops.RequestTrip, ctx: Context) -> None:
    """In the district its own standard is followed, anywhere else that of a place."""
    if (op.area == DISTRICT) == bool(op.place):
        raise Invalid(
            "区外出差应选择标准所列地方（没有的选“其他地方”）；区内不选。",
            "Outside the district name a place of the standard, or elsewhere; in the district none.",
            fields=[{"field": "place"}],
        )
    if op.place:
        check_choice(ctx, "trips.places", op.place, "place")


def _stay(op: ops.RequestTrip, ctx: Context, person: str) -> Stay:
    check_person(ctx, person, ctx.today, "travellers")
    if op.travellers.count(person) > 1:
        raise Invalid("出差人员重复。", "Somebody is named twice.", fields=[{"field": "travellers", "value": person}])
    rank = rank_of(ctx, person)
    if op.transport not in rank.words("classes"):
        raise ClassTooHigh(
            f"{rank.zh}不能乘坐该等级的交通工具。",
            f"This class of transport is not open to {rank.en.lower()}.",
            cites=ctx.rules.cite("trips.ranks", ctx.today),
            person=person,
            allowed=list(rank.words("classes")),
        )
    department = picture(ctx).department_of(person, ctx.today)
    return Stay(person=person, department=department, rank=rank.id, start=op.start, end=op.end)


def _check_free(ctx: Context, people: Sequence[str], start: date, end: date, but: str = "") -> None:
    overlapping = s.person.in_(people), s.status.in_(LIVE), s.start <= end, s.end >= start, s.trip != but
    for row in ctx.rows(select(StayRow.TABLE).where(*overlapping).limit(1)):
        raise TravellerTaken(
            f"有出差人员在{row.start}至{row.end}已有另一次出差（{row.number}）。",
            f"Somebody is on trip {row.number} from {row.start} to {row.end}.",
            cites=CITES,
            person=row.person,
            number=row.number,
        )


# -- consent ----------------------------------------------------------------------------------------------------------


def _own(trip: TripRecord, ctx: Context) -> bool:
    return ctx.caller in {*trip.travellers, trip.person}


def _too_dear(trip: TripRecord, ctx: Context) -> bool:
    """The budget does not hold what is to be set aside."""
    return trip.status is TripStatus.REQUESTED and bool(trip.estimate) and trip.estimate > free(ctx, budget_key(trip))


def _own_or_dear(trip: TripRecord, ctx: Context) -> bool:
    return _own(trip, ctx) or _too_dear(trip, ctx)


@commands.does(ops.ApproveTrip, about=_consenting, unless=_own_or_dear)
def approve_trip(op: ops.ApproveTrip, trip: Trip, ctx: Context) -> None:
    first = trip.status is TripStatus.REQUESTED
    trip.approve(ctx.act)
    ctx.save(trip)
    if first and trip.estimate:
        commit(ctx, budget_key(trip), trip.estimate, trip.id)


commands.acts(ops.RejectTrip, Trip.reject, about=_consenting, unless=_own)
commands.acts(ops.WithdrawTrip, Trip.withdraw)


@commands.does(ops.CancelTrip)
def cancel_trip(op: ops.CancelTrip, trip: Trip, ctx: Context) -> None:
    trip.cancel(ctx.act, reason=op.reason)
    ctx.save(trip)
    if trip.estimate:
        release(ctx, budget_key(trip), trip.id)


# -- its days ---------------------------------------------------------------------------------------------------------


def _one_day(trip: TripRecord, ctx: Context) -> bool:
    return trip.start == trip.end


def _not_begun(trip: TripRecord, ctx: Context) -> bool:
    return ctx.today < trip.start


def _away_oneself(trip: TripRecord, ctx: Context) -> bool:
    return ctx.caller in trip.travellers


commands.acts(ops.ShortenTrip, Trip.shorten, unless=_one_day)


@commands.does(ops.ProlongTrip)
def prolong_trip(op: ops.ProlongTrip, trip: Trip, ctx: Context) -> None:
    _check_free(ctx, trip.people, trip.start, op.end, but=trip.id.hex)
    trip.ask_to_prolong(ctx.act, end=op.end, reason=op.reason)


@commands.does(ops.ReportReturn, unless=_not_begun)
def report_return(op: ops.ReportReturn, trip: Trip, ctx: Context) -> None:
    others = {one.person: (one.start, one.end) for one in op.others}
    trip.report_return(ctx.act, start=op.start, end=op.end, others=others, stayed=op.stayed)


commands.acts(ops.ConfirmReturn, Trip.confirm_return, about=_confirming, unless=_away_oneself)
commands.acts(ops.SendReturnBack, Trip.send_return_back, about=_confirming, unless=_away_oneself)

# -- views ------------------------------------------------------------------------------------------------------------

commands.lists(ops.ListTrips)
lists(procedure, ops.ListStays, StayRow)
commands.exports(ops.ExportTrips, "trips")
prints(procedure, ops.PrintTrip)


def _turn(trip: TripRecord, ctx: Context) -> Subject:
    return Subject(posts=(trip.waits_for,))


def _to_refuse(ctx: Context) -> Iterator[Waiting]:
    """What cannot be consented to, unless more is put into the budget, still lies with whoever decides."""
    for trip in _views(ctx, ctx.rows(select(TripRecord.TABLE).where(t.status == TripStatus.REQUESTED))):
        if _too_dear(trip, ctx) and not _own(trip, ctx):
            yield Waiting(
                str(trip.id), _turn(trip, ctx), number=trip.number, title=trip.purpose, since=trip.requested_on
            )


commands.waits(ops.ApproveTrip, since="requested_on", title="purpose", subject=_turn)
procedure.waiting.append(Waits(ops.RejectTrip, ops.GetTrip, _to_refuse))
commands.waits(ops.ConfirmReturn, title="purpose", subject=_turn)


@procedure.handles(ops.GetAllowance, subject=_concerned)
def get_allowance(op: ops.GetAllowance, ctx: Context) -> ops.AllowanceView:
    trip = ctx.find(Trip, op.trip)
    allowed = allowance(ctx, trip)
    each = [
        ops.AllowanceLine(
            person=line.person, kind=line.kind, count=line.count, rate=line.rate, most=line.most, cites=list(line.cites)
        )
        for line in allowed
    ]
    together = total(line.most for line in allowed)
    return ops.AllowanceView(trip=trip.id, number=trip.number, lines=each, total=together)
