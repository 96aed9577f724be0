"""What can wait for somebody: each procedure whose papers do says here how they are found, shown and urged.

A procedure calls `waits(...)` once; the list of what waits and the reminders take it from there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Date, Integer, Select, String, Table, literal, select

from services.documents.halfdays import Slot
from services.kernel.context import Context


class Said(NamedTuple):
    """What the caller may know of one row."""

    title: str
    why: str
    withheld: list[str]


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
