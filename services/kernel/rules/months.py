"""Months as the rules count them: `2026-07`, from its first day to its last."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta


def month_of(day: date) -> str:
    """`2026-07`."""
    return day.isoformat()[:7]


def bounds(month: str) -> tuple[date, date]:
    """First and last day of `2026-07`."""
    year, number = int(month[:4]), int(month[5:])
    return date(year, number, 1), date(year, number, monthrange(year, number)[1])


def following(month: str) -> str:
    return month_of(bounds(month)[1] + timedelta(days=1))
