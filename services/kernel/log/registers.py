"""Registers (台账): tables kept by projecting facts, in the transaction that records them. Knows no procedure.

A register is a pure function of the log: it can be dropped and rebuilt, and comes out equal. Its projections therefore
read only the event and the register's own rows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from types import CodeType, FunctionType
from typing import Any, ClassVar, Protocol, TypeVar

from sqlalchemy import Table, and_, bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.schema import CreateIndex, CreateTable

from services.kernel.domain.events import Event, fields_of
from services.kernel.log.prepared import Fixed, Prepared

E = TypeVar("E", bound=Event)


class Session(Protocol):
    """What projections need of a transaction: writes may wait, reads see them all."""

    @property
    def prepared_for(self) -> Dialect: ...
    def write(self, statement: Prepared, values: tuple[Any, ...]) -> None: ...
    def get(self, table: Any, key: dict[str, Any]) -> Any: ...


class Line(Protocol):
    """A declared line of a register, as `procedure/record.py` makes it; every verb takes one in place of its table."""

    TABLE: ClassVar[Table]
    KEY: ClassVar[tuple[str, ...]]
    EMPTY: ClassVar[Mapping[str, Any]]
    BECOMES: ClassVar[Mapping[type[Event], Any]]

    @classmethod
    def copied(cls, event: type[Event]) -> tuple[str, ...]: ...


Kept = Table | type[Line]


def naive(at: datetime) -> datetime:
    """A recording time as a register keeps it: UTC, without saying so."""
    return at.astimezone(UTC).replace(tzinfo=None)


def table_of(kept: Any) -> Table:
    """Of a declared line, or a bare table itself."""
    return getattr(kept, "TABLE", kept)  # type: ignore[no-any-return]


class Rows:
    """The few verbs of a projection. Statements are prepared once per shape and sent in bulk."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def record(self, line: Any, event: Event, **values: Any) -> None:
        """The line that an event opens: the aggregate's id and version where it has columns for them, every column that
        the event has a field for, the status it leads to, and these values; what is left is empty."""
        cls = type(event)
        row = dict(line.EMPTY)
        for name in line.copied(cls):
            row[name] = getattr(event, name)
        if "id" in row:
            row["id"] = event.originator_id.hex
        if "version" in row:
            row["version"] = event.originator_version
        if cls in line.BECOMES:
            row["status"] = line.BECOMES[cls]
        row |= values
        if "serial" in line.TABLE.c and "serial" not in row:
            year, _, serial = row["number"].rpartition("-")
            row["year"], row["serial"] = int(year[-4:]), int(serial)
        self.insert(line, **row)

    def change(self, line: Any, event: Event, *copied: str, **values: Any) -> None:
        """Takes on the line of the aggregate, or the one whose key the event says: its version, the status the event
        leads to, the fields of the event that are named, and these values."""
        cls = type(event)
        if "version" in line.EMPTY:
            values["version"] = event.originator_version
        if cls in line.BECOMES:
            values.setdefault("status", line.BECOMES[cls])
        for name in copied:
            values[name] = getattr(event, name)
        key = {name: event.originator_id.hex if name == "id" else getattr(event, name) for name in line.KEY}
        self.update(line, key, **values)

    def insert(self, table: Any, **values: Any) -> None:
        self._write("insert", table, tuple(values), tuple(values.values()))

    def upsert(self, table: Any, **values: Any) -> None:
        """Inserts, or replaces the columns given of the row with the same primary key."""
        self._write("upsert", table, tuple(values), tuple(values.values()))

    def add(self, table: Any, key: dict[str, Any], **amounts: Any) -> None:
        """Inserts the key with these amounts, or adds them to the row that has it."""
        self._write("add", table, (*key, "|", *amounts), (*key.values(), *amounts.values()))

    def update(self, table: Any, key: dict[str, Any], **values: Any) -> None:
        """Changes the columns given of every row with these key values."""
        self._write("update", table, (*key, "|", *values), (*key.values(), *values.values()))

    def increase(self, table: Any, key: dict[str, Any], **amounts: Any) -> None:
        """Adds these amounts to the row that has the key; does nothing where there is none."""
        self._write("increase", table, (*key, "|", *amounts), (*key.values(), *amounts.values()))

    def delete(self, table: Any, **key: Any) -> None:
        self._write("delete", table, tuple(key), tuple(key.values()))

    def get(self, table: Any, **key: Any) -> Any:
        """The row with this key, or None. Sends what waits first: prefer a projection that need not read."""
        return self._session.get(table_of(table), key)

    def _write(self, verb: str, table: Any, shape: tuple[str, ...], values: tuple[Any, ...]) -> None:
        """`values` in the order of the shape."""
        self._session.write(prepared(verb, table_of(table), shape, self._session.prepared_for), values)


