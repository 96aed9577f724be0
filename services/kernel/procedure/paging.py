"""Keyset pagination over any register: stable while rows come and go, and as fast on page 1,000 as on page 1."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy import Date, DateTime, Select, and_, or_, tuple_
from sqlalchemy.sql.elements import UnaryExpression

from services.kernel.procedure.context import Context
from services.kernel.procedure.operations import Operation
from services.kernel.refusals import Invalid


def page(
    ctx: Context, query: Select[Any], keys: Sequence[Any], after: str | None, limit: int
) -> tuple[list[Any], str | None]:
    """(rows, cursor of the next page). `keys` are columns, or `column.desc()`, and together unique."""
    columns = [key.element if isinstance(key, UnaryExpression) else key for key in keys]
    falling = [isinstance(key, UnaryExpression) for key in keys]
    if after:
        query = query.where(*beyond(columns, falling, _opened(after, columns)))
    rows = list(ctx.rows(query.order_by(*keys).limit(limit + 1)))
    if len(rows) <= limit:
        return rows, None
    last = rows[limit - 1]
    return rows[:limit], _closed([getattr(last, column.name) for column in columns])


def beyond(columns: Sequence[Any], falling: Sequence[bool], values: Sequence[Any]) -> list[Any]:
    """Conditions for the rows after the one with these values, so said that an index leads to the first of them.

    Rows compare as wholes where all keys run one way. Where they do not, the first key bounds what is looked at: to the
    databases the alternatives alone are a filter over everything before.
    """
    if len(set(falling)) == 1:
        mine, theirs = tuple_(*columns), tuple_(*values)
        return [mine < theirs if falling[0] else mine > theirs]
    alternatives = or_(
        *(
            and_(
                *(columns[i] == values[i] for i in range(n)),
                columns[n] < values[n] if falling[n] else columns[n] > values[n],
            )
            for n in range(len(columns))
        )
    )
    return [columns[0] <= values[0] if falling[0] else columns[0] >= values[0], alternatives]


def asked(op: Operation, columns: Any, *names: str) -> list[Any]:
    """Conditions for those of the operation's fields that are filled in, each on the column of the same name."""
    filled = ((name, value) for name in names if (value := getattr(op, name)))
    return [columns[name] == kept(value) for name, value in filled]


def kept(value: Any) -> Any:
    """As a column holds it."""
    match value:
        case Enum():
            return value.value
        case UUID():
            return value.hex
        case _:
            return value


def _closed(values: list[Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(values, default=str).encode()).decode()


def _storable(value: Any) -> bool:
    """Whether a database takes it as a value at all."""
    if isinstance(value, str):
        return "\0" not in value and not any("\ud800" <= sign <= "\udfff" for sign in value)
    return not isinstance(value, int) or -(1 << 63) <= value < 1 << 63


def _opened(cursor: str, columns: Sequence[Any]) -> list[Any]:
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        if not isinstance(values, list) or len(values) != len(columns):
            raise ValueError(cursor)
        opened: list[Any] = []
        for value, column in zip(values, columns, strict=True):
            if isinstance(column.type, DateTime):
                opened.append(datetime.fromisoformat(value).replace(tzinfo=None))  # as kept: in UTC
            elif isinstance(column.type, Date):
                opened.append(date.fromisoformat(value))
            elif isinstance(value, column.type.python_type) and not isinstance(value, bool) and _storable(value):
                opened.append(value)
            else:
                raise TypeError(cursor)
        return opened
    except (ValueError, TypeError, RecursionError) as error:
        raise Invalid(
            "分页标记无效，请从第一页重新查询。",
            "The page cursor is not valid; start again from the first page.",
            fields=[{"field": "after"}],
        ) from error
