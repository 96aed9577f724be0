"""A record: one line of a register, declared once.

Its fields, with their titles in both languages and their meaning, give the SQL table, the API's view, the columns of
pages and workbooks, the filters of its list, and the text of the API's description. Nothing declares a column again.

    class SealUseRecord(
        Record, table="seal_uses", zh="用印登记台账", en="Register of seals used", one="用印 / use",
        by="-year -serial", find="department person status", dated="requested_on", becomes=BECOMES, cites=("B11.5",),
    ):
        number: Number
        person: Person = Field(title="申请人 / who asked")
        status: UseStatus
        requested_on: date = Field(title="申请日 / asked on")

What an event does not say of a new line is empty: `""`, 0, false, or null where the field allows it; a default says
otherwise. A `Row` is a line that belongs to a record: its steps, its seats.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Annotated, Any, ClassVar, Union, get_args, get_origin
from uuid import UUID

from annotated_types import MaxLen
from pydantic import BaseModel, BeforeValidator, Field
from pydantic.fields import FieldInfo
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    TypeDecorator,
)
from sqlalchemy.types import TypeEngine

from services.kernel.domain.events import Event, fields_of
from services.kernel.procedure.meaning import Meaning
from services.kernel.procedure.operations import View

# -- what a field means -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Mark:
    name: str


NUMBERED = _Mark("numbered")
"""A register number `2026-0001`: columns `year` and `serial`, hidden unless they are fields too, order by it."""
COMPUTED = _Mark("computed")
"""No column: the handler says it when the record is shown."""
LINED = _Mark("lined")
"""A list of texts, kept as lines."""
VOTED_ON = _Mark("voted on")
"""What a motion names a record by, while it waits for one (`motion` is empty, and `awaits` holds where it is said): a
form's field of that mark is chosen from all such records."""
_LONG = _Mark("long")

PERSON, DEPARTMENT, POST, CODE = Meaning("person"), Meaning("department"), Meaning("post"), Meaning("code")
Code = Annotated[str, CODE]
Person = Annotated[str, PERSON, Field(max_length=60, title="人员 / person")]
People = Annotated[list[str], PERSON, Field(title="人员 / people")]
Department = Annotated[str, DEPARTMENT, Field(max_length=60, title="部门 / department")]
Departments = Annotated[list[str], DEPARTMENT, Field(title="部门 / departments")]
Post = Annotated[str, POST, Field(max_length=60, title="岗位 / post")]
Posts = Annotated[list[str], POST, Field(title="岗位 / posts")]
Days = Annotated[Decimal, Meaning("days"), Field(title="天数 / days")]
"""Halves as 0.5."""
Count = Annotated[int, Meaning("count"), Field(title="次数 / count")]
Number = Annotated[str, NUMBERED, Field(max_length=60, title="编号 / number")]


def _in_utc(at: Any) -> Any:
    return at.replace(tzinfo=UTC) if isinstance(at, datetime) and at.tzinfo is None else at


Moment = Annotated[datetime, BeforeValidator(_in_utc)]
"""A point in time, kept in UTC: `at=naive(event.timestamp)` when it is written."""
Big = Annotated[int, _LONG]
"""An integer beyond 32 bits: sizes in bytes, microseconds."""


def choice(parameter: str, title: str = "", most: int = 40) -> Any:
    """One of the dated list in the rule books: `Seal = Annotated[str, *choice("seals.seals", "印章 / seal")]`."""
    return Meaning("choice", parameter), Field(max_length=most, title=title or None)


def refers(query: str) -> Meaning:
    """The id of another record, which the query of this name shows: `refers("documents.get-meeting")`."""
    return Meaning("record", query)


@dataclass(frozen=True, slots=True)
class Shape:
    """One field, taken apart: its plain type, whether it may be null, and its marks."""

    name: str
    plain: Any
    nullable: bool
    many: bool
    marks: tuple[Any, ...]
    title: str

    @property
    def meaning(self) -> Meaning | None:
        return next((mark for mark in self.marks if isinstance(mark, Meaning)), None)

    @property
    def longest(self) -> int:
        """In characters; 0 for no bound."""
        return next((mark.max_length for mark in self.marks if isinstance(mark, MaxLen)), 0)

    @property
    def pattern(self) -> str | None:
        return next((found for mark in self.marks if (found := getattr(mark, "pattern", None))), None)

    def has(self, mark: _Mark) -> bool:
        return mark in self.marks


