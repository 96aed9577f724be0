"""How values are read on paper: sums with their thousands, days in Chinese, words for codes, names for ids."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, tzinfo
from decimal import Decimal
from types import MappingProxyType
from typing import Any, TypeAlias

from services.kernel.procedure.context import Context
from services.kernel.procedure.printing.typeset import printable
from services.kernel.procedure.record import Row, Shape
from services.kernel.procedure.registry import words_of
from services.kernel.procedure.worksheet import Form as Reading

Reads: TypeAlias = Mapping[str, Reading]
"""By field, how it is read where its meaning does not say so."""
NOTHING: Reads = MappingProxyType({})


def said(value: Any, zone: tzinfo | None = None, *, short: bool = False) -> str:
    """A value as a form shows it; `short` for the cells of a table."""
    match value:
        case None | "":
            return ""
        case Decimal():
            return f"{value:,f}"
        case datetime():
            return f"{value.astimezone(zone):%Y-%m-%d %H:%M}"
        case date():
            return value.isoformat() if short else f"{value.year}年{value.month}月{value.day}日"
        case list() | tuple():
            return "、".join(said(one, zone, short=short) for one in value)
        case _:
            return printable(str(value))


def number_of(record: type[Row]) -> Reading:
    """How an id is read: as the number of the record that it names."""

    def reading(ctx: Context) -> Callable[[Any], str]:
        def number(id: Any) -> str:
            row = ctx.row(record, id=id.hex)
            return row.number if row is not None else ""

        return number

    return reading


def reader(shape: Shape, ctx: Context, reading: Reading | None = None, *, short: bool = False) -> Callable[[Any], str]:
    zone = ctx.zone
    form = reading or (words_of(shape) if shape.plain is not int else None)  # on paper a zero says something
    if form is None:
        return lambda value: said(value, zone, short=short)
    worded = form(ctx)
    return lambda value: said(worded(value) if value is not None else None, zone, short=short)


def heading(shape: Shape) -> str:
    return shape.title.partition(" / ")[0]


def is_number(shape: Shape) -> bool:
    return shape.plain in (Decimal, int) and not shape.many


def is_short(shape: Shape) -> bool:
    return shape.plain in (Decimal, int, date, datetime) and not shape.many
