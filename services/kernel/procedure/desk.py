"""What waits for whom (案头): each procedure says it once, and every service answers with all that waits for a caller.

    commands.waits(ApproveSealUse, since="requested_on")
    Procedure("tasks", …, waits=[Waits(VerifyTask, GetTask, found_in(tasks, tasks.c.status == REPORTED))])

A record waits for whoever stands in a relation of the operation that it waits for. What is owed by a day (履职事项)
waits as well, for whom it binds: a department's debts for its head. Knows no service.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any, NamedTuple

from pydantic import Field
from sqlalchemy import Select, select, tuple_

from services.kernel.domain.who import HEAD, SELF, Capacity, Subject, Who, standing
from services.kernel.procedure.context import Context
from services.kernel.procedure.long_context import Service
from services.kernel.procedure.obligations import (
    OWED,
    Obligation,
    ObligationStatus,
    fields_of_record,
    known,
    obligations,
)
from services.kernel.procedure.operations import Command, Operation, Page, PagedQuery, Query, View
from services.kernel.procedure.record import Department, Person, Post
from services.kernel.refusals import Invalid

DESK = "desk"
"""The live topic: something may wait for other people now, or no longer."""
LISTS = "lists"
"""The live topics of the registers: `lists.attendance.leave` says that lines of that table changed."""


class Waiting(NamedTuple):
    """One record that waits: which one, whom it is about, and how it is called."""

    which: str | Mapping[str, str]
    """The fields of the query that shows it, or the value of its one."""
    subject: Subject
    number: str = ""
    title: str = ""
    """Somebody's own words, or the same in both languages, where there is no `title_en`."""
    since: date | None = None
    due: date | None = None
    urged: int = 0
    for_what: tuple[str, str] = ("", "")
    """What is asked, in both languages, where the record says it more exactly than the operation."""
    title_en: str = ""


FEW = 100
"""Rows of a register that are read without asking first whom they are about."""


@dataclass(frozen=True, slots=True)
class Narrow:
    """The rows of `query` that may wait for a caller: where there are many, only those about people and departments in
    whom the caller stands are read. `person` is the column that says who."""

    query: Select[Any]
    said: Callable[[Context, Sequence[Any]], Iterable[Waiting]]
    """What waits in some of the rows."""
    person: str = "person"
    of_another: bool = False
    """Nobody does it in their own matter."""

    def those(self, ctx: Context, who: tuple[Who, ...]) -> Iterable[Waiting]:
        rows = ctx.rows(self.query.limit(FEW + 1))
        return self.said(ctx, rows if len(rows) <= FEW else self._bound(ctx, who))

    def subject(self, row: Any) -> Subject:
        person = getattr(row, self.person, "")
        return Subject(person, getattr(row, "department", ""), parties=(person,) if self.of_another else ())

    def _bound(self, ctx: Context, who: tuple[Who, ...]) -> Sequence[Any]:
        columns = self.query.selected_columns
        about = [columns[name] for name in (self.person, "department") if name in columns]
        if not about:
            return ctx.rows(self.query)
        groups = ctx.rows(self.query.with_only_columns(*about).distinct())
        bound = [
            tuple(one)
            for one in groups
            if standing(who, ctx.organ, ctx.caller, self.subject(one), ctx.today) is not None
        ]
        if not bound:
            return ()
        return ctx.rows(self.query if len(bound) == len(groups) else self.query.where(tuple_(*about).in_(bound)))


Finds = Narrow | Callable[["Context"], Iterable[Waiting]]


@dataclass(frozen=True, slots=True)
class Waits:
    """That what `finds` finds waits for whoever may do `operation` to it, or stands in one of the relations `who` to
    it. `shows` is the query of one such record; without it, the form is filled in with what names the matter."""

    operation: type[Command]
    shows: type[Query] | None
    finds: Finds
    who: tuple[Who, ...] = ()

    def found(self, ctx: Context) -> Iterator[tuple[Waiting, Capacity]]:
        """What waits for the caller, and as what."""
        who = self.who or self.operation.WHO
        for one in self.finds.those(ctx, who) if isinstance(self.finds, Narrow) else self.finds(ctx):
            capacity = standing(who, ctx.organ, ctx.caller, one.subject, ctx.today)
            if capacity is not None:
                yield one, capacity


