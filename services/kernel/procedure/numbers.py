"""Register numbers: gapless per series and year, because all commands of a service stand in one line."""

from __future__ import annotations

from functools import cache

from sqlalchemy import Table, bindparam, func, select

from services.kernel.log.prepared import Fixed
from services.kernel.procedure.context import Context


def next_serial(ctx: Context, table: Table, year: int, **series: str) -> int:
    """One more than the highest of the year (and series) in a register with columns `year` and `serial`.

    Taken inside the line of writers and recorded in the same transaction: a refusal or a crash uses none up.
    """
    found = ctx.rows(_highest(table, tuple(series)), year=year, **series)[0][0]
    return 1 + (found or 0)


@cache
def _highest(table: Table, series: tuple[str, ...]) -> Fixed:
    """The select of the highest serial of a year (and series)."""
    where = [table.c[name] == bindparam(name, type_=table.c[name].type) for name in ("year", *series)]
    return Fixed(select(func.max(table.c.serial)).where(*where))


def next_number(ctx: Context, table: Table, year: int, *, digits: int = 4, **series: str) -> str:
    """The same as it is written: `2026-0001`."""
    return f"{year}-{next_serial(ctx, table, year, **series):0{digits}d}"
