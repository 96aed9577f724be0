"""The tables of facts and their running totals. Append-only; what an event meant is never rewritten in place."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, Index, Integer, MetaData, String, Table

metadata = MetaData()
shadow_metadata = MetaData()


def _facts(name: str, tables: MetaData) -> Table:
    return Table(
        name,
        tables,
        Column("source", String(40), primary_key=True),
        Column("position", BigInteger, primary_key=True, autoincrement=False),
        Column("n", Integer, primary_key=True, autoincrement=False),
        Column("quarter", String(7), nullable=False),
        Column("department", String(60), nullable=False),
        Column("person", String(60), nullable=False),
        Column("dimension", String(40), nullable=False),
        Column("kind", String(60), nullable=False),
        Column("quantity", BigInteger, nullable=False),
        Column("day", Date, nullable=False),
        Column("recorded_at", BigInteger, nullable=False),
        Column("cites", String(200), nullable=False),
        Column("aggregate", String(32), nullable=False),
        sqlite_with_rowid=False,
    )


def _totals(name: str, tables: MetaData) -> Table:
    return Table(
        name,
        tables,
        Column("quarter", String(7), primary_key=True),
        Column("department", String(60), primary_key=True),
        Column("kind", String(60), primary_key=True),
        Column("quantity", BigInteger, nullable=False),
        Column("count", BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )


facts = _facts("facts", metadata)
"""`quantity` in thousandths; `recorded_at` in microseconds since the epoch, the event's own; `cites` by blanks."""
totals = _totals("totals", metadata)
"""What a scorecard of now is computed from: the sum and the number of facts, kept in the facts' transaction."""

Index(
    "facts_explained",
    facts.c.quarter,
    facts.c.department,
    facts.c.kind,
    facts.c.source,
    facts.c.position,
    facts.c.quantity,  # so that sums up to a position are read from the index alone
)

_ORDER = (facts.c.day, facts.c.source, facts.c.position, facts.c.n)
Index("facts_listed", *_ORDER)
Index("facts_person", facts.c.person, *_ORDER)
"""The order in which facts are listed. No more of them: every fact that is taken in pays for each."""

shadow_facts = _facts("shadow_facts", shadow_metadata)
shadow_totals = _totals("shadow_totals", shadow_metadata)
"""Where a rebuild writes while live work goes on; no secondary index, they are only filled, compared and copied."""

FACT_COLUMNS = tuple(column.name for column in facts.columns)
