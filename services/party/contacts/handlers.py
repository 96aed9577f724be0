"""Carries out contacts: who is visited by whom, once a period; what is raised, and who settles it (A10, A12)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from services.directory.organ import check_department, check_person, picture
from services.kernel.domain.who import SELF, Subject, standing
from services.kernel.procedure.checks import check_choice, check_happened
from services.kernel.procedure.commands import Commands
from services.kernel.procedure.context import Context
from services.kernel.procedure.desk import Waiting, Waits
from services.kernel.procedure.numbers import next_number
from services.kernel.procedure.obligations import Due, Obligation, missing
from services.kernel.procedure.procedure import Procedure
from services.kernel.procedure.told import told
from services.kernel.refusals import Invalid, NotFound
from services.kernel.rules.values import Table
from services.party.contacts import events as e
from services.party.contacts import operations as ops
from services.party.contacts.contact import (
    CITES_OF,
    Contact,
    ContactKind,
    ContactStatus,
    PeriodStatus,
    ProblemStatus,
    Span,
    TooManyContacts,
    check_within,
    span_of,
)
from services.party.contacts.facts import PAID_VISITS
from services.party.contacts.record import ContactRecord, PeriodRow, VisitRow, register
from services.party.deputies.deputy import DeputyStatus
from services.party.deputies.record import DeputyRecord


def _key(event: Any) -> str:
    return f"{event.originator_id.hex}/{event.period}"


def _debt(event: e.VisitDue | e.ContactHandedOver) -> Due | None:
    return Due(_key(event), event.due, event.person, event.department) if event.period else None


visit = Obligation(
    kind="party.contact-visit",
    zh="走访联系对象",
    en="Visit a contact",
    tells=told(ContactRecord, "name", number="number"),
    told_to=ops.NAMED,
    cites=("A10", "A12"),
    opened_by={e.VisitDue: _debt, e.ContactHandedOver: _debt},
    fulfilled_by={e.ContactVisited: _key},
    missed_by={e.VisitMissed: _key},
    on_missed=missing(Contact),
    cancelled_by={e.ContactEnded: _key, e.VisitWithdrawn: lambda event: _key(event) if event.fell else ""},
    reopened_by={e.VisitWithdrawn: lambda event: _key(event) if event.counted and not event.fell else ""},
    shows=ops.GetContact,
    gives=PAID_VISITS,
)
procedure = Procedure("contacts", zh="联系代表、困难户", en="Contacts", registers=[register], obligations=[visit])


def _views(ctx: Context, rows: Sequence[Any]) -> list[ContactRecord]:
    """With periods and visits; names and troubles for those alone who have to do with the contact."""
    asked = [row.id for row in rows]
    periods, visits = ctx.rows_of_each(PeriodRow, VisitRow, contact=asked) if asked else ([], [])
    found: list[ContactRecord] = []
    for row in rows:
        hidden = {} if _sees(ctx, row) else dict.fromkeys(("name", "place", "situation"), "") | {"withheld": True}
        unsaid = dict.fromkeys(("content", "problem", "outcome"), "") if hidden else {}
        found.append(
            ContactRecord.of(
                row,
                **hidden,
                periods=[PeriodRow.of(one) for one in periods if one.contact == row.id],
                visit_list=[VisitRow.of(one, **unsaid) for one in visits if one.contact == row.id],
            )
        )
    return found


def _sees(ctx: Context, row: Any) -> bool:
    about = Subject(row.person, row.department)
    return standing(ops.NAMED, ctx.organ, ctx.caller, about, ctx.today) is not None


contacts = Commands(procedure, Contact, key="contact", record=ContactRecord, shows=ops.GetContact, views=_views)
procedure.attachable(
    "contact",
    ops.GetContact,
    by=(SELF, *ops.KEEPERS),
    visible=lambda contact: not contact.withheld,
    open=lambda contact: contact.status == ContactStatus.KEPT,
)


def _span(ctx: Context, kind: str, day: date) -> Span:
    return span_of(day, ctx.rules.value(f"contacts.{kind}_cadence", day, str))


@contacts.opens(ops.AssignContact)
def assign_contact(op: ops.AssignContact, ctx: Context) -> Contact:
    check_person(ctx, op.person, ctx.today)
    _check_bound(ctx, op.person, op.kind)
    contact = Contact(ctx.new_id())
    department = picture(ctx).department_of(op.person, ctx.today)
    contact.assign(
        ctx.act,
        number=next_number(ctx, ContactRecord.TABLE, ctx.today.year),
        kind=op.kind,
        person=op.person,
        department=department,
        **_counterpart(op, ctx),
    )
    span = _span(ctx, op.kind, ctx.today)
    if (span.last - ctx.today).days + 1 >= ctx.rules.value("contacts.first_owed", ctx.today, int):
        _open(contact, span, department, ctx)
    return contact


def _counterpart(op: ops.AssignContact, ctx: Context) -> dict[str, str]:
    """A deputy of the register, or a household by name and place."""
    if op.kind == ContactKind.HOUSEHOLD:
        if not op.name or not op.place or op.deputy:
            raise Invalid(
                "请填写困难户的姓名和住址，不选代表。",
                "Give the household's name and place, and no deputy.",
                fields=[{"field": "name"}, {"field": "place"}],
            )
        return {"deputy": "", "name": op.name, "place": op.place, "situation": op.situation}
    found = ctx.row(DeputyRecord, id=op.deputy.hex) if op.deputy else None
    if found is None or found.status != DeputyStatus.SERVING:
        raise Invalid("请从代表名册中选择在任代表。", "Choose a serving deputy.", fields=[{"field": "deputy"}])
    if ctx.rows_of(ContactRecord, person=op.person, deputy=found.id, status=ContactStatus.KEPT):
        raise Invalid("该人员已联系这名代表。", "The person keeps this contact already.", fields=[{"field": "deputy"}])
    return {"deputy": found.id, "name": found.name, "place": found.district, "situation": op.situation}


def _check_bound(ctx: Context, person: str, kind: str) -> None:
    most = ctx.rules.value("contacts.most_each", ctx.today, Table).get(kind)
    kept = len(ctx.rows_of(ContactRecord, person=person, kind=kind, status=ContactStatus.KEPT))
    if most is not None and kept >= most:
        raise TooManyContacts(
            f"该人员已联系{kept}个此类对象，上限为{most}个。",
            f"The person keeps {kept} contacts of this kind; {most} are the most.",
            cites=CITES_OF[ContactKind(kind)],
            kept=kept,
            most=int(most),
        )


def _open(contact: Contact, span: Span, department: str, ctx: Context) -> bool:
    within = ctx.rules.value("contacts.entered_within", span.last, int)
    return contact.open_period(ctx.act, span, department=department, within=within)


@procedure.on_tick
def open_periods(ctx: Context) -> int:
    """Every period since the last one owes a visit of each contact; those in which no clock ran owe it all the same."""
    p, opened = PeriodRow.columns(), 0
    for row in ctx.rows_of(ContactRecord, status=ContactStatus.KEPT):
        now = _span(ctx, row.kind, ctx.today)
        known = ctx.rows(select(p.period).where(p.contact == row.id, p.period == now.key))
        if known:
            continue
        contact = ctx.find(Contact, UUID(hex=row.id))
        day = _after(_span(ctx, row.kind, row.since))
        while day <= ctx.today:
            span = _span(ctx, row.kind, day)
            department = picture(ctx).department_of(row.person, span.first) or row.department
            opened += _open(contact, span, department, ctx)
            day = _after(span)
        ctx.save(contact)
    return opened


def _after(span: Span) -> date:
    return date.fromordinal(span.last.toordinal() + 1)


@contacts.does(ops.HandOverContact)
def hand_over(op: ops.HandOverContact, contact: Contact, ctx: Context) -> None:
    check_person(ctx, op.person, ctx.today)
    if op.person != contact.person:
        _check_bound(ctx, op.person, contact.kind)
    department = picture(ctx).department_of(op.person, ctx.today)
    contact.hand_over(ctx.act, person=op.person, department=department, reason=op.reason)


@contacts.does(ops.EndContact)
def end_contact(op: ops.EndContact, contact: Contact, ctx: Context) -> None:
    contact.end(ctx.act, department=_department(ctx, contact), reason=op.reason)


def _nothing_to_enter(contact: ContactRecord, ctx: Context) -> bool:
    """Of one that has ended, and owes nothing of before."""
    owing = (PeriodStatus.OWED, PeriodStatus.MISSED)
    return contact.status == ContactStatus.ENDED and not any(one.status in owing for one in contact.periods)


@contacts.does(ops.RecordVisit, unless=_nothing_to_enter)
def record_visit(op: ops.RecordVisit, contact: Contact, ctx: Context) -> None:
    check_happened(ctx, op.on)
    check_choice(ctx, "contacts.ways", op.way, "way", op.on)
    row = ctx.shown(ContactRecord.TABLE, op.contact)
    check_within(op.on, row.since, ctx.today)
    span = _span(ctx, contact.kind, op.on)
    contact.visit(
        ctx.act,
        span,
        on=op.on,
        way=op.way,
        content=op.content,
        problem=op.problem,
        department=_department(ctx, contact),
    )


def _standing(contact: ContactRecord, ctx: Context) -> list[Any]:
    return [row for row in ctx.rows_of(VisitRow, contact=contact.id.hex) if not row.withdrawn]


def _visits(contact: ContactRecord, ctx: Context) -> list[int]:
    return [row.visit for row in _standing(contact, ctx)]


def _open_problems(contact: ContactRecord, ctx: Context) -> list[int]:
    open_still = (ProblemStatus.OPEN, ProblemStatus.FORWARDED)
    return [row.visit for row in _standing(contact, ctx) if row.progress in open_still]


def _about(op: Any, ctx: Context) -> Subject:
    row = ctx.shown(ContactRecord.TABLE, op.contact)
    return Subject(row.person, row.department)


def _sees_to_it(op: Any, ctx: Context) -> Subject:
    """A forwarded problem is for the head of that department; any other for whoever keeps the contact."""
    found = ctx.row(VisitRow, contact=op.contact.hex, visit=op.visit)
    if found is None:
        raise NotFound("没有这次走访。", "There is no such visit.", visit=op.visit)
    if found.progress == ProblemStatus.FORWARDED:
        return Subject(department=found.department)
    return Subject(ctx.shown(ContactRecord.TABLE, op.contact).person)


contacts.acts(ops.WithdrawVisit, Contact.withdraw, about=_about, each=_visits)


@contacts.does(ops.ForwardProblem, about=_about, each=_open_problems)
def forward_problem(op: ops.ForwardProblem, contact: Contact, ctx: Context) -> None:
    check_department(ctx, op.to_department, ctx.today, "to_department")
    contact.forward(ctx.act, visit=op.visit, to_department=op.to_department)


@contacts.does(ops.SettleProblem, about=_sees_to_it, each=_open_problems)
def settle_problem(op: ops.SettleProblem, contact: Contact, ctx: Context) -> None:
    contact.settle(ctx.act, visit=op.visit, outcome=op.outcome, department=_department(ctx, contact))


contacts.lists(ops.ListContacts)
contacts.exports(ops.ExportContacts, "contacts")


def _department(ctx: Context, contact: Contact) -> str:
    """The keeper's today; the last known where they have left."""
    found = picture(ctx).department_of(contact.person, ctx.today)
    return found or str(ctx.shown(ContactRecord.TABLE, contact.id).department)


