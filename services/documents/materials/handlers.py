"""Carries out the materials of meetings: asked for, chased by the half-day, handed in, waived (B11.4)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.directory.organ import check_department, check_person, name_of, picture, title_of
from services.documents.attachments.uploads import attach_uploaded
from services.documents.halfdays import MORNING, Hours, Slot, after, begun, slot_of
from services.documents.materials.events import (
    MaterialDemanded,
    MaterialHandedIn,
    MaterialOverdue,
    MaterialReturned,
    MaterialWaived,
    OfMeeting,
)
from services.documents.materials.material import OWED, STATUS_ZH, Material
from services.documents.materials.operations import (
    DOERS,
    DemandMaterial,
    ExportMaterials,
    GetMaterial,
    HandInMaterial,
    ListMaterials,
    MaterialView,
    ReturnMaterial,
    WaiveMaterial,
)
from services.documents.materials.register import materials, register
from services.documents.meetings.meeting import Meeting
from services.kernel.calendar import UnknownYear
from services.kernel.context import Context
from services.kernel.desk import Desk
from services.kernel.ledger import Ledger, Shown, exported, some, span
from services.kernel.obligations import Due, Obligation
from services.kernel.operations import File, Page
from services.kernel.paging import asked, page
from services.kernel.procedure import Procedure
from services.kernel.refusals import Invalid
from services.kernel.who import Subject


def _key(event: OfMeeting) -> str:
    return event.originator_id.hex


def _miss(ctx: Context, row: Any) -> None:
    material = ctx.find(Material, UUID(hex=row.aggregate))
    material.miss(ctx.act)
    ctx.save(material)


hand_in_in_time = Obligation(
    kind="documents.meeting-material",
    zh="交会议材料",
    en="Hand in a meeting's material",
    cites=("B11.4",),
    opened_by={MaterialDemanded: lambda e: Due(_key(e), e.due, e.person, e.department)},
    fulfilled_by={MaterialHandedIn: _key},
    reopened_by={MaterialReturned: _key},
    cancelled_by={MaterialWaived: _key},
    missed_by={MaterialOverdue: _key},
    on_missed=_miss,
)

procedure = Procedure(
    "materials", zh="会议材料", en="Meeting materials", registers=[register], obligations=[hand_in_in_time]
)

# -- chasing ----------------------------------------------------------------------------------------------------------


def _hours(ctx: Context) -> Hours:
    return Hours.of(ctx.rules, ctx.today)


def _first(ctx: Context, due: date) -> Slot:
    """The morning of the last working day of the term; where that has begun, the next half-day of the cadence."""
    day = due
    while day > ctx.today and not ctx.calendar.is_workday(day):
        day -= timedelta(days=1)
    morning, now = Slot(day, MORNING), slot_of(ctx.now, _hours(ctx), ctx.calendar)
    return morning if morning > now else after(now, now, _every(ctx), ctx.calendar)


def _every(ctx: Context) -> int:
    return max(1, ctx.rules.value("meetings.urge_every", ctx.today, int))


@procedure.on_tick
def urge(ctx: Context) -> int:
    """催交: a reminder in each half-day of the cadence, once, as long as it is owed."""
    m = materials.c
    rows = ctx.rows(select(materials).where(m.urge_on <= ctx.today).order_by(m.urge_on, m.id))
    if not rows:
        return 0
    try:
        now = begun(ctx.now, _hours(ctx), ctx.calendar)
    except UnknownYear:
        return 0  # nobody can say whether this is a working day; whoever calls a meeting is told to import the year
    if now is None:
        return 0
    due = [row for row in rows if Slot(row.urge_on, row.urge_half) <= now]
    for row in due:
        material = ctx.find(Material, UUID(hex=row.id))
        material.urge(ctx.act, following=after(Slot(row.urge_on, row.urge_half), now, _every(ctx), ctx.calendar))
        ctx.save(material)
    return len(due)


# -- commands ---------------------------------------------------------------------------------------------------------

desk = Desk(procedure, Material, key="material", shows=GetMaterial, subject=lambda m: Subject(m.person, m.department))

procedure.attachable("meeting-material", GetMaterial, by=DOERS, open=lambda material: material.status == OWED)


@desk.opens(DemandMaterial)
def demand_material(op: DemandMaterial, ctx: Context) -> Material:
    """Whoever is named owes it for their department of that day."""
    meeting = ctx.load(Meeting, op.meeting)
    meeting.check_open()
    if op.person:
        check_person(ctx, op.person, ctx.today)
    owing = op.department or picture(ctx).department_of(op.person, ctx.today)
    if not owing or (op.person and picture(ctx).department_of(op.person, ctx.today) != owing):
        raise Invalid(
            "请写明交材料的部门,或本部门内的人员。",
            "Name the department that owes it, or one of its members.",
            fields=[{"field": "department", "value": op.department}],
        )
    check_department(ctx, owing, ctx.today)
    material = Material(ctx.new_id())
    material.demand(
        ctx.act,
        meeting=meeting.id,
        title=op.title,
        department=owing,
        person=op.person,
        due=op.due,
        first=_first(ctx, op.due),
    )
    return material


@desk.does(HandInMaterial)
def hand_in_material(op: HandInMaterial, material: Material, ctx: Context) -> None:
    material.hand_in(ctx.act, attachments=op.attachments, note=op.note)
    of = {"department": material.department, "field": "attachments"}
    attach_uploaded(ctx, "meeting-material", material, op.attachments, **of)


@desk.does(ReturnMaterial)
def return_material(op: ReturnMaterial, material: Material, ctx: Context) -> None:
    """Not once the meeting's records are collected: they are complete as they are."""
    ctx.find(Meeting, UUID(hex=material.meeting)).check_open()
    material.send_back(ctx.act, reason=op.reason, first=_first(ctx, material.due))


