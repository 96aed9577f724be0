"""Two official cars, and a use of one of them, as the tests plan them: p024 asks, p010 answers for the cars."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from services.finance.vehicles.operations import (
    ApproveCar,
    ApproveRepair,
    DispatchCar,
    EnterFuel,
    EnterVehicleDuty,
    FinishRepair,
    RegisterVehicle,
    RequestCar,
    RequestRepair,
    ReturnCar,
    TakeCarOut,
)
from tests.finance.desk import (
    DIRECTOR,
    FIRST,
    HEAD,
    LOGISTICS,
    STAFF,
    Desk,
    by,
    day,
)
from tests.given import By, Outcome, given

MONDAY, TUESDAY, WEDNESDAY = (day(6, 9 + n) for n in range(3))
CAR, OTHER, USE = FIRST, UUID(int=2), UUID(int=3)
KEEPER, DRIVER = "p013", "p012"
"""Of the office, as is p010 who answers for the cars."""
LIMIT = day(9, 30)


def registered(plate: str = "川J00001", **more: Any) -> RegisterVehicle:
    said = {
        "plate": plate, "kind": "sedan", "model": "红旗", "seats": 5, "department": "office", "keeper": KEEPER,
        "since": day(1, 2), "odometer": 1000,
    }  # fmt: skip
    return RegisterVehicle.model_validate(said | more)


def duty(vehicle: UUID = CAR, kind: str = "inspection", due: date = LIMIT, **more: Any) -> EnterVehicleDuty:
    return EnterVehicleDuty(vehicle=vehicle, duty=kind, on=day(1, 2), due=due, **more)


def fleet() -> tuple[By, ...]:
    """Two cars in service, insured and inspected to the end of September."""
    done = [duty(one, kind) for one in (CAR, OTHER) for kind in ("inspection", "compulsory-insurance")]
    entered = registered(), registered("川J00002"), *done
    return tuple(by(LOGISTICS, day(1, 2), one) for one in entered)


def request(start: tuple[int, int] = (9, 12), on: date = TUESDAY, **more: Any) -> RequestCar:
    said = {
        "department": "finance-economy", "purpose": "inspection", "matter": "调研预算执行", "destination": "清柚镇",
        "start": on, "start_time": time(start[0]), "end": on, "end_time": time(start[1]), "passengers": [HEAD, STAFF],
    }  # fmt: skip
    return RequestCar.model_validate(said | more)


def asked(**more: Any) -> tuple[By, ...]:
    return *fleet(), by(STAFF, MONDAY, request(**more))


APPROVED = by(LOGISTICS, MONDAY, ApproveCar(use=USE), 10)
SENT = by(LOGISTICS, MONDAY, DispatchCar(use=USE, vehicle=CAR, driver=DRIVER), 11)
OUT = by(DRIVER, TUESDAY, TakeCarOut(use=USE, odometer=1000), 9)
BACK = by(DRIVER, TUESDAY, ReturnCar(use=USE, odometer=1080), 12)


def when(desk: Desk, one: By) -> Outcome:
    return given(to=desk).when(one.operation, by=one.person, at=one.at)


def fuel(odometer: int, on: date = TUESDAY, litres: str = "40", amount: str = "320") -> EnterFuel:
    return EnterFuel(vehicle=CAR, on=on, litres=Decimal(litres), amount=Decimal(amount), odometer=odometer)


def repair(**more: Any) -> RequestRepair:
    said = {
        "vehicle": CAR, "fault": "更换刹车片", "workshop": "定点维修厂", "start": TUESDAY, "end": WEDNESDAY,
        "amount": "1200",
    }  # fmt: skip
    return RequestRepair.model_validate(said | more)


MENDING = by(KEEPER, MONDAY, repair())
MENDED = by(DIRECTOR, MONDAY, ApproveRepair(repair=USE), 10)


def finish(cost: str = "1200", on: date = WEDNESDAY) -> FinishRepair:
    return FinishRepair(repair=USE, on=on, cost=Decimal(cost))
