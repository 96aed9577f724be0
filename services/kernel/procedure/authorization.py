"""Whether the caller may do something, and in which standing. Knows no operation by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from services.kernel.domain.who import NOBODY, SYSTEM_ID, Capacity, Subject, Who
from services.kernel.domain.who import standing as standing_of
from services.kernel.procedure.context import Context
from services.kernel.procedure.operations import Operation
from services.kernel.refusals import Forbidden, NotFound, OwnMatter

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
    return standing_in(type(operation), type(operation).WHO, subject, ctx)


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
