"""One official vehicle: in service from a day to another, its odometer, fuel and what falls due (B9.5)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from services.finance.vehicles import events as e
from services.finance.vehicles.refusals import OdometerBackwards, OutOfService
from services.kernel.domain.aggregate import Act, Aggregate, Becomes, applies
from services.kernel.domain.words import Status, Word
from services.kernel.refusals import Invalid

CITES = ("B9.5",)


class VehicleStatus(Status):
    IN_SERVICE = "in-service", "在用", "in service"
    RETIRED = "retired", "已退出", "out of service"


class Duty(Word):
    """What of a vehicle falls due."""

    COMPULSORY = "compulsory-insurance", "交强险", "compulsory insurance"
    INSPECTION = "inspection", "年检", "inspection"
    INSURANCE = "insurance", "商业保险", "further insurance"
    MAINTENANCE = "maintenance", "定期保养", "maintenance"


BECOMES: Becomes = {
    e.VehicleRegistered: VehicleStatus.IN_SERVICE,
    e.VehicleRetired: VehicleStatus.RETIRED,
}


class Vehicle(Aggregate):
    CALLED = "车辆", "vehicle"
    CITES = CITES
    CARRIES = ("plate", "department", "since", "keeper")
    BECOMES = BECOMES
    WRONG_STATUS = OutOfService
    plate = ""
    department = ""
    keeper = ""
    since = date.max

    def __init__(self, id: UUID) -> None:
        super().__init__(id)
        self.readings: dict[date, tuple[int, int]] = {}
        """Of each day the lowest and the highest."""
        self.duties: dict[str, date] = {}
        """To which day each is valid."""
        self.fuel: dict[int, date] = {}
        self.entries = 0

    @property
    def odometer(self) -> int:
        return max((high for _, high in self.readings.values()), default=0)

    def retire(self, act: Act, *, on: date, reason: str) -> None:
        if on < max(self.readings):
            raise Invalid(
                "退出日不能早于最后一次使用。", "It was used after that day.", fields=[{"field": "on"}]
            )  # fmt: skip
        self.trigger(e.VehicleRetired, act, on=on, reason=reason)
        for duty, due in sorted(self.duties.items()):
            self.trigger(e.VehicleDutyLapsed, act, duty=duty, due=due)

    # -- the odometer -------------------------------------------------------------------------------------------------

    def read(self, act: Act, *, odometer: int, use: UUID, returned: bool) -> int:
        """As it leaves or comes back; never below the last reading. What was driven in between without a use is
        returned."""
        if odometer < self.odometer:
            raise self._backwards(self.odometer, odometer)
        unexplained = 0 if returned else odometer - self.odometer
        self.trigger(e.OdometerRead, act, on=act.day, odometer=odometer, unexplained=unexplained, use=use)
        return unexplained

    def enter_fuel(self, act: Act, *, on: date, litres: Decimal, amount: Decimal, odometer: int) -> None:
        """Slips may be entered later: not below the readings of the days before, nor above those of the days after."""
        if on < self.since:
            raise Invalid("早于车辆启用日。", "It was not in service yet.", fields=[{"field": "on"}])
        low = max((high for day, (_, high) in self.readings.items() if day < on), default=0)
        high = min((low for day, (low, _) in self.readings.items() if day > on), default=None)
        if odometer < low or (high is not None and odometer > high):
            raise self._backwards(low, odometer)
        self.trigger(
            e.FuelEntered, act, entry=self.entries + 1, on=on, litres=litres, amount=amount, odometer=odometer
        )  # fmt: skip

    def withdraw_fuel(self, act: Act, *, entry: int, reason: str) -> None:
        if entry not in self.fuel:
            raise Invalid("没有这笔加油记录，或已撤销。", "There is no such entry.", fields=[{"field": "entry"}])
        self.trigger(e.FuelWithdrawn, act, entry=entry, reason=reason)

    # -- what falls due -----------------------------------------------------------------------------------------------

    def enter_duty(self, act: Act, *, duty: str, on: date, due: date, amount: Decimal, person: str) -> None:
        """It prolongs: to a later day than it was valid before."""
        replaces = self.duties.get(duty)
        if due <= max(on, replaces or on):
            raise Invalid(
                "有效期应晚于办理日和原有效期。",
                "It is valid beyond the day on which it was done, and beyond what it replaces.",
                fields=[{"field": "due", "value": due.isoformat()}],
            )
        self.trigger(
            e.VehicleDutyEntered, act, duty=duty, on=on, due=due, amount=amount, person=person, replaces=replaces
        )  # fmt: skip

    def miss_duty(self, act: Act, *, duty: str, due: date) -> None:
        self.trigger(e.VehicleDutyMissed, act, duty=duty, due=due)

    # -- inside -------------------------------------------------------------------------------------------------------

    def _backwards(self, last: int, odometer: int) -> OdometerBackwards:
        return OdometerBackwards(
            f"里程表读数{odometer}与已有读数（{last}）不符。",
            f"The odometer cannot read {odometer} between the readings that there are ({last}).",
            cites=CITES,
            last=last,
        )

    @applies(e.VehicleRegistered)
    def _registered(self, event: e.VehicleRegistered) -> None:
        self.readings[event.since] = (event.odometer, event.odometer)

    @applies(e.OdometerRead)
    def _read(self, event: e.OdometerRead) -> None:
        low, high = self.readings.get(event.on, (event.odometer, event.odometer))
        self.readings[event.on] = min(low, event.odometer), max(high, event.odometer)

    @applies(e.FuelEntered)
    def _fuelled(self, event: e.FuelEntered) -> None:
        self.entries, self.fuel[event.entry] = event.entry, event.on

    @applies(e.FuelWithdrawn)
    def _fuel_withdrawn(self, event: e.FuelWithdrawn) -> None:
        del self.fuel[event.entry]

    @applies(e.VehicleDutyEntered)
    def _duty(self, event: e.VehicleDutyEntered) -> None:
        self.duties[event.duty] = event.due

    @applies(e.VehicleDutyLapsed)
    def _lapsed(self, event: e.VehicleDutyLapsed) -> None:
        del self.duties[event.duty]

    @applies(e.VehicleKeeperNamed)
    def _keeper(self, event: e.VehicleKeeperNamed) -> None:
        self.keeper = event.keeper

    @applies(e.VehicleDutyMissed)
    def _missed(self, event: e.VehicleDutyMissed) -> None:
        """It stays owed."""
