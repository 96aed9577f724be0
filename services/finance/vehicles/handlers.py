"""Carries out the register of vehicles, their use and their repairs (B9.5)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from services.directory.organ import check_department, check_person, picture
from services.finance.duties import bound
from services.finance.own import not_ones_own
from services.finance.posts import LOGISTICS
from services.finance.vehicles import events as e
from services.finance.vehicles import operations as ops
from services.finance.vehicles.costs import costs_of
from services.finance.vehicles.dispatching import check_fit, check_free, check_rules
from services.finance.vehicles.record import (
    CarUseRecord,
    FuelRow,
    RepairRecord,
    VehicleRecord,
    register,
    vehicles_seen,
)
from services.finance.vehicles.refusals import (
    OutOfService,
    PlateKnown,
    PrivateUse,
    VehicleElsewhere,
    VehicleInUse,
)
from services.finance.vehicles.renewals import RENEWALS
from services.finance.vehicles.repair import Repair
from services.finance.vehicles.use import CITES, CarStatus, CarUse
from services.finance.vehicles.vehicle import Vehicle, VehicleStatus
from services.kernel.domain.who import SELF, Subject
from services.kernel.procedure.checks import check_choice, check_happened
from services.kernel.procedure.commands import Commands, lists
from services.kernel.procedure.context import Context
from services.kernel.procedure.numbers import next_number
from services.kernel.procedure.operations import File
from services.kernel.procedure.printing.query import prints
from services.kernel.procedure.procedure import Procedure
from services.kernel.procedure.workbook import Column, Sheet
from services.kernel.procedure.worksheet import exported, span
from services.kernel.refusals import Invalid
from services.kernel.rules.values import Choices

procedure = Procedure("vehicles", zh="公务用车", en="Vehicles", registers=[register], obligations=RENEWALS)
procedure.relies_on(check_rules)
vehicles = Commands(
    procedure,
    Vehicle,
    key="vehicle",
    record=VehicleRecord,
    shows=ops.GetVehicle,
    views=vehicles_seen,
    subject=lambda one: Subject(one.keeper, one.department),
)
uses = Commands(
    procedure,
    CarUse,
    key="use",
    record=CarUseRecord,
    shows=ops.GetCarUse,
    subject=lambda one: Subject(one.person, one.department, posts=(one.decides,)),
)
repairs = Commands(
    procedure,
    Repair,
    key="repair",
    record=RepairRecord,
    shows=ops.GetRepair,
    subject=lambda one: Subject(one.person, one.department, posts=(one.decides,)),
)


def _seen_by(op: Any, ctx: Context) -> Subject:
    """Whoever drives or comes along sees it as whoever asked does."""
    row = ctx.shown(CarUseRecord, op.use)
    own = ctx.caller in (row.driver, *row.passengers)
    return Subject(ctx.caller if own else row.person, row.department, posts=(row.decides,))


procedure.subjects[ops.GetCarUse] = _seen_by


# -- the register -----------------------------------------------------------------------------------------------------


@vehicles.opens(ops.RegisterVehicle)
def register_vehicle(op: ops.RegisterVehicle, ctx: Context) -> Vehicle:
    check_choice(ctx, "vehicles.kinds", op.kind, "kind")
    check_department(ctx, op.department, ctx.today)
    check_person(ctx, op.keeper, ctx.today, "keeper")
    check_happened(ctx, op.since, "since")
    if ctx.rows_of(VehicleRecord, plate=op.plate, status=VehicleStatus.IN_SERVICE):
        raise PlateKnown("该车牌号的车辆在用。", "A vehicle in service has that plate.", cites=CITES)
    vehicle = Vehicle(ctx.new_id())
    vehicle.trigger(e.VehicleRegistered, ctx.act, **op.model_dump())
    return vehicle


@vehicles.does(ops.NameVehicleKeeper)
def name_keeper(op: ops.NameVehicleKeeper, vehicle: Vehicle, ctx: Context) -> None:
    check_person(ctx, op.keeper, ctx.today, "keeper")
    vehicle.trigger(e.VehicleKeeperNamed, ctx.act, keeper=op.keeper)


@vehicles.does(ops.EnterVehicleDuty)
def enter_duty(op: ops.EnterVehicleDuty, vehicle: Vehicle, ctx: Context) -> None:
    """Whom it binds to renew it: the office deputy director for logistics."""
    check_happened(ctx, op.on)
    vehicle.enter_duty(
        ctx.act, duty=op.duty.value, on=op.on, due=op.due, amount=op.amount, person=bound(ctx, LOGISTICS)["person"]
    )


@vehicles.does(ops.EnterFuel)
def enter_fuel(op: ops.EnterFuel, vehicle: Vehicle, ctx: Context) -> None:
    check_happened(ctx, op.on)
    vehicle.enter_fuel(ctx.act, on=op.on, litres=op.litres, amount=op.amount, odometer=op.odometer)


vehicles.acts(ops.WithdrawFuel, Vehicle.withdraw_fuel, unless=lambda one, ctx: one.fuel_entries == 0)


@vehicles.does(ops.RetireVehicle)
def retire(op: ops.RetireVehicle, vehicle: Vehicle, ctx: Context) -> None:
    check_happened(ctx, op.on)
    if ctx.rows_of(CarUseRecord, vehicle=vehicle.id.hex, status=[CarStatus.DISPATCHED, CarStatus.OUT]):
        raise VehicleInUse("该车已派出或已安排。", "The vehicle is promised, or on the road.", cites=CITES)
    vehicle.retire(ctx.act, on=op.on, reason=op.reason)


vehicles.lists(ops.ListVehicles)
vehicles.exports(ops.ExportVehicles, "vehicles", VehicleRecord, FuelRow)
lists(procedure, ops.ListFuel, FuelRow)


# -- the use of cars --------------------------------------------------------------------------------------------------


def _decides(ctx: Context, parameter: str, concerned: Collection[str]) -> str:
    """The first post that is held by nobody whose own it is; the first where there is none."""
    organ, today = picture(ctx), ctx.today
    posts: tuple[str, ...] = ctx.rules.value(parameter, today, tuple)
    return next((post for post in posts if organ.holder(post, today) not in ("", *concerned)), posts[0])


@uses.opens(ops.RequestCar)
def request_car(op: ops.RequestCar, ctx: Context) -> CarUse:
    check_department(ctx, op.department, ctx.today)
    private = ctx.rules.value("vehicles.private", ctx.today, Choices)
    if op.purpose in private:
        raise PrivateUse(
            "公务用车不得用于私事。",
            "An official car is not for private matters.",
            cites=ctx.rules.cite("vehicles.private", ctx.today),
            purpose=op.purpose,
        )
    check_choice(ctx, "vehicles.purposes", op.purpose, "purpose")
    for person in op.passengers:
        check_person(ctx, person, ctx.today, "passengers")
    use = CarUse(ctx.new_id())
    passengers = tuple(dict.fromkeys(op.passengers))
    use.request(
        ctx.act,
        number=next_number(ctx, CarUseRecord.TABLE, ctx.today.year),
        decides=_decides(ctx, "vehicles.approvers", (ctx.caller, *passengers)),
        **op.model_dump() | {"passengers": passengers},
    )
    return use


def own(one: CarUseRecord, ctx: Context) -> bool:
    return ctx.caller in (one.person, *one.passengers)


def passed(one: CarUseRecord, ctx: Context) -> bool:
    return ctx.today > one.end


@uses.does(ops.ApproveCar, unless=lambda one, ctx: own(one, ctx) or passed(one, ctx))
def approve_car(op: ops.ApproveCar, use: CarUse, ctx: Context) -> None:
    not_ones_own(ctx.caller, use.concerned, cites=CITES)
    use.approve(ctx.act)


@uses.does(ops.RejectCar, unless=own)
def reject_car(op: ops.RejectCar, use: CarUse, ctx: Context) -> None:
    not_ones_own(ctx.caller, use.concerned, cites=CITES)
    use.trigger(e.CarRejected, ctx.act, reason=op.reason)


uses.records(ops.CancelCar, e.CarCancelled)


@uses.does(ops.DispatchCar, unless=passed)
def dispatch_car(op: ops.DispatchCar, use: CarUse, ctx: Context) -> None:
    check_person(ctx, op.driver, ctx.today, "driver")
    vehicle = ctx.find(Vehicle, op.vehicle)
    check_fit(ctx, use, vehicle, ctx.shown(VehicleRecord, op.vehicle), driver=op.driver)
    check_free(ctx, use, vehicle=op.vehicle, driver=op.driver)
    use.dispatch(ctx.act, vehicle=op.vehicle, plate=vehicle.plate, driver=op.driver)


def _driver(op: Any, ctx: Context) -> Subject:
    return Subject(ctx.shown(CarUseRecord, op.use).driver)


def not_on_the_day(one: CarUseRecord, ctx: Context) -> bool:
    return not one.start <= ctx.today <= one.end


@uses.does(ops.TakeCarOut, about=_driver, unless=not_on_the_day)
def take_out(op: ops.TakeCarOut, use: CarUse, ctx: Context) -> None:
    use.expect_in_time(ctx.today)
    if ctx.today < use.start:
        raise Invalid("未到出车日期。", "The day has not come yet.", fields=[{"field": "odometer"}])
    assert use.vehicle is not None
    for row in ctx.rows_of(CarUseRecord, vehicle=use.vehicle.hex, status=CarStatus.OUT):
        raise VehicleElsewhere(
            f"该车尚未收车（{row.number}）。", f"The vehicle is still out ({row.number}).", cites=CITES, use=row.number
        )
    vehicle = ctx.find(Vehicle, use.vehicle)
    unexplained = vehicle.read(ctx.act, odometer=op.odometer, use=use.id, returned=False)
    use.take_out(ctx.act, odometer=op.odometer, unexplained=unexplained)
    ctx.save(vehicle)


@uses.does(ops.ReturnCar, about=_driver)
def return_car(op: ops.ReturnCar, use: CarUse, ctx: Context) -> None:
    assert use.vehicle is not None
    vehicle = ctx.find(Vehicle, use.vehicle)
    vehicle.read(ctx.act, odometer=op.odometer, use=use.id, returned=True)
    use.give_back(ctx.act, odometer=op.odometer)
    ctx.save(vehicle)


uses.lists(ops.ListCarUses)
uses.exports(ops.ExportCarUses, "car-uses")
prints(procedure, ops.PrintCarUse)
uses.waits(ops.ApproveCar, since="requested_on", due="start", title="matter")
uses.waits(ops.DispatchCar, since="decided_on", due="start", title="matter")
uses.waits(ops.TakeCarOut, since="start", title="matter", who=(SELF,), subject=lambda one, _: Subject(one.driver))
uses.waits(ops.ReturnCar, since="start", title="matter", who=(SELF,), subject=lambda one, _: Subject(one.driver))


# -- repairs ----------------------------------------------------------------------------------------------------------


def _keeper(op: Any, ctx: Context) -> Subject:
    return Subject(ctx.shown(VehicleRecord, op.vehicle).keeper)


@repairs.opens(ops.RequestRepair, about=_keeper)
def request_repair(op: ops.RequestRepair, ctx: Context) -> Repair:
    vehicle = ctx.shown(VehicleRecord, op.vehicle)
    if vehicle.status != VehicleStatus.IN_SERVICE:
        raise OutOfService("该车已退出。", "The vehicle is out of service.", cites=CITES)
    repair = Repair(ctx.new_id())
    repair.request(
        ctx.act,
        number=next_number(ctx, RepairRecord.TABLE, ctx.today.year),
        plate=vehicle.plate,
        department=vehicle.department,
        decides=_decides(ctx, "vehicles.repair_approvers", (ctx.caller,)),
        **op.model_dump(),
    )
    return repair


def asked_by_oneself(one: RepairRecord, ctx: Context) -> bool:
    return ctx.caller == one.person


@repairs.does(ops.ApproveRepair, unless=asked_by_oneself)
def approve_repair(op: ops.ApproveRepair, repair: Repair, ctx: Context) -> None:
    not_ones_own(ctx.caller, [repair.person], cites=CITES)
    repair.approve(ctx.act)


@repairs.does(ops.RejectRepair, unless=asked_by_oneself)
def reject_repair(op: ops.RejectRepair, repair: Repair, ctx: Context) -> None:
    not_ones_own(ctx.caller, [repair.person], cites=CITES)
    repair.trigger(e.RepairRejected, ctx.act, reason=op.reason)


repairs.records(ops.WithdrawRepair, e.RepairWithdrawn)
repairs.acts(ops.FinishRepair, Repair.finish)
repairs.lists(ops.ListRepairs)
repairs.exports(ops.ExportRepairs, "vehicle-repairs")
prints(procedure, ops.PrintRepair)
repairs.waits(ops.ApproveRepair, since="requested_on", due="start", title="fault")
repairs.waits(ops.FinishRepair, since="start", title="fault", who=(SELF,))


# -- by vehicle and period --------------------------------------------------------------------------------------------


@procedure.handles(ops.GetVehicleCosts)
def get_costs(op: ops.GetVehicleCosts, ctx: Context) -> ops.VehicleCostsView:
    return costs_of(ctx, op.start, op.end)


@procedure.handles(ops.ExportVehicleCosts)
def export_costs(op: ops.ExportVehicleCosts, ctx: Context) -> File:
    found = costs_of(ctx, op.start, op.end)
    named = ops.VehicleCosts.model_fields
    titles = {name: (field.title or "").partition(" / ")[0] for name, field in named.items()}
    titles["plate"] = "车牌号"
    rows = [[getattr(one, name) for name in named] for one in (*found.vehicles, found.total)]
    rows[-1][0] = "合计"
    columns = tuple(Column(title, 16) for title in titles.values())
    sheet = Sheet("车辆费用", f"车辆费用和油耗 {span(op.start, op.end)}", columns, rows)
    return exported(f"vehicle-costs-{op.start}-{op.end}", sheet)
