"""Carries out what is asked about bodies."""

from __future__ import annotations

from datetime import date

from services.directory.bodies import operations as ops
from services.directory.bodies.body import Body
from services.directory.looking import ended, found, in_service, of_person, organ, page
from services.directory.names import stream
from services.directory.posts.exclusive import check_seat
from services.directory.proposals.second import awaiting, takes_two
from services.kernel.procedure.commands import Commands
from services.kernel.procedure.context import Context
from services.kernel.procedure.operations import Page
from services.kernel.procedure.procedure import Procedure

procedure = Procedure("bodies", zh="党群组织", en="Bodies")
commands = Commands(
    procedure,
    Body,
    at=lambda op: stream("body", op.body),
    shows=ops.GetBody,
    answers=lambda op, one: ops.GetBody(body=op.body, on=op.day),
)


def empty(body: ops.BodyView, ctx: Context) -> bool:
    """Nobody belongs to it, nor will."""
    return not any(roles.last_value for roles in ctx.find(Body, stream("body", body.id)).members.values())


@commands.opens(ops.FormBody)
def form(op: ops.FormBody, ctx: Context) -> Body:
    body = ctx.find(Body, stream("body", op.body))
    roles = tuple((role.id, role.zh, role.en) for role in op.roles)
    body.form(ctx.act, body=op.body, zh=op.zh, en=op.en, roles=roles, day=op.day)
    return body


@takes_two(commands, ops.DissolveBody, unless=ended)
def dissolve(op: ops.DissolveBody, body: Body, ctx: Context) -> None:
    body.dissolve(ctx.act, day=op.day)


@takes_two(commands, ops.JoinBody, about=of_person, unless=ended)
def join(op: ops.JoinBody, body: Body, ctx: Context) -> None:
    body.join(ctx.act, person=op.person, role=op.role, day=op.day)
    if body.pending:
        in_service(ctx, op.person, op.day)
        check_seat(ctx, op.body, op.person, op.day)


@takes_two(commands, ops.LeaveBody, about=of_person, unless=empty)
def part(op: ops.LeaveBody, body: Body, ctx: Context) -> None:
    body.part(ctx.act, person=op.person, day=op.day)


@procedure.handles(ops.GetBody)
def get_body(op: ops.GetBody, ctx: Context) -> ops.BodyView:
    seen = body_view(ctx, op.body, op.on or ctx.today)
    return seen.model_copy(update={"awaiting": awaiting(ctx, body=op.body)})


@procedure.handles(ops.ListBodies)
def list_bodies(op: ops.ListBodies, ctx: Context) -> Page[ops.BodyView]:
    on = op.on or ctx.today
    return page(op, [body.id for body in organ(ctx).bodies(on)], lambda one: body_view(ctx, one, on))


def body_view(ctx: Context, id: str, on: date) -> ops.BodyView:
    picture = organ(ctx)
    body = found(picture.body(id), id)
    return ops.BodyView(
        id=id,
        zh=body.zh,
        en=body.en,
        start=body.start,
        to=body.end,
        roles=[ops.RoleView(id=role.id, zh=role.zh, en=role.en) for role in body.roles],
        members=[ops.MemberView(person=m.person, role=m.role) for m in picture.body_members(id, on)],
        version=picture.version(stream("body", id)),
    )
