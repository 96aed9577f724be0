"""The year's study of each person: set by the clock, reached by what they do, missed at the year's end (B1, B5.8)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from services.directory.organ import picture
from services.kernel.procedure.commands import Commands
from services.kernel.procedure.context import Context
from services.kernel.procedure.obligations import Due, Obligation, by_stream
from services.kernel.procedure.operations import File, Page
from services.kernel.procedure.procedure import Procedure
from services.kernel.procedure.registry import worksheet_of
from services.kernel.procedure.told import told
from services.kernel.procedure.worksheet import exported
from services.kernel.refusals import NotFound
from services.party.progress import events as e
from services.party.progress import operations as ops
from services.party.progress.claims import Claim, claims
from services.party.progress.record import StudyProgress, TargetRecord, register
from services.party.progress.target import CITES, Measure, Target, TargetStatus, target_id


def _owes(measure: Measure) -> Callable[[Any], Due | None]:
    """The events are those of every measure."""

    def opens(event: e.StudyTargetSet) -> Due | None:
        if event.measure != measure.value:
            return None
        return Due(by_stream(event), event.due, event.person, event.department)

    return opens


def _miss(ctx: Context, row: Any) -> None:
    target = ctx.load(Target, UUID(hex=row.aggregate))
    claim = claims(ctx, target.year).get(target.person)
    measure = Measure(target.measure)
    owed, department = _still(ctx, target.person, target.year, claim, measure)
    target.miss(ctx.act, department=department, owed=owed, done=claim.done[measure] if claim else 0)
    ctx.save(target)


obligations = [
    Obligation(
        kind=f"party.study-{measure.value}",
        zh=f"完成全年{measure.zh}",
        en=f"The year's {measure.en}",
        tells=told(TargetRecord, "year"),
        cites=CITES[measure],
        opened_by={e.StudyTargetSet: _owes(measure)},
        fulfilled_by={e.StudyTargetReached: by_stream},
        reopened_by={e.StudyTargetReopened: by_stream},
        cancelled_by={e.StudyTargetLifted: by_stream},
        missed_by={e.StudyTargetMissed: by_stream},
        on_missed=_miss,
        shows=ops.GetStudyTarget,
    )
    for measure in Measure
]
procedure = Procedure("progress", zh="学习进度", en="Progress of study", registers=[register], obligations=obligations)
commands = Commands(procedure, Target, key="target", record=TargetRecord, shows=ops.GetStudyTarget)
commands.lists(ops.ListStudyTargets)


def _still(ctx: Context, person: str, year: int, claim: Claim | None, measure: Measure) -> tuple[int, str]:
    """What is owed to this organ, with the person's department: who has left it owes it nothing."""
    on = min(ctx.today, date(year, 12, 31))
    department = picture(ctx).department_of(person, on)
    if claim is None or not picture(ctx).is_active(person, on):
        return 0, department
    return claim.owed[measure], department


@procedure.on_tick
def settle(ctx: Context) -> int:
    """Of this year, and of the last one as long as anything of it is entered: what is owed, reached, or open again."""
    changed = 0
    for year in (ctx.today.year - 1, ctx.today.year):
        rows = {(row.person, row.measure): row for row in ctx.rows_of(TargetRecord, year=year)}
        if year < ctx.today.year and not rows:
            continue  # nothing of it was ever set here
        found = claims(ctx, year)
        for person in sorted({*found, *(person for person, _ in rows)}):
            for measure in Measure:
                row = rows.get((person, measure.value))
                changed += _settle(ctx, person, year, found.get(person), measure, row)
    return changed


def _settle(ctx: Context, person: str, year: int, claim: Claim | None, measure: Measure, row: Any) -> int:
    owed, department = _still(ctx, person, year, claim, measure)
    done = claim.done[measure] if claim else 0
    status = row.status if row is not None else ""
    as_it_was = {
        "": not owed,
        TargetStatus.LIFTED: not owed,
        TargetStatus.OWED: owed > 0 and done < owed,
        TargetStatus.MISSED: done < owed or not owed,
        TargetStatus.REACHED: 0 < owed <= done,
    }
    if as_it_was[status] or (row is None and year < ctx.today.year):
        return 0
    target = ctx.find(Target, target_id(person, year, measure))
    target.settle(ctx.act, person=person, year=year, measure=measure, department=department, owed=owed, done=done)
    ctx.save(target)
    return 1


# -- progress ---------------------------------------------------------------------------------------------------------


def progress_of(ctx: Context, person: str, year: int, claim: Claim) -> StudyProgress:
    return StudyProgress(
        person=person,
        department=picture(ctx).department_of(person, min(ctx.today, date(year, 12, 31))),
        year=year,
        role=claim.role,
        days=Decimal(claim.done[Measure.DAYS]) / 2,
        days_owed=Decimal(claim.owed[Measure.DAYS]) / 2,
        characters=claim.done[Measure.NOTES],
        characters_owed=claim.owed[Measure.NOTES],
        articles=claim.done[Measure.ARTICLES],
        articles_owed=claim.owed[Measure.ARTICLES],
    )


@procedure.handles(ops.GetStudyProgress)
def get_progress(op: ops.GetStudyProgress, ctx: Context) -> StudyProgress:
    claim = claims(ctx, op.year).get(op.person)
    if claim is None:
        raise NotFound("该人员本年度没有学习任务。", "They owe no study in that year.", person=op.person, year=op.year)
    return progress_of(ctx, op.person, op.year, claim)


def _serving(ctx: Context, year: int) -> dict[str, Claim]:
    """Of whoever is in the organ today, or was at the end of that year."""
    on = min(ctx.today, date(year, 12, 31))
    return {person: claim for person, claim in claims(ctx, year).items() if picture(ctx).is_active(person, on)}


@procedure.handles(ops.ListStudyProgress)
def list_progress(op: ops.ListStudyProgress, ctx: Context) -> Page[StudyProgress]:
    found = [(person, claim) for person, claim in _serving(ctx, op.year).items() if person > (op.after or "")]
    items = [progress_of(ctx, person, op.year, claim) for person, claim in found[: op.limit]]
    return Page[StudyProgress](items=items, next=items[-1].person if len(found) > op.limit else None)


@procedure.handles(ops.ExportStudyProgress)
def export_progress(op: ops.ExportStudyProgress, ctx: Context) -> File:
    rows = [progress_of(ctx, person, op.year, claim) for person, claim in _serving(ctx, op.year).items()]
    sheet = worksheet_of(StudyProgress, "学习进度").sheet(ctx, rows, title=f"{op.year}年学习进度")
    return exported(f"study-progress-{op.year}", sheet)