_prepared: dict[tuple[str, Table, tuple[str, ...], str], Prepared] = {}
_keyed: dict[tuple[Table, tuple[str, ...], tuple[str, ...]], Fixed] = {}


def prepared(verb: str, table: Table, shape: tuple[str, ...], dialect: Dialect) -> Prepared:
    """`shape` are the columns, of a verb that takes a key this before a bar; values are given in their order."""
    name = (verb, table, shape, dialect.name)
    cached = _prepared.get(name)
    if cached is None:
        statement, names = _build(verb, table, shape, dialect.name), _names(verb, shape)
        cached = _prepared[name] = Prepared(statement, dialect, names)
    return cached


def by_key(table: Table, key: dict[str, Any]) -> Fixed:
    """The select of the rows with these values, in order of the primary key; of a list or tuple any value will do."""
    several = tuple([name for name, value in key.items() if isinstance(value, list | tuple)])
    name = (table, tuple(key), several)
    cached = _keyed.get(name)
    if cached is None:
        columns = [(table.c[one], bindparam(one, type_=table.c[one].type)) for one in key]
        where = [column.in_(one) if one.key in several else column == one for column, one in columns]
        cached = _keyed[name] = Fixed(select(table).where(*where).order_by(*table.primary_key.columns))
    return cached


def _names(verb: str, shape: tuple[str, ...]) -> list[str]:
    """Of the statement's parameters."""
    keys = shape if verb == "delete" else _split(shape)[0] if verb in {"update", "increase"} else ()
    return [f"b_key_{name}" for name in keys] + [f"b_{name}" for name in shape[len(keys) :] if name != "|"]


def _where(table: Table, names: Iterable[str]) -> Any:
    return and_(*(table.c[name] == bindparam(f"b_key_{name}", type_=table.c[name].type) for name in names))


def _params(table: Table, names: Iterable[str]) -> dict[str, Any]:
    return {name: bindparam(f"b_{name}", type_=table.c[name].type) for name in names}


def _build(verb: str, table: Table, shape: tuple[str, ...], dialect: str) -> Any:
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


class _Taking:
    """The projection of an event that opens a line or takes it on: which columns take which field, or which value."""

    def __init__(self, verb: str, line: Any, event_class: type[Event], taken: Mapping[str, Any]) -> None:
        self._verb, self._line = verb, line
        self._fields = {column: said for column, said in taken.items() if said and type(said) is str}
        self._values = {column: said for column, said in taken.items() if column not in self._fields}
        columns, known = table_of(line).c, fields_of(event_class)
        wrong = [one for one in taken if one not in columns] + [
            one for one in self._fields.values() if one not in known
        ]
        if wrong:
            raise TypeError(f"{event_class.__name__} to {table_of(line).name}: there is no {', '.join(wrong)}")
        self.definition = f"{verb} {table_of(line).name} {self._fields} {self._values}"

    def __call__(self, event: Event, rows: Rows) -> None:
        said = {column: getattr(event, name) for column, name in self._fields.items()}
        (rows.record if self._verb == "record" else rows.change)(self._line, event, **said, **self._values)


