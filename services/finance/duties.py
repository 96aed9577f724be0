"""Whom a duty of a post binds on a day: its holder, or its department's head while nobody holds it."""

from __future__ import annotations

from services.directory.organ import picture
from services.kernel.domain.who import Who
from services.kernel.procedure.context import Context


def bound(ctx: Context, post: Who) -> dict[str, str]:
    """`person` and `department`, as events have them; the person is empty where the post is vacant."""
    organ = picture(ctx)
    found = organ.post(post.code)
    return {"person": organ.holder(post.code, ctx.today), "department": found.department if found is not None else ""}
