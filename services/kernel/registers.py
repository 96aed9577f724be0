"""Registers (台账): tables kept by projecting facts, in the transaction that records them. Knows no procedure.

A register is a pure function of the log: it can be dropped and rebuilt, and comes out equal. Its projections therefore
read only the event and the register's own rows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import CodeType, FunctionType
from typing import Any, Protocol, TypeVar

from sqlalchemy import Table, and_, bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.schema import CreateIndex, CreateTable

from services.kernel.events import Event
from services.kernel.prepared import Prepared, PreparedGet

E = TypeVar("E", bound=Event)


class Session(Protocol):
    """What projections need of a transaction: writes may wait, reads see them all."""

    @property
    def prepared_for(self) -> Dialect: ...
    def write(self, statement: Prepared, row: dict[str, Any]) -> None: ...
    def get(self, table: Table, key: dict[str, Any]) -> Any: ...


class Rows:
    """The few verbs of a projection. Statements are prepared once per shape and sent in bulk."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def insert(self, table: Table, **values: Any) -> None:
        self._write("insert", table, tuple(values), _bound(values))

    def upsert(self, table: Table, **values: Any) -> None:
        """Inserts, or replaces the columns given of the row with the same primary key."""
        self._write("upsert", table, tuple(values), _bound(values))

    def add(self, table: Table, key: dict[str, Any], **amounts: Any) -> None:
        """Inserts the key with these amounts, or adds them to the row that has it."""
        self._write("add", table, (*key, "|", *amounts), _bound({**key, **amounts}))

    def update(self, table: Table, key: dict[str, Any], **values: Any) -> None:
        """Changes the columns given of every row with these key values."""
        self._write("update", table, (*key, "|", *values), _bound(values) | keyed(key))

    def increase(self, table: Table, key: dict[str, Any], **amounts: Any) -> None:
        """Adds these amounts to the row that has the key; does nothing where there is none."""
        self._write("increase", table, (*key, "|", *amounts), _bound(amounts) | keyed(key))

    def delete(self, table: Table, **key: Any) -> None:
        self._write("delete", table, tuple(key), keyed(key))

    def get(self, table: Table, **key: Any) -> Any:
        """The row with this key, or None. Sends what waits first: prefer a projection that need not read."""
        return self._session.get(table, key)

    def _write(self, verb: str, table: Table, shape: tuple[str, ...], row: dict[str, Any]) -> None:
        self._session.write(prepared(verb, table, shape, self._session.prepared_for), row)


def _bound(values: dict[str, Any]) -> dict[str, Any]:
    return {f"b_{name}": value for name, value in values.items()}


def keyed(key: dict[str, Any]) -> dict[str, Any]:
    return {f"b_key_{name}": value for name, value in key.items()}


_prepared: dict[tuple[str, int, tuple[str, ...], str], Any] = {}


def prepared(verb: str, table: Table, shape: tuple[str, ...], dialect: Dialect) -> Any:
    """`Prepared`, or `PreparedGet` for the verb `get`."""
    name = (verb, id(table), shape, dialect.name)
    cached = _prepared.get(name)
    if cached is None:
        statement = _build(verb, table, shape, dialect.name)
        cached = PreparedGet(statement, table, dialect) if verb == "get" else Prepared(statement, dialect)
        _prepared[name] = cached
    return cached


def _where(table: Table, names: Iterable[str]) -> Any:
    return and_(*(table.c[name] == bindparam(f"b_key_{name}", type_=table.c[name].type) for name in names))


def _params(table: Table, names: Iterable[str]) -> dict[str, Any]:
    return {name: bindparam(f"b_{name}", type_=table.c[name].type) for name in names}