class Register:
    """One 台账: its tables and how facts change them.

    `name` is stable; the definition's digest covers columns, indexes and the projections' code with what it calls and
    closes over, so that a changed register rebuilds itself at the next start.
    """

    def __init__(self, name: str, *kept: Any, zh: str = "", en: str = "") -> None:
        """`kept` are declared lines, or bare tables; the first line names it where nothing else does."""
        self.name, self.tables = name, tuple(table_of(one) for one in kept)
        self.zh, self.en = zh or getattr(kept[0], "ZH", ""), en or getattr(kept[0], "EN", "")
        self.projections: list[_Projection] = []
        self.lines = tuple(one for one in kept if not isinstance(one, Table))

    def all_projections(self) -> list[_Projection]:
        """Its own, and for events of which nothing is said but the status they lead to, that."""
        own = {one.event_class for one in self.projections}
        return [
            *self.projections,
            *(
                _Projection(event_class, _Taking("change", line, event_class, {}))
                for line in self.lines
                for event_class in line.BECOMES
                if event_class not in own
            ),
        ]

    def on(self, *event_classes: type[E]) -> Callable[[Callable[[E, Rows], None]], Callable[[E, Rows], None]]:
        def mark(body: Callable[[E, Rows], None]) -> Callable[[E, Rows], None]:
            for event_class in event_classes:
                self.projections.append(_Projection(event_class, body))
            return body

        return mark

    def opens(self, line: type[Line], event_class: type[Event], **taken: Any) -> None:
        """The event opens a line, as `Rows.record` does; beyond the fields of the same name, these columns take the
        field of it that is named, or a value that is no name (`None`, `""`, a `Status`): `requested_on="day"`."""
        self.projections.append(_Projection(event_class, _Taking("record", line, event_class, taken)))

    def changes(self, line: type[Line], event_class: type[Event], *copied: str, **taken: Any) -> None:
        """The event takes its line on, as `Rows.change` does: the columns `copied` by fields of the same name, others
        as above: `changes(SealUseRecord, e.SealUseRejected, "reason", decided_by="actor")`."""
        said = {**dict(zip(copied, copied, strict=True)), **taken}
        self.projections.append(_Projection(event_class, _Taking("change", line, event_class, said)))

    def digest(self) -> str:
        made = hashlib.sha256()
        for table in self.tables:
            indexes = sorted(str(CreateIndex(index).compile(dialect=sqlite.dialect())) for index in table.indexes)
            made.update("\n".join((str(CreateTable(table).compile(dialect=sqlite.dialect())), *indexes)).encode())
        for line in self.lines:
            made.update(repr(sorted((cls.TOPIC, str(status)) for cls, status in line.BECOMES.items())).encode())
            made.update(repr(sorted((name, repr(value)) for name, value in line.EMPTY.items())).encode())
        for projection in self.projections:
            made.update(projection.event_class.TOPIC.encode())
            if isinstance(projection.body, _Taking):
                made.update(projection.body.definition.encode())
                continue
            root = projection.body.__module__.partition(".")[0]
            for part in definition(projection.body, root, set()):
                made.update(part.encode())
        return made.hexdigest()


def definition(value: Any, root: str, seen: set[int]) -> Iterator[str]:
    """What decides a function's result: its code, not its layout; the constants and our functions it reaches."""
    match value:
        case FunctionType():
            if id(value) not in seen and value.__module__.startswith(root):
                seen.add(id(value))
                yield from definition(value.__code__, root, seen)
                reached = [value.__globals__.get(name) for name in value.__code__.co_names]
                for other in (*reached, *(cell.cell_contents for cell in value.__closure__ or ())):
                    yield from definition(other, root, seen)
        case CodeType():
            yield f"{value.co_code.hex()} {value.co_names} {value.co_varnames} {value.co_freevars}"
            for constant in value.co_consts:
                yield from definition(constant, root, seen)
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
            for projection in register.all_projections():
                self._bodies.setdefault(projection.event_class, []).append(projection.body)

    @property
    def topics(self) -> frozenset[str]:
        return frozenset(cls.TOPIC for cls in self._bodies)

    def project(self, event: Event, rows: Rows) -> None:
        for body in self._bodies.get(type(event), ()):
            body(event, rows)
