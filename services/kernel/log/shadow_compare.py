"""Compares the rows of two places, table by table, and finds the event that each difference goes back to. Where a
mended projection has other columns than live, rows are compared by those that both have.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import String, Table, collate, select, text
from sqlalchemy.engine import Connection

from services.kernel.log.registers import Register
from services.kernel.log.shadow import EVENTS_PER_COMMIT, Filling, OwnRows, Registers, Shadow
from services.kernel.log.store import Store

MOST_LISTED = 500
"""Differences that are told one by one; all are counted."""
ROWS_AT_ONCE = 1000
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that is not the same: `live` or `rebuilt` is None where only the other has it. `cause` is the position of
    the event that made the row what the log says it is, 0 where no event leads to such a row."""

    table: str
    key: Row
    live: Row | None
    rebuilt: Row | None
    cause: int = 0
    source: str = ""
    """In whose log; empty for the service's own."""
    causes: Mapping[str, int] = field(default_factory=dict[str, int])
    """By column that differs, the event that wrote it last."""
    called: tuple[str, str] = ("", "")
    """What the row is called, in Chinese and English, beside the first part of its key; empty where the key says it."""
    for_all: bool = False
    """Whether whoever may see the comparison may see the values too."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Those that differ; none where one side has no such row."""
        if self.live is None or self.rebuilt is None:
            return ()
        return tuple(name for name, value in self.live.items() if self.rebuilt[name] != value)


@dataclass(frozen=True, slots=True)
class Compared:
    """One table: how many rows either side has, how many differ, and the first of these; and the columns that only the
    rebuilt side has, or only live. The empty one stands for the table."""

    table: str
    live: int
    rebuilt: int
    differing: int
    listed: tuple[Difference, ...]
    added: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()


def compare(table: Table, live: Connection, rebuilt: Connection, most: int = MOST_LISTED) -> Compared:
    """Walks both sides in the order of the key, one row of each at a time, so that no table is held in memory."""
    keys = [column.name for column in table.primary_key]
    if not keys:
        raise TypeError(f"{table.name} has no primary key: its rows cannot be told apart")
    mine, other = _columns(live, table), _columns(rebuilt, table)
    if not mine or not other:
        there = _Walk(rebuilt if other else live, table, keys, other or mine).to_the_end()
        made = Compared(table.name, 0, there, 0, (), added=("",))
        return made if other else replace(made, live=there, rebuilt=0, added=(), gone=("",))
    added, gone = (tuple(name for name in a if name not in b) for a, b in ((other, mine), (mine, other)))
    shared = [name for name in other if name in mine]
    if not set(keys) <= set(shared):
        return Compared(table.name, 0, 0, 0, (), added, gone)
    ours, theirs = _Walk(live, table, keys, shared), _Walk(rebuilt, table, keys, shared)
    found: list[Difference] = []
    differing = 0
    while ours.row is not None or theirs.row is not None:
        left, right = _pair(ours, theirs)
        if left != right:
            differing += 1
            if len(found) < most:
                named = left if left is not None else right
                assert named is not None
                found.append(Difference(table.name, {name: named[name] for name in keys}, left, right))
    return Compared(table.name, ours.count, theirs.count, differing, tuple(found), added, gone)


def _columns(connection: Connection, table: Table) -> list[str]:
    """As the table lies there; none where it does not."""
    known = (
        "SELECT name FROM pragma_table_info(:table) ORDER BY cid"
        if connection.dialect.name == "sqlite"
        else "SELECT column_name FROM information_schema.columns"
        " WHERE table_schema = current_schema() AND table_name = :table ORDER BY ordinal_position"
    )
    return list(connection.execute(text(known), {"table": table.name}).scalars())


class _Walk:
    """The rows of one side, by key; `row` is the one at hand."""

    def __init__(self, connection: Connection, table: Table, keys: list[str], columns: Sequence[str] = ()) -> None:
        order: list[Any] = [_binary(connection, table.c[name]) for name in keys]
        wanted = [one for one in table.columns if one.name in columns] if columns else table.columns
        query = select(*wanted).order_by(*order).execution_options(yield_per=ROWS_AT_ONCE)
        self._rows, self._keys = iter(connection.execute(query).mappings()), keys
        self.count = 0
        self.key: tuple[Any, ...] = ()
        self.row: Row | None = None
        self.step()

    def step(self) -> None:
        found = next(self._rows, None)
        self.row = None if found is None else dict(found)
        if self.row is not None:
            self.count += 1
            self.key = tuple(self.row[name] for name in self._keys)

    def to_the_end(self) -> int:
        while self.row is not None:
            self.step()
        return self.count


def _pair(ours: _Walk, theirs: _Walk) -> tuple[Row | None, Row | None]:
    mine, other = ours.row, theirs.row
    if mine is not None and (other is None or ours.key < theirs.key):
        other = None
    elif other is not None and (mine is None or theirs.key < ours.key):
        mine = None
    if mine is not None:
        ours.step()
    if other is not None:
        theirs.step()
    return mine, other


