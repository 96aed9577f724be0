"""What a consumed event leads to later: it is remembered with what it is known by, and whoever acts on it names it as
the cause. So a log can be followed from one service into the next."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from sqlalchemy import Column, MetaData, String, Table

from services.kernel.domain.aggregate import Act
from services.kernel.log.transaction import Writing
from services.kernel.procedure.context import Context

metadata = MetaData()
causes = Table(
    "causes",
    metadata,
    Column("known_by", String(160), primary_key=True),
    Column("place", String(60), nullable=False),
)
"""`place` is `source/position`, as the `causation` of an event says it."""


class Told(Protocol):
    """A message of another service's event."""

    @property
    def source(self) -> str: ...
    @property
    def position(self) -> int: ...


def place_of(message: Told) -> str:
    return f"{message.source}/{message.position}"


def remember(tx: Writing, known_by: str, message: Told) -> None:
    """The last event that said it is the cause of what follows."""
    tx.rows.upsert(causes, known_by=known_by[:160], place=place_of(message))


def led_by(ctx: Context, known_by: str) -> Act:
    """The act of the context, which from now on names the event known by this as its cause, or none where none was
    remembered."""
    row = ctx.row(causes, known_by=known_by[:160])
    ctx.act = replace(ctx.act, causation=row.place if row is not None else "")
    return ctx.act
