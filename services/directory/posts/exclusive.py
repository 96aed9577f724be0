"""Posts of which nobody fills two on the same day, as holder or as stand-in: cashier and accountant (B10.2), and of
the three who keep, secure and audit the system (三员) none fills any other post at all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from services.directory.circle import WHOLE
from services.directory.looking import organ
from services.directory.names import stream
from services.directory.posts.post import Post
from services.directory.refusals import ExclusivePosts
from services.kernel.procedure.context import Context
from services.kernel.rules.model import NotInForce
from services.kernel.rules.values import Records

_RULE = "posts.exclusive"


def check_exclusive(ctx: Context, post: str, person: str, start: date, end: date | None = None) -> None:
    """Refuses who fills, or is known to fill, another post of the same group on any day from `start` until before
    `end`; by the rule of the first day. Before there was one nothing was exclusive."""
    try:
        groups = ctx.rules.value(_RULE, start, Records)
    except NotInForce:
        return
    for group in groups:
        for other in _others(ctx, group.words("posts"), post, person):
            if other != post and _fills(ctx.find(Post, stream("post", other)), person, start, end):
                raise ExclusivePosts(
                    f"{group.zh}不得由一人担任或代行。",
                    f"{group.en}: nobody fills both, not even by standing in.",
                    cites=ctx.rules.cite(_RULE, start),
                    post=post,
                    other=other,
                    person=person,
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


def _spells(post: Post) -> Iterator[tuple[str, date, date | None]]:
    yield from post.holders.spells()
    for given in post.given:
        yield given.deputy, given.start, given.end


def _meet(one: tuple[date, date | None], other: tuple[date, date | None]) -> bool:
    """Whether two spells share a day; None is no end."""
    first, last = max(one[0], other[0]), min(one[1] or date.max, other[1] or date.max)
    return first < last
