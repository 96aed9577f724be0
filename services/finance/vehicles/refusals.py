"""Why a car is not given, a reading not taken, a repair not entered (B9.5)."""

from __future__ import annotations

from services.kernel.refusals import Refusal


class PlateKnown(Refusal):
    """A vehicle in service has that plate."""

    code = "finance.plate-known"
    next = ("请核对车牌号；已报废的先办理退出。", "Check the plate; retire the vehicle that had it first.")


class OutOfService(Refusal):
    """The vehicle is out of service, or was not in service on those days."""

    code = "finance.vehicle-out-of-service"
    next = ("请改派在用车辆。", "Choose a vehicle that is in service.")


class VehicleInUse(Refusal):
    """It is promised or out: it stays in service until it is back."""

    code = "finance.vehicle-in-use"
    next = ("请先收车或改派，再办理退出。", "Have it returned, or others sent, before it is retired.")


class OdometerBackwards(Refusal):
    """Below the last reading, or above one of a later day."""

    code = "finance.odometer-backwards"
    kind = "invalid"
    next = ("请核对里程表读数。", "Look at the odometer again.")


class PrivateUse(Refusal):
    """What no official car is for."""

    code = "finance.car-private-use"
    next = ("私事请自行解决交通。", "Use other transport for private matters.")


class CarDecided(Refusal):
    """The request does not stand where this can be done to it."""

    code = "finance.car-decided"
    next = ("请打开用车记录，按当前状态办理。", "Open the request and do what its state allows.")


class CarTooLate(Refusal):
    """The day on which the car was wanted has passed."""

    code = "finance.car-too-late"
    next = ("请另行申请。", "Ask anew.")


class VehicleElsewhere(Refusal):
    """A car is not in two places at once, nor is its driver."""

    code = "finance.vehicle-elsewhere"
    next = ("请改派其他车辆或驾驶员，或调整时间。", "Send another car or driver, or choose another time.")


class TooManyAboard(Refusal):
    """More people than seats."""

    code = "finance.vehicle-too-many-aboard"
    next = ("请改派座位足够的车辆。", "Send a vehicle with seats enough.")


class NotRoadworthy(Refusal):
    """Insurance or inspection is not valid to the day on which it comes back."""

    code = "finance.vehicle-not-roadworthy"
    next = ("请先续保或年检并登记有效期。", "Renew and enter what has run out first.")


class RepairDecided(Refusal):
    """The repair does not stand where this can be done to it."""

    code = "finance.repair-decided"
    next = ("请打开维修记录，按当前状态办理。", "Open the repair and do what its state allows.")


class RepairOverApproved(Refusal):
    """It cost more than was consented to."""

    code = "finance.repair-over-approved"
    next = ("请就超出部分另行申请维修。", "Ask for another repair for what goes beyond.")
