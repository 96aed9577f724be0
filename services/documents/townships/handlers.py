"""Carries out the guidance of township congresses: visits, deputies' homes and stations (A13)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.documents.checks import check_choice, check_happened, choices
from services.documents.numbers import next_serial
from services.documents.organ import check_department, check_person, department_named, person_named
from services.documents.townships.guidance import (
    CITES,
    OPEN,
    STANDS,
    Guidance,
    GuidanceRecordedAlready,
    Station,
    StationKnown,
)
from services.documents.townships.operations import (
    CloseStation,
    ExportTownships,
    GetGuidance,
    GetStation,
    GuidanceView,
    ListGuidance,
    ListStations,
    RecordGuidance,
    RecordStation,
    StationView,
    WithdrawGuidance,
    WithdrawStation,
)
from services.documents.townships.register import guidance, register, stations
from services.kernel.context import Context
from services.kernel.operations import File, Page
from services.kernel.paging import page
from services.kernel.procedure import Procedure
from services.kernel.refusals import NotFound
from services.kernel.who import Subject
from services.kernel.workbook import MEDIA_TYPE, Column, Sheet, write

TOWNSHIPS, FORMS = "townships.townships", "townships.forms"

procedure = Procedure("townships", zh="指导乡镇人大", en="Guidance of township congresses", registers=[register])


def _check(ctx: Context, op: RecordGuidance | RecordStation) -> None:
    check_happened(ctx, op.on)
    check_department(ctx, op.department, op.on)
    check_choice(ctx, TOWNSHIPS, op.township, "township", op.on)


# -- guidance ---------------------------------------------------------------------------------------------------------


@procedure.handles(RecordGuidance)
def record_guidance(op: RecordGuidance, ctx: Context) -> GetGuidance:
    _check(ctx, op)
    for person in op.people:
        check_person(ctx, person, op.on, "people")
    if ctx.rows_of(guidance, department=op.department, township=op.township, on=op.on, status=STANDS):
        raise GuidanceRecordedAlready(
            "该部门当日在该乡镇的指导已登记。",
            "The department's visit to the township that day is recorded already.",
            cites=CITES,
        )
    year = op.on.year
    visit = Guidance(ctx.new_id())
    visit.give(
        ctx.act,
        number=f"{year}-{next_serial(ctx, guidance, year):04d}",
        department=op.department,
        township=op.township,
        on=op.on,
        people=op.people,
        content=op.content,
    )
    ctx.save(visit)
    return GetGuidance(guidance=visit.id)


def _of_guidance(op: WithdrawGuidance | GetGuidance, ctx: Context) -> Subject:
    return Subject(department=ctx.load(Guidance, op.guidance).department)


@procedure.handles(WithdrawGuidance, subject=_of_guidance)
def withdraw_guidance(op: WithdrawGuidance, ctx: Context) -> GetGuidance:
    visit = ctx.load(Guidance, op.guidance)
    visit.withdraw(ctx.act, reason=op.reason)
    ctx.save(visit)
    return GetGuidance(guidance=visit.id)


def _guidance(row: Any) -> GuidanceView:
    fields = {name: getattr(row, name) for name in GuidanceView.model_fields if name not in ("id", "people")}
    return GuidanceView(id=UUID(hex=row.id), people=row.people.split(), **fields)


@procedure.handles(GetGuidance, subject=_of_guidance)
def get_guidance(op: GetGuidance, ctx: Context) -> GuidanceView:
    row = ctx.row(guidance, id=op.guidance.hex)
    if row is None:
        raise NotFound("没有这次指导。", "There is no such guidance visit.", id=str(op.guidance))
    return _guidance(row)


@procedure.handles(ListGuidance)
def list_guidance(op: ListGuidance, ctx: Context) -> Page[GuidanceView]:
    g = guidance.c
    query = select(guidance)
    for column, wanted in ((g.department, op.department), (g.township, op.township)):
        if wanted:
            query = query.where(column == wanted)
    rows, following = page(ctx, query, (g.year.desc(), g.serial.desc()), op.after, op.limit)
    return Page[GuidanceView](items=[_guidance(row) for row in rows], next=following)


# -- homes and stations -----------------------------------------------------------------------------------------------


@procedure.handles(RecordStation)
def record_station(op: RecordStation, ctx: Context) -> GetStation:
    _check(ctx, op)
    check_choice(ctx, FORMS, op.form, "form", op.on)
    if ctx.rows_of(stations, township=op.township, name=op.name, status=OPEN):
        raise StationKnown("该乡镇已有同名家站。", "A station of that name stands there already.", cites=CITES)
    year = op.on.year
    station = Station(ctx.new_id())
    station.set_up(
        ctx.act,
        number=f"{year}-{next_serial(ctx, stations, year):04d}",
        department=op.department,
        township=op.township,
        form=op.form,
        name=op.name,
        on=op.on,
    )
    ctx.save(station)
    return GetStation(station=station.id)


def _of_station(op: CloseStation | WithdrawStation | GetStation, ctx: Context) -> Subject:
    return Subject(department=ctx.load(Station, op.station).department)


@procedure.handles(CloseStation, subject=_of_station)
def close_station(op: CloseStation, ctx: Context) -> GetStation:
    check_happened(ctx, op.on)
    station = ctx.load(Station, op.station)
    station.close(ctx.act, on=op.on, reason=op.reason)
    ctx.save(station)
    return GetStation(station=station.id)


@procedure.handles(WithdrawStation, subject=_of_station)
def withdraw_station(op: WithdrawStation, ctx: Context) -> GetStation:
    station = ctx.load(Station, op.station)
    station.withdraw(ctx.act, reason=op.reason)
    ctx.save(station)
    return GetStation(station=station.id)


def _station(row: Any) -> StationView:
    fields = {name: getattr(row, name) for name in StationView.model_fields if name != "id"}
    return StationView(id=UUID(hex=row.id), **fields)


@procedure.handles(GetStation, subject=_of_station)
def get_station(op: GetStation, ctx: Context) -> StationView:
    row = ctx.row(stations, id=op.station.hex)
    if row is None:
        raise NotFound("没有这个家站。", "There is no such station.", id=str(op.station))
    return _station(row)


@procedure.handles(ListStations)
def list_stations(op: ListStations, ctx: Context) -> Page[StationView]:
    s = stations.c
    query = select(stations)
    for column, wanted in ((s.department, op.department), (s.township, op.township)):
        if wanted:
            query = query.where(column == wanted)
    rows, following = page(ctx, query, (s.year.desc(), s.serial.desc()), op.after, op.limit)
    return Page[StationView](items=[_station(row) for row in rows], next=following)


_GUIDANCE = (
    Column("编号", 12),
    Column("日期", 12),
    Column("部门", 24),
    Column("乡镇", 16),
    Column("参加人员", 40),
    Column("指导内容", 60),
    Column("已撤销", 8),
)
_STATIONS = (
    Column("编号", 12),
    Column("名称", 30),
    Column("类型", 16),
    Column("乡镇", 16),
    Column("部门", 24),
    Column("建立日期", 12),
    Column("停用日期", 12),
    Column("状态", 10),
)
_STATION_ZH = {"open": "使用中", "closed": "已停用", "withdrawn": "已撤销"}


@procedure.handles(ExportTownships)
def export_townships(op: ExportTownships, ctx: Context) -> File:
    g, s = guidance.c, stations.c
    towns, forms = choices(ctx, TOWNSHIPS, ctx.today), choices(ctx, FORMS, ctx.today)
    given = ctx.rows(select(guidance).where(g.on.between(op.start, op.end)).order_by(g.year, g.serial))
    set_up = ctx.rows(select(stations).where(s.on.between(op.start, op.end)).order_by(s.year, s.serial))
    lines = [
        (
            r.number,
            r.on,
            department_named(ctx, r.department),
            towns.get(r.township, r.township),
            "、".join(person_named(ctx, person) for person in r.people.split()),
            r.content,
            "" if r.status == STANDS else "是",
        )
        for r in given
    ]
    homes = [
        (
            r.number,
            r.name,
            forms.get(r.form, r.form),
            towns.get(r.township, r.township),
            department_named(ctx, r.department),
            r.on,
            r.closed_on,
            _STATION_ZH[r.status],
        )
        for r in set_up
    ]
    span = f"{op.start.isoformat()} 至 {op.end.isoformat()}"
    content = write(
        [
            Sheet("指导乡镇人大台账", f"指导乡镇人大台账 {span}", _GUIDANCE, lines),
            Sheet("代表家站台账", f"代表家站台账 {span}", _STATIONS, homes),
        ]
    )
    return File(name=f"townships-{op.start}-{op.end}.xlsx", media_type=MEDIA_TYPE, content=content)
