"""Carries out the way into the Party and the year's plan of admissions (B4.3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from services.directory.organ import check_person, picture
from services.kernel.domain.who import SELF, Subject
from services.kernel.procedure.checks import check_choice, check_happened
from services.kernel.procedure.commands import Commands, lists
from services.kernel.procedure.context import Context
from services.kernel.procedure.desk import Waits, found_in
from services.kernel.procedure.obligations import Due, Obligation
from services.kernel.procedure.procedure import Procedure
from services.kernel.procedure.told import told
from services.kernel.refusals import NotFound
from services.party.applicants import events as e
from services.party.applicants import operations as ops
from services.party.applicants.applicant import CITES, ON_THE_WAY, Applicant, AppliedAlready, Way
from services.party.applicants.plan import GrowthPlan, NotPlanned, PlanStatus, plan_id
from services.party.applicants.record import ApplicantRecord, GrowthPlanRecord, PaperIn, PaperOut, register
from services.party.members.member import Member, MemberKind, member_id
from services.party.members.roll import formal_members, member_on
from services.party.posts import ORGANISER


def _loan(event: Any) -> str:
    return f"{event.originator_id.hex}/{event.loan}"


def _miss(ctx: Context, debt: Any) -> None:
    applicant = ctx.find(Applicant, UUID(hex=debt.aggregate))
    applicant.miss(ctx.act, loan=int(debt.key.rpartition("/")[2]))
    ctx.save(applicant)


give_back = Obligation(
    kind="party.applicant-paper",
    zh="归还入党申请人材料",
    en="Give a paper of an applicant's file back",
    tells=told(ApplicantRecord, "person"),
    told_to=(SELF,),
    cites=CITES,
    opened_by={e.ApplicantPaperLent: lambda lent: Due(_loan(lent), lent.due, lent.borrower)},
    fulfilled_by={e.ApplicantPaperReturned: _loan},
    missed_by={e.ApplicantPaperMissed: _loan},
    on_missed=_miss,
)
procedure = Procedure("applicants", zh="发展党员", en="Applicants", registers=[register], obligations=[give_back])


def _views(ctx: Context, rows: Sequence[Any]) -> list[ApplicantRecord]:
    ids = [row.id for row in rows]
    papers = [PaperIn.of(row) for row in ctx.rows_of(PaperIn, applicant=ids)]
    loans = [PaperOut.of(row) for row in ctx.rows_of(PaperOut, applicant=ids)]
    return [
        ApplicantRecord.of(
            row,
            papers=[one for one in papers if one.applicant == row.id],
            loans=[one for one in loans if one.applicant == row.id],
        )
        for row in rows
    ]


applicants = Commands(
    procedure, Applicant, key="applicant", record=ApplicantRecord, views=_views, shows=ops.GetApplicant
)
applicants.lists(ops.ListApplicants)
applicants.exports(ops.ExportApplicants, "applicants")
procedure.attachable("applicant", ops.GetApplicant, by=(ORGANISER,))


def way(ctx: Context) -> Way:
    """As the rule has it today."""

    def number(name: str) -> int:
        return ctx.rules.value(f"applicants.{name}", ctx.today, int)

    return Way(
        number("least_age"),
        number("cultivation_months"),
        (number("contacts_least"), number("contacts_most")),
        (number("sponsors"), number("sponsors")),
        ctx.rules.cite("applicants.cultivation_months", ctx.today),
    )


def _formal(ctx: Context, on: date) -> set[str]:
    """On the day of the step, or today where that lies before the register of members was kept here."""
    return {one.person for day in (on, ctx.today) for one in formal_members(ctx, day)}


@applicants.opens(ops.ReceiveApplication)
def receive(op: ops.ReceiveApplication, ctx: Context) -> Applicant:
    check_happened(ctx, op.on)
    check_person(ctx, op.person, op.on)
    if op.education:
        check_choice(ctx, "members.education", op.education, "education", op.on)
    open_ones = ctx.rows_of(ApplicantRecord, person=op.person, status=[one.value for one in ON_THE_WAY])
    if open_ones or member_on(ctx, op.person, op.on) is not None:
        raise AppliedAlready("该人员已是党员或已提出申请。", "They are members, or have applied already.", cites=CITES)
    applicant = Applicant(ctx.new_id())
    department = picture(ctx).department_of(op.person, op.on)
    applicant.receive(ctx.act, department=department, way=way(ctx), **op.model_dump())
    return applicant


@applicants.does(ops.NameActivist)
def name_activist(op: ops.NameActivist, applicant: Applicant, ctx: Context) -> None:
    check_happened(ctx, op.on)
    applicant.name_activist(ctx.act, on=op.on, contacts=op.contacts, formal=_formal(ctx, op.on), way=way(ctx))


@applicants.does(ops.NameCandidate)
def name_candidate(op: ops.NameCandidate, applicant: Applicant, ctx: Context) -> None:
    check_happened(ctx, op.on)
    _plan(ctx, op.on.year)
    applicant.name_candidate(ctx.act, on=op.on, way=way(ctx))


@applicants.does(ops.AdmitApplicant)
def admit(op: ops.AdmitApplicant, applicant: Applicant, ctx: Context) -> None:
    """The member's entry is part of the same transaction."""
    check_happened(ctx, op.on)
    if _admitted(ctx, op.on.year) >= _plan(ctx, op.on.year).places:
        raise NotPlanned(
            f"{op.on.year}年度发展计划人数已满。", f"The plan of {op.on.year} has no place left.", cites=CITES
        )
    applicant.admit(ctx.act, on=op.on, sponsors=op.sponsors, formal=_formal(ctx, op.on), way=way(ctx))
    member = ctx.find(Member, member_id(applicant.person))
    member.enter(
        ctx.act,
        person=applicant.person,
        department=picture(ctx).department_of(applicant.person, op.on),
        on=op.on,
        joined=op.on,
        formal=None,
        group=op.group,
        came_from="",
        kind=MemberKind.SERVING.value,
        born=applicant.born,
        education=applicant.education,
    )
    ctx.save(applicant, member)


