"""Carries out resolutions: entered with their votes, their tasks ordered with them (A17, A34, B2.5, B2.6)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.documents.meetings.kinds import MEMBERS, MOTION
from services.documents.meetings.lists import parameter
from services.documents.meetings.meeting import Meeting
from services.documents.meetings.sight import Sight
from services.documents.resolutions import operations as ops
from services.documents.resolutions.carried import check_carried
from services.documents.resolutions.events import ResolutionAdopted
from services.documents.resolutions.record import VOTES, Ordered, ResolutionRecord, register
from services.documents.resolutions.resolution import Resolution, Vote
from services.documents.tasks.orders import ordered as ordered_task
from services.documents.tasks.record import TaskRecord
from services.kernel.domain.who import Subject
from services.kernel.procedure.checks import check_choice
from services.kernel.procedure.commands import Commands
from services.kernel.procedure.context import Context
from services.kernel.procedure.operations import File, Page
from services.kernel.procedure.paging import asked, page
from services.kernel.procedure.procedure import Procedure
from services.kernel.procedure.registry import in_order, worksheet_of
from services.kernel.procedure.worksheet import exported, span
from services.kernel.refusals import Invalid

FORMS = "meetings.forms"
OF_TASKS = ("A34",)

procedure = Procedure("resolutions", zh="会议决议", en="Resolutions", registers=[register])
commands = Commands(procedure, Resolution, key="resolution", shows=ops.GetResolution)


@procedure.discloses(ResolutionAdopted)
def discloses_resolution(event: ResolutionAdopted, ctx: Context) -> bool:
    return Sight(ctx).sees(event.meeting, event.item)


def _recorder(op: ops.AdoptResolution, ctx: Context) -> Subject:
    return Subject(ctx.load(Meeting, op.meeting).recorder)


@commands.opens(ops.AdoptResolution, about=_recorder)
def adopt_resolution(op: ops.AdoptResolution, ctx: Context) -> Resolution:
    check_choice(ctx, FORMS, op.form, "form")
    meeting = ctx.load(Meeting, op.meeting)
    topic = meeting.discussed(op.item)
    Sight(ctx).check_item(meeting.id.hex, op.item)
    nth = 1 + len(ctx.rows_of(ResolutionRecord, meeting=meeting.id.hex))
    number = f"{meeting.number}/{nth}"
    vote = _vote(op, meeting, ctx)
    made = [ordered_task(ctx, order, source="meeting", source_ref=number, cites=OF_TASKS) for order in op.tasks]
    resolution = Resolution(ctx.new_id())
    resolution.adopt(
        ctx.act,
        meeting=meeting.id,
        kind=meeting.kind,
        number=number,
        on=meeting.on,
        item=op.item,
        nth=nth,
        department=topic.department,
        form=op.form,
        title=op.title,
        text=op.text,
        vote=vote,
        motion=op.motion,
        tasks=[task.id.hex for task in made],
        owners=[task.owner for task in made],
    )
    ctx.save(resolution, *made)
    return resolution


def _vote(op: ops.AdoptResolution, meeting: Meeting, ctx: Context) -> Vote:
    name = parameter("majority_of", meeting.kind)
    members, present = meeting.votes
    decides = ctx.rules.value(name, meeting.on, str)
    cites = tuple(cite for cite in ctx.rules.cite(name, meeting.on) if cite != "organ")
    if decides == MOTION:
        check_carried(ctx, op.motion, kind=meeting.kind, on=meeting.on, cites=cites)
    elif op.motion:
        raise Invalid(
            "该类会议不按表决编号认定结果。", "Meetings of this kind have no motions.", fields=[{"field": "motion"}]
        )
    return Vote(
        in_favour=op.in_favour,
        against=op.against,
        abstained=op.abstained,
        present=present,
        majority_of=members if decides == MEMBERS else 0,
        cites=cites or ("A17",),
    )


def withheld(resolution: ops.ResolutionView, ctx: Context) -> bool:
    """Who does not see it makes no tasks of it."""
    return resolution.withheld


@commands.does(ops.OrderResolutionTask, unless=withheld)
def order_resolution_task(op: ops.OrderResolutionTask, resolution: Resolution, ctx: Context) -> None:
    Sight(ctx).check_item(resolution.meeting, resolution.item)
    task = ordered_task(ctx, op.order, source="meeting", source_ref=resolution.number, cites=OF_TASKS)
    resolution.order_task(ctx.act, task=task.id.hex, owner=task.owner)
    ctx.save(resolution, task)


# -- views ------------------------------------------------------------------------------------------------------------


def _views(ctx: Context, rows: Sequence[Any]) -> list[ops.ResolutionView]:
    """A page of them, with their tasks as these stand now."""
    sight = Sight(ctx)
    sight.learn(row.meeting for row in rows)
    o, t = Ordered.TABLE.c, TaskRecord.columns()
    made: dict[str, list[ops.OrderedTask]] = {row.id: [] for row in rows}
    together = select(o.resolution, t.id, t.department, t.owner, t.due, t.status, t.overdue).join_from(
        Ordered.TABLE, TaskRecord.TABLE, o.task == t.id
    )
    for row in ctx.rows(together.where(o.resolution.in_(list(made))).order_by(o.resolution, t.due, t.id)):
        made[row.resolution].append(ops.OrderedTask.of(row, task=UUID(hex=row.id)))
    return [_view(row, made[row.id], withheld=not sight.sees(row.meeting, row.item)) for row in rows]


def _view(row: Any, made: list[ops.OrderedTask], *, withheld: bool) -> ops.ResolutionView:
    hidden = dict.fromkeys(("title", "text"), "") if withheld else {}
    votes = {name: getattr(row, name) if row.members else None for name in VOTES}
    return ops.ResolutionView.of(row, withheld=withheld, tasks=made, **votes, **hidden)


@procedure.handles(ops.GetResolution)
def get_resolution(op: Any, ctx: Context) -> ops.ResolutionView:
    return _views(ctx, [ctx.shown(ResolutionRecord, op.resolution)])[0]


@procedure.handles(ops.ListResolutions)
def list_resolutions(op: Any, ctx: Context) -> Page[Any]:
    query = select(ResolutionRecord.TABLE).where(*asked(op, ResolutionRecord.TABLE.c, *ResolutionRecord.FIND))
    rows, following = page(ctx, query, in_order(ResolutionRecord), op.after, op.limit)
    return Page[ops.ResolutionView](items=_views(ctx, rows), next=following)


@procedure.handles(ops.ExportResolutions)
def export_resolutions(op: Any, ctx: Context) -> File:
    r = ResolutionRecord.TABLE.c
    query = select(ResolutionRecord.TABLE).where(r.adopted_on.between(op.start, op.end))
    rows = ctx.rows(query.order_by(r.adopted_on, r.id))
    sheet = SHEET.sheet(ctx, _views(ctx, rows), span(op.start, op.end))
    return exported(f"resolutions-{op.start}-{op.end}", sheet)


SHEET = worksheet_of(
    ops.ResolutionView,
    title=lambda view: "（按规定不予显示）" if view.withheld else view.title,
    tasks=lambda view: len(view.tasks) or None,
)
