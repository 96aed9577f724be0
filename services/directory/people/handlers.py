"""Carries out what is asked about people."""

from __future__ import annotations

from datetime import date

from services.directory.bodies.body import Body
from services.directory.looking import found as known
from services.directory.looking import of_person, open_department, organ, page
from services.directory.names import stream
from services.directory.people import operations as ops
from services.directory.people.person import Person
from services.directory.posts.post import Post
from services.directory.proposals.second import awaiting, takes_two
from services.directory.refusals import IdReserved, LaterChangeKnown, NumberTaken
from services.directory.words import Gender, Level
from services.kernel.domain.who import SYSTEM_ID
from services.kernel.procedure.commands import Commands
from services.kernel.procedure.context import Context
from services.kernel.procedure.operations import Page
from services.kernel.procedure.procedure import Procedure

procedure = Procedure("people", zh="人员", en="People")
commands = Commands(
    procedure,
    Person,
    at=lambda op: stream("person", op.person),
    shows=ops.GetPerson,
    answers=lambda op, person: ops.GetPerson(person=person.person, on=getattr(op, "day", None)),
)
procedure.offering[ops.GetPersonFile] = commands.offered


def left(person: ops.PersonView, ctx: Context) -> bool:
    """Out of service by now."""
    day = known(organ(ctx).person(person.id), person.id).left
    return day is not None and day <= ctx.today


def leaving(person: ops.PersonView, ctx: Context) -> bool:
    """Known to leave, if they have not left."""
    return known(organ(ctx).person(person.id), person.id).left is not None


def on_residency_duty(person: ops.PersonView, ctx: Context) -> bool:
    return known(organ(ctx).person(person.id), person.id).on_residency_duty(ctx.today)


@commands.opens(ops.HirePerson)
def hire(op: ops.HirePerson, ctx: Context) -> Person:
    id = op.person or f"p{op.number.lower()}"
    if id == SYSTEM_ID:
        raise IdReserved(
            "该编号为系统自身所用，不得用于人员。",
            "The system itself goes by this id; no person does.",
            fields=[{"field": "person"}],
        )
    _free_number(ctx, op.number, id)
    person = ctx.find(Person, stream("person", id))
    details = (op.name, op.number, op.work_since, op.gender.value)
    person.hire(ctx.act, person=id, details=details, department=op.department, day=op.day)
    if person.pending:
        open_department(ctx, op.department, op.day)
    return person


commands.leads_to(ops.HirePerson, unless=lambda person, ctx: not left(person, ctx))


@commands.does(ops.MovePerson, about=of_person, unless=left)
def move(op: ops.MovePerson, person: Person, ctx: Context) -> None:
    person.move(ctx.act, department=op.department, day=op.day)
    if person.pending and op.department:
        open_department(ctx, op.department, op.day)


@takes_two(commands, ops.LeaveService, about=of_person, unless=leaving)
def leave(op: ops.LeaveService, person: Person, ctx: Context) -> None:
    person.leave(ctx.act, day=op.day, reason=op.reason)
    if person.pending:
        _give_everything_back(op.person, op.day, ctx)


def _give_everything_back(person: str, day: date, ctx: Context) -> None:
    """Nothing may be held by somebody out of service: posts, seats in bodies, and standing in for others end."""
    picture = organ(ctx)
    if later := picture.holds_after(person, day):
        raise LaterChangeKnown(
            f"已登记该人员{day}之后的任职。", f"They are known to enter posts after {day}.", later=list(later)
        )
    for id in picture.posts_of(person, day):
        post = ctx.find(Post, stream("post", id))
        post.relieve(ctx.act, person=person, day=day)
        ctx.save(post)
    for id in dict.fromkeys(picture.ever_in(person)):
        post = ctx.find(Post, stream("post", id))
        for given in post.given:
            if given.deputy == person and day < given.end:
                post.end_delegation(ctx.act, number=given.number, day=day)
        ctx.save(post)
    for body in picture.bodies(day):
        if any(member.person == person for member in picture.body_members(body.id, day)):
            group = ctx.find(Body, stream("body", body.id))
            group.part(ctx.act, person=person, day=day)
            ctx.save(group)


@commands.does(ops.CorrectDetails, about=of_person)
def correct(op: ops.CorrectDetails, person: Person, ctx: Context) -> None:
    _free_number(ctx, op.number, op.person)
    person.correct(ctx.act, details=(op.name, op.number, op.work_since, op.gender.value), reason=op.reason)


commands.acts(
    ops.TakeResidencyDuty,
    Person.take_residency_duty,
    about=of_person,
    unless=lambda person, ctx: left(person, ctx) or on_residency_duty(person, ctx),
)
commands.acts(
    ops.GiveUpResidencyDuty,
    Person.give_up_residency_duty,
    about=of_person,
    unless=lambda *one: not on_residency_duty(*one),
)


def _free_number(ctx: Context, number: str, person: str) -> None:
    owner = organ(ctx).by_number(number)
    if owner and owner != person:
        raise NumberTaken("该工号已属于他人。", "The number belongs to somebody else.", number=number, person=owner)


@procedure.handles(ops.GetPerson)
def get_person(op: ops.GetPerson, ctx: Context) -> ops.PersonView:
    seen = person_view(ctx, op.person, op.on or ctx.today)
    return seen.model_copy(update={"awaiting": awaiting(ctx, person=op.person)})


@procedure.handles(ops.ListPeople)
def list_people(op: ops.ListPeople, ctx: Context) -> Page[ops.PersonView]:
    picture, on = organ(ctx), op.on or ctx.today
    people = [p for p in picture.people() if picture.is_active(p.id, on) and op.name in ("", p.name)]
    wanted = [p.id for p in people if op.department in ("", picture.department_of(p.id, on))]
    return page(op, wanted, lambda one: person_view(ctx, one, on))


@procedure.handles(ops.GetPersonFile)
def get_person_file(op: ops.GetPersonFile, ctx: Context) -> ops.PersonFileView:
    picture = organ(ctx)
    person = known(picture.person(op.person), op.person)
    return ops.PersonFileView(
        **person_view(ctx, op.person, op.on or ctx.today).model_dump(),
        gender=Gender(person.gender),
        work_since=person.work_since,
        hired=person.hired,
        left=person.left,
        residency=list(person.residency),
        places=[ops.PlaceView(department=d, start=start, to=to) for d, start, to in picture.places_of(op.person)],
    )


def person_view(ctx: Context, id: str, on: date) -> ops.PersonView:
    picture = organ(ctx)
    person = known(picture.person(id), id)
    return ops.PersonView(
        id=id,
        name=person.name,
        number=person.number,
        active=picture.is_active(id, on),
        department=picture.department_of(id, on),
        posts=list(picture.posts_of(id, on)),
        acting=list(picture.acting_posts_of(id, on)),
        level=Level(picture.level(id, on)),
        version=picture.version(stream("person", id)),
    )