def shape_of(name: str, field: FieldInfo) -> Shape:
    """What a Pydantic field is, for whoever makes a column, a control or a cell of it."""
    marks: list[Any] = list(field.metadata)
    plain: Any = field.annotation
    nullable, many, title = False, False, field.title or ""
    while True:
        origin = get_origin(plain)
        if origin is Annotated:
            for mark in plain.__metadata__:
                if isinstance(mark, FieldInfo):
                    marks += mark.metadata
                    title = title or mark.title or ""
                else:
                    marks.append(mark)
            plain = plain.__origin__
        elif origin in (Union, types.UnionType) and type(None) in get_args(plain):
            nullable = True
            inner = [each for each in get_args(plain) if each is not type(None)]
            if len(inner) != 1:
                break
            (plain,) = inner
        elif origin in (list, tuple) and not many:
            many = True
            plain = get_args(plain)[0]
        else:
            break
    return Shape(name, plain, nullable, many, tuple(marks), title)


@cache
def shapes(model: type[BaseModel]) -> Mapping[str, Shape]:
    """The fields of a view or an operation, in order."""
    return {name: shape_of(name, field) for name, field in model.model_fields.items()}


# -- the table --------------------------------------------------------------------------------------------------------


class Spaced(TypeDecorator[list[str]]):
    """Ids or words without blanks, kept as one text joined by spaces."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> str:
        return " ".join(value or ())

    def process_result_value(self, value: Any, dialect: Any) -> list[str]:
        return value.split() if value else []


class Lined(TypeDecorator[list[str]]):
    """Texts of one line each, kept as one text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> str:
        return "\n".join(value or ())

    def process_result_value(self, value: Any, dialect: Any) -> list[str]:
        return value.splitlines() if value else []


class TimeOfDay(TypeDecorator[time]):
    """Kept as `09:30`."""

    impl = String(5)
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> str | None:
        return value.isoformat("minutes") if isinstance(value, time) else value

    def process_result_value(self, value: Any, dialect: Any) -> time | None:
        return time.fromisoformat(value) if value else None


class Exact(TypeDecorator[Decimal]):
    """A decimal, kept as it is written: `3.5`; a quotient has 28 digits, with its sign, point and exponent."""

    impl = String(40)
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: Any, dialect: Any) -> Decimal | None:
        return None if value is None else Decimal(value)


_TYPES: Mapping[Any, Callable[[], TypeEngine[Any]]] = {
    int: Integer,
    bool: Boolean,
    date: Date,
    datetime: DateTime,
    time: TimeOfDay,
    Decimal: Exact,
    UUID: lambda: String(32),
}


def _sql_type(shape: Shape) -> TypeEngine[Any]:
    plain = shape.plain
    if shape.many:
        return Lined() if shape.has(LINED) else Spaced()
    if isinstance(plain, type) and issubclass(plain, Enum):
        return String(max(12, *(len(str(each.value)) for each in plain)))
    if plain is int and shape.has(_LONG):
        return BigInteger()
    if plain in _TYPES:
        return _TYPES[plain]()
    if plain is str:
        return String(shape.longest) if shape.longest else Text()
    raise TypeError(f"{shape.name}: no column holds {plain!r}; mark it COMPUTED or keep it in a row of its own")


def _empty(shape: Shape, field: FieldInfo) -> Any:
    if not field.is_required():
        return field.get_default(call_default_factory=True)
    if shape.nullable:
        return None
    if shape.many:
        return []
    return {int: 0, bool: False, str: "", Decimal: Decimal(0)}.get(shape.plain)


def _nothing(column: Column[Any]) -> Any:
    if isinstance(column.type, Spaced | Lined):
        return []
    return {str: "", int: 0, bool: False}.get(column.type.python_type)


