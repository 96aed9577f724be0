"""The usual way of a command: load the aggregate, let it act, save it, answer with how it now looks.

    commands = Commands(procedure, SealUse, key="use", record=SealUseRecord, shows=GetSealUse)
    commands.acts(RejectSealUse, SealUse.reject)
    commands.lists(ListSealUses)
    commands.exports(ExportSealUses, "seal-uses")

Of every record that is shown alone it says what the caller may do with it now (`allowed`): whom the operation admits,
in which statuses it can be carried out, and what the procedure adds (`unless`).
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import SimpleNamespace
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy import select

from services.kernel.domain.aggregate import Aggregate
from services.kernel.domain.events import Event, fields_of
from services.kernel.domain.who import Subject, Who, standing
from services.kernel.procedure.context import Context
from services.kernel.procedure.desk import Finds, Narrow, Waiting, Waits
from services.kernel.procedure.operations import Command, File, Page, Query
from services.kernel.procedure.procedure import Procedure
from services.kernel.procedure.record import Record, Row
from services.kernel.procedure.registry import Views, fits, list_page, period_sheet
from services.kernel.procedure.worksheet import exported

A = TypeVar("A", bound=Aggregate)
C = TypeVar("C", bound=Command)
SubjectOf = Callable[[Any, Context], Subject]
Unless = Callable[[Any, Context], bool]
Conditions = Callable[[Any, Context], Iterable[Any]]
Each = Callable[..., Iterable[Any]]
"""Of the record, or of the record and the context, to values of the further field of the path, or to dictionaries of
several fields."""


@dataclass(frozen=True, slots=True)
class Offer:
    """When an operation is offered beside its record, beyond whom it admits and the statuses it says."""

    unless: Unless | None = None
    """Of the record as it is shown: the operation would be refused for what the page can know."""
    about: SubjectOf | None = None
    """Whom it is about, where that is not whom the record is about."""
    each: Each | None = None
    """Of the record: which of its parts the operation can name by the further field of its path, or by these fields."""
    further: tuple[str, ...] = ()
    """The fields of its path that the record's own has not."""


def concerned(one: Any) -> Subject:
    """Whom a record or its aggregate is about, where it says so by `person` and `department`."""
    return Subject(getattr(one, "person", ""), getattr(one, "department", ""))


def expect(aggregate: Aggregate, operation: type[Command]) -> None:
    """Refuses where the aggregate stands in none of the statuses in which the operation can be carried out."""
    aggregate.expect(operation.WHEN, zh=operation.ZH, en=operation.EN, cites=operation.CITES)


def lists(
    procedure: Procedure,
    operation: type[Query],
    record: type[Row],
    *,
    subject: SubjectOf | None = None,
    where: Conditions | None = None,
    views: Views | None = None,
) -> None:
    """A register's list, also of lines that stand for no aggregate."""

    def listed(op: Any, ctx: Context) -> Page[Any]:
        more = where(op, ctx) if where is not None else ()
        return list_page(op, ctx, record, *more, all_shown=partial(views, ctx) if views is not None else None)

    procedure.handles(operation, subject=subject)(listed)


