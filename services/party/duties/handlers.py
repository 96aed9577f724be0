"""The study calendar at work: opened by the clock, each kind by itself (A6, A8, A9, B5)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import func, select

from services.kernel.procedure.commands import Commands
from services.kernel.procedure.context import Context
from services.kernel.procedure.obligations import Due, Obligation, by_stream, missing
from services.kernel.procedure.procedure import Procedure
from services.kernel.procedure.told import told
from services.kernel.rules.calendar import UnknownYear
from services.party.duties import events as e
from services.party.duties import operations as ops
from services.party.duties.duty import DUTIES, Duty, DutyKind, DutyStatus, duty_id
from services.party.duties.fulfilling import answering, begins, opened
from services.party.duties.periods import Period
from services.party.duties.record import StudyDutyRecord, register
from services.party.sessions.kinds import kinds_that
from services.party.sessions.record import deeds_between
from services.party.sessions.states import SessionStatus

d = StudyDutyRecord.columns()


def _owed(kind: DutyKind) -> Callable[[Any], Due | None]:
    """The events are those of every kind."""

    def opens(event: e.StudyDutyOpened | e.StudyDutyPassed) -> Due | None:
        if event.duty != kind.value:
            return None
        return Due(by_stream(event), event.due, event.person, event.department)

    return opens


obligations = [
    Obligation(
        kind=f"party.{kind.value}",
        zh=kind.zh,
        en=kind.en,
        tells=told(StudyDutyRecord, "first"),
        cites=duty.cites,
        opened_by={e.StudyDutyOpened: _owed(kind), e.StudyDutyPassed: _owed(kind)},
        fulfilled_by={e.StudyDutyDone: by_stream},
        reopened_by={e.StudyDutyUndone: by_stream},
        missed_by={e.StudyDutyMissed: by_stream},
        on_missed=missing(Duty),
        shows=ops.GetStudyDuty,
    )
    for kind, duty in DUTIES.items()
]
procedure = Procedure("duties", zh="学习工作", en="Study duties", registers=[register], obligations=obligations)
commands = Commands(procedure, Duty, key="duty", record=StudyDutyRecord, shows=ops.GetStudyDuty)
commands.lists(ops.ListStudyDuties)
commands.exports(ops.ExportStudyDuties, "study-duties")


def _since(ctx: Context, kind: DutyKind) -> date:
    """After the last period that the clock has opened; in a new log from the day on which it begins, so that periods in
    which no clock ran are owed all the same."""
    latest = ctx.rows(select(func.max(d.last)).where(d.duty == kind.value, d.by_clock))[0][0]
    began = begins(ctx)
    return latest if latest is not None and latest >= began else began


def _opens(kind: DutyKind) -> Callable[[Context], int]:
    def open_periods(ctx: Context) -> int:
        """What could not have been done in time any more when the log began is not held against anybody."""
        since, made = _since(ctx, kind), 0
        try:
            for period in DUTIES[kind].periods(kind, ctx.rules, ctx.calendar, since):
                if period.first > ctx.today:
                    break
                if period.due < since or ctx.find(Duty, duty_id(kind, period.first)).exists:
                    continue
                duty = opened(ctx, kind, period)
                if number := _done_already(ctx, kind, period):
                    duty.do(ctx.act, by=number)
                ctx.save(duty)
                made += 1
        except UnknownYear:
            pass  # the rest waits for that year's calendar
        return made

    return open_periods


def _done_already(ctx: Context, kind: DutyKind, period: Period) -> str:
    """By a session that was held, or arranged, before the calendar of its year was known."""
    held, arranged = kinds_that(ctx, kind, period.first)
    return deeds_between(ctx, held, (SessionStatus.HELD,), period.first, period.last) or deeds_between(
        ctx, arranged, (SessionStatus.SET, SessionStatus.HELD), period.first, period.last
    )


for _kind in DUTIES:
    procedure.on_tick(_opens(_kind))


@procedure.on_tick
def pass_on(ctx: Context) -> int:
    """A duty follows the post: who answers for it now owes it."""
    moved = 0
    now = {kind: answering(ctx, kind) for kind in DUTIES}
    for row in ctx.rows(select(StudyDutyRecord.TABLE).where(d.status == DutyStatus.DUE.value).order_by(d.due, d.id)):
        person, department = now[DutyKind(row.duty)]
        if person != row.person:
            duty = ctx.load(Duty, duty_id(DutyKind(row.duty), row.first))
            duty.pass_on(ctx.act, person=person, department=department)
            ctx.save(duty)
            moved += 1
    return moved
