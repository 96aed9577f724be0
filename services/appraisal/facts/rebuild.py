"""Rebuilds the facts from the sources' logs beside the live ones and compares, for this once. Live work goes on.

The shadow tables are filled page by page up to the position that was live at the start; what live work adds after it
is left alone by the comparison. What is kept, looked into or swapped is a replay (`replaying.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, delete, func, or_, select

from services.appraisal.facts.intake import Item, items_of, rows_of, write_rows
from services.appraisal.facts.meanings import MEANINGS, quiet
from services.appraisal.facts.tables import FACT_COLUMNS, facts, shadow_facts, shadow_metadata, shadow_totals, totals
from services.kernel.delivery.outbox import Pull
from services.kernel.log.store import Store, events
from services.kernel.log.transaction import Reading, Writing
from services.kernel.procedure.long_context import Service
from services.kernel.procedure.quarantine.passed import passed_over

PAGE = 5000
"""Events in one transaction: live work waits no longer than one page takes."""
_AMOUNTS = ("quarter", "department", "kind", "quantity", "count")


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """`events` read and `facts` made of them, up to `positions`; `differences` are the first that were found."""

    positions: Mapping[str, int]
    events: int
    facts: int
    differences: tuple[Difference, ...]

    @property
    def equal(self) -> bool:
        return not self.differences


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that is not the same: `live` or `rebuilt` is None where only the other has it."""

    table: str
    key: tuple[Any, ...]
    live: tuple[Any, ...] | None
    rebuilt: tuple[Any, ...] | None


class Cancelled(Exception):
    """Whoever watched the progress wanted no more; the shadow is dropped, live is untouched."""


Pages = Callable[[int], Iterator[list[Item]]]
"""Told the last position to read, gives a source's events in order, page by page."""


def pulled(pull: Pull) -> Pages:
    """From another service's log, as the inbox pulls what it missed."""

    def pages(last: int) -> Iterator[list[Item]]:
        after = 0
        while after < last and (found := pull(after, PAGE)):
            after = found[-1].position
            if items := [item for item in items_of(found) if item[0] <= last]:
                yield items

    return pages


def stored(source: str, store: Store) -> Pages:
    """From a log in reach, such as an audit's copy or in the same process: the database passes over silent topics."""

    def pages(last: int) -> Iterator[list[Item]]:
        topics = quiet(source)
        query = (
            select(events.c.position, events.c.originator_id, events.c.topic, events.c.state)
            .where(events.c.topic.not_in(topics), events.c.position <= last)
            .order_by(events.c.position)
            .limit(PAGE)
        )
        after = 0
        while True:
            with store.reading() as connection:
                found = connection.execute(query.where(events.c.position > after)).fetchall()
            if found:
                yield [(position, aggregate, topic, bytes(state)) for position, aggregate, topic, state in found]
            if len(found) < PAGE:
                return
            after = found[-1].position

    return pages


Progress = Callable[[int, int], None]
"""Told (positions done, positions to reach); may raise `Cancelled`."""


def rebuild(
    app: Service,
    sources: Mapping[str, Pages],
    *,
    progress: Progress = lambda _done, _total: None,
    most_differences: int = 20,
) -> Rebuilt:
    """From nothing into the shadow, compared, and gone."""
    with app.store.reading() as connection:
        heads = Reading(app.store, connection).heads()
    positions = {source: heads.get(source, 0) for source in sorted(sources)}
    try:
        read, made = replay(app, sources, positions, progress)
        with app.store.reading() as connection:
            reading = Reading(app.store, connection)
            differences = compare(reading, positions, most_differences)
        return Rebuilt(positions, read, made, differences)
    finally:
        app.record(_empty)


def replay(
    app: Service,
    sources: Mapping[str, Pages],
    positions: Mapping[str, int],
    progress: Progress = lambda _done, _total: None,
) -> tuple[int, int]:
    """Fills the shadow tables from nothing; returns (events that spoke or were sent, facts made of them)."""
    app.store.create(shadow_metadata)
    app.record(_empty)
    read = made = before = 0
    for source, pages in sorted(sources.items()):
        over = skipped(app, source)
        for batch in pages(positions[source]):
            counted = [item for item in batch if item[0] not in over]
            made += app.record(lambda tx, s=source, b=counted: _fill(tx, s, b))  # type: ignore[misc]
            read += len(batch)
            progress(before + batch[-1][0], sum(positions.values()))
        before += positions[source]
    return read, made


