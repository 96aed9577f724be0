"""What a caller may do at all: the operations of a service for which somebody or something exists that admits them.

A page offers these and nothing else. Of one record its own answer says more (`allowed`). Knows no service.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain

from pydantic import Field, ValidationError

from services.kernel.domain.who import NOBODY, Subject, standing
from services.kernel.procedure.authorization import departments_of, subject_of, ways
from services.kernel.procedure.context import Context
from services.kernel.procedure.long_context import Service
from services.kernel.procedure.operations import Operation, Query, View
from services.kernel.refusals import Refusal


class Permitted(View):
    """`fields` are what has to be asked for, such as one's own department: a register that is not open to all."""

    operation: str = Field(title="业务操作 / operation")
    fields: dict[str, str] = Field(title="须限定 / to be asked with")


class PermittedList(View):
    items: list[Permitted] = Field(title="可办理 / permitted")


class ListPermitted(Query):
    """The operations that the caller may carry out on some record, or ask with these fields."""


def permitted(app: Service) -> Callable[[ListPermitted, Context], PermittedList]:
    """The handler."""

    def list_permitted(op: ListPermitted, ctx: Context) -> PermittedList:
        whom = list(_concerned(ctx))
        found: list[Permitted] = []
        for operation in app.operations.values():
            fields = _asked(app, operation, ctx) if _is_list(operation) else _somehow(operation, whom, ctx)
            if fields is not None:
                found.append(Permitted(operation=operation.NAME, fields=dict(fields)))
        return PermittedList(items=found)

    return list_permitted


def _is_list(operation: type[Operation]) -> bool:
    """It can be asked without naming a record: then the service itself knows whether it would answer."""
    return not operation.WRITES and not any(field.is_required() for field in operation.model_fields.values())


def _asked(app: Service, operation: type[Operation], ctx: Context) -> Mapping[str, str] | None:
    """The first way to ask that admits the caller: for everything, or narrowed."""
    for fields in ({}, *ways(operation, ctx)):
        try:
            asked = operation.model_validate(fields)
            subject = subject_of(asked, app.subject_of(operation), ctx)
        except (ValidationError, Refusal):
            continue
        if standing(operation.WHO, ctx.organ, ctx.caller, subject, ctx.today) is not None:
            return fields
    return None


def _somehow(operation: type[Operation], whom: Iterable[Subject], ctx: Context) -> Mapping[str, str] | None:
    """Whether there is anybody, or any department, about whom the caller could do it."""
    for subject in whom:
        if standing(operation.WHO, ctx.organ, ctx.caller, subject, ctx.today) is not None:
            return {}
    return None


def _concerned(ctx: Context) -> Iterator[Subject]:
    """Nobody, the caller, their departments, and the posts that a record might name."""
    yield NOBODY
    yield Subject(ctx.caller)
    for department in chain(*departments_of(ctx)):
        yield Subject("", department)
    organ, caller, today = ctx.organ, ctx.caller, ctx.today
    yield from (Subject(posts=(p,)) for p in (*organ.posts_of(caller, today), *organ.acting_posts_of(caller, today)))
