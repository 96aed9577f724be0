"""SQLAlchemy statements compiled once and run on the driver's cursor.

Building and caching a Core statement costs more than SQLite needs to run it; a command runs a dozen. Types are still
SQLAlchemy's: values pass through its bind and result processors, so both databases see what Core would send.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from operator import itemgetter
from typing import Any

from sqlalchemy import Date, Select, Table
from sqlalchemy.engine import Dialect
from sqlalchemy.sql import visitors

Process = Callable[[Any], Any]


class Prepared:
    """One writing statement for one dialect. Its values are given in the order of the names of its parameters."""

    def __init__(self, statement: Any, dialect: Dialect, names: Sequence[str]) -> None:
        compiled = statement.compile(dialect=dialect)
        self.sql: str = str(compiled)
        self.table: str = statement.table.name
        """Which table it changes."""
        self._names = list(compiled.positiontup if compiled.positional else compiled.binds)
        self._positional = bool(compiled.positional)
        fixed = {name: bind.value for name, bind in compiled.binds.items() if not bind.required}
        self._fixed = tuple(fixed.values())
        """What the statement itself holds, after what is given."""
        self.given = tuple(names)
        places = {name: place for place, name in enumerate((*names, *fixed))}
        taken = [places[name] for name in self._names]
        self._take = itemgetter(*taken, taken[0])  # the first twice: one place alone would give no tuple
        processes = [_binding(compiled.binds[one].type, dialect) for one in self._names]
        self._processes: list[tuple[int, Process]] = [(n, one) for n, one in enumerate(processes) if one is not None]

    def bound(self, given: tuple[Any, ...]) -> Any:
        values = list(self._take(given + self._fixed))
        del values[-1]
        for index, process in self._processes:
            values[index] = process(values[index])
        return tuple(values) if self._positional else dict(zip(self._names, values, strict=True))


class Fixed:
    """A select of fixed shape, written once where it is used, with a `bindparam` for everything that differs:

        _OF_YEAR = Fixed(select(u.id).where(u.year == bindparam("year"), u.status.in_(bindparam("statuses"))))
        ctx.rows(_OF_YEAR, year=2026, statuses=("granted", "sealed"))

    Nothing is built or compiled when it is run again.
    """

    def __init__(self, statement: Select[Any]) -> None:
        self.statement = statement
        self.tables: tuple[str, ...] = tuple(
            dict.fromkeys(part.name for part in visitors.iterate(statement) if isinstance(part, Table))
        )
        """What it reads: only what waits for these must be sent first."""
        self._prepared: dict[str, PreparedSelect] = {}

    def prepared(self, dialect: Dialect) -> PreparedSelect:
        found = self._prepared.get(dialect.name)
        if found is None:
            found = self._prepared[dialect.name] = PreparedSelect(self.statement, dialect)
        return found


class PreparedSelect:
    """A select for one dialect; its rows are named tuples.

    A parameter that takes several values has a text for 0, 1, 2, 4, 8 … of them: the last value fills up what is over.
    """

    def __init__(self, statement: Select[Any], dialect: Dialect) -> None:
        self._dialect = dialect
        self._compiled: Any = statement.compile(dialect=dialect)
        asked = [bind for bind in self._compiled.binds.values() if bind.required]
        self._names = frozenset(bind.key for bind in asked)
        self._several = tuple(bind.key for bind in asked if bind.expanding)
        self._texts: dict[tuple[int, ...], _Text] = {}
        columns = list(statement.selected_columns)
        self._types = [column.type for column in columns]
        row: Any = namedtuple("Row", [column.key or "" for column in columns], rename=True)  # type: ignore[misc]
        self._make: Callable[[Sequence[Any]], Any] = row._make
        self._results: list[tuple[int, Callable[[Any], Any]]] | None = None

    def send(self, cursor: Any, values: Mapping[str, Any]) -> None:
        text = self._text(values)
        cursor.execute(text.sql, text.bound(values))

    def fetch(self, cursor: Any, most: int | None = None) -> list[Any]:
        """All rows of what was sent, or the first `most`."""
        return self._rows(cursor, cursor.fetchall() if most is None else cursor.fetchmany(most))

    def _text(self, values: Mapping[str, Any]) -> _Text:
        lengths = tuple([_room(len(values[name])) for name in self._several]) if self._several else ()
        text = self._texts.get(lengths)
        if text is None:
            if self._names != values.keys():
                raise TypeError(f"wants {sorted(self._names)}, not {sorted(values)}: {self._compiled}")
            rooms = {name: [None] * length for name, length in zip(self._several, lengths, strict=True)}
            text = self._texts[lengths] = _Text(self._compiled, {**values, **rooms}, self._dialect)
        return text

    def _rows(self, cursor: Any, found: Sequence[Any]) -> list[Any]:
        if self._results is None:
            self._results = list(self._processes(cursor.description))
        if not self._results:
            return [self._make(row) for row in found]
        made: list[Any] = []
        for row in found:
            values = list(row)
            for index, process in self._results:
                values[index] = process(values[index])
            made.append(self._make(values))
        return made

    def _processes(self, description: Sequence[Any]) -> Iterator[tuple[int, Callable[[Any], Any]]]:
        """What the driver says of a column decides with its type, as in Core."""
        for index, (kind, said) in enumerate(zip(self._types, description, strict=True)):
            process = kind.dialect_impl(self._dialect).result_processor(self._dialect, said[1])
            if process is not None:
                yield index, process


class _Text:
    """The SQL for so many values, and how they are put in."""

    def __init__(self, compiled: Any, values: Mapping[str, Any], dialect: Dialect) -> None:
        state = compiled.construct_expanded_state({**compiled.params, **values})
        self.sql: str = state.statement
        self._positional = bool(compiled.positional)
        self._names = list(state.positiontup if self._positional else state.parameters)
        origin = {one: (name, n) for name, many in state.parameter_expansion.items() for n, one in enumerate(many)}
        self._parts: list[tuple[str, int | None, Process | None, Any]] = []
        for one in self._names:
            name, index = origin.get(one, (one, None))
            process = _binding(compiled.binds[name].type, dialect)
            if name in values:
                self._parts.append((name, index, process, None))
            else:  # written into the statement
                constant = state.parameters[one]
                self._parts.append(("", None, None, process(constant) if process else constant))

    def bound(self, values: Mapping[str, Any]) -> Any:
        made: list[Any] = []
        for name, index, process, constant in self._parts:
            if not name:
                made.append(constant)
                continue
            value = values[name]
            if index is not None:
                value = value[index] if index < len(value) else value[-1]
            made.append(process(value) if process else value)
        return tuple(made) if self._positional else dict(zip(self._names, made, strict=True))


def _room(count: int) -> int:
    """The next power of two: to a database a set with one value twice is the same set."""
    return 1 << (count - 1).bit_length() if count else 0


def _binding(kind: Any, dialect: Dialect) -> Process | None:
    """What the driver is given for a value of this type. A date's text on SQLite is made without a template."""
    if isinstance(kind, Date) and dialect.name == "sqlite":
        return _date_text
    process: Process | None = kind.dialect_impl(dialect).bind_processor(dialect)
    return process


def _date_text(value: date | None) -> str | None:
    return None if value is None else date.isoformat(value)
