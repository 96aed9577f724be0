"""Obligations (履职日历): who owes what, by when, what fulfils it, and the fact recorded once when the day passes.

Due days are decided when the opening fact is recorded and stand in that fact; the register only copies them. The clock
(`tick`) is an operation like any other, so that deadlines are replayable.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Date, Index, MetaData, String, Table, select

from services.kernel.domain.events import Event
from services.kernel.domain.who import ANYONE, Subject, Who, standing
from services.kernel.domain.words import Status
from services.kernel.log.registers import Register, Rows
from services.kernel.procedure.context import Context
from services.kernel.procedure.operations import Command, Operation, Query
from services.kernel.procedure.paging import beyond
from services.kernel.rules.calendar import OPEN_DUE
from services.kernel.rules.facts import Kind

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
"""`due` is the last day in time."""


class ObligationStatus(Status):
    OPEN = "open", "待履行", "open"
    FULFILLED = "fulfilled", "已履行", "fulfilled"
    LATE = "late", "逾期履行", "fulfilled late"
    MISSED = "missed", "逾期未履行", "missed"
    CANCELLED = "cancelled", "已取消", "cancelled"


OWED = (ObligationStatus.OPEN, ObligationStatus.MISSED)
_AGAIN = {ObligationStatus.FULFILLED: ObligationStatus.OPEN, ObligationStatus.LATE: ObligationStatus.MISSED}
"""What was handed in did not do."""


@dataclass(frozen=True, slots=True)
class Due:
    """One debt: its key within the kind, whom it binds and the last day on which it is in time.

    None: the day lies in a year whose calendar is not known; the debt stays open until a later fact sets it.
    """

    key: str
    due: date | None
    person: str = ""
    department: str = ""
    closed: date | None = None
    """When it was fulfilled, where that was before its day could be told."""


Opens = Callable[[Any], Due | None]
Keys = Callable[[Any], str]
OnMissed = Callable[["Context", Any], None]
Told = tuple[str, str, str]
"""A number, and a title in both languages."""
Tells = Callable[["Context", Any], Told]
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
    due_by: dict[type[Event], Opens] = field(default_factory=dict[type[Event], Opens])
    """What sets a due day that was open; nothing else of the debt changes."""
    reopened_by: dict[type[Event], Keys] = field(default_factory=dict[type[Event], Keys])
    """What was handed in did not do: it is owed again, by the same day."""
    shows: type[Query] | None = None
    """The query of the record that it is about, where there is one."""
    which: Callable[[Any], str | Mapping[str, str]] = lambda debt: str(debt.aggregate)
    """Of the debt's row: the fields of that query, or the value of its one; without it, those of the form of
    `done_by`, such as the month."""
    tells: Tells = lambda ctx, debt: ("", "", "")
    """Of the debt's row: a number and a title that tell it from others of its kind (`told`). They are the same for all
    who are told them, so nothing of a secret paper."""
    told_to: tuple[Who, ...] = ()
    """Who is told them; empty for those to whom the record is shown."""
    done_by: type[Command] | None = None
    """What pays it, where it is about no record yet."""
    gives: Kind | None = None
    """The kind of fact that it becomes when it is done in time, where an appraisal may count that as merit."""

    def about(self, ctx: Context, debt: Any, *, settled: bool = False) -> Told:
        """Its number and title, where the caller is told them, and of which period it is."""
        return of_period(self.tells(ctx, debt) if self.is_told(ctx, debt, settled=settled) else UNTOLD, debt.key)

    def is_told(self, ctx: Context, debt: Any, *, settled: bool = False) -> bool:
        """Of one that is `settled` the row's department tells no longer whose the record is."""
        who = self.told_to or (self.shows.WHO if self.shows is not None else (ANYONE,))
        return sees(who, ctx, debt, settled=settled)

    def record_of(self, debt: Any) -> tuple[str, dict[str, str]]:
        """The query that shows what it is about, by name, with its fields; empty where there is none."""
        if self.shows is None:
            return "", {}
        return self.shows.NAME, fields_of_record(self.shows, self.which(debt))


OF_A_DEPARTMENT = frozenset({"colleague", "head", "supervisor"})
"""Relations that no longer tell who sees a record, once it may have gone on to another department."""


def sees(who: Iterable[Who], ctx: Context, debt: Any, *, settled: bool) -> bool:
    """Whether the caller is one of these, as far as the debt tells whom it is about."""
    left = tuple(one for one in who if not (settled and one.code in OF_A_DEPARTMENT))
    return standing(left, ctx.organ, ctx.caller, Subject(debt.person, debt.department), ctx.today) is not None


_PERIOD = re.compile(r"\d{4}(?:-(?:\d\d|[QH]\d))?")
UNTOLD: Told = ("", "", "")


def of_period(told: Told, key: str) -> Told:
    """With the month, quarter, half or year that the key says, unless it is told already: two months' dues may be owed
    by one day. Whoever sees the debt may know it, also where the record is not for them."""
    number, zh, en = told
    period = next((part for part in key.split("/") if _PERIOD.fullmatch(part)), "")
    zh, en = (said if period in said else f"{said} {period}".strip() for said in (zh, en or zh))
    return number, zh, en


_HEX = re.compile("[0-9a-f]{32}")


def fields_of_record(shows: type[Operation], which: str | Mapping[str, str]) -> dict[str, str]:
    """As paths have them: ids of aggregates stand in registers without their hyphens."""
    fields = which if isinstance(which, Mapping) else {shows.path_fields()[0]: which}
    return {name: str(UUID(hex=one)) if _HEX.fullmatch(one) else one for name, one in fields.items()}


