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

    TOPIC = "finance.vehicle-registered.v1"
    kind: str
    model: str
    seats: int
    since: date
    odometer: int
    keeper: str


class VehicleKeeperNamed(OfVehicle):
    TOPIC = "finance.vehicle-keeper-named.v1"
    keeper: str


class VehicleRetired(OfVehicle):
    """Out of service from this day on."""

    TOPIC = "finance.vehicle-retired.v1"
    on: date
    reason: str


class OdometerRead(OfVehicle):
    """`use` left or came back with it; `unexplained` kilometres no use answers for."""

    TOPIC = "finance.odometer-read.v1"
    on: date
    odometer: int
    unexplained: int = 0
    use: UUID | None = None


class FuelEntered(OfVehicle):
    """`entry` counts within the vehicle."""

    TOPIC = "finance.fuel-entered.v1"
    entry: int
    on: date
    litres: Decimal
    amount: Decimal
    odometer: int


class FuelWithdrawn(OfVehicle):
    """The entry was wrong."""

    TOPIC = "finance.fuel-withdrawn.v1"
    entry: int
    reason: str


class VehicleDutyEntered(OfVehicle):
    """Insured, inspected, serviced on a day, and valid to `due`; `replaces` is the day to which it was valid before.
    `person` is whom the next one binds."""

    TOPIC = "finance.vehicle-duty-entered.v1"
    duty: str
    on: date
    due: date
    amount: Decimal
    person: str = ""
    replaces: date | None = None


class VehicleDutyMissed(OfVehicle):
    TOPIC = "finance.vehicle-duty-missed.v1"
    duty: str
    due: date


class VehicleDutyLapsed(OfVehicle):
    """The vehicle went out of service: it need not be renewed."""

    TOPIC = "finance.vehicle-duty-lapsed.v1"
    duty: str
    due: date


class OfCarUse(Event):
    number: str
    person: str


class CarRequested(OfCarUse):
    """`passengers` are of the organ, `guests` others who come along. `decides` is the post whose consent it takes."""

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
    TOPIC = "finance.car-approved.v1"


class CarRejected(OfCarUse):
    TOPIC = "finance.car-rejected.v1"
    reason: Personal[str] = ""


class CarCancelled(OfCarUse):
    TOPIC = "finance.car-cancelled.v1"
    reason: Personal[str] = ""


class CarDispatched(OfCarUse):
    """Which vehicle, and who drives it; said again it is another one."""

    TOPIC = "finance.car-dispatched.v1"
    vehicle: UUID
    plate: str
    driver: str


class CarTakenOut(OfCarUse):
    """`unexplained` kilometres were driven since the last reading without a use that answers for them."""

    TOPIC = "finance.car-taken-out.v1"
    vehicle: UUID
    plate: str
    driver: str
    odometer: int
    unexplained: int


class CarReturned(OfCarUse):
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

    TOPIC = "finance.repair-requested.v1"
    fault: str
    workshop: str
    start: date
    end: date
    amount: Decimal
    decides: str


class RepairApproved(OfRepair):
    TOPIC = "finance.repair-approved.v1"
    amount: Decimal


class RepairRejected(OfRepair):
    TOPIC = "finance.repair-rejected.v1"
    reason: str


class RepairWithdrawn(OfRepair):
    TOPIC = "finance.repair-withdrawn.v1"
    reason: str


class RepairFinished(OfRepair):
    """The vehicle is back; what it cost is claimed."""

    TOPIC = "finance.repair-finished.v1"
    on: date
    cost: Decimal