def _binary(connection: Connection, column: Any) -> Any:
    """Texts in the order of their code points, as they compare here, whatever the database's language."""
    of_text = isinstance(getattr(column.type, "impl", column.type), String)
    return collate(column, "C") if of_text and connection.dialect.name != "sqlite" else column


# -- the event that it goes back to -----------------------------------------------------------------------------------


def with_causes(
    store: Store,
    registers: Iterable[Register],
    found: Sequence[Difference],
    until: int,
    go_on: Callable[[], None] = lambda: None,
) -> list[Difference]:
    """Each difference with the event that the log says wrote the row, or the column, last.

    The registers concerned are built once more, in a file that is thrown away, and every write is held against the
    rows that differ. `go_on` is asked between pages, and may raise.
    """
    tables = {one.table for one in found}
    concerned = [one for one in registers if any(table.name in tables for table in one.tables)]
    if not concerned:
        return list(found)
    with tempfile.TemporaryDirectory() as folder:
        shadow = Shadow(store, 0, Path(folder) / "causes.db")
        part = Registers(store, concerned)
        done, watch = shadow.begin("causes", part).get("log", 0), _Watch(found)
        while done < until:
            at, page = part.page("log", done, min(until, done + EVENTS_PER_COMMIT))
            with shadow.store.writing() as connection:
                filling = Filling(shadow.store, connection)
                rows = _Watched(filling, frozenset(part.tables), watch)
                for position, event in page:
                    watch.position = position
                    part.projector.project(event, rows)
                filling.flush()
            done = at
            go_on()
        shadow.close()
    return watch.told()


class _Watched(OwnRows):
    def __init__(self, session: Filling, tables: frozenset[Table], watch: _Watch) -> None:
        super().__init__(session, tables)
        self._watch = watch

    def _write(self, verb: str, table: Any, shape: tuple[str, ...], values: tuple[Any, ...]) -> None:
        self._watch.saw(verb, self._table(table), shape, values)
        super()._write(verb, table, shape, values)


class _Watch:
    """Which of the differing rows a write touches, and in which columns."""

    def __init__(self, found: Sequence[Difference]) -> None:
        self.position = 0
        self._found = found
        self._columns = [frozenset(one.columns) for one in found]
        self._of_column: list[dict[str, int]] = [{} for _ in found]
        self._of_row, self._opened = [0] * len(found), [0] * len(found)
        self._by: dict[tuple[str, tuple[str, ...]], dict[tuple[Any, ...], list[int]]] = {}

    def told(self) -> list[Difference]:
        """Of a row that live lacks, what opened it; of a column, what wrote it last; else what touched the row last."""
        told: list[Difference] = []
        for n, one in enumerate(self._found):
            of_column = self._of_column[n]
            first = self._opened[n] if one.live is None else max(of_column.values(), default=0)
            told.append(replace(one, cause=first or self._of_row[n], causes=of_column))
        return told

    def saw(self, verb: str, table: Table, shape: tuple[str, ...], values: tuple[Any, ...]) -> None:
        said = dict(zip(shape, values, strict=False))  # of what has a key, that alone
        if verb in ("insert", "upsert"):
            names, written = tuple(column.name for column in table.primary_key), frozenset(shape)
        elif verb == "delete":
            names, written = shape, frozenset(column.name for column in table.columns)
        else:
            bar = shape.index("|")
            names, written = shape[:bar], frozenset(shape[bar + 1 :])
        of = self._index(table.name, names)
        for n in of.get(tuple(_plain(said[name]) for name in names), ()) if of else ():
            self._of_row[n] = self.position
            if verb in ("insert", "upsert", "add"):
                self._opened[n] = self.position
            for column in self._columns[n] & written:
                self._of_column[n][column] = self.position

    def _index(self, table: str, names: tuple[str, ...]) -> dict[tuple[Any, ...], list[int]]:
        """The differing rows by these columns, as either side has them."""
        known = self._by.get((table, names))
        if known is None:
            known = self._by[table, names] = {}
            for n, one in enumerate(self._found):
                sides = [side for side in (one.rebuilt, one.live) if side is not None and one.table == table]
                for key in dict.fromkeys(tuple(_plain(side[name]) for name in names) for side in sides):
                    known.setdefault(key, []).append(n)
        return known


def _plain(value: Any) -> Any:
    match value:
        case Enum():
            return value.value
        case UUID():
            return value.hex
        case list():
            return tuple(value)
        case _:
            return value


def told(value: Any) -> str:
    """A cell as text, the same for the same value."""
    match value:
        case None:
            return "—"
        case datetime():
            return value.isoformat(sep=" ")
        case date():
            return value.isoformat()
        case list() | tuple():
            return "、".join(str(one) for one in value)
        case _:
            return str(value)


def digests(table: Table, connection: Connection) -> Iterator[str]:
    """Every row as text, in the order of the key: what two builds are held against each other by."""
    keys = [column.name for column in table.primary_key]
    walk = _Walk(connection, table, keys)
    while walk.row is not None:
        yield repr(sorted(walk.row.items()))
        walk.step()
