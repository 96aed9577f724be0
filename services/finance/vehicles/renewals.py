"""Insurance and inspection of vehicles as obligations: each kind by itself, renewed before its day (B9.5)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from services.finance.vehicles import events as e
from services.finance.vehicles.operations import GetVehicle
from services.finance.vehicles.record import VehicleRecord
from services.finance.vehicles.vehicle import CITES, Duty, Vehicle
from services.kernel.procedure.context import Context
from services.kernel.procedure.obligations import Due, Obligation
from services.kernel.procedure.told import told


def _key(event: Any, due: Any) -> str:
    return f"{event.originator_id.hex}/{due}"


def _miss(ctx: Context, row: Any) -> None:
    vehicle = ctx.find(Vehicle, UUID(hex=row.aggregate))
    vehicle.miss_duty(ctx.act, duty=row.kind.removeprefix(_PREFIX), due=row.due)
    ctx.save(vehicle)


_PREFIX = "finance.vehicle-"


def _renewal(duty: Duty) -> Obligation:
    def of_this(event: Any) -> bool:
        return bool(event.duty == duty)

    def opens(done: e.VehicleDutyEntered) -> Due | None:
        return Due(_key(done, done.due), done.due, done.person, done.department) if of_this(done) else None

    def replaced(done: e.VehicleDutyEntered) -> str:
        return _key(done, done.replaces) if of_this(done) and done.replaces else ""

    def ended(event: e.VehicleDutyMissed | e.VehicleDutyLapsed) -> str:
        return _key(event, event.due) if of_this(event) else ""

    return Obligation(
        kind=f"{_PREFIX}{duty}",
        zh=f"到期前续办车辆{duty.zh}",
        en=f"Renew a vehicle's {duty.en} in time",
        tells=told(VehicleRecord, "plate"),
        cites=CITES,
        opened_by={e.VehicleDutyEntered: opens},
        fulfilled_by={e.VehicleDutyEntered: replaced},
        missed_by={e.VehicleDutyMissed: ended},
        cancelled_by={e.VehicleDutyLapsed: ended},
        on_missed=_miss,
        shows=GetVehicle,
    )


RENEWALS = [_renewal(duty) for duty in Duty]
