"""The organ as a service asks it in the middle of a command: who is who on the day, and what an export calls them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from services.directory.erasures.events import ErasureOrdered
from services.directory.picture import Picture
from services.kernel.domain.who import Capacity, Organ, Subject, Who
from services.kernel.procedure.context import Context
from services.kernel.refusals import Invalid

MIRRORED_FOR_ITS_KEYS = (ErasureOrdered,)
"""Reaches every service with the directory's other events, and says nothing of who is who: their clocks obey it."""
Ids = str | Sequence[str]
"""As a list, or joined by spaces as registers keep them."""


def picture(ctx: Context) -> Picture:
    """The directory as this transaction knows it."""
    assert isinstance(ctx.organ, Picture)
    return ctx.organ


def in_body(body: str, code: str, zh: str, en: str, *roles: str) -> Who:
    """Whoever belongs to the body on the day, in one of these roles where any are named; the relation is `code`."""

    def holds(organ: Organ, caller: str, subject: Subject, on: date) -> Capacity | None:
        assert isinstance(organ, Picture)
        found = (one for one in organ.body_members(body, on) if one.person == caller)
        return Capacity() if any(not roles or one.role in roles for one in found) else None

    return Who(code, zh, en, holds)


def check_department(ctx: Context, department: str, on: date, field: str = "department") -> None:
    """Refuses a department that does not exist on the day."""
    found = picture(ctx).department(department, on)
    if found is None or not found.is_open(on):
        raise Invalid("没有这个部门。", "There is no such department.", fields=[{"field": field, "value": department}])


def check_person(ctx: Context, person: str, on: date, field: str = "person") -> None:
    """Refuses a person who is not in the organ on the day."""
    if not picture(ctx).is_active(person, on):
        raise Invalid(
            "该人员当日不在本机关。", "The person is not in the organ.", fields=[{"field": field, "value": person}]
        )


def own_to(ctx: Context, department: str) -> tuple[str, ...]:
    """Whose own matter it is what counts for or against the department: everybody's who belongs to it today."""
    return picture(ctx).members(department, ctx.today) if department else ()


# -- names, as forms of a ledger's column -----------------------------------------------------------------------------


def department_named(ctx: Context, department: str) -> str:
    return picture(ctx).title_of(department, ctx.today)


def person_named(ctx: Context, person: str) -> str:
    return picture(ctx).name_of(person)


def post_said(ctx: Context, post: str) -> tuple[str, str]:
    """A post with who holds it today and who stands in, in Chinese and English."""
    organ, today = picture(ctx), ctx.today
    known, holder, deputy = organ.post(post), organ.holder(post, today), organ.deputy_for(post, today)
    title_zh, title_en = (known.zh, known.en or known.zh) if known else (post, post)
    name = organ.name_of(holder) if holder else ""
    stands_in = organ.name_of(deputy) if deputy else ""
    zh = f"{title_zh}{name or '（空缺）'}" + (f"（由{stands_in}代行）" if stands_in else "")
    en = f"{title_en} {name or '(vacant)'}" + (f" ({stands_in} stands in)" if stands_in else "")
    return zh, en


def name_of(ctx: Context) -> Callable[[str], str]:
    """Of a person."""
    return lambda id: person_named(ctx, id)


def names_of(ctx: Context) -> Callable[[Ids], str]:
    """Of people."""
    return lambda ids: "、".join(person_named(ctx, id) for id in _each(ids))


def title_of(ctx: Context) -> Callable[[str], str]:
    """Of a department, as it is called today."""
    return lambda id: department_named(ctx, id)


def titles_of(ctx: Context) -> Callable[[Ids], str]:
    """Of departments."""
    return lambda ids: "、".join(department_named(ctx, id) for id in _each(ids))


def _each(ids: Ids) -> Sequence[str]:
    return ids.split() if isinstance(ids, str) else ids
