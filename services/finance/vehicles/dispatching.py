"""Whether a vehicle can be sent: in service, with seats enough, insured, inspected, and free at that time (B9.5)."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select

from services.finance.vehicles.record import CarUseRecord, RepairRecord
from services.finance.vehicles.refusals import NotRoadworthy, OutOfService, TooManyAboard, VehicleElsewhere
from services.finance.vehicles.repair import RepairStatus
from services.finance.vehicles.use import CITES, CarStatus, CarUse
from services.finance.vehicles.vehicle import Duty, Vehicle, VehicleStatus
from services.kernel.procedure.context import Context
from services.kernel.rules.regulations import RegulationError, Rules


def check_fit(ctx: Context, use: CarUse, vehicle: Vehicle, line: Any, *, driver: str) -> None:
    """`line` is the vehicle's in the register."""
    if vehicle.status is not VehicleStatus.IN_SERVICE or vehicle.since > use.start:
        raise OutOfService("该车当日不在用。", "The vehicle is not in service on that day.", cites=CITES)
    aboard = len({driver, *use.passengers}) + use.guests
    if aboard > line.seats:
        raise TooManyAboard(
            f"共{aboard}人，该车{line.seats}座。", f"{aboard} people for {line.seats} seats.", cites=CITES
        )  # fmt: skip
    _check_roadworthy(ctx, vehicle, use.end)


def _check_roadworthy(ctx: Context, vehicle: Vehicle, to: date) -> None:
    """Whatever the rule requires was entered, and is valid on that day too."""
    wanted: tuple[str, ...] = ctx.rules.value("vehicles.required", ctx.today, tuple)
    lacking = [Duty(one) for one in wanted if one not in vehicle.duties or vehicle.duties[one] < to]
    if lacking:
        raise NotRoadworthy(
            f"该车{'、'.join(one.zh for one in lacking)}未登记或届时已过期。",
            f"The vehicle lacks what is valid to that day: {', '.join(one.en for one in lacking)}.",
            cites=CITES,
            lacking=[str(one) for one in lacking],
        )


def check_free(ctx: Context, use: CarUse, *, vehicle: UUID, driver: str) -> None:
    """Neither the vehicle nor its driver is promised for another use at that time, on the road, or the vehicle in the
    workshop. What has not come back is where it is, whatever was planned."""
    c = CarUseRecord.columns()
    now = f"{ctx.now:%Y-%m-%dT%H:%M}"
    taken = ctx.rows(
        select(CarUseRecord.TABLE).where(
            or_(c.vehicle == vehicle.hex, c.driver == driver),
            c.status.in_([CarStatus.DISPATCHED, CarStatus.OUT]),
            c.id != use.id.hex,
            c.begins < use.ends,
        )
    )
    for row in taken:
        until = max(row.ends, now) if row.status == CarStatus.OUT else row.ends
        if until > use.begins:
            what = "车辆" if row.vehicle == vehicle.hex else "驾驶员"
            raise VehicleElsewhere(
                f"该{what}此时已派往他处（{row.number}）。",
                f"The {'vehicle' if row.vehicle == vehicle.hex else 'driver'} is elsewhere then ({row.number}).",
                cites=CITES,
                use=row.number,
            )
    for row in ctx.rows_of(RepairRecord, vehicle=vehicle.hex, status=RepairStatus.APPROVED):
        if row.start <= use.end and row.end >= use.start:
            raise VehicleElsewhere(
                f"该车此时在维修（{row.number}）。",
                f"The vehicle is in the workshop then ({row.number}).",
                cites=CITES,
                use=row.number,
            )


def check_rules(rules: Rules) -> None:
    """What is required is something that falls due."""
    for dated in rules.parameter("vehicles.required").values:
        assert isinstance(dated.value, tuple)
        if set(dated.value) - set(Duty):
            raise RegulationError("finance-vehicles.toml", "vehicles.required", f"is one of {', '.join(Duty)}")
