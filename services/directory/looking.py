"""Looks into the directory's own picture: what a handler finds, or refuses because it is not there on the day.

Handlers look only once an aggregate has something to record: what is recorded already may be asked for again, whatever
has become of its surroundings since.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, TypeVar, cast

from services.directory.picture import Picture
from services.directory.refusals import NotInService, NotOpen
from services.kernel.domain.who import Subject
from services.kernel.procedure.context import Context
from services.kernel.procedure.operations import Page, PagedQuery, View
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
    """On that day and, as far as is known, from then on: nothing may outlive a departure already recorded."""
    if not organ(ctx).stays(found(organ(ctx).person(person), person).id, day):
        raise NotInService(
            f"该人员于{day}不在职，或已登记其后离职。",
            f"They are not in service on {day}, or known to leave later.",
            person=person,
            day=str(day),
        )


def ended(entry: Any, ctx: Context) -> bool:
    """A department, post or body as it is shown, of which today is no day any more."""
    return entry.to is not None and entry.to <= ctx.today


def open_department(ctx: Context, department: str, day: date) -> None:
    entry = found(organ(ctx).department(department), department)
    if not entry.is_open(day) or entry.end is not None:
        raise NotOpen(
            f"{day}没有这一部门，或已登记其后撤并。",
            f"There is no such department on {day}, or it is known to end later.",
            department=department,
            day=str(day),
        )


def open_post(ctx: Context, post: str, day: date) -> None:
    entry = found(organ(ctx).post(post), post)
    if not entry.is_open(day) or entry.end is not None:
        raise NotOpen(
            f"{day}没有这一岗位，或已登记其后撤销。",
            f"There is no such post on {day}, or it is known to end later.",
            post=post,
            day=str(day),
        )


def page(asked: PagedQuery, ids: Iterable[str], view: Callable[[str], V]) -> Page[V]:
    """One page of what the picture holds, in the order of ids."""
    rest = sorted(id for id in ids if asked.after is None or id > asked.after)
    shown = rest[: asked.limit]
    return Page[V](items=[view(id) for id in shown], next=shown[-1] if len(rest) > asked.limit else None)


def of_person(op: Any, ctx: Context) -> Subject:
    """What is registered of a person is that person's own matter: a post, a seat, a department, a departure."""
    person = getattr(op, "person", "") or ""
    return Subject(person=person, parties=(person,) if person else ())


def of_post(post: str, ctx: Context) -> tuple[str, ...]:
    """Whose own matter it is when a post gets more to say: its holder's, and whoever's who stands in."""
    picture = organ(ctx)
    return tuple(one for one in (picture.holder(post, ctx.today), picture.deputy_for(post, ctx.today)) if one)
