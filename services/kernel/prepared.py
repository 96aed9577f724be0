"""SQLAlchemy statements compiled once and run on the driver's cursor.

Building and caching a Core statement costs more than SQLite needs to run it; a command runs a dozen. Types are still
SQLAlchemy's: values pass through its bind and result processors, so both databases see what Core would send.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Table
from sqlalchemy.engine import Dialect

Process = Callable[[Any], Any] | None


class Prepared:
    """One statement for one dialect. Parameters are given by name."""

    def __init__(self, statement: Any, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        self.sql: str = str(compiled)
        table = getattr(statement, "table", None)
        self.table: str = table.name if table is not None else ""
        """Which table a writing statement changes."""
        self._positional = bool(compiled.positional)
        names = compiled.positiontup if self._positional else list(compiled.binds)
        fixed = {name: bind.value for name, bind in compiled.binds.items() if not bind.required}
        self._parts: list[tuple[str, Process, Any]] = [
            (name, compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect), fixed.get(name))
            for name in names
        ]

    def bound(self, row: dict[str, Any]) -> Any:
        if self._positional:
            return tuple(
                [
                    process(row.get(name, fixed)) if process else row.get(name, fixed)
                    for name, process, fixed in self._parts
                ]
            )
        return {
            name: process(row.get(name, fixed)) if process else row.get(name, fixed)
            for name, process, fixed in self._parts
        }


class PreparedGet(Prepared):
    """A select of whole rows of one table, as named tuples."""

    def __init__(self, statement: Any, table: Table, dialect: Dialect) -> None:
        super().__init__(statement, dialect)
        row: Any = namedtuple("Row", [c.name for c in table.columns])  # type: ignore[misc]
        self._make = row._make
        self._results: list[tuple[int, Callable[[Any], Any]]] = []
        for index, column in enumerate(table.columns):
            process = column.type.dialect_impl(dialect).result_processor(dialect, None)
            if process is not None:
                self._results.append((index, process))

    def rows(self, found: Sequence[Any]) -> list[Any]:
        if not self._results:
            return [self._make(row) for row in found]
        made: list[Any] = []
        for row in found:
            values = list(row)
            for index, process in self._results:
                values[index] = process(values[index])
            made.append(self._make(values))
        return made
