"""Carries out resolutions: entered with their votes, their tasks ordered with them (A17, A34, B2.5, B2.6)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.directory.organ import title_of
from services.documents.checks import check_choice, chosen
from services.documents.meetings.circle import parameter
from services.documents.meetings.kinds import MEMBERS
from services.documents.meetings.meeting import Meeting
from services.documents.meetings.sight import Sight
from services.documents.resolutions.events import ResolutionAdopted
from services.documents.resolutions.operations import (
    AdoptResolution,
    ExportResolutions,
    GetResolution,
    ListResolutions,
    OrderedView,
    OrderResolutionTask,
    ResolutionView,
)
from services.documents.resolutions.register import ordered, register, resolutions
from services.documents.resolutions.resolution import Resolution, Vote
from services.documents.tasks.orders import ordered as ordered_task
from services.documents.tasks.register import tasks
from services.kernel.context import Context
from services.kernel.ledger import Ledger, Shown, exported, some, span
from services.kernel.operations import File, Page
from services.kernel.paging import asked, page
from services.kernel.procedure import Procedure
from services.kernel.who import Subject

FORMS, KINDS = "meetings.forms", "meetings.kinds"
OF_TASKS = ("A34",)

procedure = Procedure("resolutions", zh="会议决议", en="Resolutions", registers=[register])


@procedure.discloses(ResolutionAdopted)
def discloses_resolution(event: ResolutionAdopted, ctx: Context) -> bool:
    return Sight(ctx).sees(event.meeting, event.item)


def _recorder(op: AdoptResolution, ctx: Context) -> Subject:
    return Subject(ctx.load(Meeting, op.meeting).recorder)


@procedure.handles(AdoptResolution, subject=_recorder)
def adopt_resolution(op: AdoptResolution, ctx: Context) -> GetResolution:
    check_choice(ctx, FORMS, op.form, "form")
    meeting = ctx.load(Meeting, op.meeting)
    topic = meeting.discussed(op.item)
    Sight(ctx).check_item(meeting.id.hex, op.item)
    nth = 1 + len(ctx.rows(select(resolutions.c.id).where(resolutions.c.meeting == meeting.id.hex)))
    number = f"{meeting.number}/{nth}"
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
        vote=_vote(op, meeting, ctx),
        tasks=[task.id.hex for task in made],
        owners=[task.owner for task in made],
    )
    ctx.save(resolution, *made)
    return GetResolution(resolution=resolution.id)


def _vote(op: AdoptResolution, meeting: Meeting, ctx: Context) -> Vote:
    name = parameter("majority_of", meeting.kind)
    members, present = meeting.votes
    counted = ctx.rules.value(name, meeting.on, str) == MEMBERS
    return Vote(
        in_favour=op.in_favour,
        against=op.against,
        abstained=op.abstained,
        present=present,
        majority_of=members if counted else 0,
        cites=tuple(cite for cite in ctx.rules.cite(name, meeting.on) if cite != "organ") or ("A17",),
    )


@procedure.handles(OrderResolutionTask)
def order_resolution_task(op: OrderResolutionTask, ctx: Context) -> GetResolution:
    resolution = ctx.load(Resolution, op.resolution)
    Sight(ctx).check_item(resolution.meeting, resolution.item)
    task = ordered_task(ctx, op.order, source="meeting", source_ref=resolution.number, cites=OF_TASKS)
    resolution.order_task(ctx.act, task=task.id.hex, owner=task.owner)
    ctx.save(resolution, task)
    return GetResolution(resolution=resolution.id)


# -- views ------------------------------------------------------------------------------------------------------------


def _views(ctx: Context, rows: Sequence[Any]) -> list[ResolutionView]:
    """A page of them, with their tasks as these stand now."""
    sight = Sight(ctx)
    sight.learn(row.meeting for row in rows)
    o, t = ordered.c, tasks.c
    made: dict[str, list[OrderedView]] = {row.id: [] for row in rows}
    together = select(o.resolution, t.id, t.department, t.owner, t.due, t.status, t.overdue).join_from(
        ordered, tasks, o.task == t.id
    )
    for row in ctx.rows(together.where(o.resolution.in_(list(made))).order_by(o.resolution, t.due, t.id)):
        made[row.resolution].append(OrderedView.of(row, task=UUID(hex=row.id)))
    return [_view(row, made[row.id], withheld=not sight.sees(row.meeting, row.item)) for row in rows]


def _view(row: Any, made: list[OrderedView], *, withheld: bool) -> ResolutionView:
    hidden = dict.fromkeys(("title", "text"), "") if withheld else {}
    return ResolutionView.of(row, withheld=withheld, tasks=made, **hidden)


@procedure.handles(GetResolution)
def get_resolution(op: GetResolution, ctx: Context) -> ResolutionView:
    return _views(ctx, [ctx.shown(resolutions, op.resolution)])[0]


@procedure.handles(ListResolutions)
def list_resolutions(op: ListResolutions, ctx: Context) -> Page[ResolutionView]:
    r = resolutions.c
    query = select(resolutions).where(*asked(op, r, "kind", "department"))
    rows, following = page(ctx, query, (r.adopted_on.desc(), r.id.desc()), op.after, op.limit)
    return Page[ResolutionView](items=_views(ctx, rows), next=following)


LEDGER = Ledger(
    "会议决议台账",
    Shown("编号", 32, "number"),
    Shown("会议种类", 14, "kind", chosen(KINDS)),
    Shown("会期", 12, "adopted_on"),
    Shown("形式", 8, "form", chosen(FORMS)),
    Shown("标题", 44, lambda view: "（按规定不予显示）" if view.withheld else view.title),
    Shown("承办部门", 20, "department", title_of),
    Shown("应到", 6, "members", some),
    Shown("赞成", 6, "in_favour", some),
    Shown("反对", 6, "against", some),
    Shown("弃权", 6, "abstained", some),
    Shown("督办任务", 10, lambda view: len(view.tasks), some),
)


@procedure.handles(ExportResolutions)
def export_resolutions(op: ExportResolutions, ctx: Context) -> File:
    r = resolutions.c
    rows = ctx.rows(select(resolutions).where(r.adopted_on.between(op.start, op.end)).order_by(r.adopted_on, r.id))
    sheet = LEDGER.sheet(ctx, _views(ctx, rows), span(op.start, op.end))
    return exported(f"resolutions-{op.start}-{op.end}", sheet)