@applicants.does(ops.EndApplication)
def end(op: ops.EndApplication, applicant: Applicant, ctx: Context) -> None:
    check_happened(ctx, op.on)
    applicant.end(ctx.act, on=op.on, reason=op.reason)


@applicants.does(ops.HandInThoughtReport)
def hand_in_report(op: ops.HandInThoughtReport, applicant: Applicant, ctx: Context) -> None:
    check_happened(ctx, op.on)
    applicant.report(ctx.act, on=op.on, title=op.title)


@applicants.does(ops.ExamineApplicant)
def examine(op: ops.ExamineApplicant, applicant: Applicant, ctx: Context) -> None:
    check_happened(ctx, op.on)
    applicant.examine(ctx.act, on=op.on, finding=op.finding)


@applicants.does(ops.LendApplicantPaper)
def lend(op: ops.LendApplicantPaper, applicant: Applicant, ctx: Context) -> None:
    check_happened(ctx, op.on)
    check_person(ctx, op.borrower, op.on, "borrower")
    applicant.lend(ctx.act, on=op.on, borrower=op.borrower, due=op.due, paper=op.paper)


def nothing_out(applicant: ApplicantRecord, _: Context) -> bool:
    return all(one.returned_on is not None for one in applicant.loans)


@applicants.does(ops.ReturnApplicantPaper, unless=nothing_out)
def give_paper_back(op: ops.ReturnApplicantPaper, applicant: Applicant, ctx: Context) -> None:
    check_happened(ctx, op.on)
    applicant.give_back(ctx.act, loan=op.loan, on=op.on)


# -- the year's plan --------------------------------------------------------------------------------------------------

plans = Commands(procedure, GrowthPlan, at=lambda op: plan_id(op.year), shows=ops.GetGrowthPlan)


@plans.opens(ops.ProposeGrowthPlan)
def propose(op: ops.ProposeGrowthPlan, ctx: Context) -> GrowthPlan:
    plan = ctx.find(GrowthPlan, plan_id(op.year))
    if plan.exists:
        plan.expect((PlanStatus.PROPOSED,), zh=op.ZH, en=op.EN)
    plan.trigger(e.GrowthPlanProposed, ctx.act, year=op.year, places=op.places, people=tuple(op.people), note=op.note)
    return plan


plans.leads_to(ops.ProposeGrowthPlan, unless=lambda one, ctx: one.status is not PlanStatus.PROPOSED)
plans.records(ops.AdoptGrowthPlan, e.GrowthPlanAdopted)
_proposed = found_in(
    GrowthPlanRecord.TABLE,
    GrowthPlanRecord.columns().status == PlanStatus.PROPOSED,
    subject=lambda row: Subject(),
    which={"year": "year"},
    title="year",
)
procedure.waiting.append(Waits(ops.AdoptGrowthPlan, ops.GetGrowthPlan, _proposed))


def _plan(ctx: Context, year: int) -> Any:
    row = ctx.row(GrowthPlanRecord, year=year)
    if row is None or row.status != PlanStatus.ADOPTED:
        raise NotPlanned(
            f"{year}年度党员发展计划尚未通过。", f"No plan of {year} has been adopted.", cites=CITES, year=year
        )
    return row


def _admitted(ctx: Context, year: int) -> int:
    rows = ctx.rows_of(ApplicantRecord, status="admitted")
    return sum(row.admitted_on.year == year for row in rows)


@procedure.handles(ops.GetGrowthPlan)
def get_plan(op: ops.GetGrowthPlan, ctx: Context) -> GrowthPlanRecord:
    row = ctx.row(GrowthPlanRecord, year=op.year)
    if row is None:
        raise NotFound("没有该年度的发展计划。", "There is no plan of that year.", year=op.year)
    return GrowthPlanRecord.of(row, admitted=_admitted(ctx, op.year))


lists(procedure, ops.ListGrowthPlans, GrowthPlanRecord)
