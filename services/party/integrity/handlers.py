"""Carries out warning education and self-checks, both owed by the calendar (A4, B14.1, B14.2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from services.directory.organ import picture
from services.kernel.domain.who import Subject
from services.kernel.procedure.checks import check_choice, check_happened
from services.kernel.procedure.commands import Commands, lists
from services.kernel.procedure.context import Context
from services.kernel.procedure.obligations import Due, Obligation
from services.kernel.procedure.procedure import Procedure
from services.kernel.procedure.told import told_by_key
from services.kernel.rules.regulations import Choices
from services.party.integrity import events as e
from services.party.integrity import operations as ops
from services.party.integrity.education import Education, education_id
from services.party.integrity.record import EducationRecord, SelfCheckRecord, SessionRecord, register
from services.party.integrity.self_check import SelfCheck, check_id
from services.party.periods import last_of, owed_since, period_of
from services.party.posts import bound_secretary


def _miss_education(ctx: Context, row: Any) -> None:
    found = ctx.find(Education, UUID(hex=row.aggregate))
    found.miss(ctx.act, due=row.due)
    ctx.save(found)


def _miss_check(ctx: Context, row: Any) -> None:
    """Whoever was no leader any more on its last day owes it no longer."""
    check = ctx.find(SelfCheck, UUID(hex=row.aggregate))
    (check.miss if row.person in _leaders(ctx, row.due) else check.lapse)(ctx.act)
    ctx.save(check)


def _leaders(ctx: Context, on: date) -> list[str]:
    bodies = ctx.rules.value("integrity.leaders", on, tuple)
    organ = picture(ctx)
    return list(dict.fromkeys(one.person for body in bodies for one in organ.body_members(body, on)))


def _year(event: e.OfEducation) -> str:
    return str(event.year)


educate = Obligation(
    kind="party.warning-education",
    zh="开展廉政警示教育",
    en="Hold the year's warning education",
    tells=told_by_key(),
    cites=("A4", "B14.2"),
    opened_by={e.WarningEducationDue: lambda owed: Due(_year(owed), owed.due, owed.person, owed.department)},
    fulfilled_by={e.WarningEducationHeld: _year},
    missed_by={e.WarningEducationMissed: _year},
    on_missed=_miss_education,
    shows=ops.GetWarningEducation,
    which=lambda debt: {"year": debt.key},
)
check_oneself = Obligation(
    kind="party.self-check",
    zh="半年自查自纠",
    en="Hand in the half-year's self-check",
    tells=told_by_key(1),
    cites=("B14.1",),
    opened_by={
        e.SelfCheckDue: lambda owed: Due(f"{owed.person}/{owed.period}", owed.due, owed.person, owed.department)
    },
    fulfilled_by={e.SelfCheckHandedIn: lambda event: f"{event.person}/{event.period}"},
    missed_by={e.SelfCheckMissed: lambda event: f"{event.person}/{event.period}"},
    cancelled_by={e.SelfCheckLapsed: lambda event: f"{event.person}/{event.period}"},
    on_missed=_miss_check,
    shows=ops.GetSelfCheck,
    which=lambda debt: dict(zip(("person", "period"), debt.key.split("/"), strict=True)),
)

procedure = Procedure(
    "integrity", zh="廉洁自律", en="Integrity", registers=[register], obligations=[educate, check_oneself]
)


@procedure.on_tick
def open_education(ctx: Context) -> int:
    """Each year's, also of years in which no clock ran."""
    latest = ctx.rows(select(func.max(EducationRecord.columns().year)))[0][0]
    month, last = ctx.rules.value("integrity.education_due", ctx.today, str).split("-")
    person, department = bound_secretary(ctx)
    years = range((latest or ctx.today.year - 1) + 1, ctx.today.year + 1)
    for year in years:
        found = ctx.find(Education, education_id(year))
        found.open(ctx.act, year=year, person=person, department=department, due=date(year, int(month), int(last)))
        ctx.save(found)
    return len(years)


@procedure.on_tick
def open_self_checks(ctx: Context) -> int:
    """Of each leader: every half-year since the last, and in the present one also those who became leaders in it."""
    c = SelfCheckRecord.columns()
    last = ctx.rows(select(func.max(c.due)))[0][0]
    cadence = ctx.rules.value("integrity.self_check_cadence", ctx.today, str)
    now = period_of(cadence, ctx.today), last_of(cadence, ctx.today)
    opened = 0
    for period, due in dict.fromkeys((*owed_since(cadence, last, ctx.today), now)):
        known = {row.person for row in ctx.rows_of(SelfCheckRecord, period=period)}
        for person in _leaders(ctx, min(due, ctx.today)):
            if person not in known:
                check = SelfCheck(check_id(person, period))
                department = picture(ctx).department_of(person, min(due, ctx.today))
                check.open(ctx.act, person=person, department=department, period=period, due=due)
                ctx.save(check)
                opened += 1
    return opened


# -- warning education ------------------------------------------------------------------------------------------------


def _views(ctx: Context, rows: Sequence[Any]) -> list[EducationRecord]:
    sessions = ctx.rows_of(SessionRecord, year=[row.year for row in rows])
    return [
        EducationRecord.of(row, sessions=[SessionRecord.of(one) for one in sessions if one.year == row.year])
        for row in rows
    ]


education = Commands(
    procedure,
    Education,
    at=lambda op: education_id(op.year),
    record=EducationRecord,
    views=_views,
    shows=ops.GetWarningEducation,
)


@education.does(ops.RecordWarningEducation)
def record_education(op: ops.RecordWarningEducation, year: Education, ctx: Context) -> None:
    check_happened(ctx, op.on)
    check_choice(ctx, "integrity.education_forms", op.form, "form")
    organ = picture(ctx)
    serving = [person.id for person in organ.people() if organ.is_active(person.id, op.on)]
    year.hold(ctx.act, on=op.on, form=op.form, topic=op.topic, present=op.present, serving=serving)


education.exports(ops.ExportWarningEducation, "warning-education", EducationRecord, SessionRecord)
lists(procedure, ops.ListWarningSessions, SessionRecord)


# -- self-checks ------------------------------------------------------------------------------------------------------

checks = Commands(
    procedure,
    SelfCheck,
    at=lambda op: check_id(op.person, op.period),
    record=SelfCheckRecord,
    shows=ops.GetSelfCheck,
)
checks.lists(ops.ListSelfChecks)


@checks.does(ops.HandInSelfCheck)
def hand_in(op: ops.HandInSelfCheck, check: SelfCheck, ctx: Context) -> None:
    check.hand_in(
        ctx.act,
        items=[one.item for one in op.answers],
        asked=ctx.rules.value("integrity.self_check_items", ctx.today, Choices).ids,
        clear=[one.clear for one in op.answers],
        notes=[one.note for one in op.answers],
    )


checks.records(ops.ReviewSelfCheck, e.SelfCheckReviewed, about=lambda op, ctx: Subject(without=(op.person,)))
checks.waits(ops.ReviewSelfCheck, title="period", subject=lambda check, ctx: Subject(without=(check.person,)))