class Commands(Generic[A]):
    """Of one aggregate, which operations name by the field `key`; `shows` is the query that answers its commands.

    `at` finds the aggregate's id in an operation where it is no field, `loads` the aggregate itself where it need not
    exist yet, or not everything may be done to it. Whom the operations are about is said by
    `subject`, of the aggregate and of its record alike, or by `about`, of the operation and the context. With `record`
    the query is carried out too: the register's line as it stands, or what `views` makes of such lines where more
    belongs to them. `answers` makes of an operation and its aggregate the query that answers it, where the path does
    not say it all: as of which day.
    """

    def __init__(
        self,
        procedure: Procedure,
        aggregate: type[A],
        *,
        key: str = "",
        at: Callable[[Any], UUID] | None = None,
        loads: Callable[[Any, Context], A] | None = None,
        shows: type[Query],
        record: type[Record] | None = None,
        views: Views | None = None,
        subject: Callable[[Any], Subject] | None = None,
        about: SubjectOf | None = None,
        answers: Callable[[Any, A], Query] | None = None,
    ) -> None:
        self._answers = answers
        self._procedure, self._aggregate, self._key, self._at, self._shows = procedure, aggregate, key, at, shows
        self._loads, self._own = loads, tuple(shows.path_fields())
        self._views = views
        self._record, self._of = record, subject or (concerned if record is not None and about is None else None)
        self.subject: SubjectOf | None = about if self._of is None else self._subject_of
        """Whom an operation with the field `key` is about; queries of the procedure take it too."""
        self.offers: dict[type[Command], Offer] = {}
        self._acting: dict[type[Command], Callable[[Any, A, Context], None]] = {}
        procedure.offering[shows] = self.offered
        if at is None and shows.path_fields() == [key]:
            events = {*aggregate.EVOLVES, *aggregate.BECOMES}
            procedure.shown |= {event.TOPIC: (shows.NAME, key) for event in events if hasattr(event, "TOPIC")}
        if record is not None:
            procedure.handles(shows, subject=self._subject_of_row if self._of else about)(self._shown)

    # -- declaring ----------------------------------------------------------------------------------------------------

    def opens(
        self, operation: type[C], *, about: SubjectOf | None = None
    ) -> Callable[[Callable[[C, Context], A]], Callable[[C, Context], A]]:
        """The handler makes the aggregate; it is saved and shown."""

        def mark(handler: Callable[[C, Context], A]) -> Callable[[C, Context], A]:
            self._procedure.handles(operation, subject=about)(lambda op, ctx: self.done(ctx, handler(op, ctx), op))
            return handler

        return mark

    def does(
        self,
        operation: type[C],
        *,
        about: SubjectOf | None = None,
        unless: Unless | None = None,
        each: Each | None = None,
    ) -> Callable[[Callable[[C, A, Context], None]], Callable[[C, A, Context], None]]:
        """The handler lets the aggregate act; one that does not exist, or does not stand so, is refused before.

        `unless` says of the record as it is shown that the operation would be refused for what the page can know;
        `each` which of its parts it can be carried out on, where its path names one: an agenda's open items.
        """

        def mark(handler: Callable[[C, A, Context], None]) -> Callable[[C, A, Context], None]:
            def work(op: C, ctx: Context) -> Query:
                found = self.load(op, ctx)
                self.let(found, op, ctx)
                return self.done(ctx, found, op)

            self.offers[operation], self._acting[operation] = self._offer(operation, unless, about, each), handler
            self._procedure.handles(operation, subject=about or self.subject)(work)
            return handler

        return mark

    def acts(
        self,
        operation: type[C],
        method: Callable[..., Any],
        *,
        about: SubjectOf | None = None,
        unless: Unless | None = None,
        each: Each | None = None,
    ) -> None:
        """The aggregate's own method, given the act and the operation's fields by name, less the record's own."""
        own = self._shows.path_fields()
        given = tuple(name for name in operation.model_fields if name not in own)
        taken = tuple(inspect.signature(method).parameters)[2:]
        if set(given) != set(taken):
            raise TypeError(f"{operation.__name__} gives {given}, {method.__qualname__} takes {taken}")

        def act(op: C, found: A, ctx: Context) -> None:
            method(found, ctx.act, **{name: getattr(op, name) for name in given})

        self.does(operation, about=about, unless=unless, each=each)(act)

    def records(
        self, operation: type[C], event: type[Event], *, about: SubjectOf | None = None, unless: Unless | None = None
    ) -> None:
        """Where the statuses say all there is to guard: the event, with the operation's fields by name."""
        given = tuple(name for name in operation.model_fields if name not in operation.path_fields())
        if unknown := set(given) - fields_of(event):
            raise TypeError(f"{operation.__name__} gives {unknown}, which {event.__name__} does not say")

        def record(op: C, found: A, ctx: Context) -> None:
            found.trigger(event, ctx.act, **{name: getattr(op, name) for name in given})

        self.does(operation, about=about, unless=unless)(record)

    def leads_to(
        self, operation: type[Command], *, about: SubjectOf | None = None, unless: Unless | None = None
    ) -> None:
        """What begins with this record and is carried out by another procedure: its page offers it too."""
        self.offers[operation] = self._offer(operation, unless, about)

    def lists(
        self, operation: type[Query], *, subject: SubjectOf | None = None, where: Conditions | None = None
    ) -> None:
        """The register's list, by the filters that the record declares, and the conditions that `where` adds."""
        if "allowed" in operation.model_fields:
            if self._of is None:
                raise TypeError(f"{operation.__name__}: whom a line is about takes a query")
            self._procedure.offering[operation] = self._offered_lines
        lists(self._procedure, operation, self._kept(), subject=subject, where=where, views=self._views)

    def exports(self, operation: type[Query], name: str, *records: type[Row]) -> None:
        """The register's workbook over a period, or that of these registers, a sheet each."""
        sheets = records or (self._kept(),)

        def export(op: Any, ctx: Context) -> File:
            return exported(
                f"{name}-{op.start}-{op.end}", *(period_sheet(op, ctx, record) for record in sheets if fits(op, record))
            )

        self._procedure.handles(operation)(export)

    def waits(
        self,
        operation: type[Command],
        *,
        since: str = "",
        due: str = "",
        title: str = "title",
        who: tuple[Who, ...] = (),
        subject: SubjectOf | None = None,
    ) -> None:
        """A record waits for this in every status in which it can be done; `since`, `due` and `title` are its fields.

        On whose desk it lies follows from whom the operation admits, less those for whom it would be refused; `who`
        and `subject`, of the record and the context, say it more narrowly.
        """
        record, unless = self._kept(), self.offers[operation].unless
        query = select(record.TABLE).where(record.TABLE.c.status.in_([status.value for status in operation.WHEN]))
        about = subject or (lambda view, ctx: self._of(view) if self._of is not None else Subject())

        def said(ctx: Context, rows: Sequence[Any]) -> Iterator[Waiting]:
            for view in self._seen(ctx, rows):
                if unless is None or not unless(view, ctx):
                    yield Waiting(
                        self._which(view),
                        about(view, ctx),
                        number=getattr(view, "number", ""),
                        title=getattr(view, title, ""),
                        since=getattr(view, since) if since else None,
                        due=getattr(view, due) if due else None,
                    )

        narrow = self._of is concerned and subject is None
        finds: Finds = Narrow(query, said) if narrow else lambda ctx: said(ctx, ctx.rows(query))
        self._procedure.waiting.append(Waits(operation, self._shows, finds, who))

    # -- at work ------------------------------------------------------------------------------------------------------

    def load(self, op: Any, ctx: Context) -> A:
        if self._loads is not None:
            return self._loads(op, ctx)
        return ctx.load(self._aggregate, self._id(op))

    def let(self, aggregate: A, op: Command, ctx: Context) -> None:
        """Lets the aggregate act, where it stands so that it can; whether the caller may was asked before."""
        expect(aggregate, type(op))
        self._acting[type(op)](op, aggregate, ctx)

    def done(self, ctx: Context, aggregate: A, op: Any = None) -> Query:
        """Saved, and the query that shows it, with its fields as in the operation."""
        ctx.save(aggregate)
        if self._answers is not None:
            return self._answers(op, aggregate)
        key = self._key
        return self._shows(**{n: aggregate.id if n == key else getattr(op, n) for n in self._own})

    def offered(self, view: Any, query: Any, ctx: Context) -> Any:
        """The view with what the caller may do now."""
        if "allowed" not in type(view).model_fields:
            return view
        subject = self._of(view) if self._of is not None else self._about(query, ctx)
        return view.model_copy(update={"allowed": self.allowed(view, subject, ctx, query)})

    def _offered_lines(self, page: Any, query: Any, ctx: Context) -> Any:
        """Of each line, where that was asked for; no query a line, so what is about somebody else is left out."""
        if not query.allowed or self._of is None:
            return page
        of = self._of
        said = [one.model_copy(update={"allowed": self.allowed(one, of(one), ctx)}) for one in page.items]
        return page.model_copy(update={"items": said})

    def allowed(self, view: Any, subject: Subject, ctx: Context, query: Any = None) -> list[str]:
        """Names of the operations. Without `query`, those that are about somebody else are left out."""
        status = getattr(view, "status", None)
        known: dict[tuple[tuple[Who, ...], Subject], bool] = {}  # most operations of a record admit the same people

        def admits(who: tuple[Who, ...], whom: Subject) -> bool:
            if (who, whom) not in known:
                known[who, whom] = standing(who, ctx.organ, ctx.caller, whom, ctx.today) is not None
            return known[who, whom]

        return [
            operation.NAME
            for operation, offer in self.offers.items()
            if (not operation.WHEN or status in operation.WHEN)
            and not (offer.unless is not None and offer.unless(view, ctx))
            and any(admits(operation.WHO, whom) for whom in self._whom(offer, view, subject, query, ctx))
        ]

    def _whom(self, offer: Offer, view: Any, subject: Subject, query: Any, ctx: Context) -> Iterator[Subject]:
        """Whom the operation would be about: of each part that it could name, where it names one."""
        parts: Iterable[Any] = (None,) if offer.each is None else _parts(offer.each, view, ctx)
        for part in parts:
            if offer.about is None:
                yield subject
            elif query is not None and (part is not None or not offer.further):
                asked = {name: getattr(query, name) for name in self._own}
                of_part = part if isinstance(part, dict) else dict.fromkeys(offer.further, part)
                yield offer.about(SimpleNamespace(**asked, **of_part), ctx)

    # -- inside -------------------------------------------------------------------------------------------------------

    def _offer(
        self, operation: type[Command], unless: Unless | None, about: SubjectOf | None, each: Each | None = None
    ) -> Offer:
        further = tuple(name for name in operation.path_fields() if name not in self._own)
        return Offer(unless, about, each, further)

    def _about(self, query: Any, ctx: Context) -> Subject:
        found = self.subject or self._procedure.subjects.get(self._shows)
        return found(query, ctx) if found is not None else Subject()

    def _kept(self) -> type[Record]:
        if self._record is None:
            raise TypeError(f"{self._shows.__name__}: these commands declare no record")
        return self._record

    def _shown(self, op: Any, ctx: Context) -> Record:
        record: Record = self._seen(ctx, [ctx.shown(self._kept(), self._id(op))])[0]
        return record

    def _id(self, op: Any) -> UUID:
        found: UUID = self._at(op) if self._at else getattr(op, self._key)
        return found

    def _which(self, view: Any) -> str | Mapping[str, str]:
        """What names the record to the query that shows it: its id, or its fields in the query's path."""
        return str(view.id) if self._key else {name: str(getattr(view, name)) for name in self._own}

    def _seen(self, ctx: Context, rows: Sequence[Any]) -> Sequence[Any]:
        return self._views(ctx, rows) if self._views is not None else [self._kept().of(row) for row in rows]

    def _subject_of(self, op: Any, ctx: Context) -> Subject:
        assert self._of is not None
        return self._of(self.load(op, ctx))

    def _subject_of_row(self, op: Any, ctx: Context) -> Subject:
        assert self._of is not None
        return self._of(ctx.shown(self._kept(), self._id(op)))


def _parts(each: Each, view: Any, ctx: Context) -> Iterable[Any]:
    takes_context = len(inspect.signature(each).parameters) > 1
    return each(view, ctx) if takes_context else each(view)
