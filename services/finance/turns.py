"""Whose turn it is: the first post of a rule's list that can decide about somebody (A30).

Asked anew whenever it matters, so that nothing waits for a post that fell vacant or went to one of those concerned.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from services.directory.organ import picture
from services.kernel.procedure.context import Context

HEAD, SUPERVISING = "head", "supervising"
"""The words of the rules for a post that depends on the department."""


def first_able(ctx: Context, route: Iterable[str], departments: Collection[str], without: Collection[str]) -> str:
    """The first post that is held by nobody of `without`; empty where there is none. Where the departments answer to
    different posts, the step goes to the next one up. A holder who is away is waited for, or whoever stands in."""
    organ, today = picture(ctx), ctx.today
    of_department = {HEAD: organ.head_post, SUPERVISING: organ.supervising_post}
    for step in route:
        find = of_department.get(step)
        posts = {find(department, today) for department in departments} if find else {step}
        if len(posts) == 1:
            (post,) = posts
            if post and organ.holder(post, today) not in {"", *without}:
                return post
    return ""