def _raised(ctx: Context) -> Iterator[Waiting]:
    """Open problems: for the keeper, or for the head of the department that was given it."""
    v = VisitRow.columns()
    query = select(VisitRow.TABLE).where(
        v.progress.in_([ProblemStatus.OPEN.value, ProblemStatus.FORWARDED.value]), v.withdrawn.is_(False)
    )
    for row in ctx.rows(query):
        contact = ctx.row(ContactRecord, id=row.contact)
        forwarded = row.progress == ProblemStatus.FORWARDED
        yield Waiting(
            row.contact,
            Subject(department=row.department) if forwarded else Subject(contact.person),
            number=contact.number,
            title=ContactKind(contact.kind).zh,
            title_en=ContactKind(contact.kind).en,
            since=row.on,
        )


procedure.waiting.append(Waits(ops.SettleProblem, ops.GetContact, _raised))


def _astray(ctx: Context) -> Iterator[Waiting]:
    """Contacts whose keeper has left the department or the service: the head hands them over (A10, A12)."""
    organ, today = picture(ctx), ctx.today
    for row in ctx.rows_of(ContactRecord, status=ContactStatus.KEPT):
        if organ.department_of(row.person, today) != row.department:
            yield Waiting(row.id, Subject(department=row.department), number=row.number, since=row.since)


procedure.waiting.append(Waits(ops.HandOverContact, ops.GetContact, _astray))


@procedure.handles(ops.ListContactLoads)
def list_contact_loads(op: ops.ListContactLoads, ctx: Context) -> ops.ContactLoads:
    """Everybody in service, also those who keep none."""
    organ, today = picture(ctx), ctx.today
    kept = Counter((row.person, row.kind) for row in ctx.rows_of(ContactRecord, status=ContactStatus.KEPT))
    least = ctx.rules.value("contacts.least_each", today, Table)
    found: list[ops.ContactLoad] = []
    for person in organ.people():
        department = organ.department_of(person.id, today)
        if not department or op.department not in ("", department):
            continue
        number = {kind: kept[(person.id, kind.value)] for kind in ContactKind}
        found.append(
            ops.ContactLoad(
                person=person.id,
                department=department,
                deputies=number[ContactKind.DEPUTY],
                households=number[ContactKind.HOUSEHOLD],
                short=any(number[kind] < (least.get(kind.value) or 0) for kind in ContactKind),
            )
        )
    return ops.ContactLoads(items=found)