def found_in(
    table: Any,
    *where: Any,
    subject: Callable[[Any], Subject] | None = None,
    person: str = "person",
    of_another: bool = False,
    which: Mapping[str, str] | str = "id",
    columns: Iterable[Any] = (),
    since: str = "",
    due: str = "",
    title: str = "title",
) -> Finds:
    """The rows of a register for which this holds. `which` is the column of their id, or says which column gives which
    field of the query; `since`, `due` and `title` are columns; whom they are about is said by the columns `person` and
    `department`, or by `subject`. Of a join, these `columns` are taken.
    """
    query: Select[Any] = select(*(columns or (table,))).select_from(table).where(*where)

    def said(ctx: Context, rows: Iterable[Any]) -> Iterator[Waiting]:
        for row in rows:
            yield Waiting(
                str(getattr(row, which))
                if isinstance(which, str)
                else {name: str(getattr(row, column)) for name, column in which.items()},
                about(row),
                number=str(getattr(row, "number", "") or ""),
                title=str(getattr(row, title, "") or ""),
                since=getattr(row, since) if since else None,
                due=known(getattr(row, due)) if due else None,
            )

    narrow = Narrow(query, said, person, of_another)
    about = subject or narrow.subject
    return narrow if subject is None else lambda ctx: said(ctx, ctx.rows(query))


# -- the operation ----------------------------------------------------------------------------------------------------


class DeskLine(View):
    """One thing that waits for the caller. `record` names the query that shows it, with `fields`; it is empty where it
    has no record yet, and `fields` are what it is about: the month, for the operation's form. `operation` is empty for
    what is owed by a day and done within its record.
    """

    operation: str = Field(title="业务操作 / operation")
    zh: str = Field(title="待办 / to do (Chinese)")
    en: str = Field(title="待办 / to do (English)")
    cites: list[str] = Field(title="依据 / cites")
    record: str = Field(title="记录 / record")
    fields: dict[str, str] = Field(title="标识 / which one")
    number: str = Field(title="编号 / number")
    title: str = Field(title="标题 / title")
    title_en: str = Field(title="标题(英文) / title")
    person: Person
    department: Department
    since: date | None = Field(title="自 / since")
    due: date | None = Field(title="期限 / due")
    overdue: bool = Field(title="逾期 / overdue")
    urged: int = Field(title="催办次数 / reminders")
    post: Post = Field(title="以何岗位 / acting as")
    stands_in_for: Person = Field(title="代行 / standing in for")


class DeskPage(Page[DeskLine]):
    total: int = Field(title="共计 / in all")


class ListDesk(PagedQuery):
    """What waits for the caller in this service, in every post they hold or stand in for: the earliest due first."""


def desk(app: Service) -> Callable[[ListDesk, Context], DeskPage]:
    """The handler, for all that the procedures of one service say."""

    def list_desk(op: ListDesk, ctx: Context) -> DeskPage:
        declared = [waits for procedure in app.procedures for waits in procedure.waiting]
        found = sorted(_merged(_owed(app, ctx), _waiting(declared, ctx)), key=attrgetter("key"))
        begin = _place(op.after) if op.after else ()
        later = [one for one in found if one.key > begin]
        following = "|".join(later[op.limit - 1].key) if len(later) > op.limit else None
        return DeskPage(items=[one.line(ctx) for one in later[: op.limit]], next=following, total=len(found))

    return list_desk


class _Entry(NamedTuple):
    """What lies on the desk, before anybody sees it: lines are built, and what a debt is about is looked up in its
    record, for one page alone."""

    key: tuple[str, ...]
    """The earliest due first, what has no day after it, the longest waiting before the rest."""
    one: Waiting
    capacity: Capacity
    asked: tuple[str, str, str, Sequence[str]]
    """The operation, what is to be done in both languages, and the articles."""
    record: str
    fields: Mapping[str, str]
    overdue: bool
    debt: tuple[Obligation, Any] | None = None
    """The obligation and its row, where the line says nothing of its own."""

    @property
    def shown_by(self) -> tuple[str, ...]:
        """The record and which one it is, as the key says it."""
        return self.key[4:6]

    def line(self, ctx: Context) -> DeskLine:
        one, (operation, zh, en, cites) = self.one, self.asked
        number, title, title_en = one.number, one.title, one.title_en
        if self.debt is not None:
            kind, row = self.debt
            number, title, title_en = kind.about(ctx, row)
        return DeskLine(
            operation=operation, zh=zh, en=en, cites=list(cites), record=self.record, fields=dict(self.fields),
            number=number, title=title, title_en=title_en or title,
            person=one.subject.person, department=one.subject.department,
            since=one.since, due=one.due, overdue=self.overdue, urged=one.urged,
            post=self.capacity.post, stands_in_for=self.capacity.stands_in_for,
        )  # fmt: skip


