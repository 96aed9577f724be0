"""Vehicles count as nothing: no article makes the use of cars a part of a department's score (A34)."""

from services.finance.vehicles import events as e

Silent = (
    e.VehicleRegistered | e.VehicleKeeperNamed | e.VehicleRetired | e.OdometerRead | e.FuelEntered | e.FuelWithdrawn
    | e.VehicleDutyEntered | e.VehicleDutyMissed | e.VehicleDutyLapsed
    | e.CarRequested | e.CarApproved | e.CarRejected | e.CarCancelled | e.CarDispatched | e.CarTakenOut | e.CarReturned
    | e.RepairRequested | e.RepairApproved | e.RepairRejected | e.RepairWithdrawn | e.RepairFinished
)  # fmt: skip