def by_stream(event: Event) -> str:
    """The key of what is owed once per aggregate."""
    return event.originator_id.hex


def missing(aggregate: type[Any], rule: str = "") -> OnMissed:
    """The usual way of a breach: the aggregate behind the obligation records it by its `miss`, told what the `rule`
    cited that set the day, where one did."""

    def miss(ctx: Context, row: Any) -> None:
        found = ctx.find(aggregate, UUID(hex=row.aggregate))
        found.miss(ctx.act, *((ctx.rules.cite(rule, row.due),) if rule else ()))
        ctx.save(found)

    return miss


def known(due: date | None) -> date | None:
    """A due day as it may be shown; None where it is open until the calendar of its year is known."""
    return None if due == OPEN_DUE else due


def register_of(declared: Iterable[Obligation]) -> Register:
    """The one register behind every obligation of a service, rebuilt from the log like any other."""
    register = Register("obligations", obligations, zh="履职台账", en="Obligations")
    for obligation in declared:
        for event_class, opens in obligation.opened_by.items():
            register.on(event_class)(_opening(obligation.kind, opens))
        for event_class, key in obligation.missed_by.items():
            register.on(event_class)(_closing(obligation.kind, key, ObligationStatus.MISSED))
        for event_class, key in obligation.fulfilled_by.items():
            register.on(event_class)(_closing(obligation.kind, key, ObligationStatus.FULFILLED))
        for event_class, key in obligation.cancelled_by.items():
            register.on(event_class)(_closing(obligation.kind, key, ObligationStatus.CANCELLED))
        for event_class, sets in obligation.due_by.items():
            register.on(event_class)(_setting(obligation.kind, sets))
        for event_class, key in obligation.reopened_by.items():
            register.on(event_class)(_reopening(obligation.kind, key))
    return register


def _opening(kind: str, opens: Opens) -> Callable[[Event, Rows], None]:
    def project(event: Event, rows: Rows) -> None:
        due = opens(event)
        if due is not None:
            last = due.due or OPEN_DUE
            rows.upsert(
                obligations,
                kind=kind,
                key=due.key,
                aggregate=event.originator_id.hex,
                person=due.person,
                department=due.department,
                opened=event.day,
                due=last,
                status=_paid(due.closed, last) if due.closed else ObligationStatus.OPEN,
                closed=due.closed,
            )

    return project


def _setting(kind: str, sets: Opens) -> Callable[[Event, Rows], None]:
    def project(event: Event, rows: Rows) -> None:
        due = sets(event)
        if due is not None:
            rows.update(obligations, {"kind": kind, "key": due.key}, due=due.due or OPEN_DUE)

    return project


def _paid(day: date, due: date) -> ObligationStatus:
    return ObligationStatus.LATE if day > due else ObligationStatus.FULFILLED


def _closing(kind: str, key: Keys, status: ObligationStatus) -> Callable[[Event, Rows], None]:
    def project(event: Event, rows: Rows) -> None:
        was = rows.get(obligations, kind=kind, key=key(event)) if status is ObligationStatus.FULFILLED else None
        if was is not None and was.status not in OWED:
            return  # paid once is paid: what comes again is not late
        late = was is not None and (was.status == ObligationStatus.MISSED or event.day > was.due)
        after = ObligationStatus.LATE if late else status
        rows.update(obligations, {"kind": kind, "key": key(event)}, status=after, closed=event.day)

    return project


def _reopening(kind: str, key: Keys) -> Callable[[Event, Rows], None]:
    def project(event: Event, rows: Rows) -> None:
        was = rows.get(obligations, kind=kind, key=key(event))
        if was is not None and was.status in _AGAIN:
            rows.update(
                obligations, {"kind": kind, "key": key(event)}, status=_AGAIN[ObligationStatus(was.status)], closed=None
            )

    return project


def overdue(ctx: Context, after: Place | None) -> tuple[Sequence[Any], Place | None]:
    """Open obligations whose day has passed, at most `MOST_MISSED` of them, and where the next begin."""
    c = obligations.c
    place = c.due, c.kind, c.key
    where = [] if after is None else beyond(place, (False, False, False), after)
    rows = ctx.tx.read(
        select(obligations)
        .where(c.status == ObligationStatus.OPEN, c.due < ctx.today, *where)
        .order_by(*place)
        .limit(MOST_MISSED)
    )
    last = rows[-1] if len(rows) == MOST_MISSED else None
    return rows, (last.due, last.kind, last.key) if last is not None else None


def miss_some(declared: Mapping[str, Obligation], ctx: Context, after: Place | None) -> tuple[int, Place | None]:
    """Turns overdue obligations into their breach facts, once: not too many at a time, so that nobody waits behind a
    clock that has much to record. Returns how many, and where to go on."""
    rows, following = overdue(ctx, after)
    ctx.tx.read_ahead(UUID(hex=row.aggregate) for row in rows)
    for row in rows:
        declared[row.kind].on_missed(ctx, row)
    return len(rows), following


def miss_one(declared: Mapping[str, Obligation], row: Any, ctx: Context) -> int:
    """One of them by itself, unless it was fulfilled in the meantime."""
    now = ctx.row(obligations, kind=row.kind, key=row.key)
    if now is None or now.status != ObligationStatus.OPEN or now.due >= ctx.today:
        return 0
    declared[now.kind].on_missed(ctx, now)
    return 1
