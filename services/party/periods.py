"""Stretches of the calendar in which something is owed: `2026`, `2026-H2`, `2026-Q3`, `2026-07`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

MONTHS: Mapping[str, int] = {"year": 12, "half-year": 6, "quarter": 3, "month": 1}
"""How long each cadence of the rule books is."""
_LETTER = {"half-year": "-H", "quarter": "-Q"}
PERIOD = r"^(19|20)\d\d(-H[12]|-Q[1-4]|-(0[1-9]|1[0-2]))?$"


def period_of(cadence: str, on: date) -> str:
    """The one in which the day lies."""
    if cadence == "year":
        return f"{on.year}"
    if cadence == "month":
        return f"{on:%Y-%m}"
    return f"{on.year}{_LETTER[cadence]}{(on.month - 1) // MONTHS[cadence] + 1}"


def first_of(cadence: str, on: date) -> date:
    """The first day of that stretch."""
    months = MONTHS[cadence]
    return date(on.year, (on.month - 1) // months * months + 1, 1)


def last_of(cadence: str, on: date) -> date:
    """The last day of the stretch in which the day lies."""
    months = MONTHS[cadence]
    month = ((on.month - 1) // months + 1) * months
    following = date(on.year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)


def owed_since(cadence: str, last_due: date | None, today: date) -> Iterator[tuple[str, date]]:
    """Each stretch that has begun since the one that ended on `last_due`, with its last day; without one, today's.

    Stretches in which no clock ran are owed all the same.
    """
    first = today if last_due is None else last_due + timedelta(days=1)
    while first <= today:
        due = last_of(cadence, first)
        yield period_of(cadence, first), due
        first = due + timedelta(days=1)
