"""Carries out the yearly health check: opened by the clock, arranged, gone to, held (A23)."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from services.directory.organ import check_person, picture
from services.finance.posts import UNION_CHAIR
from services.finance.union_health import events as e
from services.finance.union_health import operations as ops
from services.finance.union_health.check import CheckStatus, HealthCheck, check_id
from services.finance.union_health.record import HealthCheckAttendance, HealthCheckRecord, register
from services.finance.union_members.record import UnionMemberRecord
from services.kernel.domain.who import Subject
from services.kernel.procedure.checks import check_happened
from services.kernel.procedure.commands import Commands, lists
from services.kernel.procedure.context import Context
from services.kernel.procedure.obligations import Due, Obligation, by_stream, missing
from services.kernel.procedure.procedure import Procedure
from services.kernel.procedure.told import told

MONTHS = 12
hold_check = Obligation(
    kind="finance.health-check",
    zh="组织年度健康体检",
    en="Hold the year's health check",
    tells=told(HealthCheckRecord, "year"),
    cites=("A23",),
    opened_by={
        one: lambda owed: Due(by_stream(owed), owed.due, owed.answers, owed.department)
        for one in (e.HealthCheckDue, e.HealthCheckPassed)
    },
    fulfilled_by={e.HealthCheckHeld: by_stream},
    missed_by={e.HealthCheckMissed: by_stream},
    on_missed=missing(HealthCheck),
    shows=ops.GetHealthCheck,
)
procedure = Procedure(
    "union_health", zh="健康体检", en="Health checks", registers=[register], obligations=[hold_check]
)  # fmt: skip
commands = Commands(
    procedure, HealthCheck, key="check", record=HealthCheckRecord, shows=ops.GetHealthCheck,
    subject=lambda _: Subject(),
)  # fmt: skip


def _answering(ctx: Context) -> dict[str, str]:
    organ, today = picture(ctx), ctx.today
    answers = organ.holder(UNION_CHAIR.code, today)
    return {"answers": answers, "department": organ.department_of(answers, today) if answers else ""}


def _due(ctx: Context, year: int) -> date:
    """The last day of the month that the rule names."""
    month = ctx.rules.value("union.health_check_by", date(year, MONTHS, 31), int)
    return date(year + month // MONTHS, month % MONTHS + 1, 1) - timedelta(days=1)


@procedure.on_tick
def open_years(ctx: Context) -> int:
    """Every year's from the one in which the union's first member was entered, unless its time had passed by then."""
    entered = [row.entered for row in ctx.rows_of(UnionMemberRecord)]
    known, opened = {row.year for row in ctx.rows_of(HealthCheckRecord)}, 0
    for year in range(min(entered).year, ctx.today.year + 1) if entered else ():
        due = _due(ctx, year)
        if year not in known and due >= min(entered):
            check = ctx.find(HealthCheck, check_id(year))
            check.open(ctx.act, year=year, due=due, **_answering(ctx))
            ctx.save(check)
            opened += 1
    return opened


@procedure.on_tick
def pass_on(ctx: Context) -> int:
    """It follows the post."""
    moved = 0
    for row in ctx.rows_of(HealthCheckRecord, status=[CheckStatus.DUE.value, CheckStatus.ARRANGED.value]):
        check = ctx.find(HealthCheck, UUID(hex=row.id))
        before = check.version
        check.pass_on(ctx.act, **_answering(ctx))
        if check.version > before:
            ctx.save(check)
            moved += 1
    return moved


commands.acts(ops.ArrangeHealthCheck, HealthCheck.arrange)


@commands.does(ops.RecordHealthCheck)
def record(op: ops.RecordHealthCheck, check: HealthCheck, ctx: Context) -> None:
    check_happened(ctx, op.on)
    for person in op.people:
        check_person(ctx, person, op.on, "people")
    check.attend(ctx.act, on=op.on, people=op.people)


def nobody_went(check: HealthCheckRecord, ctx: Context) -> bool:
    return check.number == 0


commands.acts(ops.ConcludeHealthCheck, HealthCheck.hold, unless=nobody_went)
commands.lists(ops.ListHealthChecks)
commands.exports(ops.ExportHealthChecks, "health-checks")
lists(procedure, ops.ListHealthCheckAttendance, HealthCheckAttendance)
