"""Looks into the directory's own picture: what a handler finds, or refuses because it is not there on the day."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import TypeVar, cast

from services.directory.picture import Picture
from services.directory.refusals import NotInService, NotOpen
from services.kernel.context import Context
from services.kernel.operations import Page, PagedQuery, View
from services.kernel.refusals import NotFound

V = TypeVar("V", bound=View)
T = TypeVar("T")


def organ(ctx: Context) -> Picture:
    """The directory's own picture: the `Organ` of every context here."""
    return cast(Picture, ctx.organ)


def found(entry: T | None, id: str) -> T:
    if entry is None:
        raise NotFound("没有找到所指的记录。", "There is no such record.", id=id)
    return entry


def in_service(ctx: Context, person: str, day: date) -> None:
    found(organ(ctx).person(person), person)
    if not organ(ctx).is_active(person, day):
        raise NotInService(f"该人员于{day}不在职。", f"They are not in service on {day}.", person=person, day=str(day))


def open_department(ctx: Context, department: str, day: date) -> None:
    if not found(organ(ctx).department(department), department).is_open(day):
        raise NotOpen(
            f"{day}没有这一部门。", f"There is no such department on {day}.", department=department, day=str(day)
        )


def open_post(ctx: Context, post: str, day: date) -> None:
    if not found(organ(ctx).post(post), post).is_open(day):
        raise NotOpen(f"{day}没有这一岗位。", f"There is no such post on {day}.", post=post, day=str(day))


def page(asked: PagedQuery, ids: Iterable[str], view: Callable[[str], V]) -> Page[V]:
    """One page of what the picture holds, in the order of ids."""
    rest = sorted(id for id in ids if asked.after is None or id > asked.after)
    shown = rest[: asked.limit]
    return Page[V](items=[view(id) for id in shown], next=shown[-1] if len(rest) > asked.limit else None)
