"""Builds registers anew from the log and compares, in one go and for this once. Knows no procedure.

It works in tables beside the live ones, a few thousand facts at a time through the line of writers, so that live work
goes on; what is to be kept, looked into or put in the place of the live ones is a shadow (`shadow.py`). A register
whose definition changed is rebuilt in place when its service starts.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol, TypeVar

from sqlalchemy import Index, MetaData, Table, and_, func, insert, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.schema import CreateTable, DropTable

from services.kernel.domain.events import Event
from services.kernel.log.mapper import FactMapper
from services.kernel.log.registers import Projector, Register, Rows, table_of
from services.kernel.log.seal import StoredRow
from services.kernel.log.store import LOG, Store, definitions, heads, read_rows
from services.kernel.log.transaction import Writing

T = TypeVar("T")
Progress = Callable[[int, int], None]
"""Done and total, in facts."""
FACTS_PER_JOB = 2000
"""How many facts one job projects: bounds how long a command waits behind a rebuild (about 50 ms)."""
TRIES = 5
"""How often to look for a quiet moment before the comparison stops the line."""
_shadows: dict[Table, Table] = {}


class Logged(Protocol):
    """A service's log with what is kept from it."""

    @property
    def store(self) -> Store: ...
    @property
    def registers(self) -> tuple[Register, ...]: ...
    def record(self, work: Callable[[Writing], T]) -> T: ...


@dataclass(frozen=True, slots=True)
class RowDifference:
    """The first row that differs; `live` or `rebuilt` is None where only the other has it."""

    table: str
    key: dict[str, Any]
    live: dict[str, Any] | None
    rebuilt: dict[str, Any] | None

    @property
    def columns(self) -> list[str]:
        if self.live is None or self.rebuilt is None:
            return []
        return [name for name, value in self.live.items() if self.rebuilt[name] != value]


@dataclass(frozen=True, slots=True)
class Rebuilt:
    register: Register
    rows: int
    difference: RowDifference | None


@dataclass(frozen=True, slots=True)
class Report:
    """What was rebuilt, as of which position."""

    position: int
    registers: tuple[Rebuilt, ...]

    @property
    def equal(self) -> bool:
        return all(one.difference is None for one in self.registers)


def shadow(table: Table) -> Table:
    """The same table under another name. Made once: prepared statements are remembered per table."""
    if table not in _shadows:
        copy = table.to_metadata(MetaData(), name=f"{table.name}__rebuilt")
        for index in list(copy.indexes):
            copy.indexes.discard(index)  # a shadow is only filled and compared
        for constraint in copy.constraints:
            constraint.name = None  # names are unique in a schema
        _shadows[table] = copy
    return _shadows[table]


class ShadowRows(Rows):
    """Sends a projection's writes to the shadow tables, and refuses those that are not the register's own."""

    def __init__(self, session: Writing, tables: Iterable[Table]) -> None:
        super().__init__(session)
        self._own = frozenset(tables)

    def _shadow(self, kept: Any) -> Table:
        table = table_of(kept)
        if table not in self._own:
            raise TypeError(f"a projection touches {table.name}, which is not a table of the registers being rebuilt")
        return shadow(table)

    def get(self, table: Any, **key: Any) -> Any:
        return super().get(self._shadow(table), **key)

    def _write(self, verb: str, table: Any, shape: tuple[str, ...], values: tuple[Any, ...]) -> None:
        super()._write(verb, self._shadow(table), shape, values)


class Rebuild:
    """One rebuild of some registers of one application."""

    def __init__(self, app: Logged, registers: Iterable[Register], progress: Progress = lambda *_: None) -> None:
        self._app, self._progress = app, progress
        self.registers = tuple(registers)
        self._tables = tuple(table for register in self.registers for table in register.tables)
        self._projector = Projector(self.registers)
        self._done = 0

    def run(self) -> Report:
        """Builds and compares. The shadow tables are gone afterwards, whatever happens."""
        self._app.record(self._begin)
        try:
            self._catch_up()
            return self._compare_beside() or self._app.record(self._compare_in_line)
        finally:
            self._app.record(self._end)

    def _begin(self, tx: Writing) -> None:
        for table in self._tables:
            tx.execute(DropTable(shadow(table), if_exists=True))
            tx.execute(CreateTable(shadow(table)))

    def _end(self, tx: Writing) -> None:
        for table in self._tables:
            tx.execute(DropTable(shadow(table), if_exists=True))

    def _catch_up(self) -> None:
        total = self._app.store.position()
        self._progress(self._done, total)
        while self._done < total:
            rows = list(self._app.store.rows(self._done, FACTS_PER_JOB))
            events = _decoded(rows, self._projector, self._app.store.mapper)
            self._app.record(partial(self._project, events=events))
            self._done = rows[-1].position
            self._progress(self._done, max(total, self._done))

    def _project(self, tx: Writing, events: Iterable[Event]) -> None:
        rows = ShadowRows(tx, self._tables)
        for event in events:
            self._projector.project(event, rows)

    def _compare_beside(self) -> Report | None:
        """Without stopping anybody: a snapshot in which live and shadow stand at the same position."""
        for _ in range(TRIES):
            with self._app.store.reading() as connection:
                if _head(connection) == self._done:
                    return self._compared(connection)
            self._catch_up()
        return None

    def _compare_in_line(self, tx: Writing) -> Report:
        tx.flush()
        rows = read_rows(tx.connection, self._done, tx.position - self._done)
        self._project(tx, _decoded(rows, self._projector, tx.store.mapper))
        tx.flush()
        self._done = tx.position
        return self._compared(tx.connection)

    def _compared(self, connection: Connection) -> Report:
        compared = tuple(
            Rebuilt(
                register,
                sum(
                    connection.execute(select(func.count()).select_from(shadow(t))).scalar_one()
                    for t in register.tables
                ),
                next((found for t in register.tables if (found := first_difference(connection, t, shadow(t)))), None),
            )
            for register in self.registers
        )
        return Report(self._done, compared)


