"""Cost, mileage and consumption of each vehicle over a period, from its registers (B9.5)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from services.finance.money import FEN, ZERO, of_fen, total
from services.finance.vehicles.operations import VehicleCosts, VehicleCostsView
from services.finance.vehicles.record import (
    CarUseRecord,
    DutyPaid,
    FuelRow,
    FuelState,
    RepairRecord,
    VehicleRecord,
)
from services.kernel.procedure.context import Context
from services.kernel.procedure.record import Row

_HUNDRED = 100


def costs_of(ctx: Context, start: date, end: date) -> VehicleCostsView:
    """Every vehicle that was in service in the period, or that anything of it is entered for."""
    uses = _by_vehicle(ctx, CarUseRecord, "vehicle", "returned_on", start, end)
    repairs = _by_vehicle(ctx, RepairRecord, "vehicle", "finished_on", start, end)
    duties = _by_vehicle(ctx, DutyPaid, "id", "on", start, end)
    fuel = _by_vehicle(ctx, FuelRow, "vehicle", "on", start, end, FuelRow.columns().state == FuelState.STANDS)
    found = [
        _costs(row.plate, *(of_each.get(row.id, []) for of_each in (uses, fuel, repairs, duties)))
        for row in ctx.rows(select(VehicleRecord.TABLE).order_by(VehicleRecord.TABLE.c.plate))
        if (row.since <= end and (row.retired_on is None or row.retired_on > start))
        or any(row.id in of_each for of_each in (uses, fuel, repairs, duties))
    ]
    sums: dict[str, Any] = {
        name: sum((getattr(one, name) for one in found), 0) for name in ("uses", "kilometres", "unexplained")
    }
    money = {name: total(getattr(one, name) for one in found) for name in ("litres", "fuel", "repairs", "duties")}
    return VehicleCostsView(start=start, end=end, vehicles=found, total=_line("", **sums, **money))


def _by_vehicle(
    ctx: Context, line: type[Row], vehicle: str, day: str, start: date, end: date, *where: Any
) -> dict[str, list[Any]]:
    c = line.columns()
    of_each: dict[str, list[Any]] = {}
    for row in ctx.rows(select(line.TABLE).where(c[day].between(start, end), *where)):
        of_each.setdefault(getattr(row, vehicle), []).append(row)
    return of_each


def _costs(plate: str, uses: list[Any], fuel: list[Any], repairs: list[Any], duties: list[Any]) -> VehicleCosts:
    return _line(
        plate,
        uses=len(uses),
        kilometres=sum(one.kilometres for one in uses),
        unexplained=sum(one.unexplained for one in uses),
        litres=total(one.litres for one in fuel),
        fuel=of_fen(sum(one.amount_fen for one in fuel)),
        repairs=of_fen(sum(one.cost_fen for one in repairs)),
        duties=of_fen(sum(one.amount_fen for one in duties)),
    )


def _line(plate: str, **said: Any) -> VehicleCosts:
    """Consumption by all kilometres that were driven, those included that no use answers for."""
    driven = said["kilometres"] + said["unexplained"]
    cost = said["fuel"] + said["repairs"] + said["duties"]
    return VehicleCosts(
        plate=plate,
        **said,
        cost=cost,
        consumption=_per(said["litres"] * _HUNDRED, driven) if said["litres"] > ZERO else None,
        per_kilometre=_per(cost, driven),
    )


def _per(amount: Decimal, kilometres: int) -> Decimal | None:
    return (amount / kilometres).quantize(FEN) if kilometres else None