def _entry(
    one: Waiting,
    ctx: Context,
    capacity: Capacity,
    asked: tuple[str, str, str, Sequence[str]],
    shows: type[Operation] | None,
) -> _Entry:
    if shows is not None:
        record, fields = shows.NAME, fields_of_record(shows, one.which)
    else:
        record, fields = "", dict(one.which) if isinstance(one.which, Mapping) else {}
    which = " ".join(f"{name}={value}" for name, value in sorted(fields.items()))
    key = (*_days(one.due, one.since), asked[0], asked[1], record, which, one.subject.department, one.subject.person)
    return _Entry(key, one, capacity, asked, record, fields, one.due is not None and one.due < ctx.today)


def _days(due: date | None, since: date | None) -> tuple[str, str]:
    return (due or date.max).isoformat(), (since or date.max).isoformat()


def _waiting(declared: Iterable[Waits], ctx: Context) -> Iterator[_Entry]:
    for waits in declared:
        operation = waits.operation
        for one, capacity in waits.found(ctx):
            zh, en = one.for_what if one.for_what[0] else (operation.ZH, operation.EN)
            yield _entry(one, ctx, capacity, (operation.NAME, zh, en, operation.CITES), waits.shows)


def _merged(owed: Iterable[_Entry], waiting: Iterable[_Entry]) -> list[_Entry]:
    """What waits in a record that is also owed by a day lies there once, with that day."""
    found = list(waiting)
    at = {one.shown_by: number for number, one in enumerate(found) if one.record}
    for debt in owed:
        number = at.get(debt.shown_by) if debt.record else None
        if number is None:
            found.append(debt)
            continue
        entry, due = found[number], debt.one.due
        says = bool(entry.one.number or entry.one.title)
        found[number] = entry._replace(
            key=(*_days(due, entry.one.since), *entry.key[2:]),
            one=entry.one._replace(due=due),
            overdue=debt.overdue,
            debt=None if says else debt.debt,
        )
    return found


def _owed(app: Service, ctx: Context) -> Iterator[_Entry]:
    """What binds the caller: their own debts, and those of departments, which are their heads'."""
    by_kind = {one.kind: one for one in app.obligations}
    if not by_kind:
        return
    o = obligations.c
    owed, of_department = o.status.in_(OWED), o.person == ""
    heads = {
        one.department: _bound(HEAD, ctx, one)
        for one in ctx.rows(select(o.department, o.person).where(owed, of_department).distinct())
    }
    headed = [department for department, capacity in heads.items() if capacity is not None]
    for row in ctx.rows(select(obligations).where(owed, o.person == ctx.caller)):
        if (capacity := _bound(SELF, ctx, row)) is not None:
            yield _debt(by_kind[row.kind], row, capacity, ctx)
    for row in ctx.rows(select(obligations).where(owed, of_department, o.department.in_(headed))):
        if (capacity := heads[row.department]) is not None:
            yield _debt(by_kind[row.kind], row, capacity, ctx)


def _bound(who: Who, ctx: Context, row: Any) -> Capacity | None:
    return standing((who,), ctx.organ, ctx.caller, Subject(row.person, row.department), ctx.today)


def _debt(kind: Obligation, row: Any, capacity: Capacity, ctx: Context) -> _Entry:
    one = Waiting(kind.which(row), Subject(row.person, row.department), since=row.opened, due=known(row.due))
    done_by = kind.done_by.NAME if kind.done_by is not None else ""
    entry = _entry(one, ctx, capacity, (done_by, kind.zh, kind.en, kind.cites), kind.shows)
    overdue = row.status == ObligationStatus.MISSED or row.due < ctx.today
    return entry._replace(overdue=overdue, debt=(kind, row))


def _place(after: str) -> tuple[str, ...]:
    parts = tuple(after.split("|"))
    if len(parts) != 8:
        raise Invalid("分页起点无效。", "`after` is not a page's `next`.", fields=[{"field": "after"}])
    return parts