def first_difference(connection: Connection, live: Table, rebuilt: Table) -> RowDifference | None:
    """The first row, in the database's order of keys, that the two tables do not share."""
    keys = [column.name for column in live.primary_key] or [column.name for column in live.columns]
    for one, other in itertools.zip_longest(_in_order(connection, live), _in_order(connection, rebuilt)):
        if one == other:
            continue
        if one is not None:
            key = {name: one[name] for name in keys}
            there = _by_key(connection, rebuilt, key)
            if there != one:
                return RowDifference(live.name, key, one, there)
        key = {name: other[name] for name in keys}  # the live row is sound, and comes too early: this one is missing
        return RowDifference(live.name, key, None, other)
    return None


def _in_order(connection: Connection, table: Table) -> Iterator[dict[str, Any]]:
    order = list(table.primary_key) or list(table.columns)
    statement = select(table).order_by(*order).execution_options(yield_per=1000)
    for row in connection.execute(statement).mappings():
        yield dict(row)


def _by_key(connection: Connection, table: Table, key: dict[str, Any]) -> dict[str, Any] | None:
    where = and_(*(table.c[name].is_not_distinct_from(value) for name, value in key.items()))
    row = connection.execute(select(table).where(where)).mappings().first()
    return dict(row) if row is not None else None


def _decoded(rows: Iterable[StoredRow], projector: Projector, mapper: FactMapper) -> list[Event]:
    """As today's readers know them: an old version is brought up to date before it is projected."""
    wanted = projector.topics
    decoded = (mapper.decode(row.topic, row.state) for row in rows)
    return [event for event in decoded if event.TOPIC in wanted]


def _head(connection: Connection) -> int:
    position: int = connection.execute(select(heads.c.position).where(heads.c.name == LOG)).scalar_one()
    return position


# -- at start ---------------------------------------------------------------------------------------------------------


def changed(store: Store, registers: Iterable[Register]) -> list[Register]:
    """Registers built with another definition than today's, or never built from a log that has facts."""
    with store.reading() as connection:
        built = dict(connection.execute(select(definitions.c.register, definitions.c.digest)).tuples().all())
    return [register for register in registers if built.get(register.name) != register.digest()]


def bring_up_to_date(app: Logged, progress: Callable[[str, int, int], None] = lambda *_: None) -> list[str]:
    """Rebuilds in place, one transaction each, every register whose definition changed. Returns their names.

    Columns may have changed, so the tables are made anew; a crash in the middle leaves the old ones as they were, and
    a second replica waits its turn and then finds nothing to do.
    """
    outdated = changed(app.store, app.registers)
    return [one.name for one in outdated if app.record(partial(_in_place, register=one, progress=progress))]


def _in_place(tx: Writing, register: Register, progress: Callable[[str, int, int], None]) -> bool:
    digest = register.digest()
    known = tx.get(definitions, {"register": register.name})
    if known is not None and known.digest == digest:
        return False  # another replica did it while this one waited
    total = tx.position
    if total or known is not None:  # tables of another definition are of no use, empty as they may be
        make_anew(tx, [register], partial(progress, register.name))
    if known is None:
        tx.execute(insert(definitions).values(register=register.name, digest=digest))
    else:
        tx.execute(update(definitions).where(definitions.c.register == register.name).values(digest=digest))
    return bool(total)


def make_anew(tx: Writing, registers: Sequence[Register], progress: Progress = lambda *_: None) -> None:
    """Their tables from nothing, in this transaction: nothing of the old ones is left, and others wait meanwhile."""
    for table in (table for register in registers for table in register.tables):
        tx.execute(DropTable(table, if_exists=True))
        tx.execute(CreateTable(table))
        for index in sorted(table.indexes, key=_index_name):
            index.create(tx.connection)
    projector, done, total = Projector(registers), 0, tx.position
    while done < total:
        rows = read_rows(tx.connection, done, FACTS_PER_JOB)
        for event in _decoded(rows, projector, tx.store.mapper):
            projector.project(event, tx.rows)
        tx.flush()
        done = rows[-1].position
        progress(done, total)


def _index_name(index: Index) -> str:
    return str(index.name)
