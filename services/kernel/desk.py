"""The usual way of a command: load the aggregate, let it act, save it, answer with how it now looks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar
from uuid import UUID

from services.kernel.context import Context
from services.kernel.domain import Aggregate
from services.kernel.operations import Command, Query
from services.kernel.procedure import Procedure
from services.kernel.who import Subject

A = TypeVar("A", bound=Aggregate)
C = TypeVar("C", bound=Command)
SubjectOf = Callable[[Any, Context], Subject]


class Desk(Generic[A]):
    """Of one aggregate, which operations name by the field `key`; `shows` is the query that answers its commands.

    desk = Desk(procedure, SealUse, key="use", shows=GetSealUse, subject=lambda use: Subject(use.person))

    @desk.does(ApproveSealUse)
    def approve_seal_use(op: ApproveSealUse, use: SealUse, ctx: Context) -> None:
        use.approve(ctx.act)

    `at` finds the aggregate's id in an operation where it is no field. Whom the operations are about is said by
    `subject`, of the aggregate, or by `about`, of the operation and the context.
    """

    def __init__(
        self,
        procedure: Procedure,
        aggregate: type[A],
        *,
        key: str = "",
        at: Callable[[Any], UUID] | None = None,
        shows: type[Query],
        subject: Callable[[A], Subject] | None = None,
        about: SubjectOf | None = None,
    ) -> None:
        self._procedure, self._aggregate, self._key, self._at, self._shows = procedure, aggregate, key, at, shows
        self._subject = subject
        self.subject: SubjectOf | None = about if subject is None else self._subject_of
        """Whom an operation with the field `key` is about; queries of the procedure take it too."""

    def opens(self, operation: type[C]) -> Callable[[Callable[[C, Context], A]], Callable[[C, Context], A]]:
        """The handler makes the aggregate; it is saved and shown."""

        def mark(handler: Callable[[C, Context], A]) -> Callable[[C, Context], A]:
            self._procedure.handles(operation)(lambda op, ctx: self.done(ctx, handler(op, ctx), op))
            return handler

        return mark

    def does(
        self, operation: type[C], *, about: SubjectOf | None = None
    ) -> Callable[[Callable[[C, A, Context], None]], Callable[[C, A, Context], None]]:
        """The handler lets the aggregate act; one that does not exist is refused before."""

        def mark(handler: Callable[[C, A, Context], None]) -> Callable[[C, A, Context], None]:
            def work(op: C, ctx: Context) -> Query:
                found = self.load(op, ctx)
                handler(op, found, ctx)
                return self.done(ctx, found, op)

            self._procedure.handles(operation, subject=about or self.subject)(work)
            return handler

        return mark

    def load(self, op: Any, ctx: Context) -> A:
        return ctx.load(self._aggregate, self._at(op) if self._at else getattr(op, self._key))

    def done(self, ctx: Context, aggregate: A, op: Any = None) -> Query:
        """Saved, and the query that shows it, with its fields as in the operation."""
        ctx.save(aggregate)
        key = self._key
        return self._shows(**{n: aggregate.id if n == key else getattr(op, n) for n in self._shows.path_fields()})

    def _subject_of(self, op: Any, ctx: Context) -> Subject:
        assert self._subject is not None
        return self._subject(self.load(op, ctx))