@desk.does(WaiveMaterial)
def waive_material(op: WaiveMaterial, material: Material, ctx: Context) -> None:
    material.waive(ctx.act, reason=op.reason)


# -- views ------------------------------------------------------------------------------------------------------------


def _view(row: Any) -> MaterialView:
    return MaterialView.of(row, attachments=row.attachments.split())


@procedure.handles(GetMaterial, subject=desk.subject)
def get_material(op: GetMaterial, ctx: Context) -> MaterialView:
    return _view(ctx.shown(materials, op.material))


@procedure.handles(ListMaterials)
def list_materials(op: ListMaterials, ctx: Context) -> Page[MaterialView]:
    m = materials.c
    query = select(materials).where(*asked(op, m, "department", "person", "status"))
    if op.meeting:
        query = query.where(m.meeting == op.meeting.hex)
    rows, following = page(ctx, query, (m.due.desc(), m.id.desc()), op.after, op.limit)
    return Page[MaterialView](items=[_view(row) for row in rows], next=following)


LEDGER = Ledger(
    "会议材料台账",
    Shown("材料", 40, "title"),
    Shown("部门", 20, "department", title_of),
    Shown("人员", 10, "person", name_of),
    Shown("期限", 12, "due"),
    Shown("状态", 10, "status", STATUS_ZH),
    Shown("交材料日期", 12, "handed_in_on"),
    Shown("逾期起始日", 12, "overdue_since"),
    Shown("催交次数", 10, "urged", some),
    Shown("最近催交", 12, "urged_on"),
)


@procedure.handles(ExportMaterials)
def export_materials(op: ExportMaterials, ctx: Context) -> File:
    m = materials.c
    rows = ctx.rows(select(materials).where(m.due.between(op.start, op.end)).order_by(m.due, m.id))
    return exported(f"materials-{op.start}-{op.end}", LEDGER.sheet(ctx, rows, span(op.start, op.end)))
