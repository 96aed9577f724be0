"""Register numbers: gapless per series and year, because all commands of a service stand in one line."""

from __future__ import annotations

from sqlalchemy import Table, func, select

from services.kernel.context import Context


def next_serial(ctx: Context, table: Table, year: int, **series: str) -> int:
    """One more than the highest of the year (and series) in a register with columns `year` and `serial`.

    Taken inside the line of writers and recorded in the same transaction: a refusal or a crash uses none up.
    """
    highest = select(func.max(table.c.serial)).where(
        table.c.year == year, *(table.c[name] == value for name, value in series.items())
    )
    found = ctx.rows(highest)[0][0]
    return 1 + (found or 0)


def next_number(ctx: Context, table: Table, year: int, *, digits: int = 4, **series: str) -> str:
    """The same as it is written: `2026-0001`."""
    return f"{year}-{next_serial(ctx, table, year, **series):0{digits}d}"
