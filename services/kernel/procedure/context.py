"""What a handler has at hand: the transaction, who acts, the day, the rules, the organ. Nothing else reaches it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any, TypeVar, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from services.kernel.domain.aggregate import Act, Aggregate
from services.kernel.domain.who import Capacity, Organ
from services.kernel.log.prepared import Fixed
from services.kernel.log.registers import by_key, table_of
from services.kernel.log.transaction import Reading
from services.kernel.refusals import NotFound, NothingToMatch, Stale
from services.kernel.rules.calendar import WorkCalendar
from services.kernel.rules.regulations import Rules

A = TypeVar("A", bound=Aggregate)


@dataclass(frozen=True, slots=True)
class Call:
    """An operation message, the same over a direct call and over RPC.

    `body` is JSON-like; `token` the signed identity; `key` the caller's Idempotency-Key; `if_match` the version the
    caller saw, or several of which any will do; `at` a simulated moment, honoured only by a service built with a
    simulated clock.
    """

    operation: str
    body: Mapping[str, Any]
    token: str
    correlation: str = ""
    causation: str = ""
    key: str = ""
    if_match: int | Sequence[int] | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """`body` is JSON in UTF-8. `location` is set where a command's answer can be asked for again."""

    body: bytes
    version: int | None = None
    location: str = ""


@dataclass
class Context:
    """One job of one transaction."""

    tx: Reading
    act: Act
    standing: Capacity
    organ: Organ
    rules: Rules
    calendar: WorkCalendar
    new_id: Callable[[], UUID]
    if_match: int | Sequence[int] | None = None
    zone: ZoneInfo = ZoneInfo("Asia/Shanghai")
    attachable: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """The kinds of records of this service that take attachments, each an `Attachable`."""
    service: str = ""
    """By the name of which its procedures of the kernel go."""
    ports: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """What the service alone needs of the world, as the composition root gave it."""
    _saved: dict[UUID, Aggregate] = field(default_factory=dict[UUID, Aggregate])
    _tried: dict[UUID, Aggregate] | None = None
    """Of a rehearsal: the aggregates' twins."""

    @property
    def today(self) -> date:
        return self.act.day

    @property
    def now(self) -> datetime:
        """The same moment on the organ's own clocks."""
        return self.on_our_clocks(self.act.at)

    def on_our_clocks(self, at: datetime) -> datetime:
        """A moment as the organ's own clocks show it; one without a zone is in UTC, as registers keep it."""
        return (at if at.tzinfo is not None else at.replace(tzinfo=UTC)).astimezone(self.zone)

    @property
    def caller(self) -> str:
        return self.act.actor

    def standing_as(self, standing: Capacity) -> Act:
        """The act, in another post the caller holds or stands in for."""
        was = self.act
        return Act(was.at, was.day, was.actor, standing.post, standing.stands_in_for, was.correlation, was.causation)

    def find(self, cls: type[A], id: UUID) -> A:
        """The aggregate, or a new one with no facts yet."""
        found = self.tx.load(cls, id)
        return found if self._tried is None else cast(A, self._tried.setdefault(id, found.twin()))

    def rehearsal(self) -> Context:
        """The same context to try an order in: what it would do is seen, or refused, and recorded nowhere."""
        return replace(self, _saved={}, _tried={})

    def load(self, cls: type[A], id: UUID) -> A:
        """The aggregate; refuses what does not exist. The first one loaded is the one If-Match speaks of."""
        found = self.find(cls, id)
        if not found.exists:
            raise NotFound.record(id)
        self.match(found.version)
        return found

    def match(self, version: int) -> None:
        """Refuses what If-Match did not see. It is asked once, of what the command is about."""
        seen, self.if_match = self.if_match, None
        if seen is not None and version not in ((seen,) if isinstance(seen, int) else seen):
            raise Stale(
                "该记录在您查看之后已被更改。",
                "The record has changed since you saw it.",
                seen=seen,
                current=version,
            )

    def match_saved(self) -> None:
        """What may be new is found and not loaded: then If-Match speaks of the first that is saved."""
        if self.if_match is not None and self._saved:
            first = next(iter(self._saved.values()))
            known = first.version - len(first.pending)
            if not known:
                raise NothingToMatch(seen=self.if_match)
            self.match(known)

    def shown(self, table: Any, id: UUID) -> Any:
        """The register row of an aggregate; refuses what does not exist."""
        row = self.row(table, id=id.hex)
        if row is None:
            raise NotFound.record(id)
        return row

    def save(self, *aggregates: Aggregate) -> None:
        """What is pending in these is recorded when the handler returns, in this order."""
        for aggregate in aggregates:
            self._saved.setdefault(aggregate.id, aggregate)

    @property
    def saved(self) -> Collection[Aggregate]:
        """In the order in which they were first saved."""
        return self._saved.values()

    def rows(self, statement: Any, **values: Any) -> Sequence[Any]:
        """Register rows. Of a `Fixed` statement, with its values: the fast way."""
        if isinstance(statement, Fixed):
            return self.tx.ask(statement, values)
        return self.tx.read(statement)

    def row(self, table: Any, **key: Any) -> Any:
        """One register row by its key, or None: the fast way. `table` is one, or a declared line."""
        return self.tx.once(table_of(table), key)

    def rows_of(self, table: Any, **key: Any) -> list[Any]:
        """The register rows with these values (of a list or tuple any will do), in order of the primary key."""
        return self.tx.get_all(table_of(table), key)

    def rows_of_each(self, *tables: Any, **key: Any) -> list[list[Any]]:
        """The same of several tables that have these columns, in one look."""
        return self.tx.ask_each(*((by_key(table_of(table), key), key) for table in tables))
