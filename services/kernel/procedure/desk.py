"""What waits for whom (案头): each procedure says it once, and every service answers with all that waits for a caller.

    commands.waits(ApproveSealUse, since="requested_on")
    Procedure("tasks", …, waits=[Waits(VerifyTask, GetTask, found_in(tasks, tasks.c.status == REPORTED))])

A record waits for whoever stands in a relation of the operation that it waits for. What is owed by a day (履职事项)
waits as well, for whom it binds: a department's debts for its head. Knows no service.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from pydantic import Field
from sqlalchemy import Select, select

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


Finds = Callable[["Context"], Iterable[Waiting]]


@dataclass(frozen=True, slots=True)
class Waits:
    """That what `finds` finds waits for whoever may do `operation` to it, or stands in one of the relations `who` to
    it. `shows` is the query of one such record; without it, the form is filled in with what names the matter."""

    operation: type[Command]
    shows: type[Query] | None
    finds: Finds
    who: tuple[Who, ...] = ()


def found_in(
    table: Any,
    *where: Any,
    subject: Callable[[Any], Subject] | None = None,
    which: Mapping[str, str] | str = "id",
    columns: Iterable[Any] = (),
    since: str = "",
    due: str = "",
    title: str = "title",
) -> Finds:
    """The rows of a register for which this holds. `which` is the column of their id, or says which column gives which
    field of the query; `since`, `due` and `title` are columns; whom they are about is said by columns of that name.
    Of a join, these `columns` are taken.
    """
    about = subject or (lambda row: Subject(getattr(row, "person", ""), getattr(row, "department", "")))
    query: Select[Any] = select(*(columns or (table,))).select_from(table).where(*where)

    def finds(ctx: Context) -> Iterator[Waiting]:
        for row in ctx.rows(query):
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

    return finds


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
        found = sorted(((_key(one.line), one) for one in _merged(_owed(app, ctx), _waiting(declared, ctx))), key=_first)
        begin = _place(op.after) if op.after else ()
        later = [(key, one) for key, one in found if key > begin]
        items = [one.told(ctx) for _, one in later[: op.limit]]
        following = "|".join(later[op.limit - 1][0]) if len(later) > op.limit else None
        return DeskPage(items=items, next=following, total=len(found))

    return list_desk


class _Found(NamedTuple):
    """A line of the desk. What a debt is about takes a look at its record: only those that are shown are looked at."""

    line: DeskLine
    untold: tuple[Obligation, Any] | None = None
    """The obligation, and its row."""

    def told(self, ctx: Context) -> DeskLine:
        if self.untold is None:
            return self.line
        kind, row = self.untold
        number, title, title_en = kind.about(ctx, row)
        return self.line.model_copy(update={"number": number, "title": title, "title_en": title_en or title})


def _waiting(declared: Iterable[Waits], ctx: Context) -> Iterator[DeskLine]:
    for waits in declared:
        operation = waits.operation
        for one in waits.finds(ctx):
            capacity = standing(waits.who or operation.WHO, ctx.organ, ctx.caller, one.subject, ctx.today)
            if capacity is not None:
                zh, en = one.for_what if one.for_what[0] else (operation.ZH, operation.EN)
                yield _line(one, ctx, capacity, operation.NAME, zh, en, operation.CITES, waits.shows)


def _merged(owed: Iterable[_Found], waiting: Iterable[DeskLine]) -> list[_Found]:
    """What waits in a record that is also owed by a day lies there once, with that day."""
    found = [_Found(line) for line in waiting]
    at = {_record(one.line): number for number, one in enumerate(found) if one.line.record}
    for debt in owed:
        number = at.get(_record(debt.line)) if debt.line.record else None
        if number is None:
            found.append(debt)
        else:
            line = found[number].line
            dated = line.model_copy(update={"due": debt.line.due, "overdue": debt.line.overdue})
            found[number] = _Found(dated, None if line.number or line.title else debt.untold)
    return found


def _record(line: DeskLine) -> tuple[str, ...]:
    return line.record, *(f"{name}={value}" for name, value in sorted(line.fields.items()))


def _owed(app: Service, ctx: Context) -> Iterator[_Found]:
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


def _debt(kind: Obligation, row: Any, capacity: Capacity, ctx: Context) -> _Found:
    one = Waiting(kind.which(row), Subject(row.person, row.department), since=row.opened, due=known(row.due))
    done_by = kind.done_by.NAME if kind.done_by is not None else ""
    line = _line(one, ctx, capacity, done_by, kind.zh, kind.en, kind.cites, kind.shows)
    overdue = row.status == ObligationStatus.MISSED or row.due < ctx.today
    return _Found(line.model_copy(update={"overdue": overdue}), (kind, row))


def _line(
    one: Waiting,
    ctx: Context,
    capacity: Capacity,
    operation: str,
    zh: str,
    en: str,
    cites: Iterable[str],
    shows: type[Operation] | None,
) -> DeskLine:
    if shows is not None:
        fields = fields_of_record(shows, one.which)
    else:
        fields = dict(one.which) if isinstance(one.which, Mapping) else {}
    return DeskLine(
        operation=operation, zh=zh, en=en, cites=list(cites), record=shows.NAME if shows else "", fields=fields,
        number=one.number, title=one.title, title_en=one.title_en or one.title,
        person=one.subject.person, department=one.subject.department,
        since=one.since, due=one.due, overdue=one.due is not None and one.due < ctx.today, urged=one.urged,
        post=capacity.post, stands_in_for=capacity.stands_in_for,
    )  # fmt: skip


def _first(item: tuple[tuple[str, ...], _Found]) -> tuple[str, ...]:
    return item[0]


def _key(line: DeskLine) -> tuple[str, ...]:
    """The earliest due first, what has no day after it, the longest waiting before the rest."""
    due, since = line.due or date.max, line.since or date.max
    which = " ".join(f"{name}={value}" for name, value in sorted(line.fields.items()))
    return due.isoformat(), since.isoformat(), line.operation, line.zh, line.record, which, line.department, line.person


def _place(after: str) -> tuple[str, ...]:
    parts = tuple(after.split("|"))
    if len(parts) != 8:
        raise Invalid("分页起点无效。", "`after` is not a page's `next`.", fields=[{"field": "after"}])
    return parts
