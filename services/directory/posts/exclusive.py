"""Posts of which nobody fills two on the same day, as holder or as stand-in: cashier and accountant (B10.2), and of
the three who keep, secure and audit the system (三员) none fills any other post at all, nor a seat in the bodies that
decide about people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from services.directory.bodies.body import Body
from services.directory.circle import WHOLE
from services.directory.looking import organ
from services.directory.names import stream
from services.directory.posts.post import Post
from services.directory.refusals import ExclusivePosts
from services.kernel.procedure.context import Context
from services.kernel.rules.model import NotInForce
from services.kernel.rules.values import Record, Records

_RULE, _SEATS = "posts.exclusive", "posts.seatless"


def check_exclusive(ctx: Context, post: str, person: str, start: date, end: date | None = None) -> None:
    """Refuses who fills, or is known to fill, another post of the same group, or has a seat that does not go with the
    post, on any day from `start` until before `end`; by the rule of the first day. Before there was one nothing was
    exclusive."""
    for group in _groups(ctx, _RULE, start):
        for other in _others(ctx, group.words("posts"), post, person):
            if other != post and _fills(ctx.find(Post, stream("post", other)), person, start, end):
                raise _refusal(ctx, _RULE, group, start, post=post, other=other, person=person)
    for group in _groups(ctx, _SEATS, start):
        for body in group.words("bodies") if post in group.words("posts") else ():
            if _sits(ctx.find(Body, stream("body", body)), person, start, end):
                raise _refusal(ctx, _SEATS, group, start, post=post, other=body, person=person)


def check_seat(ctx: Context, body: str, person: str, start: date) -> None:
    """Refuses a seat in a body to whoever fills, or is known to fill, a post that does not go with it."""
    for group in _groups(ctx, _SEATS, start):
        for post in group.words("posts") if body in group.words("bodies") else ():
            if _fills(ctx.find(Post, stream("post", post)), person, start, None):
                raise _refusal(ctx, _SEATS, group, start, body=body, other=post, person=person)


def _groups(ctx: Context, rule: str, start: date) -> Iterable[Record]:
    try:
        return ctx.rules.value(rule, start, Records)
    except NotInForce:
        return ()


def _refusal(ctx: Context, rule: str, group: Record, start: date, **about: Any) -> ExclusivePosts:
    return ExclusivePosts(
        f"{group.zh}不得由一人担任或代行。",
        f"{group.en}: nobody fills both, not even by standing in.",
        cites=ctx.rules.cite(rule, start),
        **about,
    )


def _others(ctx: Context, group: tuple[str, ...], post: str, person: str) -> tuple[str, ...]:
    """What nobody fills beside this post, by one group: of a group with `*`, whatever else the person ever filled."""
    if WHOLE not in group:
        return group if post in group else ()
    if post in group:
        return organ(ctx).ever_in(person)
    return tuple(other for other in group if other != WHOLE)


def _fills(post: Post, person: str, start: date, end: date | None) -> bool:
    return any(who == person and _meet((since, until), (start, end)) for who, since, until in _spells(post))


def _sits(body: Body, person: str, start: date, end: date | None) -> bool:
    seats = body.members.get(person)
    return seats is not None and any(_meet((since, until), (start, end)) for _, since, until in seats.spells())


def _spells(post: Post) -> Iterator[tuple[str, date, date | None]]:
    yield from post.holders.spells()
    for given in post.given:
        yield given.deputy, given.start, given.end


def _meet(one: tuple[date, date | None], other: tuple[date, date | None]) -> bool:
    """Whether two spells share a day; None is no end."""
    first, last = max(one[0], other[0]), min(one[1] or date.max, other[1] or date.max)
    return first < last
