"""What can wait for somebody: each procedure whose papers do says here how they are found, shown and urged.

A procedure calls `waits(...)` once; the list of what waits and the reminders take it from there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Date, Integer, Select, String, Table, literal, or_, select

from services.kernel.domain.who import ON_ROUTE, SELF, Subject
from services.kernel.domain.words import Word
from services.kernel.procedure.context import Context
from services.kernel.procedure.desk import Waiting, Waits
from services.kernel.procedure.operations import Command, Query
from services.kernel.rules.halfdays import Slot


class Papers(Word):
    """Which papers can lie with somebody."""

    INCOMING = "incoming", "收文", "incoming document"
    CIRCULATION = "circulation", "传阅", "document going round"
    OUTGOING = "outgoing", "发文", "outgoing document"


class Turn(Word):
    """What an incoming document waits for before it goes round."""

    PROPOSAL = "proposal", "拟办", "propose its handling"
    INSTRUCTION = "instruction", "批示", "give an instruction"


class Said(NamedTuple):
    """What the caller may know of one row, and what is asked of them in both languages."""

    title: str
    why: str
    withheld: list[str]
    step_zh: str
    step_en: str


class Holder(NamedTuple):
    """Who holds the post that it waits for, and who stands in for them on the day."""

    person: str
    deputy: str


@dataclass(frozen=True, slots=True)
class Source:
    """`rows` is made by `lying`, once or for the organ of the day. `urged_in` has the columns id, urgency, waits_for (a
    post, empty where nobody's turn it is), waits_from (UTC), urge_on, urge_half; `urge` records one reminder. Both are
    absent where the procedure sends its own or none."""

    kind: str
    rows: Select[Any] | Callable[[Context], Select[Any]]
    said: Callable[[Context, Sequence[Any]], Sequence[Said]]
    urged_in: Table | None = None
    urge: Callable[[Context, Any, Holder, Slot], None] | None = None

    def lies(self, ctx: Context) -> Select[Any]:
        return self.rows(ctx) if callable(self.rows) else self.rows


def on_the_desk(
    source: Source, operation: type[Command], shows: type[Query], *steps: str, which: Mapping[str, str] | str = "id"
) -> Waits:
    """The papers of a source on the desks of those with whom they lie; of its `steps` alone where some are named."""
    return Waits(operation, shows, lying_with(source, *steps, which=which), (SELF, ON_ROUTE))


def lying_with(
    source: Source, *steps: str, which: Mapping[str, str] | str = "id"
) -> Callable[[Context], Iterator[Waiting]]:
    def finds(ctx: Context) -> Iterator[Waiting]:
        lying = source.lies(ctx).subquery("lying")
        organ, caller, today = ctx.organ, ctx.caller, ctx.today
        mine = [*organ.posts_of(caller, today), *organ.acting_posts_of(caller, today)]
        query = select(lying).where(or_(lying.c.post.in_(mine), lying.c.person == caller))
        rows = ctx.rows(query.where(lying.c.step.in_(steps)) if steps else query)
        for row, said in zip(rows, source.said(ctx, rows), strict=True):
            yield Waiting(
                row.id if isinstance(which, str) else {name: getattr(row, column) for name, column in which.items()},
                Subject(row.person, posts=(row.post,) if row.post else ()),
                number=row.number,
                title=said.title,
                since=row.since,
                urged=row.urged,
            )

    return finds


SOURCES: list[Source] = []


def waits(source: Source) -> Source:
    SOURCES.append(source)
    return source


_EMPTY: dict[str, ColumnElement[Any]] = {
    **{name: literal("", String) for name in ("id", "number", "urgency", "step", "post", "person")},
    "since": literal(None, Date),
    "urged": literal(0, Integer),
    "urged_on": literal(None, Date),
}


def lying(kind: str, table: Any, **columns: Any) -> Select[Any]:
    """The rows of a source; `columns` are those of `_EMPTY`, which all have, each with `post` or `person`."""
    given = {"kind": literal(kind, String)} | {name: columns.get(name, empty) for name, empty in _EMPTY.items()}
    return select(*(column.label(name) for name, column in given.items())).select_from(table)
