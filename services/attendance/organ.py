"""The organ as attendance sees it: its mirror of the directory."""

from __future__ import annotations

from services.directory.picture import Picture
from services.kernel.context import Context


def picture(ctx: Context) -> Picture:
    """The directory as this transaction knows it."""
    assert isinstance(ctx.organ, Picture)
    return ctx.organ


def people_by_id(ctx: Context) -> dict[str, str]:
    return {person.id: person.name for person in picture(ctx).people()}
