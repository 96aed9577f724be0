"""What tells one debt from others of its kind: whose birthday, which month; from its record's line or its key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from services.kernel.procedure.context import Context
from services.kernel.procedure.obligations import Tells
from services.kernel.procedure.record import Row, shapes
from services.kernel.procedure.registry import words_of

Keyed = Callable[[Any], dict[str, Any]]


def by_id(debt: Any) -> dict[str, Any]:
    return {"id": debt.aggregate}


def told(record: type[Row], *fields: str, number: str = "", key: Keyed = by_id) -> Tells:
    """These fields of the record's line, in the words of its workbook; `number` is the one that it is numbered by."""

    def tells(ctx: Context, debt: Any) -> tuple[str, str]:
        row = ctx.row(record, **key(debt))
        if row is None:
            return "", ""
        said = [_said(ctx, record, row, name) for name in fields]
        return (str(getattr(row, number)) if number else ""), " ".join(one for one in said if one)

    return tells


def told_by_key(place: int = 0) -> Tells:
    """A part of the debt's key: `2026-09/office` is about a month."""
    return lambda ctx, debt: ("", debt.key.split("/")[place])


def _said(ctx: Context, record: type[Row], row: Any, name: str) -> str:
    value = getattr(row, name)
    if value is None or value == "":
        return ""
    form = words_of(shapes(record)[name])
    return str(form(ctx)(value)) if form is not None else str(value)
