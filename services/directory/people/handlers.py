"""Carries out what is asked about people."""

from __future__ import annotations

from datetime import date

from services.directory.bodies.body import Body
from services.directory.looking import found as known
from services.directory.looking import open_department, organ, page
from services.directory.names import stream
from services.directory.people.operations import (
    CorrectDetails,
    GetPerson,
    GetPersonFile,
    GiveUpResidencyDuty,
    HirePerson,
    LeaveService,
    ListPeople,
    MovePerson,
    PersonFileView,
    PersonView,
    PlaceView,
    TakeResidencyDuty,
)
from services.directory.people.person import Person
from services.directory.posts.post import Post
from services.directory.refusals import LaterChangeKnown, NumberTaken
from services.kernel.context import Context
from services.kernel.operations import Page
from services.kernel.procedure import Procedure

procedure = Procedure("people", zh="人员", en="People")


@procedure.handles(HirePerson)
def hire(op: HirePerson, ctx: Context) -> GetPerson:
    id = op.person or f"p{op.number.lower()}"
    _free_number(ctx, op.number, id)
    person = ctx.find(Person, stream("person", id))
    details = (op.name, op.number, op.work_since, op.gender)
    person.hire(ctx.act, person=id, details=details, department=op.department, day=op.day)
    if person.pending:
        open_department(ctx, op.department, op.day)
    ctx.save(person)
    return GetPerson(person=id, on=op.day)


@procedure.handles(MovePerson)
def move(op: MovePerson, ctx: Context) -> GetPerson:
    person = ctx.load(Person, stream("person", op.person))
    person.move(ctx.act, department=op.department, day=op.day)
    if person.pending and op.department:
        open_department(ctx, op.department, op.day)
    ctx.save(person)
    return GetPerson(person=op.person, on=op.day)


@procedure.handles(LeaveService)
def leave(op: LeaveService, ctx: Context) -> GetPerson:
    person = ctx.load(Person, stream("person", op.person))
    person.leave(ctx.act, day=op.day, reason=op.reason)
    if person.pending:
        _give_everything_back(op.person, op.day, ctx)
    ctx.save(person)
    return GetPerson(person=op.person, on=op.day)


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
    for id in picture.ever_acting_in(person):
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


@procedure.handles(CorrectDetails)
def correct(op: CorrectDetails, ctx: Context) -> GetPerson:
    _free_number(ctx, op.number, op.person)
    person = ctx.load(Person, stream("person", op.person))
    person.correct(ctx.act, details=(op.name, op.number, op.work_since, op.gender), reason=op.reason)
    ctx.save(person)
    return GetPerson(person=op.person)


@procedure.handles(TakeResidencyDuty)
def take_residency_duty(op: TakeResidencyDuty, ctx: Context) -> GetPerson:
    person = ctx.load(Person, stream("person", op.person))
    person.take_residency_duty(ctx.act, day=op.day)
    ctx.save(person)
    return GetPerson(person=op.person, on=op.day)


@procedure.handles(GiveUpResidencyDuty)
def give_up_residency_duty(op: GiveUpResidencyDuty, ctx: Context) -> GetPerson:
    person = ctx.load(Person, stream("person", op.person))
    person.give_up_residency_duty(ctx.act, day=op.day)
    ctx.save(person)
    return GetPerson(person=op.person, on=op.day)


def _free_number(ctx: Context, number: str, person: str) -> None:
    owner = organ(ctx).by_number(number)
    if owner and owner != person:
        raise NumberTaken("该工号已属于他人。", "The number belongs to somebody else.", number=number, person=owner)


@procedure.handles(GetPerson)
def get_person(op: GetPerson, ctx: Context) -> PersonView:
    return person_view(ctx, op.person, op.on or ctx.today)


@procedure.handles(ListPeople)
def list_people(op: ListPeople, ctx: Context) -> Page[PersonView]:
    picture, on = organ(ctx), op.on or ctx.today
    people = [p for p in picture.people() if picture.is_active(p.id, on) and op.name in ("", p.name)]
    wanted = [p.id for p in people if op.department in ("", picture.department_of(p.id, on))]
    return page(op, wanted, lambda one: person_view(ctx, one, on))


@procedure.handles(GetPersonFile)
def get_person_file(op: GetPersonFile, ctx: Context) -> PersonFileView:
    picture = organ(ctx)
    person = known(picture.person(op.person), op.person)
    return PersonFileView(
        **person_view(ctx, op.person, op.on or ctx.today).model_dump(),
        gender=person.gender,
        work_since=person.work_since,
        hired=person.hired,
        left=person.left,
        residency=list(person.residency),
        places=[PlaceView(department=d, start=start, to=to) for d, start, to in picture.places_of(op.person)],
    )


def person_view(ctx: Context, id: str, on: date) -> PersonView:
    picture = organ(ctx)
    person = known(picture.person(id), id)
    return PersonView(
        id=id,
        name=person.name,
        number=person.number,
        active=picture.is_active(id, on),
        department=picture.department_of(id, on),
        posts=list(picture.posts_of(id, on)),
        acting=list(picture.acting_posts_of(id, on)),
        level=picture.level(id, on),
        version=picture.version(stream("person", id)),
    )