def skipped(app: Service, source: str) -> frozenset[int]:
    """Events that could not be taken in, and that two people agreed to skip: they count nowhere."""
    with app.store.reading() as connection:
        return passed_over(connection, app.name, source)


def _empty(tx: Writing) -> None:
    for table in (shadow_facts, shadow_totals):
        tx.execute(delete(table))


def _fill(tx: Writing, source: str, batch: list[Item]) -> int:
    rows, amounts = rows_of(source, batch)
    write_rows(tx, rows, amounts, (shadow_facts, shadow_totals))
    return len(rows)


# -- compare ----------------------------------------------------------------------------------------------------------


def compare(tx: Reading, positions: Mapping[str, int], most: int) -> tuple[Difference, ...]:
    """Facts row by row up to the positions; then the live totals against the sums of the live facts."""
    found: list[Difference] = []
    for source, last in positions.items():
        found += _unequal("facts", _slice(tx, facts, source, last), _slice(tx, shadow_facts, source, last), most)
    found += [Difference("facts", tuple(row[:3]), tuple(row), None) for row in tx.read(_strays(tx).limit(most))]
    live_totals = select(*(totals.c[name] for name in _AMOUNTS))
    found += _unequal("totals", _amounts(tx, live_totals), _amounts(tx, _grouped(facts)), most)
    return tuple(found[:most])


def _no_log_has(tx: Reading) -> ColumnElement[bool]:
    """Facts of a source that is none, or from beyond what was taken in of one: they come from nowhere."""
    heads = tx.heads()
    return and_(
        *(or_(facts.c.source != source, facts.c.position > heads.get(source, 0)) for source in sorted(MEANINGS)),
    )


def _strays(tx: Reading) -> Select[Any]:
    order = (facts.c.source, facts.c.position, facts.c.n)
    return select(*(facts.c[name] for name in FACT_COLUMNS)).where(_no_log_has(tx)).order_by(*order)


Keyed = tuple[tuple[Any, ...], tuple[Any, ...]]
"""A row's key, and the whole row."""


def _slice(tx: Reading, table: Table, source: str, last: int) -> Iterator[Keyed]:
    query = (
        select(*(table.c[name] for name in FACT_COLUMNS))
        .where(table.c.source == source, table.c.position <= last)
        .order_by(table.c.position, table.c.n)
    )
    for row in tx.connection.execute(query, execution_options={"yield_per": PAGE}):
        yield (source, row[1], row[2]), tuple(row)


def _amounts(tx: Reading, query: Any) -> Iterator[Keyed]:
    """Sorted here: databases differ in how they order texts."""
    rows = sorted((*row[:3], int(row[3]), int(row[4])) for row in tx.read(query))
    return ((row[:3], row) for row in rows)


def _grouped(table: Table) -> Any:
    key = (table.c.quarter, table.c.department, table.c.kind)
    return select(*key, func.sum(table.c.quantity).label("quantity"), func.count().label("count")).group_by(*key)


def _unequal(table: str, live: Iterator[Keyed], rebuilt: Iterator[Keyed], most: int) -> list[Difference]:
    """Walks both sides in the order of their keys, one row of each at a time."""
    found: list[Difference] = []
    ours, theirs = next(live, None), next(rebuilt, None)
    while len(found) < most and (ours is not None or theirs is not None):
        if theirs is None or (ours is not None and ours[0] < theirs[0]):
            assert ours is not None
            found.append(Difference(table, ours[0], ours[1], None))
            ours = next(live, None)
        elif ours is None or theirs[0] < ours[0]:
            found.append(Difference(table, theirs[0], None, theirs[1]))
            theirs = next(rebuilt, None)
        else:
            if ours[1] != theirs[1]:
                found.append(Difference(table, ours[0], ours[1], theirs[1]))
            ours, theirs = next(live, None), next(rebuilt, None)
    return found
