"""Carries out what is asked about posts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from services.directory.looking import found, in_service, open_department, organ, page
from services.directory.names import stream
from services.directory.posts.operations import (
    AbolishPost,
    AppointHolder,
    CreatePost,
    DelegationView,
    EndDelegation,
    GetPost,
    GiveDelegation,
    ListPosts,
    PostView,
    RelieveHolder,
)
from services.directory.posts.post import Post
from services.directory.refusals import StillInUse
from services.kernel.context import Context
from services.kernel.domain import Act
from services.kernel.operations import Page
from services.kernel.procedure import Procedure
from services.kernel.who import Subject

procedure = Procedure("posts", zh="岗位", en="Posts")


@procedure.handles(CreatePost)
def create(op: CreatePost, ctx: Context) -> GetPost:
    post = ctx.find(Post, stream("post", op.post))
    post.create(ctx.act, post=op.post, zh=op.zh, en=op.en, department=op.department, level=op.level, day=op.day)
    if post.pending:
        open_department(ctx, op.department, op.day)
    ctx.save(post)
    return GetPost(post=op.post, on=op.day)


@procedure.handles(AbolishPost)
def abolish(op: AbolishPost, ctx: Context) -> GetPost:
    post = ctx.load(Post, stream("post", op.post))
    post.abolish(ctx.act, day=op.day)
    supervised = organ(ctx).supervises_from(op.post, op.day) if post.pending else ()
    if supervised:
        raise StillInUse(
            "该岗位仍分管部门,请先调整分管。", "The post still supervises departments.", departments=list(supervised)
        )
    ctx.save(post)
    return GetPost(post=op.post, on=op.day)


@procedure.handles(AppointHolder)
def appoint(op: AppointHolder, ctx: Context) -> GetPost:
    post = ctx.load(Post, stream("post", op.post))
    post.appoint(ctx.act, person=op.person, day=op.day)
    if post.pending:
        in_service(ctx, op.person, op.day)
    ctx.save(post)
    return GetPost(post=op.post, on=op.day)


@procedure.handles(RelieveHolder)
def relieve(op: RelieveHolder, ctx: Context) -> GetPost:
    post = ctx.load(Post, stream("post", op.post))
    post.relieve(ctx.act, person=op.person, day=op.day)
    ctx.save(post)
    return GetPost(post=op.post, on=op.day)


def _holder_at_start(op: GiveDelegation, ctx: Context) -> Subject:
    """A post is let go by whoever holds it now, never by somebody who stands in."""
    return Subject(person=organ(ctx).holder(op.post, ctx.today))


@procedure.handles(GiveDelegation, subject=_holder_at_start)
def delegate(op: GiveDelegation, ctx: Context) -> GetPost:
    post = ctx.load(Post, stream("post", op.post))
    post.delegate(_in_own_post(op.post, ctx), deputy=op.deputy, start=op.start, until=op.to, reason=op.reason)
    if post.pending:
        in_service(ctx, op.deputy, op.start)
    ctx.save(post)
    return GetPost(post=op.post, on=op.start)


def _giver(op: EndDelegation, ctx: Context) -> Subject:
    given = next((d for d in organ(ctx).delegations(op.post) if d.number == op.number), None)
    return Subject(person=given.holder if given else "")


@procedure.handles(EndDelegation, subject=_giver)
def end_delegation(op: EndDelegation, ctx: Context) -> GetPost:
    post = ctx.load(Post, stream("post", op.post))
    post.end_delegation(_in_own_post(op.post, ctx), number=op.number, day=op.day)
    ctx.save(post)
    return GetPost(post=op.post, on=op.day)


def _in_own_post(post: str, ctx: Context) -> Act:
    """A holder who delegates acts in the very post."""
    return replace(ctx.act, post=post) if organ(ctx).holder(post, ctx.today) == ctx.caller else ctx.act


@procedure.handles(GetPost)
def get_post(op: GetPost, ctx: Context) -> PostView:
    return post_view(ctx, op.post, op.on or ctx.today)


@procedure.handles(ListPosts)
def list_posts(op: ListPosts, ctx: Context) -> Page[PostView]:
    on = op.on or ctx.today
    wanted = [post.id for post in organ(ctx).posts(on) if op.department in ("", post.department)]
    return page(op, wanted, lambda one: post_view(ctx, one, on))


def post_view(ctx: Context, id: str, on: date) -> PostView:
    picture = organ(ctx)
    post = found(picture.post(id), id)
    return PostView(
        id=id,
        zh=post.zh,
        en=post.en,
        department=post.department,
        level=post.level,
        start=post.start,
        to=post.end,
        holder=picture.holder(id, on),
        deputy=picture.deputy_for(id, on),
        delegations=[
            DelegationView(number=d.number, holder=d.holder, deputy=d.deputy, start=d.start, to=d.end)
            for d in picture.delegations(id)
        ],
        version=picture.version(stream("post", id)),
    )
