"""Carries out what is asked about bodies."""

from __future__ import annotations

from datetime import date

from services.directory.bodies.body import Body
from services.directory.bodies.operations import (
    BodyView,
    DissolveBody,
    FormBody,
    GetBody,
    JoinBody,
    LeaveBody,
    ListBodies,
    MemberView,
    RoleView,
)
from services.directory.looking import found, in_service, organ, page
from services.directory.names import stream
from services.kernel.context import Context
from services.kernel.operations import Page
from services.kernel.procedure import Procedure

procedure = Procedure("bodies", zh="党群组织", en="Bodies")


@procedure.handles(FormBody)
def form(op: FormBody, ctx: Context) -> GetBody:
    body = ctx.find(Body, stream("body", op.body))
    roles = tuple((role.id, role.zh, role.en) for role in op.roles)
    body.form(ctx.act, body=op.body, zh=op.zh, en=op.en, roles=roles, day=op.day)
    ctx.save(body)
    return GetBody(body=op.body, on=op.day)


@procedure.handles(DissolveBody)
def dissolve(op: DissolveBody, ctx: Context) -> GetBody:
    body = ctx.load(Body, stream("body", op.body))
    body.dissolve(ctx.act, day=op.day)
    ctx.save(body)
    return GetBody(body=op.body, on=op.day)


@procedure.handles(JoinBody)
def join(op: JoinBody, ctx: Context) -> GetBody:
    body = ctx.load(Body, stream("body", op.body))
    body.join(ctx.act, person=op.person, role=op.role, day=op.day)
    if body.pending:
        in_service(ctx, op.person, op.day)
    ctx.save(body)
    return GetBody(body=op.body, on=op.day)


@procedure.handles(LeaveBody)
def leave(op: LeaveBody, ctx: Context) -> GetBody:
    body = ctx.load(Body, stream("body", op.body))
    body.part(ctx.act, person=op.person, day=op.day)
    ctx.save(body)
    return GetBody(body=op.body, on=op.day)


@procedure.handles(GetBody)
def get_body(op: GetBody, ctx: Context) -> BodyView:
    return body_view(ctx, op.body, op.on or ctx.today)


@procedure.handles(ListBodies)
def list_bodies(op: ListBodies, ctx: Context) -> Page[BodyView]:
    on = op.on or ctx.today
    return page(op, [body.id for body in organ(ctx).bodies(on)], lambda one: body_view(ctx, one, on))


def body_view(ctx: Context, id: str, on: date) -> BodyView:
    picture = organ(ctx)
    body = found(picture.body(id), id)
    return BodyView(
        id=id,
        zh=body.zh,
        en=body.en,
        start=body.start,
        to=body.end,
        roles=[RoleView(id=role.id, zh=role.zh, en=role.en) for role in body.roles],
        members=[MemberView(person=m.person, role=m.role) for m in picture.body_members(id, on)],
        version=picture.version(stream("body", id)),
    )
