"""Carries out the materials of meetings: asked for, chased by the half-day, handed in, waived (B11.4)."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from services.directory.organ import check_department, check_person, picture
from services.documents.materials import events as e
from services.documents.materials import operations as ops
from services.documents.materials.material import Material, MaterialStatus
from services.documents.materials.record import MaterialRecord, register
from services.documents.meetings.meeting import OPEN, Meeting
from services.kernel.procedure.attachments.uploads import attach_uploaded
from services.kernel.procedure.commands import Commands
from services.kernel.procedure.context import Context
from services.kernel.procedure.obligations import Due, Obligation, by_stream, missing
from services.kernel.procedure.procedure import Procedure
from services.kernel.procedure.told import told
from services.kernel.refusals import Invalid
from services.kernel.rules.calendar import UnknownYear
from services.kernel.rules.halfdays import MORNING, Hours, Slot, after, begun, slot_of


def _owed(event: e.MaterialDemanded) -> Due:
    return Due(by_stream(event), event.due, event.person, event.department)


hand_in_in_time = Obligation(
    kind="documents.meeting-material",
    zh="交会议材料",
    en="Hand in a meeting's material",
    tells=told(MaterialRecord, "title"),
    cites=("B11.4",),
    opened_by={e.MaterialDemanded: _owed},
    fulfilled_by={e.MaterialHandedIn: by_stream},
    reopened_by={e.MaterialReturned: by_stream},
    cancelled_by={e.MaterialWaived: by_stream},
    missed_by={e.MaterialOverdue: by_stream},
    on_missed=missing(Material),
    shows=ops.GetMaterial,
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
    try:
        while day > ctx.today and not ctx.calendar.is_workday(day):
            day -= timedelta(days=1)
    except UnknownYear:
        return Slot(due, MORNING)  # nobody can say yet whether that is a working day
    morning, now = Slot(day, MORNING), slot_of(ctx.now, _hours(ctx), ctx.calendar)
    return morning if morning > now else after(now, now, _every(ctx), ctx.calendar)


def _every(ctx: Context) -> int:
    return max(1, ctx.rules.value("meetings.urge_every", ctx.today, int))


@procedure.on_tick
def urge(ctx: Context) -> int:
    """催交: a reminder in each half-day of the cadence, once, as long as it is owed."""
    m = MaterialRecord.TABLE.c
    rows = ctx.rows(select(MaterialRecord.TABLE).where(m.urge_on <= ctx.today).order_by(m.urge_on, m.id))
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

commands = Commands(procedure, Material, key="material", record=MaterialRecord, shows=ops.GetMaterial)
procedure.attachable(
    "meeting-material", ops.GetMaterial, by=ops.DOERS, open=lambda material: material.status == MaterialStatus.OWED
)


@commands.opens(ops.DemandMaterial)
def demand_material(op: ops.DemandMaterial, ctx: Context) -> Material:
    """Whoever is named owes it for their department of that day."""
    meeting = ctx.load(Meeting, op.meeting)
    meeting.check_open()
    if op.person:
        check_person(ctx, op.person, ctx.today)
    owing = op.department or picture(ctx).department_of(op.person, ctx.today)
    if not owing or (op.person and picture(ctx).department_of(op.person, ctx.today) != owing):
        raise Invalid(
            "请写明交材料的部门，或本部门内的人员。",
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


@commands.does(ops.HandInMaterial)
def hand_in_material(op: ops.HandInMaterial, material: Material, ctx: Context) -> None:
    material.hand_in(ctx.act, attachments=op.attachments, note=op.note)
    of = {"department": material.department, "field": "attachments"}
    attach_uploaded(ctx, "meeting-material", material, op.attachments, **of)


def collected(material: MaterialRecord, ctx: Context) -> bool:
    """Its meeting's records are complete as they are."""
    return ctx.find(Meeting, material.meeting).status not in OPEN


@commands.does(ops.ReturnMaterial, unless=collected)
def return_material(op: ops.ReturnMaterial, material: Material, ctx: Context) -> None:
    """Not once the meeting's records are collected: they are complete as they are."""
    ctx.find(Meeting, UUID(hex=material.meeting)).check_open()
    material.send_back(ctx.act, reason=op.reason, first=_first(ctx, material.due))


commands.acts(ops.WaiveMaterial, Material.waive)
commands.lists(ops.ListMaterials)
commands.exports(ops.ExportMaterials, "materials")
