"""Obligations (履职日历): who owes what, by when, what fulfils it, and the fact recorded once when the day passes.

Due days are decided when the opening fact is recorded and stand in that fact; the register only copies them. The clock
(`tick`) is an operation like any other, so that deadlines are replayable.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Column, Date, Index, MetaData, String, Table, select

from services.kernel.events import Event
from services.kernel.paging import beyond
from services.kernel.registers import Register, Rows

if TYPE_CHECKING:
    from services.kernel.context import Context

metadata = MetaData()

obligations = Table(
    "obligations",
    metadata,
    Column("kind", String(60), primary_key=True),
    Column("key", String(120), primary_key=True),
    Column("aggregate", String(32), nullable=False),
    Column("person", String(60), nullable=False),
    Column("department", String(60), nullable=False),
    Column("opened", Date, nullable=False),
    Column("due", Date, nullable=False),
    Column("status", String(12), nullable=False),
    Column("closed", Date),
    Index("obligations_status", "status", "due", "kind", "key"),
    Index("obligations_kind", "kind", "due", "key"),
    Index("obligations_due", "due", "kind", "key"),
    Index("obligations_person", "person", "due", "kind", "key"),
    Index("obligations_department", "department", "due", "kind", "key"),
)
"""`status`: open, fulfilled, late (fulfilled after it was missed), missed, cancelled. `due` is the last day in time."""


@dataclass(frozen=True, slots=True)
class Due:
    """One debt: its key within the kind, whom it binds and the last day on which it is in time."""

    key: str
    due: date
    person: str = ""
    department: str = ""


Opens = Callable[[Any], Due | None]
Keys = Callable[[Any], str]
OnMissed = Callable[["Context", Any], None]
Place = tuple[date, str, str]
"""Where an obligation stands in the calendar: its due day, kind and key."""
MOST_MISSED = 500
"""Breaches recorded in one transaction."""


@dataclass(frozen=True)
class Obligation:
    """Declared beside the procedure that owes it. `on_missed` loads the aggregate and records the breach fact."""

    kind: str
    zh: str
    en: str
    cites: tuple[str, ...]
    opened_by: dict[type[Event], Opens]
    fulfilled_by: dict[type[Event], Keys]
    missed_by: dict[type[Event], Keys]
    on_missed: OnMissed
    cancelled_by: dict[type[Event], Keys] = field(default_factory=dict[type[Event], Keys])
    reopened_by: dict[type[Event], Keys] = field(default_factory=dict[type[Event], Keys])
    """What was handed in did not do: it is owed again, by the same day."""


def register_of(declared: Iterable[Obligation]) -> Register:
    """The one register behind every obligation of a service, rebuilt from the log like any other."""
    register = Register("obligations", obligations, zh="履职台账", en="Obligations")
    for obligation in declared:
        for event_class, opens in obligation.opened_by.items():
            register.on(event_class)(_opening(obligation.kind, opens))
        for event_class, key in obligation.missed_by.items():
            register.on(event_class)(_closing(obligation.kind, key, "missed"))
        for event_class, key in obligation.fulfilled_by.items():
            register.on(event_class)(_closing(obligation.kind, key, "fulfilled"))
        for event_class, key in obligation.cancelled_by.items():
            register.on(event_class)(_closing(obligation.kind, key, "cancelled"))
        for event_class, key in obligation.reopened_by.items():
            register.on(event_class)(_reopening(obligation.kind, key))
    return register


def _opening(kind: str, opens: Opens) -> Callable[[Event, Rows], None]:
    def project(event: Event, rows: Rows) -> None:
        due = opens(event)
        if due is not None:
            rows.upsert(
                obligations,
                kind=kind,
                key=due.key,
                aggregate=event.originator_id.hex,
                person=due.person,
                department=due.department,
                opened=event.day,
                due=due.due,
                status="open",
                closed=None,
            )

    return project


def _closing(kind: str, key: Keys, status: str) -> Callable[[Event, Rows], None]:
    def project(event: Event, rows: Rows) -> None:
        was = rows.get(obligations, kind=kind, key=key(event)) if status == "fulfilled" else None
        if was is not None and was.status not in ("open", "missed"):
            return  # paid once is paid: what comes again is not late
        late = was is not None and (was.status == "missed" or event.day > was.due)
        after = "late" if late else status
        rows.update(obligations, {"kind": kind, "key": key(event)}, status=after, closed=event.day)

    return project


def _reopening(kind: str, key: Keys) -> Callable[[Event, Rows], None]:
    again = {"fulfilled": "open", "late": "missed"}

    def project(event: Event, rows: Rows) -> None:
        was = rows.get(obligations, kind=kind, key=key(event))
        if was is not None and was.status in again:
            rows.update(obligations, {"kind": kind, "key": key(event)}, status=again[was.status], closed=None)

    return project


def miss_some(declared: Mapping[str, Obligation], ctx: Context, after: Place | None) -> tuple[int, Place | None]:
    """Turns open obligations whose day has passed into their breach facts, once. At most `MOST_MISSED` of them, so
    that nobody waits behind a clock that has much to record. Returns how many, and where to go on."""
    c = obligations.c
    place = c.due, c.kind, c.key
    where = [] if after is None else beyond(place, (False, False, False), after)
    rows = ctx.tx.read(
        select(obligations).where(c.status == "open", c.due < ctx.today, *where).order_by(*place).limit(MOST_MISSED)
    )
    ctx.tx.read_ahead(UUID(hex=row.aggregate) for row in rows)
    for row in rows:
        declared[row.kind].on_missed(ctx, row)
    last = rows[-1] if len(rows) == MOST_MISSED else None
    return len(rows), (last.due, last.kind, last.key) if last is not None else None
