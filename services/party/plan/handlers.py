"""Carries out the year's study plan (A6, A7, B5.1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select

from services.kernel.domain.who import Subject
from services.kernel.procedure.checks import check_choice, check_happened
from services.kernel.procedure.commands import Commands
from services.kernel.procedure.context import Context
from services.kernel.procedure.desk import Waiting, Waits
from services.kernel.procedure.procedure import Procedure
from services.kernel.rules.regulations import Choices
from services.party.duties.duty import DutyKind
from services.party.duties.fulfilling import fulfil
from services.party.plan import operations as ops
from services.party.plan.record import PlanItemRow, StudyPlanRecord, register
from services.party.plan.study_plan import PlanStatus, StudyPlan, plan_id
from services.party.sessions.record import ItemRow
from services.party.sessions.states import SessionStatus

procedure = Procedure("plan", zh="学习计划", en="Study plans", registers=[register])


def _views(ctx: Context, rows: Sequence[Any]) -> list[StudyPlanRecord]:
    """With their items, and how often each was studied."""
    i = ItemRow.columns()
    views = []
    for row in rows:
        counted = select(i.item, func.count()).where(i.year == row.year, i.status == SessionStatus.HELD.value)
        held = dict(tuple(one) for one in ctx.rows(counted.group_by(i.item)))
        items = [
            PlanItemRow.of(one, sessions=held.get(one.number, 0)) for one in ctx.rows_of(PlanItemRow, year=row.year)
        ]
        views.append(StudyPlanRecord.of(row, entries=items))
    return views


commands = Commands(
    procedure,
    StudyPlan,
    at=lambda op: plan_id(op.year),
    record=StudyPlanRecord,
    views=_views,
    shows=ops.GetStudyPlan,
)
commands.lists(ops.ListStudyPlans)
commands.exports(ops.ExportStudyPlans, "study-plans", PlanItemRow)


@commands.opens(ops.DraftStudyPlan)
def draft(op: ops.DraftStudyPlan, ctx: Context) -> StudyPlan:
    _check_areas(ctx, op.items, "items")
    plan = ctx.find(StudyPlan, plan_id(op.year))
    if plan.exists:
        plan.expect((PlanStatus.DRAFT,), zh=op.ZH, en=op.EN)
    plan.draft(ctx.act, year=op.year, items=op.items)
    return plan


@commands.does(ops.AdoptStudyPlan)
def adopt(op: ops.AdoptStudyPlan, plan: StudyPlan, ctx: Context) -> None:
    check_happened(ctx, op.on)
    plan.adopt(ctx.act, meeting=op.meeting, on=op.on, areas=_areas(ctx, op.on))
    ctx.save(plan)
    within = min(max(op.on, date(op.year, 1, 1)), date(op.year, 12, 31))
    fulfil(ctx, DutyKind.PLAN, within, op.meeting)


@commands.does(ops.AmendStudyPlan)
def amend(op: ops.AmendStudyPlan, plan: StudyPlan, ctx: Context) -> None:
    check_happened(ctx, op.on)
    _check_areas(ctx, op.add, "add")
    plan.amend(ctx.act, meeting=op.meeting, on=op.on, add=op.add, drop=op.drop, areas=_areas(ctx, op.on))


def _to_adopt(ctx: Context) -> Iterator[Waiting]:
    for row in ctx.rows_of(StudyPlanRecord, status=PlanStatus.DRAFT.value):
        yield Waiting({"year": str(row.year)}, Subject(), str(row.year))


procedure.waiting.append(Waits(ops.AdoptStudyPlan, ops.GetStudyPlan, _to_adopt))


def _areas(ctx: Context, on: date) -> tuple[str, ...]:
    return ctx.rules.value("study.areas", on, Choices).ids


def _check_areas(ctx: Context, items: Sequence[ops.PlanEntry], field: str) -> None:
    for item in items:
        check_choice(ctx, "study.areas", item.area, field)
