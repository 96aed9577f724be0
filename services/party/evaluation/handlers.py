"""Carries out the yearly evaluation of members: its steps in order, a form for each (B7)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from services.directory.organ import picture
from services.kernel.procedure.checks import check_choice, check_happened
from services.kernel.procedure.commands import Commands
from services.kernel.procedure.context import Context
from services.kernel.procedure.obligations import Due, Obligation, missing
from services.kernel.procedure.procedure import Procedure
from services.kernel.procedure.told import told_by_key
from services.kernel.refusals import NotFound
from services.kernel.rules.regulations import Choices
from services.party.evaluation import events as e
from services.party.evaluation import operations as ops
from services.party.evaluation.form import Capacity, Form, FormStatus, form_id
from services.party.evaluation.record import EvaluationRecord, FormRecord, Tally, register
from services.party.evaluation.round import Round, Step, round_id
from services.party.members.roll import roll
from services.party.months import months_after
from services.party.posts import bound_secretary


def _miss(ctx: Context, row: Any) -> None:
    found = ctx.find(Round, UUID(hex=row.aggregate))
    found.miss(ctx.act, due=row.due)
    ctx.save(found)


def _year(event: e.OfEvaluation) -> str:
    return str(event.year)


def _form(event: e.OfMember) -> str:
    return f"{event.year}/{event.person}"


def _until(event: e.MemberHandled) -> Due | None:
    return Due(_form(event), event.due, event.secretary) if event.due else None


def _named(ctx: Context, debt: Any) -> tuple[str, str, str]:
    name = ctx.organ.name_of(debt.key.split("/")[1])
    return "", name, name


yearly = Obligation(
    kind="party.evaluation",
    zh="开展民主评议党员",
    en="Bring the year's evaluation of members to its end",
    tells=told_by_key(),
    cites=("B7.1",),
    opened_by={e.EvaluationDue: lambda owed: Due(_year(owed), owed.due, owed.person, owed.department)},
    fulfilled_by={e.EvaluationClosed: _year},
    missed_by={e.EvaluationMissed: _year},
    on_missed=_miss,
    shows=ops.GetEvaluation,
    which=lambda debt: {"year": debt.key},
)
look_again = Obligation(
    kind="party.evaluation-handling",
    zh="了结对不合格党员的处理",
    en="Look again at an unqualified member by the day set",
    tells=_named,
    cites=("B7.4",),
    opened_by={e.MemberHandled: _until},
    fulfilled_by={e.HandlingEnded: _form},
    missed_by={e.HandlingMissed: _form},
    on_missed=missing(Form),
    shows=ops.GetForm,
    which=lambda debt: dict(zip(("year", "person"), debt.key.split("/"), strict=True)),
)

procedure = Procedure(
    "evaluation", zh="民主评议党员", en="Evaluation of members", registers=[register], obligations=[yearly, look_again]
)


@procedure.on_tick
def open_evaluations(ctx: Context) -> int:
    """Each year's, also of years in which no clock ran."""
    latest = ctx.rows(select(func.max(EvaluationRecord.columns().year)))[0][0]
    person, department = bound_secretary(ctx)
    years = range((latest or ctx.today.year - 1) + 1, ctx.today.year + 1)
    for year in years:
        month, last = ctx.rules.value("evaluation.due", ctx.today, str).split("-")
        found = ctx.find(Round, round_id(year))
        found.open(ctx.act, year=year, person=person, department=department, due=date(year, int(month), int(last)))
        ctx.save(found)
    return len(years)


# -- the year as a whole ----------------------------------------------------------------------------------------------

rounds = Commands(procedure, Round, at=lambda op: round_id(op.year), record=EvaluationRecord, shows=ops.GetEvaluation)
rounds.lists(ops.ListEvaluations)


@rounds.does(ops.StartEvaluation)
def start(op: ops.StartEvaluation, year: Round, ctx: Context) -> None:
    organ, today = picture(ctx), ctx.today
    bodies = ctx.rules.value("evaluation.leaders", today, tuple)
    leaders = {one.person for body in bodies for one in organ.body_members(body, today)}
    members = roll(ctx, today)
    year.start(ctx.act, contents=ctx.rules.value("evaluation.contents", today, Choices).ids, members=len(members))
    ctx.save(year)
    for member in members:
        form = Form(form_id(op.year, member.person))
        form.open(
            ctx.act, year=op.year, person=member.person, department=organ.department_of(member.person, today),
            group=member.group,
            capacities=[Capacity.MEMBER, Capacity.LEADER] if member.person in leaders else [Capacity.MEMBER],
        )  # fmt: skip
        ctx.save(form)


@rounds.does(ops.RecordEvaluationStudy)
def study(op: ops.RecordEvaluationStudy, year: Round, ctx: Context) -> None:
    check_happened(ctx, op.on)
    year.study(ctx.act, on=op.on, topic=op.topic, present=op.present)


def _unfinished(ctx: Context, year: int, step: Step) -> list[str]:
    """For whom the step is not done."""
    forms = [one for one in ctx.rows_of(FormRecord, year=year) if one.status != FormStatus.EXCUSED]
    match step:
        case Step.SELF:
            found = [one for one in forms if one.status == FormStatus.OPEN]
        case Step.MUTUAL:
            found = [one for one in forms if set(one.capacities) - set(one.counted)]
        case Step.EXAMINATION:
            found = [one for one in forms if one.status != FormStatus.EXAMINED]
        case _:
            handled = ctx.rules.value("evaluation.handled", ctx.today, tuple)
            found = [one for one in forms if one.result in handled and not one.handling]
    return sorted(one.person for one in found)


