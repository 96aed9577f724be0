"""公务用车台账: vehicles, their fuel and what falls due, uses of cars, repairs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import BigInteger, Column, Index, String

from services.finance.money import ZERO, to_fen
from services.finance.vehicles import events as e
from services.finance.vehicles.repair import BECOMES as REPAIR_BECOMES
from services.finance.vehicles.repair import RepairStatus
from services.finance.vehicles.use import BECOMES as USE_BECOMES
from services.finance.vehicles.use import CITES, CarStatus, moment
from services.finance.vehicles.vehicle import BECOMES, Duty, VehicleStatus
from services.kernel.domain.words import Word
from services.kernel.log.registers import Register, Rows
from services.kernel.procedure.context import Context
from services.kernel.procedure.record import (
    COMPUTED,
    Big,
    Count,
    Department,
    Number,
    People,
    Person,
    Post,
    Record,
    Row,
    choice,
    refers,
)

Plate = Annotated[str, Field(max_length=20, title="车牌号 / plate")]
Kind = Annotated[str, *choice("vehicles.kinds", "车型 / kind")]
Purpose = Annotated[str, *choice("vehicles.purposes vehicles.private", "用车事由 / what for")]
Kilometres = Annotated[int, Field(title="里程(公里) / kilometres")]
Odometer = Annotated[int, Field(title="里程表读数(公里) / odometer (km)")]
Litres = Annotated[Decimal, Field(title="加油量(升) / litres")]
OfAVehicle = Annotated[UUID, refers("finance.get-vehicle"), Field(title="车辆 / vehicle")]


class FuelState(Word):
    STANDS = "stands", "有效", "in force"
    WITHDRAWN = "withdrawn", "已撤销", "withdrawn"


class FuelRow(
    Row,
    table="vehicle_fuel",
    zh="车辆加油台账",
    en="Fuel of vehicles",
    one="加油记录 / fuel entry",
    key="vehicle entry",
    by="-on -vehicle -entry",
    find="vehicle plate",
    dated="on",
    cites=CITES,
    sheet="on plate litres amount odometer state",
    more=(Column("amount_fen", BigInteger, nullable=False),),
):
    vehicle: OfAVehicle
    plate: Plate
    entry: int = Field(title="第几笔 / entry")
    on: date = Field(title="日期 / day")
    litres: Litres
    amount: Decimal = Field(title="金额(元) / amount (yuan)")
    odometer: Odometer
    state: FuelState = Field(title="状态 / status")
    reason: str = Field(title="撤销理由 / why it was withdrawn")


class DutyRow(Row, table="vehicle_duties", key="id duty", of="id", zh="车辆到期事项", en="What of a vehicle falls due"):
    """The last of each kind."""

    duty: Duty = Field(title="到期事项 / what falls due")
    on: date = Field(title="办理日 / done on")
    due: date = Field(title="有效期至 / valid to")
    amount: Decimal = Field(title="金额(元) / amount (yuan)")


class DutyPaid(Row, table="vehicle_duties_paid", key="id version", of="id"):
    """Every one there was, for what a vehicle costs."""

    version: int
    on: date
    amount_fen: Big


class VehicleRecord(
    Record,
    table="vehicles",
    zh="公务用车台账",
    en="Register of vehicles",
    one="车辆 / vehicle",
    by="plate since id",
    find="department status",
    dated="since",
    sheet="plate kind model seats department keeper since retired_on odometer status",
    becomes=BECOMES,
    cites=CITES,
):
    plate: Plate
    kind: Kind
    model: str = Field(max_length=60, title="品牌型号 / model")
    seats: Count = Field(title="座位数 / seats")
    department: Department = Field(title="使用管理部门 / whose it is")
    keeper: Person = Field(title="保管驾驶员 / keeper")
    since: date = Field(title="启用日 / in service from")
    retired_on: date | None = Field(title="退出日 / out of service from")
    odometer: Odometer
    fuel_entries: Count = Field(title="加油笔数 / fuel entries")
    status: VehicleStatus = Field(title="状态 / status")
    reason: str = Field(title="退出原因 / why it was retired")
    duties: Annotated[list[DutyRow], COMPUTED] = Field(default_factory=list, title="到期事项 / what falls due")


def vehicles_seen(ctx: Context, rows: Sequence[Any]) -> list[VehicleRecord]:
    of_each: dict[str, list[DutyRow]] = {}
    for line in ctx.rows_of(DutyRow, id=[row.id for row in rows]) if rows else ():
        of_each.setdefault(line.id, []).append(DutyRow.of(line))
    return [VehicleRecord.of(row, duties=of_each.get(row.id, [])) for row in rows]


class CarUseRecord(
    Record,
    table="car_uses",
    zh="用车台账",
    en="Register of the use of cars",
    one="用车 / use of a car",
    by="-year -serial",
    find="department person vehicle driver status",
    dated="start",
    sheet="number department person purpose destination start start_time end end_time plate driver out_odometer"
    " back_odometer kilometres unexplained status",
    becomes=USE_BECOMES,
    cites=CITES,
    more=(
        Column("begins", String(16), nullable=False),
        Column("ends", String(16), nullable=False),
        Index("car_uses_start", "start", "status"),
        Index("car_uses_returned", "returned_on", "vehicle"),
    ),
):
    number: Number
    department: Department
    person: Person = Field(title="申请人 / asked by")
    purpose: Purpose
    matter: str = Field(title="事项 / matter")
    destination: str = Field(max_length=100, title="目的地 / destination")
    start: date = Field(title="出发日 / leaves on")
    start_time: time = Field(title="出发时间 / leaves at")
    end: date = Field(title="返回日 / comes back on")
    end_time: time = Field(title="返回时间 / comes back at")
    passengers: People = Field(title="乘车人员 / passengers")
    guests: Count = Field(title="机关外乘车人数 / others aboard")
    status: CarStatus = Field(title="状态 / status")
    requested_on: date = Field(title="申请日 / asked on")
    decides: Post = Field(title="审批岗位 / consent of")
    decided_by: Person = Field(title="审批人 / decided by")
    decided_on: date | None = Field(title="审批日 / decided on")
    vehicle: Annotated[UUID | None, refers("finance.get-vehicle")] = Field(title="车辆 / vehicle")
    plate: Plate
    driver: Person = Field(title="驾驶员 / driver")
    out_odometer: int = Field(title="出车读数(公里) / odometer when it left (km)")
    back_odometer: int = Field(title="收车读数(公里) / odometer when it came back (km)")
    kilometres: Kilometres
    unexplained: int = Field(title="出车前无用车记录的里程(公里) / km before that no use answers for")
    returned_on: date | None = Field(title="收车日 / returned on")
    reason: str = Field(title="理由 / reason")


class RepairRecord(
    Record,
    table="vehicle_repairs",
    zh="车辆维修台账",
    en="Register of repairs",
    one="车辆维修 / repair",
    by="-year -serial",
    find="vehicle person status",
    dated="start",
    sheet="number plate fault workshop start end amount person decided_by finished_on cost status",
    becomes=REPAIR_BECOMES,
    cites=CITES,
    more=(Column("cost_fen", BigInteger, nullable=False), Index("vehicle_repairs_finished", "finished_on", "vehicle")),
):
    number: Number
    vehicle: OfAVehicle
    plate: Plate
    department: Department
    person: Person = Field(title="申请人 / asked by")
    fault: str = Field(title="故障和维修内容 / fault")
    workshop: str = Field(max_length=100, title="维修厂 / workshop")
    start: date = Field(title="送修日 / from")
    end: date = Field(title="预计修好日 / to")
    amount: Decimal = Field(title="预计费用(元) / amount asked for (yuan)")
    status: RepairStatus = Field(title="状态 / status")
    requested_on: date = Field(title="申请日 / asked on")
    decides: Post = Field(title="审批岗位 / consent of")
    decided_by: Person = Field(title="审批人 / decided by")
    decided_on: date | None = Field(title="审批日 / decided on")
    finished_on: date | None = Field(title="修好日 / finished on")
    cost: Decimal = Field(default=ZERO, title="实际费用(元) / cost (yuan)")
    reason: str = Field(title="理由 / reason")


register = Register(
    "vehicles", VehicleRecord, FuelRow, DutyRow, DutyPaid, CarUseRecord, RepairRecord, zh="公务用车台账",
    en="Register of vehicles",
)  # fmt: skip
register.opens(VehicleRecord, e.VehicleRegistered)
register.changes(VehicleRecord, e.VehicleKeeperNamed, "keeper")
register.changes(VehicleRecord, e.VehicleRetired, "reason", retired_on="on")
register.changes(VehicleRecord, e.OdometerRead, "odometer")
register.changes(VehicleRecord, e.VehicleDutyMissed)


@register.on(e.FuelEntered)
def _fuelled(event: e.FuelEntered, rows: Rows) -> None:
    rows.change(VehicleRecord, event)
    rows.increase(VehicleRecord, {"id": event.originator_id.hex}, fuel_entries=1)
    rows.insert(
        FuelRow, vehicle=event.originator_id.hex, plate=event.plate, entry=event.entry, on=event.on,
        litres=event.litres, amount=event.amount, odometer=event.odometer, state=FuelState.STANDS, reason="",
        amount_fen=to_fen(event.amount),
    )  # fmt: skip


@register.on(e.FuelWithdrawn)
def _fuel_withdrawn(event: e.FuelWithdrawn, rows: Rows) -> None:
    rows.change(VehicleRecord, event)
    rows.increase(VehicleRecord, {"id": event.originator_id.hex}, fuel_entries=-1)
    key = {"vehicle": event.originator_id.hex, "entry": event.entry}
    rows.update(FuelRow, key, state=FuelState.WITHDRAWN, reason=event.reason)


@register.on(e.VehicleDutyEntered)
def _duty(event: e.VehicleDutyEntered, rows: Rows) -> None:
    id = event.originator_id.hex
    rows.change(VehicleRecord, event)
    rows.upsert(DutyRow, id=id, duty=event.duty, on=event.on, due=event.due, amount=event.amount)
    rows.insert(DutyPaid, id=id, version=event.originator_version, on=event.on, amount_fen=to_fen(event.amount))


@register.on(e.VehicleDutyLapsed)
def _lapsed(event: e.VehicleDutyLapsed, rows: Rows) -> None:
    rows.change(VehicleRecord, event)
    rows.delete(DutyRow, id=event.originator_id.hex, duty=event.duty)


@register.on(e.CarRequested)
def _requested(event: e.CarRequested, rows: Rows) -> None:
    rows.record(
        CarUseRecord, event, requested_on=event.day, passengers=list(event.passengers),
        begins=moment(event.start, event.start_time), ends=moment(event.end, event.end_time),
    )  # fmt: skip


register.changes(CarUseRecord, e.CarApproved, decided_by="actor", decided_on="day")
register.changes(CarUseRecord, e.CarRejected, "reason", decided_by="actor", decided_on="day")
register.changes(CarUseRecord, e.CarCancelled, "reason")


@register.on(e.CarDispatched)
def _dispatched(event: e.CarDispatched, rows: Rows) -> None:
    rows.change(CarUseRecord, event, "plate", "driver", vehicle=event.vehicle.hex)


register.changes(CarUseRecord, e.CarTakenOut, "unexplained", out_odometer="odometer")
register.changes(CarUseRecord, e.CarReturned, "kilometres", back_odometer="odometer", returned_on="day")


@register.on(e.RepairRequested)
def _repair(event: e.RepairRequested, rows: Rows) -> None:
    rows.record(RepairRecord, event, requested_on=event.day, vehicle=event.vehicle.hex, cost_fen=0)


register.changes(RepairRecord, e.RepairApproved, decided_by="actor", decided_on="day")
register.changes(RepairRecord, e.RepairRejected, "reason", decided_by="actor", decided_on="day")
register.changes(RepairRecord, e.RepairWithdrawn, "reason")


@register.on(e.RepairFinished)
def _finished(event: e.RepairFinished, rows: Rows) -> None:
    rows.change(RepairRecord, event, "cost", finished_on=event.on, cost_fen=to_fen(event.cost))
