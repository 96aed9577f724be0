"""Carries out the union's care: owed by the calendar, or once a stay in hospital is reported (A24–A26)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from services.directory.organ import check_person, picture
from services.finance.posts import FINANCE_LEADER, UNION_CHAIR
from services.finance.union_care import calendar
from services.finance.union_care import events as e
from services.finance.union_care import operations as ops
from services.finance.union_care.calendar import Owed
from services.finance.union_care.care import (
    CITED,
    CareKind,
    CareStatus,
    GiftBeyondStandard,
    StayKnown,
    UnionCare,
)
from services.finance.union_care.record import UnionCareRecord, register
from services.finance.union_members.record import UnionMemberRecord
from services.finance.union_members.roll import members
from services.kernel.domain.who import Subject
from services.kernel.domain.words import WrongStatus
from services.kernel.procedure.checks import check_happened
from services.kernel.procedure.commands import Commands
from services.kernel.procedure.context import Context
from services.kernel.procedure.obligations import Due, Obligation, by_stream
from services.kernel.procedure.procedure import Procedure
from services.kernel.procedure.told import told
from services.kernel.rules.regulations import Table

NAMESPACE = UUID("3a9d6a4e-6f0b-4b1e-8d55-2c9f3c1f7a64")
"""Of the festivals' streams."""


def _opens(kind: CareKind) -> Callable[[Any], Due | None]:
    """The events are those of every kind."""

    def opens(event: e.UnionCareDue | e.UnionCarePassed) -> Due | None:
        if event.duty != kind.value:
            return None
        return Due(by_stream(event), event.due, event.answers, event.department)

    return opens


def _moves(kind: CareKind) -> Callable[[Any], Due | None]:
    return lambda event: Due(by_stream(event), event.due) if event.duty == kind.value else None


def _miss(ctx: Context, row: Any) -> None:
    """Who is no member any more is owed no greeting, and who has left the organ nothing."""
    care = ctx.find(UnionCare, UUID(hex=row.aggregate))
    here = {row.person: row.born for row in members(ctx)}
    (care.miss if _still_owed(ctx, care, here) else care.lapse)(ctx.act)
    ctx.save(care)


def _still_owed(ctx: Context, care: UnionCare, here: Mapping[str, date | None]) -> bool:
    """`here` are the members with their days of birth: one that was struck out is greeted no more."""
    if care.kind is CareKind.BIRTHDAY:
        return here.get(care.member) is not None
    return care.kind is CareKind.FESTIVAL or picture(ctx).is_active(care.member, ctx.today)


obligations = [
    Obligation(
        kind=f"finance.union-{kind.value}",
        zh=zh,
        en=en,
        tells=told(UnionCareRecord, "person", "festival", "period"),
        cites=CITED[kind],
        opened_by={e.UnionCareDue: _opens(kind), e.UnionCarePassed: _opens(kind)},
        due_by={e.UnionCareMoved: _moves(kind)},
        fulfilled_by={e.UnionCareGiven: by_stream},
        missed_by={e.UnionCareMissed: by_stream},
        cancelled_by={e.UnionCareLapsed: by_stream},
        on_missed=_miss,
        shows=ops.GetUnionCare,
    )
    for kind, zh, en in (
        (CareKind.BIRTHDAY, "慰问过生日的工会会员", "Greet a member of the union on their birthday"),
        (CareKind.FESTIVAL, "组织节日活动和慰问", "Do something for the members at a festival"),
        (CareKind.HOSPITAL, "看望住院职工", "Visit a colleague in hospital"),
    )
]
procedure = Procedure("union_care", zh="工会慰问", en="Union care", registers=[register], obligations=obligations)


def _concerned(one: UnionCare | UnionCareRecord) -> Subject:
    member = one.member if isinstance(one, UnionCare) else one.person
    return Subject(member, posts=(one.answers_as,))


commands = Commands(
    procedure,
    UnionCare,
    key="care",
    record=UnionCareRecord,
    shows=ops.GetUnionCare,
    views=lambda ctx, rows: [UnionCareRecord.of(row) for row in rows],
    subject=_concerned,
)


# -- what is owed -----------------------------------------------------------------------------------------------------


def _answering(ctx: Context, member: str) -> dict[str, str]:
    """Who owes it: the chair of the union, and what is owed to them the leader in charge of finance."""
    organ, today = picture(ctx), ctx.today
    chair = organ.holder(UNION_CHAIR.code, today)
    post = FINANCE_LEADER if member and member == chair else UNION_CHAIR
    answers = organ.holder(post.code, today)
    department = organ.department_of(answers, today) if answers else ""
    return {"answers": answers, "answers_as": post.code, "department": department}


def _open(ctx: Context, id: UUID, duty: CareKind, member: str, owed: Owed) -> UnionCare:
    care = ctx.find(UnionCare, id)
    care.open(
        ctx.act, duty=duty, member=member, period=owed.period, festival=owed.festival, first=owed.first, due=owed.due,
        **_answering(ctx, member),
    )  # fmt: skip
    ctx.save(care)
    return care


def _known(ctx: Context, duty: CareKind) -> list[Any]:
    """What is owed or was done of it; what lapsed may be owed again."""
    return [row for row in ctx.rows_of(UnionCareRecord, duty=duty.value) if row.status != CareStatus.LAPSED]


