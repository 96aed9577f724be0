"""Carries out the discipline group's work: reports taken in, looked into and concluded by who may decide (A1, A5)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Text, func, literal, type_coerce

from services.directory.organ import check_person, picture
from services.kernel.domain.who import Subject
from services.kernel.procedure.checks import check_choice, check_happened
from services.kernel.procedure.commands import Commands, lists
from services.kernel.procedure.context import Context
from services.kernel.procedure.desk import Waits, found_in
from services.kernel.procedure.numbers import next_number
from services.kernel.procedure.operations import File
from services.kernel.procedure.procedure import Procedure
from services.kernel.procedure.registry import export_period
from services.party.discipline import events as e
from services.party.discipline import operations as ops
from services.party.discipline.case import Case, CaseStatus, nameless
from services.party.discipline.record import CaseRecord, OutcomeRecord, register
from services.party.posts import DISCIPLINE, DISCIPLINE_GROUP

procedure = Procedure("discipline", zh="纪检", en="Discipline group", registers=[register])


def without_those_concerned(case: Any) -> Subject:
    """Nobody decides on themselves, on their own report, or where they are recused; nor do they see it."""
    return Subject(without=(case.against, case.reporter, *case.recused))


@procedure.discloses(e.OfCase)
def discloses(event: e.OfCase, ctx: Context) -> bool:
    """In the event log too it is the group's alone, the auditor not excepted."""
    case = ctx.row(CaseRecord, id=event.originator_id.hex)
    return (
        case is not None
        and ctx.caller not in without_those_concerned(case).without
        and DISCIPLINE_GROUP.holds(ctx.organ, ctx.caller, Subject(), ctx.today) is not None
    )


cases = Commands(
    procedure,
    Case,
    key="case",
    record=CaseRecord,
    shows=ops.GetDisciplineCase,
    subject=without_those_concerned,
)


@procedure.handles(ops.FileDisciplineReport)
def file_report(op: ops.FileDisciplineReport, ctx: Context) -> ops.ReportReceipt:
    check_person(ctx, op.against, ctx.today, "against")
    if op.happened_on is not None:
        check_happened(ctx, op.happened_on, "happened_on")
    case = Case(ctx.new_id())
    case.receive(ctx.act, number=next_number(ctx, CaseRecord.TABLE, ctx.today.year), **op.model_dump())
    ctx.save(case)
    ctx.act = nameless(ctx.act)  # the program's own log does not name who reported either
    return ops.ReportReceipt(received=ctx.today)


cases.acts(ops.OpenDisciplineCase, Case.open)
cases.acts(ops.NoteDisciplineFinding, Case.note)
cases.waits(ops.OpenDisciplineCase, since="received_on")


@cases.does(ops.ConcludeDisciplineCase)
def conclude(op: ops.ConcludeDisciplineCase, case: Case, ctx: Context) -> None:
    check_choice(ctx, "discipline.outcomes", op.outcome, "outcome")
    case.conclude(ctx.act, outcome=op.outcome, conclusion=op.conclusion)


def kept_inside(case: CaseRecord, ctx: Context) -> bool:
    return case.outcome not in ctx.rules.value("discipline.published", ctx.today, tuple)


@cases.does(ops.PublishDisciplineOutcome, unless=kept_inside)
def publish(op: ops.PublishDisciplineOutcome, case: Case, ctx: Context) -> None:
    case.publish(
        ctx.act,
        published=ctx.rules.value("discipline.published", ctx.today, tuple),
        department=picture(ctx).department_of(case.against, ctx.today),
        notice=op.notice,
    )


@procedure.handles(ops.RecuseFromCase, subject=cases.subject)
def recuse(op: ops.RecuseFromCase, ctx: Context) -> ops.ReportReceipt:
    """Answers with nothing of the case: whoever is recused sees it no more."""
    case = cases.load(op, ctx)
    case.expect(op.WHEN, zh=op.ZH, en=op.EN)
    group = [one.person for one in picture(ctx).body_members(DISCIPLINE, ctx.today)]
    case.recuse(ctx.act, group=group, reason=op.reason)
    ctx.save(case)
    return ops.ReportReceipt(received=ctx.today)


cases.leads_to(ops.RecuseFromCase)


def for_the_caller(op: Any, ctx: Context) -> tuple[Any, ...]:
    c = CaseRecord.columns()
    recused = literal(" ") + type_coerce(c.recused, Text) + literal(" ")
    return (
        c.against != ctx.caller,
        c.reporter != ctx.caller,
        ~func.coalesce(recused, "").contains(f" {ctx.caller} ", autoescape=True),
    )


_under_way = found_in(
    CaseRecord.TABLE,
    CaseRecord.columns().status == CaseStatus.OPENED,
    subject=without_those_concerned,
    since="received_on",
)
procedure.waiting.append(Waits(ops.ConcludeDisciplineCase, ops.GetDisciplineCase, _under_way))
cases.waits(ops.PublishDisciplineOutcome, since="concluded_on")
cases.lists(ops.ListDisciplineCases, where=for_the_caller)
lists(procedure, ops.ListDisciplineOutcomes, OutcomeRecord)


@procedure.handles(ops.ExportDisciplineOutcomes)
def export_outcomes(op: Any, ctx: Context) -> File:
    return export_period(op, ctx, OutcomeRecord, "discipline-outcomes")
