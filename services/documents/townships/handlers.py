"""Carries out the guidance of township congresses: visits, deputies' homes and stations (A13)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from services.directory.organ import check_department, check_person, names_of, title_of
from services.documents.checks import check_choice, check_happened, chosen
from services.documents.numbers import next_number
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
from services.kernel.desk import Desk
from services.kernel.ledger import Ledger, Shown, exported, span, yes
from services.kernel.operations import File, Page
from services.kernel.paging import asked, page
from services.kernel.procedure import Procedure
from services.kernel.who import Subject

TOWNSHIPS, FORMS = "townships.townships", "townships.forms"

procedure = Procedure("townships", zh="指导乡镇人大", en="Guidance of township congresses", registers=[register])


desk = Desk(
    procedure, Guidance, key="guidance", shows=GetGuidance, subject=lambda visit: Subject(department=visit.department)
)
of_stations = Desk(
    procedure, Station, key="station", shows=GetStation, subject=lambda station: Subject(department=station.department)
)


def _check(ctx: Context, op: RecordGuidance | RecordStation) -> None:
    check_happened(ctx, op.on)
    check_department(ctx, op.department, op.on)
    check_choice(ctx, TOWNSHIPS, op.township, "township", op.on)


# -- guidance ---------------------------------------------------------------------------------------------------------


@desk.opens(RecordGuidance)
def record_guidance(op: RecordGuidance, ctx: Context) -> Guidance:
    _check(ctx, op)
    for person in op.people:
        check_person(ctx, person, op.on, "people")
    if ctx.rows_of(guidance, department=op.department, township=op.township, on=op.on, status=STANDS):
        raise GuidanceRecordedAlready(
            "该部门当日在该乡镇的指导已登记。",
            "The department's visit to the township that day is recorded already.",
            cites=CITES,
        )
    visit = Guidance(ctx.new_id())
    visit.give(
        ctx.act,
        number=next_number(ctx, guidance, op.on.year),
        department=op.department,
        township=op.township,
        on=op.on,
        people=op.people,
        content=op.content,
    )
    return visit


@desk.does(WithdrawGuidance)
def withdraw_guidance(op: WithdrawGuidance, visit: Guidance, ctx: Context) -> None:
    visit.withdraw(ctx.act, reason=op.reason)


def _guidance(row: Any) -> GuidanceView:
    return GuidanceView.of(row, people=row.people.split())


@procedure.handles(GetGuidance, subject=desk.subject)
def get_guidance(op: GetGuidance, ctx: Context) -> GuidanceView:
    return _guidance(ctx.shown(guidance, op.guidance))


@procedure.handles(ListGuidance)
def list_guidance(op: ListGuidance, ctx: Context) -> Page[GuidanceView]:
    g = guidance.c
    query = select(guidance).where(*asked(op, g, "department", "township"))
    rows, following = page(ctx, query, (g.year.desc(), g.serial.desc()), op.after, op.limit)
    return Page[GuidanceView](items=[_guidance(row) for row in rows], next=following)


# -- homes and stations -----------------------------------------------------------------------------------------------


@of_stations.opens(RecordStation)
def record_station(op: RecordStation, ctx: Context) -> Station:
    _check(ctx, op)
    check_choice(ctx, FORMS, op.form, "form", op.on)
    if ctx.rows_of(stations, township=op.township, name=op.name, status=OPEN):
        raise StationKnown("该乡镇已有同名家站。", "A station of that name stands there already.", cites=CITES)
    station = Station(ctx.new_id())
    station.set_up(
        ctx.act,
        number=next_number(ctx, stations, op.on.year),
        department=op.department,
        township=op.township,
        form=op.form,
        name=op.name,
        on=op.on,
    )
    return station


@of_stations.does(CloseStation)
def close_station(op: CloseStation, station: Station, ctx: Context) -> None:
    check_happened(ctx, op.on)
    station.close(ctx.act, on=op.on, reason=op.reason)


@of_stations.does(WithdrawStation)
def withdraw_station(op: WithdrawStation, station: Station, ctx: Context) -> None:
    station.withdraw(ctx.act, reason=op.reason)


@procedure.handles(GetStation, subject=of_stations.subject)
def get_station(op: GetStation, ctx: Context) -> StationView:
    return StationView.of(ctx.shown(stations, op.station))


@procedure.handles(ListStations)
def list_stations(op: ListStations, ctx: Context) -> Page[StationView]:
    s = stations.c
    query = select(stations).where(*asked(op, s, "department", "township"))
    rows, following = page(ctx, query, (s.year.desc(), s.serial.desc()), op.after, op.limit)
    return Page[StationView](items=[StationView.of(row) for row in rows], next=following)


STATION_ZH = {"open": "使用中", "closed": "已停用", "withdrawn": "已撤销"}
GUIDANCE = Ledger(
    "指导乡镇人大台账",
    Shown("编号", 12, "number"),
    Shown("日期", 12, "on"),
    Shown("部门", 24, "department", title_of),
    Shown("乡镇", 16, "township", chosen(TOWNSHIPS)),
    Shown("参加人员", 40, "people", names_of),
    Shown("指导内容", 60, "content"),
    Shown("已撤销", 8, lambda visit: visit.status != STANDS, yes),
)
STATIONS = Ledger(
    "代表家站台账",
    Shown("编号", 12, "number"),
    Shown("名称", 30, "name"),
    Shown("类型", 16, "form", chosen(FORMS)),
    Shown("乡镇", 16, "township", chosen(TOWNSHIPS)),
    Shown("部门", 24, "department", title_of),
    Shown("建立日期", 12, "on"),
    Shown("停用日期", 12, "closed_on"),
    Shown("状态", 10, "status", STATION_ZH),
)


@procedure.handles(ExportTownships)
def export_townships(op: ExportTownships, ctx: Context) -> File:
    g, s = guidance.c, stations.c
    given = ctx.rows(select(guidance).where(g.on.between(op.start, op.end)).order_by(g.year, g.serial))
    set_up = ctx.rows(select(stations).where(s.on.between(op.start, op.end)).order_by(s.year, s.serial))
    period = span(op.start, op.end)
    sheets = GUIDANCE.sheet(ctx, given, period), STATIONS.sheet(ctx, set_up, period)
    return exported(f"townships-{op.start}-{op.end}", *sheets)