@procedure.on_tick
def open_birthdays(ctx: Context) -> int:
    """Of every member whose day of birth is entered, from the day of that entry on."""
    known, opened = {(row.person, row.period) for row in _known(ctx, CareKind.BIRTHDAY)}, 0
    for row in members(ctx):
        since = max(row.known_since, row.joined)
        for owed in calendar.birthdays(row.born, since, ctx.today) if row.born else ():
            if (row.person, owed.period) not in known:
                _open(ctx, uuid5(UUID(hex=row.id), owed.period), CareKind.BIRTHDAY, row.person, owed)
                opened += 1
    return opened


@procedure.on_tick
def open_festivals(ctx: Context) -> int:
    """From the day on which the union's first member was entered: before it there was nobody to do something for."""
    entered = [row.entered for row in ctx.rows_of(UnionMemberRecord)]
    known, opened = {(row.festival, row.period) for row in _known(ctx, CareKind.FESTIVAL)}, 0
    for owed in calendar.festivals(ctx.rules, ctx.calendar, min(entered), ctx.today) if entered else ():
        if (owed.festival, owed.period) not in known:
            _open(ctx, uuid5(NAMESPACE, f"{owed.period}/{owed.festival}"), CareKind.FESTIVAL, "", owed)
            opened += 1
    return opened


@procedure.on_tick
def keep_up(ctx: Context) -> int:
    """What is owed follows the post, a corrected day of birth, and who has left."""
    here = {row.person: row.born for row in members(ctx)}
    changed = 0
    for row in ctx.rows_of(UnionCareRecord, status=CareStatus.DUE.value):
        care = ctx.find(UnionCare, UUID(hex=row.id))
        before = care.version
        _follow(ctx, care, here)
        if care.version > before:
            ctx.save(care)
            changed += 1
    return changed


def _follow(ctx: Context, care: UnionCare, here: Mapping[str, date | None]) -> None:
    """A correction that puts a birthday into the past cannot be made good: nothing is owed then."""
    born = here.get(care.member)
    due = calendar.birthday(born, int(care.period)) if care.kind is CareKind.BIRTHDAY and born else care.due
    if not _still_owed(ctx, care, here) or (due != care.due and due < ctx.today):
        care.lapse(ctx.act)
        return
    if due != care.due:
        care.move(ctx.act, first=due.replace(day=1), due=due)
    care.pass_on(ctx.act, **_answering(ctx, care.member))


@commands.opens(ops.ReportHospitalStay)
def report(op: ops.ReportHospitalStay, ctx: Context) -> UnionCare:
    check_happened(ctx, op.on)
    check_person(ctx, op.patient, ctx.today, "patient")
    days = ctx.rules.value("union.hospital_visit_days", ctx.today, int)
    owed = Owed(op.on.isoformat(), op.on, ctx.today + timedelta(days=days))
    if [row for row in _known(ctx, CareKind.HOSPITAL) if (row.person, row.period) == (op.patient, owed.period)]:
        raise StayKnown("该次住院已报告。", "The stay was reported already.", cites=("A25",))
    return _open(ctx, ctx.new_id(), CareKind.HOSPITAL, op.patient, owed)


# -- what is done -----------------------------------------------------------------------------------------------------


def own(care: UnionCareRecord, ctx: Context) -> bool:
    return bool(care.person) and care.person == ctx.caller


def _check_gift(ctx: Context, care: UnionCare, gift: Decimal, on: date) -> None:
    """Each time, and a greeting once a year, so by the year's standard too."""
    for parameter in ("union.most_each_time", "union.most_a_year"):
        most = ctx.rules.value(parameter, on, Table).get(care.duty)
        if most is not None and gift > most:
            raise GiftBeyondStandard(
                f"慰问品价值{gift}元，超过每人{most}元的标准。",
                f"The gift is worth {gift} yuan; the standard is {most} for a member.",
                cites=care.cited,
                most=str(most),
            )


@commands.does(ops.RecordUnionCare, unless=own)
def record(op: ops.RecordUnionCare, care: UnionCare, ctx: Context) -> None:
    check_happened(ctx, op.on)
    for visitor in op.visitors:
        check_person(ctx, visitor, op.on, "visitors")
    _check_gift(ctx, care, op.gift, op.on)
    care.give(ctx.act, on=op.on, visitors=op.visitors, gift=op.gift, what=op.what)


def no_stay(care: UnionCareRecord, ctx: Context) -> bool:
    """Only what was reported is taken back, and never of oneself."""
    return care.duty is not CareKind.HOSPITAL or own(care, ctx)


@commands.does(ops.WithdrawHospitalStay, unless=no_stay)
def withdraw(op: ops.WithdrawHospitalStay, care: UnionCare, ctx: Context) -> None:
    if care.kind is not CareKind.HOSPITAL:
        raise WrongStatus("该事项不是住院慰问。", "It is no visit in hospital.", cites=care.cited)
    care.withdraw(ctx.act)


commands.lists(ops.ListUnionCare, subject=lambda op, ctx: Subject(op.person))
commands.exports(ops.ExportUnionCare, "union-care")