class Row(View):
    """A line of a table. Without `table=` it is only a view: of a part, or of a record with more to it."""

    TABLE: ClassVar[Table]
    ZH: ClassVar[str] = ""
    EN: ClassVar[str] = ""
    """The register, as it is called."""
    ONE: ClassVar[tuple[str, str]] = ("记录", "record")
    """One line of it: `one="用印 / use"`."""
    CITES: ClassVar[tuple[str, ...]] = ()
    KEY: ClassVar[tuple[str, ...]] = ("id",)
    ORDER: ClassVar[tuple[str, ...]] = ()
    """Column names, those that fall with a `-` before them; together unique."""
    FIND: ClassVar[tuple[str, ...]] = ()
    """What its list can be asked for."""
    DATED: ClassVar[str] = ""
    """The day by which its workbook takes a period."""
    SHEET: ClassVar[tuple[str, ...]] = ()
    """The columns of its workbook; all that are shown where nothing is said."""
    BECOMES: ClassVar[Mapping[type[Event], Any]] = {}
    EMPTY: ClassVar[Mapping[str, Any]] = {}

    def __init_subclass__(cls, **declaration: Any) -> None:
        super().__init_subclass__()  # the declaration is read below, once the fields are known

    @classmethod
    def __pydantic_init_subclass__(
        cls,
        *,
        table: str = "",
        zh: str = "",
        en: str = "",
        one: str = "",
        key: str = "id",
        by: str = "",
        find: str = "",
        dated: str = "",
        sheet: str = "",
        becomes: Mapping[type[Event], Any] | None = None,
        cites: tuple[str, ...] = (),
        of: str = "",
        more: tuple[Column[Any] | Index, ...] = (),
        **options: Any,
    ) -> None:
        """`more` are columns and indexes that nobody sees: what orders, what is looked up by; `of` is the column that
        says to which record a line belongs."""
        if of:
            more = (Column(of, String(32), nullable=False), *more)
        cls.SHEET = tuple(sheet.split()) or cls.SHEET
        if not table:
            return
        if one:
            cls.ONE = (one.partition(" / ")[0], one.partition(" / ")[2])
        cls.ZH, cls.EN, cls.CITES, cls.DATED = zh, en, cites or cls.CITES, dated
        cls.ORDER, cls.FIND = tuple(by.split()), tuple(find.split())
        cls.BECOMES, cls.KEY = becomes or {}, tuple(key.split())
        cls.TABLE, cls.EMPTY = _table(cls, table, list(cls.KEY), more)
        for name in (*cls.FIND, *(each.lstrip("-") for each in cls.ORDER), *filter(None, [dated])):
            if name not in cls.TABLE.c:
                raise TypeError(f"{cls.__name__}: {name!r} is no column of {table}")
        for name in cls.SHEET:
            if name not in cls.model_fields:
                raise TypeError(f"{cls.__name__}: {name!r} is no field")

    @classmethod
    def of_rows(cls) -> Iterable[str]:
        return _stored(cls)

    @classmethod
    def columns(cls) -> Any:
        """The table's columns, for conditions: `SealUseRecord.columns().person == person`."""
        return cls.TABLE.c

    @classmethod
    def copied(cls, event: type[Event]) -> tuple[str, ...]:
        """The columns that an event of this class fills by fields of the same name."""
        return _copied(cls, event)


class Record(Row):
    """A line that stands for one aggregate; `version` is the aggregate's and travels as the ETag.

    `allowed` names the operations that the caller may carry out on it now: null in lists that were not asked for it.
    """

    id: UUID = Field(title="标识 / id")
    version: int = Field(title="版本 / version")
    allowed: Annotated[list[str] | None, COMPUTED] = Field(default=None, title="可办理 / allowed")


_OF_THE_LOG = frozenset({"id", "version"})


@cache
def _stored(cls: type[Row]) -> tuple[str, ...]:
    return tuple(name for name, shape in shapes(cls).items() if not shape.has(COMPUTED))


@cache
def _copied(cls: type[Row], event: type[Event]) -> tuple[str, ...]:
    said = fields_of(event)
    return tuple(column.name for column in cls.TABLE.columns if column.name in said and column.name not in _OF_THE_LOG)


def _table(
    cls: type[Row], name: str, key: list[str], more: tuple[Column[Any] | Index, ...]
) -> tuple[Table, Mapping[str, Any]]:
    columns: list[Column[Any]] = []
    empty: dict[str, Any] = {}
    for shape in shapes(cls).values():
        if shape.has(COMPUTED):
            continue
        columns.append(Column(shape.name, _sql_type(shape), nullable=shape.nullable, autoincrement=False))
        empty[shape.name] = _empty(shape, cls.model_fields[shape.name])
        if shape.has(NUMBERED):
            hidden_by = [one for one in ("year", "serial") if one not in shapes(cls)]
            columns += [Column(one, Integer, nullable=False) for one in hidden_by]
    hidden = [each for each in more if isinstance(each, Column)]
    for column in hidden:
        empty[column.name] = None if column.nullable else _nothing(column)
    order = [each.lstrip("-") for each in cls.ORDER]
    found_by = {found: [found, *(o for o in order if o != found)] for found in cls.FIND}
    indexes = [Index(f"{name}_{found}", *led) for found, led in found_by.items() if led not in (order, key)]
    if order and order != key:
        indexes.append(Index(f"{name}_order", *order, unique=True))
    columns += hidden
    rest = [each for each in more if isinstance(each, Index)]
    table = Table(name, MetaData(), *columns, PrimaryKeyConstraint(*key), *rest, *indexes)
    return table, empty
