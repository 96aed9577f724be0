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


def sums_between(tx: Reading, quarter: Quarter, low: Positions, high: Positions) -> Sums:
    """Of the facts after some positions up to others: by the log's own order, so as fast as there are few of them."""
    found: Sums = {}
    for source, first, last in spans(low, high):
        rows = tx.read(
            select(facts.c.department, facts.c.kind, func.sum(facts.c.quantity), func.count())
            .where(*within(quarter, source, first, last))
            .group_by(facts.c.department, facts.c.kind)
        )
        for department, kind, quantity, count in rows:
            kinds = found.setdefault(department, {})
            known = kinds.get(kind, (0, 0))
            kinds[kind] = known[0] + int(quantity), known[1] + int(count)
    return found


def spans(low: Positions, high: Positions) -> list[tuple[str, int, int]]:
    """By source: after which position up to which, where there is anything between."""
    return [(source, low.get(source, 0), last) for source, last in sorted(high.items()) if last > low.get(source, 0)]


def within(quarter: Quarter, source: str, first: int, last: int) -> tuple[ColumnElement[bool], ...]:
    """The quarter is compared as an expression, so that the log's order is what is searched by."""
    of_quarter = func.coalesce(facts.c.quarter, "") == str(quarter)
    return facts.c.source == source, facts.c.position > first, facts.c.position <= last, of_quarter


def last_recorded(tx: Reading, quarter: Quarter, positions: Positions) -> int | None:
    """When the newest fact of the quarter was recorded (microseconds); None where there is none."""
    found = []
    for source in sorted(positions):
        rows = tx.read(
            select(facts.c.recorded_at)
            .where(*within(quarter, source, 0, positions[source]))
            .order_by(facts.c.position.desc())
            .limit(1)
        )
        found += [int(rows[0][0])] if rows else []
    return max(found, default=None)


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


def quarters(tx: Reading) -> list[tuple[str, int]]:
    """(quarter, facts) of every quarter that has facts about departments, the newest first."""
    rows = tx.read(
        select(totals.c.quarter, func.sum(totals.c.count))
        .where(totals.c.kind.not_like(f"{PERSONAL}.%"))
        .group_by(totals.c.quarter)
        .order_by(totals.c.quarter.desc())
    )
    return [(quarter, int(count)) for quarter, count in rows]
