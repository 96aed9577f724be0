"""What a handler has at hand: the transaction, who acts, the day, the rules, the organ. Nothing else reaches it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Table

from services.kernel.domain import Act, Aggregate
from services.kernel.refusals import NotFound, Stale
from services.kernel.transaction import Reading
from services.kernel.who import Organ, Standing

if TYPE_CHECKING:
    from services.kernel.attachable import Attachable
    from services.kernel.calendar import WorkCalendar
    from services.kernel.regulations import Rules

A = TypeVar("A", bound=Aggregate)


@dataclass(frozen=True, slots=True)
class Call:
    """An operation message, the same over a direct call and over RPC.

    `body` is JSON-like; `token` the signed identity; `key` the caller's Idempotency-Key; `if_match` the version the
    caller saw; `at` a simulated moment, honoured only by a service built with a simulated clock.
    """

    operation: str
    body: Mapping[str, Any]
    token: str
    correlation: str = ""
    causation: str = ""
    key: str = ""
    if_match: int | None = None
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
    standing: Standing
    organ: Organ
    rules: Rules
    calendar: WorkCalendar
    new_id: Callable[[], UUID]
    if_match: int | None = None
    zone: ZoneInfo = ZoneInfo("Asia/Shanghai")
    attachable: Mapping[str, Attachable] = field(default_factory=dict[str, "Attachable"])
    """The kinds of records of this service that take attachments."""
    _saved: dict[UUID, Aggregate] = field(default_factory=dict[UUID, Aggregate])

    @property
    def today(self) -> date:
        return self.act.day

    @property
    def now(self) -> datetime:
        """The same moment on the organ's own clocks."""
        return self.act.at.astimezone(self.zone)

    @property
    def caller(self) -> str:
        return self.act.actor

    def standing_as(self, standing: Standing) -> Act:
        """The act, in another post the caller holds or stands in for."""
        return replace(self.act, post=standing.post, stands_in_for=standing.stands_in_for)

    def find(self, cls: type[A], id: UUID) -> A:
        """The aggregate, or a new one with no facts yet."""
        return self.tx.load(cls, id)

    def load(self, cls: type[A], id: UUID) -> A:
        """The aggregate; refuses what does not exist. The first one loaded is the one If-Match speaks of."""
        found = self.find(cls, id)
        if not found.exists:
            raise _no_record(id)
        seen, self.if_match = self.if_match, None
        if seen is not None and found.version != seen:
            raise Stale(
                "该记录在您查看之后已被更改,请刷新后重试。",
                "The record has changed since you saw it; read it again and repeat.",
                seen=seen,
                current=found.version,
            )
        return found

    def shown(self, table: Table, id: UUID) -> Any:
        """The register row of an aggregate; refuses what does not exist."""
        row = self.row(table, id=id.hex)
        if row is None:
            raise _no_record(id)
        return row

    def save(self, *aggregates: Aggregate) -> None:
        """What is pending in these is recorded when the handler returns, in this order."""
        for aggregate in aggregates:
            self._saved.setdefault(aggregate.id, aggregate)

    @property
    def saved(self) -> Collection[Aggregate]:
        """In the order in which they were first saved."""
        return self._saved.values()

    def rows(self, statement: Any) -> Sequence[Any]:
        """Register rows."""
        return self.tx.read(statement)

    def row(self, table: Table, **key: Any) -> Any:
        """One register row by its key, or None: the fast way."""
        return self.tx.get(table, key)

    def rows_of(self, table: Table, **key: Any) -> list[Any]:
        """The register rows with these values, in order of the primary key."""
        return self.tx.get_all(table, key)


def _no_record(id: UUID) -> NotFound:
    return NotFound("没有找到所指的记录。", "There is no such record.", id=str(id))
