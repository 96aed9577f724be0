"""Takes events in: decode what speaks, map it to facts, add the rows and the totals, in the inbox's transaction.

The same code fills the live tables from the bus and the shadow tables in a rebuild, so it is written for bulk: one
pass, plain tuples, the driver's own `executemany`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Table

from services.appraisal.facts.meanings import KINDS, MEANINGS
from services.appraisal.facts.tables import FACT_COLUMNS, facts, totals
from services.appraisal.quarter import Quarter
from services.kernel.delivery.messages import Message
from services.kernel.domain import events
from services.kernel.domain.events import Event, UnknownTopic
from services.kernel.log.prepared import Prepared
from services.kernel.log.registers import prepared
from services.kernel.log.shadow import Filling
from services.kernel.log.transaction import Writing, microseconds

Item = tuple[int, str, str, bytes]
"""(position, aggregate, topic, stored or published bytes)."""
FactRow = tuple[Any, ...]
"""In the order of `FACT_COLUMNS`."""
Key = tuple[str, str, str]
"""(quarter, department, kind): as fine as a scorecard counts, so that a million facts are a few hundred totals."""
Amounts = dict[Key, list[int]]
"""Quantity and count to add."""

DIMENSIONS = {code: kind.dimension for code, kind in KINDS.items()}


def rows_of(source: str, items: Iterable[Item]) -> tuple[list[FactRow], Amounts]:
    """The facts of these events as rows, and what they add to the totals. A topic nobody declared is refused."""
    speaking, silent = MEANINGS[source].speaking, MEANINGS[source].silent
    decode = events.decode
    rows: list[FactRow] = []
    amounts: Amounts = {}
    for position, aggregate, topic, data in items:
        facts_of = speaking.get(topic)
        if facts_of is None:
            if topic not in silent:
                raise UnknownTopic(topic)
            continue
        event: Event = decode(topic, data)
        recorded_at = microseconds(event.timestamp)
        for n, (department, person, kind, quantity, day, cites) in enumerate(facts_of(event)):
            quarter, iso = _dated(day)
            rows.append(
                (
                    source, position, n, quarter, department, person, DIMENSIONS[kind], kind, quantity,
                    iso, recorded_at, _joined(cites), aggregate,
                )
            )  # fmt: skip
            key = (quarter, department, kind)
            amount = amounts.get(key)
            if amount is None:
                amounts[key] = [quantity, 1]
            else:
                amount[0] += quantity
                amount[1] += 1
    return rows, amounts


@lru_cache(maxsize=4096)
def _dated(day: date) -> tuple[str, str]:
    """A day's quarter and ISO text; a rebuild asks once per fact."""
    return str(Quarter.of(day)), day.isoformat()


@lru_cache(maxsize=4096)
def _joined(cites: tuple[str, ...]) -> str:
    return " ".join(cites)


def write_rows(tx: Writing | Filling, rows: Sequence[FactRow], amounts: Amounts, into: tuple[Table, Table]) -> None:
    """Sends them in bulk. ISO days are what both drivers take for a date."""
    fact_table, total_table = into
    if not rows:
        return
    tx.flush()
    marks = ", ".join([tx.mark] * len(FACT_COLUMNS))
    columns = ", ".join(FACT_COLUMNS)
    tx.past(fact_table).executemany(f"INSERT INTO {fact_table.name} ({columns}) VALUES ({marks})", rows)
    add: Prepared = prepared(
        "add", total_table, ("quarter", "department", "kind", "|", "quantity", "count"), tx.prepared_for
    )
    for key, amount in sorted(amounts.items()):
        tx.write(add, (*key, *amount))


def items_of(messages: Iterable[Message]) -> Iterable[Item]:
    return ((m.position, m.aggregate, m.topic, m.data) for m in messages)


def take_facts(tx: Writing, messages: Sequence[Message]) -> None:
    """The inbox's consumer: facts and totals of a batch, which are all of one source."""
    if not messages:
        return
    source = messages[0].source
    rows, amounts = rows_of(source, items_of(messages))
    write_rows(tx, rows, amounts, (facts, totals))
    changed: dict[str, set[str]] = {}
    for quarter, department, _ in amounts:
        changed.setdefault(quarter, set()).add(department)
    for quarter, departments in sorted(changed.items()):
        tx.announce(
            f"scorecards.{quarter}",
            {
                "quarter": quarter,
                "departments": sorted(departments),
                "source": source,
                "position": messages[-1].position,
            },
        )
