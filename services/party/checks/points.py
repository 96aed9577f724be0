"""The six points of the year-end check, worked out from the registers of the year (B5.10)."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import func, select

from services.kernel.domain.words import Word
from services.kernel.procedure.context import Context
from services.party.checks.events import CheckedPoint
from services.party.duties.duty import DutyKind, DutyStatus
from services.party.duties.record import StudyDutyRecord
from services.party.plan.record import PlanItemRow, StudyPlanRecord
from services.party.plan.study_plan import PlanStatus
from services.party.progress.claims import claims
from services.party.progress.target import Measure
from services.party.sessions.record import ItemRow, SessionRecord
from services.party.sessions.states import SessionStatus

ORGANISED = (DutyKind.STAFF, DutyKind.HOLIDAY, DutyKind.LAW, DutyKind.CADRES, DutyKind.DEPUTIES)
"""The duties of the study calendar that are held; plan and checks are points of their own."""


class Point(Word):
    ORGANISATION = "organisation", "有组织", "organised: study held when it was due"
    PLAN = "plan", "有计划", "planned: items of the adopted plan that were studied"
    INSTRUCTION = "instruction", "有指导", "instructed: sessions with a lecture, a seminar or a report"
    NOTES = "notes", "有笔记", "notes: people who wrote what they owe"
    ARTICLES = "articles", "有体会", "articles: people who wrote what they owe"
    CHECKS = "checks", "有检查", "checked: half-years in which the notes were looked through"


def points(ctx: Context, year: int) -> tuple[CheckedPoint, ...]:
    """As the registers stand today. Met where all that was due is done, and something was; a plan where it is adopted,
    instruction where there was any."""
    plan = ctx.row(StudyPlanRecord, id=_plan(ctx, year)) if _plan(ctx, year) else None
    adopted = plan is not None and plan.status == PlanStatus.ADOPTED.value
    studied, planned = _items(ctx, year)
    instructed, held = _sessions(ctx, year)
    owing = claims(ctx, year).values()
    notes, articles = (_reached(owing, measure) for measure in (Measure.NOTES, Measure.ARTICLES))
    return (
        _all(Point.ORGANISATION, *_duties(ctx, year, ORGANISED)),
        CheckedPoint(point=Point.PLAN.value, met=adopted, done=studied, due=planned),
        CheckedPoint(point=Point.INSTRUCTION.value, met=instructed > 0, done=instructed, due=held),
        _all(Point.NOTES, *notes),
        _all(Point.ARTICLES, *articles),
        _all(Point.CHECKS, *_duties(ctx, year, (DutyKind.NOTES,))),
    )


def _all(point: Point, done: int, due: int) -> CheckedPoint:
    return CheckedPoint(point=point.value, met=done >= due > 0, done=done, due=due)


def _plan(ctx: Context, year: int) -> str:
    found = ctx.rows_of(StudyPlanRecord, year=year)
    return str(found[0].id) if found else ""


def _duties(ctx: Context, year: int, kinds: tuple[DutyKind, ...]) -> tuple[int, int]:
    """Done of those whose day lies in the year, as it is on this day: what is not due yet is no failure."""
    d = StudyDutyRecord.columns()
    last = min(ctx.today, date(year, 12, 31))
    query = select(d.status, func.count()).where(
        d.duty.in_([kind.value for kind in kinds]), d.last.between(date(year, 1, 1), date(year, 12, 31))
    )
    done = DutyStatus.DONE.value
    fallen = query.where((d.due <= last) | (d.status == done)).group_by(d.status)
    counted: dict[str, int] = {row[0]: row[1] for row in ctx.rows(fallen)}
    return counted.get(done, 0), sum(counted.values())


def _items(ctx: Context, year: int) -> tuple[int, int]:
    i = ItemRow.columns()
    held = select(i.item).where(i.year == year, i.status == SessionStatus.HELD.value).distinct()
    studied = {row.item for row in ctx.rows(held)}
    standing = [row.number for row in ctx.rows_of(PlanItemRow, year=year) if not row.dropped]
    return sum(number in studied for number in standing), len(standing)


def _sessions(ctx: Context, year: int) -> tuple[int, int]:
    s = SessionRecord.columns()
    within = (s.status == SessionStatus.HELD.value, s.on.between(date(year, 1, 1), date(year, 12, 31)))
    forms = ctx.rules.value("study.instructing", date(year, 12, 31), tuple)
    counted: dict[str, int] = {
        row[0]: row[1] for row in ctx.rows(select(s.form, func.count()).where(*within).group_by(s.form))
    }
    return sum(counted.get(form, 0) for form in forms), sum(counted.values())


def _reached(owing: Any, measure: Measure) -> tuple[int, int]:
    owed = [one for one in owing if one.owed[measure]]
    return sum(one.done[measure] >= one.owed[measure] for one in owed), len(owed)
