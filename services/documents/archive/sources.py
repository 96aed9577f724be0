"""The finished records of this service that a department may hand over, procedure by procedure (A20, B11.3, B11.4)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, extract, false, func, select

from services.directory.organ import picture
from services.documents.archive.record import ItemRecord
from services.documents.incoming.record import IncomingRecord
from services.documents.incoming.secrecy import sight as incoming_sight
from services.documents.information.record import InformationRecord
from services.documents.meetings.record import MeetingRecord, Topic
from services.documents.outgoing.record import OutgoingRecord
from services.documents.outgoing.secrecy import sight as outgoing_sight
from services.documents.research.record import ArticleRecord
from services.documents.tasks.record import TaskRecord
from services.kernel.procedure.context import Context
from services.kernel.procedure.secrecy import SECRECY, TITLE

ORDINARY = "ordinary"
listed, tasks = ItemRecord.TABLE, TaskRecord.TABLE
items, articles = InformationRecord.TABLE, ArticleRecord.TABLE


@dataclass(frozen=True, slots=True)
class Record:
    """A finished record as the list of candidates shows it; the title is empty where the caller may not see it."""

    id: str
    number: str
    title: str
    dated: date
    secrecy: str
    withheld: bool = False
    copies: int = 1
    """As many as were put aside for the archive."""


Reads = Callable[[Context, Sequence[Any]], list[Record]]


@dataclass(frozen=True, slots=True)
class Source:
    """`finished`: the states at which nothing more happens; `of`: which rows are a department's, of a year."""

    table: Table
    finished: tuple[str, ...]
    of: Callable[[Context, Sequence[str], int], ColumnElement[bool]]
    reads: Reads

    def query(self, ctx: Context, kind: str, departments: Sequence[str], year: int) -> Select[Any]:
        """What is finished and in no list."""
        taken = select(listed.c.record).where(listed.c.kind == kind, listed.c.record == self.table.c.id).exists()
        return select(self.table).where(self.table.c.status.in_(self.finished), self.of(ctx, departments, year), ~taken)

    def find(self, ctx: Context, record: str, departments: Sequence[str], year: int) -> Record | None:
        """The record, where it is finished and that department's of that year."""
        own = self.table.c.id == record, self.table.c.status.in_(self.finished), self.of(ctx, departments, year)
        rows = ctx.rows(select(self.table).where(*own))
        return self.reads(ctx, rows)[0] if rows else None


def _in(column: Any, year: int) -> ColumnElement[bool]:
    return extract("year", column) == year


def _outgoing(ctx: Context, rows: Sequence[Any]) -> list[Record]:
    """The printed text in three copies, and the draft (A19, B11.3)."""
    may = outgoing_sight(ctx)
    may.learn(rows)
    return [
        Record(row.id, row.number, row.title if may.sees(TITLE, row) else "", row.signed_on or row.drafted_on,
               row.secrecy, not may.sees(TITLE, row), row.archived_copies)
        for row in rows
    ]  # fmt: skip


def _meetings(ctx: Context, rows: Sequence[Any]) -> list[Record]:
    """Of the highest class of its items (B11.4)."""
    t = Topic.TABLE.c
    classes: dict[str, str] = {}
    for row in ctx.rows(select(t.meeting, t.secrecy).where(t.meeting.in_([row.id for row in rows]))):
        classes[row.meeting] = max(classes.get(row.meeting, ORDINARY), row.secrecy, key=SECRECY.index)
    return [Record(row.id, row.number, row.title, row.on, classes.get(row.id, ORDINARY)) for row in rows]


def _incoming(ctx: Context, rows: Sequence[Any]) -> list[Record]:
    may = incoming_sight(ctx)
    may.learn(rows)
    return [
        Record(row.id, row.number, row.title if may.sees(TITLE, row) else "", row.received, row.secrecy,
               not may.sees(TITLE, row))
        for row in rows
    ]  # fmt: skip


def _of_the_office(ctx: Context, departments: Sequence[str], year: int) -> ColumnElement[bool]:
    """Incoming documents are the office's (B11.1)."""
    organ = picture(ctx)
    kinds = {found.kind for id in departments if (found := organ.department(id)) is not None}
    return IncomingRecord.TABLE.c.year == year if "office" in kinds else false()


def _tasks(ctx: Context, rows: Sequence[Any]) -> list[Record]:
    return [Record(row.id, row.source_ref, row.title, row.reported_on or row.due, ORDINARY) for row in rows]


def _items(ctx: Context, rows: Sequence[Any]) -> list[Record]:
    return [Record(row.id, row.number, row.title, row.submitted_on, ORDINARY) for row in rows]


def _own(table: Table, year_of: Callable[[int], ColumnElement[bool]]) -> Any:
    def of(ctx: Context, departments: Sequence[str], year: int) -> ColumnElement[bool]:
        return table.c.department.in_(departments) & year_of(year)

    return of


SOURCES = {
    "incoming": Source(IncomingRecord.TABLE, ("closed",), _of_the_office, _incoming),
    "outgoing": Source(
        OutgoingRecord.TABLE,
        ("archived",),
        _own(OutgoingRecord.TABLE, lambda year: OutgoingRecord.TABLE.c.year == year),
        _outgoing,
    ),
    "meeting": Source(
        MeetingRecord.TABLE,
        ("collected",),
        _own(MeetingRecord.TABLE, lambda year: MeetingRecord.TABLE.c.year == year),
        _meetings,
    ),
    "task": Source(tasks, ("verified",), _own(tasks, lambda year: _in(tasks.c.reported_on, year)), _tasks),
    "information": Source(items, ("submitted",), _own(items, lambda year: items.c.year == year), _items),
    "research": Source(
        articles, ("approved", "published"), _own(articles, lambda year: articles.c.year == year), _items
    ),
}
"""By the kind of what is archived. Whatever else a department keeps is listed without a record."""


def handing_over(ctx: Context, department: str) -> list[str]:
    """The department and those that were merged into it: their files come with its own."""
    organ, found = picture(ctx), [department]
    for id in found:
        found += [d.id for d in organ.all_departments() if d.merged_into == id and d.id not in found]
    return found


def left_out(ctx: Context, department: str, year: int) -> int:
    """How many finished records of the year are in no list."""
    departments = handing_over(ctx, department)
    queries = [source.query(ctx, kind, departments, year) for kind, source in SOURCES.items()]
    return sum(ctx.rows(select(func.count()).select_from(query.subquery()))[0][0] for query in queries)
