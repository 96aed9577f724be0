"""Reads the facts: their sums by department and kind, now or as they were known, and the facts behind one number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, or_, select

from services.appraisal.facts.tables import facts, totals
from services.appraisal.quarter import Quarter
from services.kernel.log.transaction import Reading
from services.kernel.rules.facts import PERSONAL

Sums = dict[str, dict[str, tuple[int, int]]]
"""By department and kind: quantity in thousandths, and the number of facts."""
Positions = Mapping[str, int]
"""By source: the last position that counts."""


def sums_now(tx: Reading, quarter: Quarter) -> Sums:
    """From the running totals: as fast with a million facts as with a thousand."""
    return _by_department(
        tx.read(
            select(totals.c.department, totals.c.kind, func.sum(totals.c.quantity), func.sum(totals.c.count))
            .where(totals.c.quarter == str(quarter))
            .group_by(totals.c.department, totals.c.kind)
        )
    )


def sums_until(tx: Reading, quarter: Quarter, positions: Positions) -> Sums:
    """From the facts themselves, up to these positions."""
    return _by_department(
        tx.read(
            select(facts.c.department, facts.c.kind, func.sum(facts.c.quantity), func.count())
            .where(facts.c.quarter == str(quarter), until(positions))
            .group_by(facts.c.department, facts.c.kind)
        )
    )


def _by_department(rows: Any) -> Sums:
    sums: Sums = {}
    for department, kind, quantity, count in rows:
        sums.setdefault(department, {})[kind] = (int(quantity), int(count))
    return sums


def until(positions: Positions) -> ColumnElement[bool]:
    """A source that is not named counts with nothing."""
    if not positions:
        return false()
    return or_(
        *(and_(facts.c.source == source, facts.c.position <= last) for source, last in sorted(positions.items()))
    )


def position_at(tx: Reading, source: str, moment: int) -> int:
    """The last position of a source that had said anything by then (microseconds); times never go back in a log."""
    found = tx.read(
        select(facts.c.position)
        .where(facts.c.source == source, facts.c.recorded_at <= moment)
        .order_by(facts.c.position.desc())
        .limit(1)
    )
    return int(found[0][0]) if found else 0


def quarters(tx: Reading) -> list[tuple[str, int, int]]:
    """(quarter, departments, facts) of every quarter that has facts about departments, the newest first."""
    rows = tx.read(
        select(totals.c.quarter, func.count(totals.c.department.distinct()), func.sum(totals.c.count))
        .where(totals.c.kind.not_like(f"{PERSONAL}.%"))
        .group_by(totals.c.quarter)
        .order_by(totals.c.quarter.desc())
    )
    return [(quarter, int(departments), int(count)) for quarter, departments, count in rows]
