"""Carries out what is asked about posts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from services.directory.looking import ended, found, in_service, of_person, open_department, organ, page
from services.directory.names import stream
from services.directory.posts import operations as ops
from services.directory.posts.exclusive import check_exclusive
from services.directory.posts.post import Post
from services.directory.proposals.second import awaiting, takes_two
from services.directory.refusals import StillInUse
from services.directory.words import PostLevel
from services.kernel.domain.aggregate import Act
from services.kernel.domain.who import Subject
from services.kernel.procedure.commands import Commands
from services.kernel.procedure.context import Context
from services.kernel.procedure.operations import Page
from services.kernel.procedure.procedure import Procedure

procedure = Procedure("posts", zh="岗位", en="Posts")
commands = Commands(
    procedure,
    Post,
    at=lambda op: stream("post", op.post),
    shows=ops.GetPost,
    answers=lambda op, one: ops.GetPost(post=op.post, on=op.start if isinstance(op, ops.GiveDelegation) else op.day),
)


def taken(post: ops.PostView, ctx: Context) -> bool:
    """Somebody holds it, or will, and nobody has said until when."""
    return bool(ctx.find(Post, stream("post", post.id)).holders.last_value)


def vacant(post: ops.PostView, ctx: Context) -> bool:
    """Nobody holds it, nor will."""
    return not taken(post, ctx) and not organ(ctx).holder(post.id, ctx.today)


@commands.opens(ops.CreatePost)
def create(op: ops.CreatePost, ctx: Context) -> Post:
    post = ctx.find(Post, stream("post", op.post))
    post.create(ctx.act, post=op.post, zh=op.zh, en=op.en, department=op.department, level=op.level.value, day=op.day)
    if post.pending:
        open_department(ctx, op.department, op.day)
    return post


@takes_two(commands, ops.AbolishPost, unless=lambda *one: ended(*one) or taken(*one))
def abolish(op: ops.AbolishPost, post: Post, ctx: Context) -> None:
    post.abolish(ctx.act, day=op.day)
    supervised = organ(ctx).supervises_from(op.post, op.day) if post.pending else ()
    if supervised:
        raise StillInUse(
            "该岗位仍分管部门，请先调整分管。", "The post still supervises departments.", departments=list(supervised)
        )


@takes_two(commands, ops.AppointHolder, about=of_person, unless=lambda *one: ended(*one) or taken(*one))
def appoint(op: ops.AppointHolder, post: Post, ctx: Context) -> None:
    post.appoint(ctx.act, person=op.person, day=op.day)
    if post.pending:
        in_service(ctx, op.person, op.day)
        check_exclusive(ctx, op.post, op.person, op.day)


@takes_two(commands, ops.RelieveHolder, about=of_person, unless=lambda *one: not taken(*one))
def relieve(op: ops.RelieveHolder, post: Post, ctx: Context) -> None:
    post.relieve(ctx.act, person=op.person, day=op.day)


def _holder_at_start(op: ops.GiveDelegation, ctx: Context) -> Subject:
    """A post is let go by whoever holds it now, never by somebody who stands in; and by nobody to themselves."""
    deputy = getattr(op, "deputy", "")
    return Subject(person=organ(ctx).holder(op.post, ctx.today), parties=(deputy,) if deputy else ())


def _ones_own(op: ops.OfPost, ctx: Context) -> bool:
    return organ(ctx).holder(op.post, ctx.today) == ctx.caller


@takes_two(
    commands,
    ops.GiveDelegation,
    about=_holder_at_start,
    alone=_ones_own,
    unless=lambda *one: ended(*one) or vacant(*one),
)
def delegate(op: ops.GiveDelegation, post: Post, ctx: Context) -> None:
    post.delegate(_in_own_post(op.post, ctx), deputy=op.deputy, start=op.start, until=op.to, reason=op.reason)
    if post.pending:
        in_service(ctx, op.deputy, op.start)
        check_exclusive(ctx, op.post, op.deputy, op.start, op.to)


def _giver(op: ops.EndDelegation, ctx: Context) -> Subject:
    given = next((d for d in organ(ctx).delegations(op.post) if d.number == op.number), None)
    return Subject(person=given.holder if given else "")


def _not_over(post: ops.PostView, ctx: Context) -> list[int]:
    return [given.number for given in post.delegations if ctx.today < given.to]


@takes_two(commands, ops.EndDelegation, about=_giver, alone=_ones_own, each=_not_over)
def end_delegation(op: ops.EndDelegation, post: Post, ctx: Context) -> None:
    post.end_delegation(_in_own_post(op.post, ctx), number=op.number, day=op.day)


def _in_own_post(post: str, ctx: Context) -> Act:
    """A holder who delegates acts in the very post."""
    return replace(ctx.act, post=post) if organ(ctx).holder(post, ctx.today) == ctx.caller else ctx.act


@procedure.handles(ops.GetPost)
def get_post(op: ops.GetPost, ctx: Context) -> ops.PostView:
    seen = post_view(ctx, op.post, op.on or ctx.today)
    return seen.model_copy(update={"awaiting": awaiting(ctx, post=op.post)})


@procedure.handles(ops.ListPosts)
def list_posts(op: ops.ListPosts, ctx: Context) -> Page[ops.PostView]:
    on = op.on or ctx.today
    wanted = [post.id for post in organ(ctx).posts(on) if op.department in ("", post.department)]
    return page(op, wanted, lambda one: post_view(ctx, one, on))


def post_view(ctx: Context, id: str, on: date) -> ops.PostView:
    picture = organ(ctx)
    post = found(picture.post(id), id)
    return ops.PostView(
        id=id,
        zh=post.zh,
        en=post.en,
        department=post.department,
        level=PostLevel(post.level),
        start=post.start,
        to=post.end,
        holder=picture.holder(id, on),
        deputy=picture.deputy_for(id, on),
        delegations=[
            ops.DelegationView(number=d.number, holder=d.holder, deputy=d.deputy, start=d.start, to=d.end)
            for d in picture.delegations(id)
        ],
        version=picture.version(stream("post", id)),
    )