def _build(verb: str, table: Table, shape: tuple[str, ...], dialect: str) -> Any:
    if verb == "get":
        return select(table).where(_where(table, shape)).order_by(*table.primary_key.columns)
    if verb == "delete":
        return delete(table).where(_where(table, shape))
    if verb == "insert":
        return table.insert().values(_params(table, shape))
    insert = (sqlite if dialect == "sqlite" else postgresql).insert(table)
    primary = [column.name for column in table.primary_key]
    if verb == "upsert":
        changed = [name for name in shape if name not in primary]
        statement = insert.values(_params(table, shape))
        if not changed:
            return statement.on_conflict_do_nothing(index_elements=primary)
        return statement.on_conflict_do_update(
            index_elements=primary, set_={name: statement.excluded[name] for name in changed}
        )
    keys, values = _split(shape)
    if verb == "update":
        return table.update().where(_where(table, keys)).values(_params(table, values))
    if verb == "increase":
        more = {name: table.c[name] + parameter for name, parameter in _params(table, values).items()}
        return table.update().where(_where(table, keys)).values(more)
    statement = insert.values(_params(table, (*keys, *values)))
    return statement.on_conflict_do_update(
        index_elements=primary, set_={name: table.c[name] + statement.excluded[name] for name in values}
    )


def _split(shape: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    bar = shape.index("|")
    return shape[:bar], shape[bar + 1 :]


@dataclass(frozen=True, slots=True)
class _Projection:
    event_class: type[Event]
    body: Callable[[Any, Rows], None]


class Register:
    """One 台账: its tables and how facts change them.

    `name` is stable; the definition's digest covers columns, indexes and the projections' code with what it calls and
    closes over, so that a changed register rebuilds itself at the next start.
    """

    def __init__(self, name: str, *tables: Table, zh: str, en: str) -> None:
        self.name, self.tables, self.zh, self.en = name, tables, zh, en
        self.projections: list[_Projection] = []

    def on(self, *event_classes: type[E]) -> Callable[[Callable[[E, Rows], None]], Callable[[E, Rows], None]]:
        def mark(body: Callable[[E, Rows], None]) -> Callable[[E, Rows], None]:
            for event_class in event_classes:
                self.projections.append(_Projection(event_class, body))
            return body

        return mark

    def digest(self) -> str:
        made = hashlib.sha256()
        for table in self.tables:
            indexes = sorted(str(CreateIndex(index).compile(dialect=sqlite.dialect())) for index in table.indexes)
            made.update("\n".join((str(CreateTable(table).compile(dialect=sqlite.dialect())), *indexes)).encode())
        for projection in self.projections:
            made.update(projection.event_class.TOPIC.encode())
            root = projection.body.__module__.partition(".")[0]
            for part in _definition(projection.body, root, set()):
                made.update(part.encode())
        return made.hexdigest()


def _definition(value: Any, root: str, seen: set[int]) -> Iterator[str]:
    """What decides a projection's result: its code, not its layout; the constants and our functions it reaches."""
    match value:
        case FunctionType():
            if id(value) not in seen and value.__module__.startswith(root):
                seen.add(id(value))
                yield from _definition(value.__code__, root, seen)
                reached = [value.__globals__.get(name) for name in value.__code__.co_names]
                for other in (*reached, *(cell.cell_contents for cell in value.__closure__ or ())):
                    yield from _definition(other, root, seen)
        case CodeType():
            yield f"{value.co_code.hex()} {value.co_names} {value.co_varnames} {value.co_freevars}"
            for constant in value.co_consts:
                yield from _definition(constant, root, seen)
        case frozenset():
            yield repr(sorted(value, key=repr))
        case str() | bytes() | int() | float() | Decimal() | date() | tuple() | None:
            yield repr(value)
        case _:
            pass  # tables are in the digest already; of other objects nothing stable can be said


class Projector:
    """Dispatches facts to the registers that want them."""

    def __init__(self, registers: Iterable[Register]) -> None:
        self.registers = tuple(registers)
        self._bodies: dict[type[Event], list[Callable[[Any, Rows], None]]] = {}
        for register in self.registers:
            for projection in register.projections:
                self._bodies.setdefault(projection.event_class, []).append(projection.body)

    @property
    def topics(self) -> frozenset[str]:
        return frozenset(cls.TOPIC for cls in self._bodies)

    def project(self, event: Event, rows: Rows) -> None:
        for body in self._bodies.get(type(event), ()):
            body(event, rows)
