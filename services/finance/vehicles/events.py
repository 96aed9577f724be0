"""What happens to a vehicle, to one use of a car and to one repair (B9.5). Sums in yuan to the fen, odometers in km.

Of a vehicle `department` is whose it is, of a use or a repair that of whoever asked.
"""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from uuid import UUID

from services.kernel.domain.events import Event, Personal


class OfVehicle(Event):
    plate: str


class VehicleRegistered(OfVehicle):
    """`keeper` is who looks after it and usually drives it."""

    SAYS = "登记车辆"
    TOPIC = "finance.vehicle-registered.v1"
    kind: str
    model: str
    seats: int
    since: date
    odometer: int
    keeper: str


class VehicleKeeperNamed(OfVehicle):
    SAYS = "指定车辆保管人"
    TOPIC = "finance.vehicle-keeper-named.v1"
    keeper: str


class VehicleRetired(OfVehicle):
    """Out of service from this day on."""

    SAYS = "车辆报废"
    TOPIC = "finance.vehicle-retired.v1"
    on: date
    reason: str


class OdometerRead(OfVehicle):
    """`use` left or came back with it; `unexplained` kilometres no use answers for."""

    SAYS = "登记里程"
    TOPIC = "finance.odometer-read.v1"
    on: date
    odometer: int
    unexplained: int = 0
    use: UUID | None = None


class FuelEntered(OfVehicle):
    """`entry` counts within the vehicle."""

    SAYS = "登记加油"
    TOPIC = "finance.fuel-entered.v1"
    entry: int
    on: date
    litres: Decimal
    amount: Decimal
    odometer: int


class FuelWithdrawn(OfVehicle):
    """The entry was wrong."""

    SAYS = "撤回加油登记"
    TOPIC = "finance.fuel-withdrawn.v1"
    entry: int
    reason: str


class VehicleDutyEntered(OfVehicle):
    """Insured, inspected, serviced on a day, and valid to `due`; `replaces` is the day to which it was valid before.
    `person` is whom the next one binds."""

    SAYS = "登记车辆保险年检"
    TOPIC = "finance.vehicle-duty-entered.v1"
    duty: str
    on: date
    due: date
    amount: Decimal
    person: str = ""
    replaces: date | None = None


class VehicleDutyMissed(OfVehicle):
    SAYS = "记录车辆保险年检逾期"
    TOPIC = "finance.vehicle-duty-missed.v1"
    duty: str
    due: date


class VehicleDutyLapsed(OfVehicle):
    """The vehicle went out of service: it need not be renewed."""

    SAYS = "车辆保险年检无须续办"
    TOPIC = "finance.vehicle-duty-lapsed.v1"
    duty: str
    due: date


class OfCarUse(Event):
    number: str
    person: str


class CarRequested(OfCarUse):
    """`passengers` are of the organ, `guests` others who come along. `decides` is the post whose consent it takes."""

    SAYS = "申请用车"
    TOPIC = "finance.car-requested.v1"
    purpose: str
    destination: str
    start: date
    start_time: time
    end: date
    end_time: time
    passengers: tuple[str, ...]
    guests: int
    decides: str
    matter: Personal[str] = ""


class CarApproved(OfCarUse):
    SAYS = "批准用车"
    TOPIC = "finance.car-approved.v1"


class CarRejected(OfCarUse):
    SAYS = "不同意用车"
    TOPIC = "finance.car-rejected.v1"
    reason: Personal[str] = ""


class CarCancelled(OfCarUse):
    SAYS = "取消用车"
    TOPIC = "finance.car-cancelled.v1"
    reason: Personal[str] = ""


class CarDispatched(OfCarUse):
    """Which vehicle, and who drives it; said again it is another one."""

    SAYS = "派车"
    TOPIC = "finance.car-dispatched.v1"
    vehicle: UUID
    plate: str
    driver: str


class CarTakenOut(OfCarUse):
    """`unexplained` kilometres were driven since the last reading without a use that answers for them."""

    SAYS = "车辆出车"
    TOPIC = "finance.car-taken-out.v1"
    vehicle: UUID
    plate: str
    driver: str
    odometer: int
    unexplained: int


class CarReturned(OfCarUse):
    SAYS = "车辆归还"
    TOPIC = "finance.car-returned.v1"
    vehicle: UUID
    plate: str
    driver: str
    odometer: int
    kilometres: int


class OfRepair(Event):
    number: str
    person: str
    vehicle: UUID
    plate: str


class RepairRequested(OfRepair):
    """The vehicle will be in the workshop on these days; `amount` is what it may cost."""

    SAYS = "申请车辆维修"
    TOPIC = "finance.repair-requested.v1"
    fault: str
    workshop: str
    start: date
    end: date
    amount: Decimal
    decides: str


class RepairApproved(OfRepair):
    SAYS = "批准车辆维修"
    TOPIC = "finance.repair-approved.v1"
    amount: Decimal


class RepairRejected(OfRepair):
    SAYS = "不同意车辆维修"
    TOPIC = "finance.repair-rejected.v1"
    reason: str


class RepairWithdrawn(OfRepair):
    SAYS = "撤回车辆维修申请"
    TOPIC = "finance.repair-withdrawn.v1"
    reason: str


class RepairFinished(OfRepair):
    """The vehicle is back; what it cost is claimed."""

    SAYS = "车辆维修完成"
    TOPIC = "finance.repair-finished.v1"
    on: date
    cost: Decimal
