"""Carries out the guidance of township congresses: visits, deputies' homes and stations (A13)."""

from __future__ import annotations

from services.directory.organ import check_department, check_person
from services.documents.townships import events as e
from services.documents.townships import operations as ops
from services.documents.townships.guidance import (
    CITES,
    Guidance,
    GuidanceRecordedAlready,
    GuidanceStatus,
    Station,
    StationKnown,
    StationStatus,
)
from services.documents.townships.record import GuidanceRecord, StationRecord, register
from services.kernel.procedure.checks import check_choice, check_happened
from services.kernel.procedure.commands import Commands
from services.kernel.procedure.context import Context
from services.kernel.procedure.numbers import next_number
from services.kernel.procedure.procedure import Procedure

procedure = Procedure("townships", zh="指导乡镇人大", en="Guidance of township congresses", registers=[register])
guidance = Commands(procedure, Guidance, key="guidance", record=GuidanceRecord, shows=ops.GetGuidance)
stations = Commands(procedure, Station, key="station", record=StationRecord, shows=ops.GetStation)


def _check(ctx: Context, op: ops.RecordGuidance | ops.RecordStation) -> None:
    check_happened(ctx, op.on)
    check_department(ctx, op.department, op.on)
    check_choice(ctx, "townships.townships", op.township, "township", op.on)


@guidance.opens(ops.RecordGuidance)
def record_guidance(op: ops.RecordGuidance, ctx: Context) -> Guidance:
    _check(ctx, op)
    for person in op.people:
        check_person(ctx, person, op.on, "people")
    same = {"department": op.department, "township": op.township, "on": op.on, "status": GuidanceStatus.STANDS}
    if ctx.rows_of(GuidanceRecord, **same):
        raise GuidanceRecordedAlready(
            "该部门当日在该乡镇的指导已登记。",
            "The department's visit to the township that day is recorded already.",
            cites=CITES,
        )
    visit = Guidance(ctx.new_id())
    number = next_number(ctx, GuidanceRecord.TABLE, op.on.year)
    said = op.model_dump() | {"people": tuple(dict.fromkeys(op.people))}
    visit.trigger(e.GuidanceGiven, ctx.act, number=number, **said)
    return visit


guidance.records(ops.WithdrawGuidance, e.GuidanceWithdrawn)
guidance.lists(ops.ListGuidance)
guidance.exports(ops.ExportTownships, "townships", GuidanceRecord, StationRecord)


@stations.opens(ops.RecordStation)
def record_station(op: ops.RecordStation, ctx: Context) -> Station:
    _check(ctx, op)
    check_choice(ctx, "townships.forms", op.form, "form", op.on)
    if ctx.rows_of(StationRecord, township=op.township, name=op.name, status=StationStatus.OPEN):
        raise StationKnown("该乡镇已有同名家站。", "A station of that name stands there already.", cites=CITES)
    station = Station(ctx.new_id())
    number = next_number(ctx, StationRecord.TABLE, op.on.year)
    station.trigger(e.StationSetUp, ctx.act, number=number, **op.model_dump())
    return station


@stations.does(ops.CloseStation)
def close_station(op: ops.CloseStation, station: Station, ctx: Context) -> None:
    check_happened(ctx, op.on)
    station.close(ctx.act, on=op.on, reason=op.reason)


stations.records(ops.WithdrawStation, e.StationWithdrawn)
stations.lists(ops.ListStations)
