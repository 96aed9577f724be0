"""Whether the caller may do something, and in which standing. Knows no operation by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from services.kernel.domain.who import NOBODY, SYSTEM_ID, Capacity, Subject, Who
from services.kernel.domain.who import standing as standing_of
from services.kernel.procedure.context import Context
from services.kernel.procedure.operations import Operation
from services.kernel.refusals import Forbidden, NotFound, OwnMatter, Refusal

SubjectOf = Callable[[Any, Context], Subject]


def subject_of(operation: Operation, find: SubjectOf | None, ctx: Context) -> Subject:
    """Whom it is about: as `find` says, or by its fields `person` and `department`. Leaves If-Match alone."""
    if find is None:
        return _named(operation)
    seen, ctx.if_match = ctx.if_match, None  # looking the subject up is not what If-Match speaks of
    try:
        return find(operation, ctx)
    finally:
        ctx.if_match = seen


def admitted(operation: Operation, find: SubjectOf | None, ctx: Context) -> Capacity:
    """The standing in which the caller may do this; refuses where there is none. Who does not belong to the organ is
    told that, and not whether there is such a record; nor is anybody else of whom there is one, where its address
    names a person: that somebody is a Party member, say, is nobody's to find out by trying all colleagues."""
    try:
        subject = subject_of(operation, find, ctx)
    except NotFound:
        of_the_organ = ctx.caller == SYSTEM_ID or ctx.organ.is_active(ctx.caller, ctx.today)
        names_a_person = "person" in type(operation).path_fields()
        if of_the_organ and not names_a_person:
            raise
        standing_in(type(operation), type(operation).WHO, _named(operation) if of_the_organ else NOBODY, ctx)
        raise
    try:
        return standing_in(type(operation), type(operation).WHO, subject, ctx)
    except OwnMatter:
        raise
    except Forbidden as refused:
        if narrower := [way for way in ways(type(operation), ctx) if _admits(operation, way, find, ctx)]:
            refused.next = _narrow(narrower)
            refused.details["admitted_with"] = narrower
        raise


def ways(operation: type[Operation], ctx: Context) -> list[dict[str, str]]:
    """How a list that is not for the caller as a whole may be: of a department that they head, of themselves, of
    another department of theirs."""
    may = {name for name in ("person", "department") if _is_filter(operation, name)}
    heads, others = departments_of(ctx)
    found = [*({"department": one} for one in heads), {"person": ctx.caller}, *({"department": one} for one in others)]
    return [way for way in found if may.issuperset(way)]


def _is_filter(operation: type[Operation], name: str) -> bool:
    field = operation.model_fields.get(name)
    return not operation.WRITES and field is not None and not field.is_required()


def _admits(operation: Operation, way: dict[str, str], find: SubjectOf | None, ctx: Context) -> bool:
    fields = type(operation).model_fields
    whole = {name: fields[name].default for name in ("person", "department") if name in fields}
    try:
        subject = subject_of(operation.model_copy(update=whole | way), find, ctx)
    except Refusal:
        return False
    return standing_of(type(operation).WHO, ctx.organ, ctx.caller, subject, ctx.today) is not None


def _narrow(narrower: list[dict[str, str]]) -> tuple[str, str]:
    named = {name for way in narrower for name in way}
    zh = [text for name, text in (("department", "您的部门"), ("person", "您本人")) if name in named]
    en = [text for name, text in (("department", "your department"), ("person", "yourself")) if name in named]
    return f"请只查询{'或'.join(zh)}。", f"Ask for {' or '.join(en)} alone."


def departments_of(ctx: Context) -> tuple[list[str], list[str]]:
    """Those that they head, their own first; their own else, and those that they supervise; also standing in."""
    organ, caller, today = ctx.organ, ctx.caller, ctx.today
    own = organ.department_of(caller, today)
    all_of_them: list[Any] = [one.id for one in organ.departments(today)]
    all_of_them.sort(key=lambda department: department != own)

    def holds(post: str) -> bool:
        return bool(post) and organ.standing(caller, post, today) is not None

    heads = [one for one in all_of_them if holds(organ.head_post(one, today))]
    others = [
        one for one in all_of_them if one not in heads and (one == own or holds(organ.supervising_post(one, today)))
    ]
    return heads, others


def standing_in(operation: type[Operation], who: tuple[Who, ...], subject: Subject, ctx: Context) -> Capacity:
    """Under the first of these relations that holds."""
    standing = standing_of(who, ctx.organ, ctx.caller, subject, ctx.today)
    if standing is None:
        if ctx.caller in subject.parties and standing_of(
            who, ctx.organ, ctx.caller, replace(subject, parties=()), ctx.today
        ):
            raise OwnMatter(
                f"“{operation.ZH}”涉及您本人，须由他人办理。",
                f"This is your own matter ({operation.EN}): somebody else must do it.",
                cites=operation.CITES,
            )
        raise Forbidden(
            f"您不具有办理“{operation.ZH}”的身份，需要：{'、'.join(one.zh for one in who)}。",
            f"You may not do this ({operation.EN}); it takes: {', '.join(one.en for one in who)}.",
            cites=operation.CITES,
            needs=[one.code for one in who],
        )
    return standing


def _named(operation: Operation) -> Subject:
    fields = operation.__dict__  # pydantic's own look-up of an attribute that is not there is slow
    person, department = fields.get("person") or "", fields.get("department") or ""
    return Subject(person, "" if person else department) if person or department else NOBODY