def unfinished(year: EvaluationRecord, ctx: Context) -> bool:
    return bool(_unfinished(ctx, year.year, year.status))


@rounds.does(ops.AdvanceEvaluation, unless=unfinished)
def advance(op: ops.AdvanceEvaluation, year: Round, ctx: Context) -> None:
    year.advance(ctx.act, unfinished=_unfinished(ctx, op.year, year.status))


@rounds.does(ops.CloseEvaluation, unless=unfinished)
def close(op: ops.CloseEvaluation, year: Round, ctx: Context) -> None:
    keep = ctx.rules.value("evaluation.keep_months", ctx.today, int)
    year.close(
        ctx.act,
        unfinished=_unfinished(ctx, op.year, year.status),
        kept_until=months_after(date(op.year, 12, 31), keep),
    )


# -- a member's form --------------------------------------------------------------------------------------------------


def _views(ctx: Context, rows: Sequence[Any]) -> list[FormRecord]:
    """With the votes of each."""
    c = Tally.columns()
    found: dict[tuple[int, str], list[Tally]] = {}
    years = {row.year for row in rows}
    for row in ctx.rows(select(Tally.TABLE).where(c.year.in_(years)).order_by(*c)) if rows else ():
        found.setdefault((row.year, row.person), []).append(Tally.of(row))
    return [FormRecord.of(row, tallies=found.get((row.year, row.person), [])) for row in rows]


forms = Commands(
    procedure,
    Form,
    at=lambda op: form_id(op.year, op.person),
    record=FormRecord,
    views=_views,
    shows=ops.GetForm,
)
forms.lists(ops.ListForms)
forms.exports(ops.ExportForms, "evaluation-forms")


def _round(ctx: Context, year: int) -> Any:
    row = ctx.row(EvaluationRecord, id=round_id(year).hex)
    if row is None:
        raise NotFound("该年度没有民主评议。", "There is no evaluation of that year.", year=year)
    return row


def _step(ctx: Context, year: int) -> Step:
    return Step(_round(ctx, year).status)


def out_of(step: Step, *, own: bool = False) -> Callable[[FormRecord, Context], bool]:
    """The year does not stand at the step, or, unless it may be `own`, it is the caller's own form."""
    return lambda form, ctx: _step(ctx, form.year) != step or (not own and form.person == ctx.caller)


@forms.does(ops.SubmitSelfAssessment, unless=out_of(Step.SELF, own=True))
def assess_oneself(op: ops.SubmitSelfAssessment, form: Form, ctx: Context) -> None:
    year = _round(ctx, op.year)
    form.assess_oneself(
        ctx.act,
        step=Step(year.status),
        contents=[answer.content for answer in op.answers],
        asked=year.contents,
        texts=[answer.text for answer in op.answers],
    )


forms.waits(ops.SubmitSelfAssessment, since="opened_on", title="group")


@forms.does(ops.RecordMutualAssessment, unless=out_of(Step.MUTUAL))
def count(op: ops.RecordMutualAssessment, form: Form, ctx: Context) -> None:
    check_happened(ctx, op.on)
    for one in op.counts:
        check_choice(ctx, "evaluation.results", one.result, "counts")
    taking_part = [one for one in ctx.rows_of(FormRecord, year=op.year) if one.status != FormStatus.EXCUSED]
    form.count(
        ctx.act,
        step=_step(ctx, op.year),
        capacity=op.capacity,
        on=op.on,
        results=[one.result for one in op.counts],
        votes=[one.votes for one in op.counts],
        others=len(taking_part) - 1,
        opinion=op.opinion,
    )


@forms.does(ops.ExamineMember, unless=out_of(Step.EXAMINATION))
def examine(op: ops.ExamineMember, form: Form, ctx: Context) -> None:
    check_choice(ctx, "evaluation.results", op.result, "result")
    form.examine(ctx.act, step=_step(ctx, op.year), result=op.result, opinion=op.opinion)


def own(form: FormRecord, ctx: Context) -> bool:
    return form.person == ctx.caller


forms.acts(ops.ExcuseMember, Form.excuse, unless=own)


def not_for(parameter: str) -> Callable[[FormRecord, Context], bool]:
    """Another step, one's own, or a result that does not call for it."""
    other = out_of(Step.HANDLING)
    return lambda form, ctx: other(form, ctx) or form.result not in ctx.rules.value(parameter, ctx.today, tuple)


@forms.does(ops.CommendMember, unless=not_for("evaluation.commended"))
def commend(op: ops.CommendMember, form: Form, ctx: Context) -> None:
    commended = ctx.rules.value("evaluation.commended", ctx.today, tuple)
    form.commend(ctx.act, step=_step(ctx, op.year), commended=commended, note=op.note)


@forms.does(ops.HandleMember, unless=not_for("evaluation.handled"))
def handle(op: ops.HandleMember, form: Form, ctx: Context) -> None:
    check_choice(ctx, "evaluation.handlings", op.handling, "handling")
    form.handle(
        ctx.act,
        step=_step(ctx, op.year),
        handled=ctx.rules.value("evaluation.handled", ctx.today, tuple),
        handling=op.handling,
        secretary=bound_secretary(ctx)[0],
        due=op.due,
        note=op.note,
    )


def nothing_to_end(form: FormRecord, ctx: Context) -> bool:
    return own(form, ctx) or not form.handling or form.improved is not None


forms.acts(ops.EndHandling, Form.end_handling, unless=nothing_to_end)
