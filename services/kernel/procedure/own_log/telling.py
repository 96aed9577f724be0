"""Tells the events of a log: what happened to which record, and what it changed, as far as a reader may see it.

What is withheld from the reader is taken out of the events before anything is made of them; so no title, no state and
no change can say it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields as dataclass_fields
from dataclasses import is_dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import select

from services.kernel.domain.aggregate import Aggregate, replaying
from services.kernel.domain.events import UnknownTopic, declared, decode, event_class, fields_of
from services.kernel.log.index import TITLES, names, said_by
from services.kernel.log.seal import StoredRow
from services.kernel.log.store import events
from services.kernel.procedure.context import Context
from services.kernel.procedure.long_context import Service
from services.kernel.procedure.own_log.sight import Envelope, Hidden, envelope_of, hiding, opened
from services.kernel.procedure.own_log.views import Change, LoggedEvent

State = Mapping[str, Any]
NUMBERS = ("number",)


class Teller:
    """For one reader, within one transaction."""

    def __init__(self, app: Service, ctx: Context) -> None:
        self._app, self._ctx = app, ctx
        self._hidden: Hidden = hiding(app, ctx)

    def events(self, rows: Sequence[StoredRow]) -> list[LoggedEvent]:
        """In the order given, each with what its record is called by the index."""
        called = self._called(rows)
        return [LoggedEvent(**self.told(row, envelope_of(row), *called[row.originator_id])) for row in rows]

    def told(self, row: StoredRow, envelope: Envelope, number: str = "", title: str = "") -> dict[str, Any]:
        """The fields of a `LoggedEvent`."""
        zh, en = said(row.topic)
        procedure, shown_by, key = procedure_of(self._app, row.topic)
        actor = "" if _quiet(self._app, row.topic) else envelope.actor
        return {
            "position": row.position, "topic": row.topic, "zh": zh, "en": en, "procedure": procedure,
            "aggregate": UUID(hex=row.originator_id), "aggregate_version": row.originator_version,
            "recorded": envelope.timestamp, "day": envelope.day, "actor": actor, "post": envelope.post,
            "stands_in_for": envelope.stands_in_for, "department": envelope.department, "cites": list(envelope.cites),
            "correlation": envelope.correlation, "causation": envelope.causation, "number": number, "title": title,
            "shown_by": shown_by, "key": key,
        }  # fmt: skip

    def withheld(self, row: StoredRow, envelope: Envelope) -> set[str]:
        """Names of the fields that the event says and the reader does not see."""
        hidden = set(self._hidden(row, envelope))
        return hidden.intersection(msgspec.json.decode(self._opened(row).state)) if hidden else hidden

    def _opened(self, row: StoredRow) -> StoredRow:
        return opened(row, self._ctx.tx.store.mapper)

    def public(self, row: StoredRow, envelope: Envelope) -> StoredRow:
        """The event as the reader sees it."""
        withheld = self.withheld(row, envelope)
        row = self._opened(row)
        if not withheld:
            return row
        body = {name: value for name, value in msgspec.json.decode(row.state).items() if name not in withheld}
        return row._replace(state=msgspec.json.encode(body))

    def followed(self, rows: Sequence[StoredRow], since: int = 1) -> list[State]:
        """The record's state before the first and after each of these events, in what the reader knows: what an event
        withheld is left out until a later one says it, for an aggregate cannot tell it from its default."""
        seen, unknown, known = [], set[str](), []
        for row in rows:
            envelope = envelope_of(row)
            seen.append(self.public(row, envelope))
            unknown = (unknown - set(msgspec.json.decode(seen[-1].state))) | self.withheld(row, envelope)
            known.append(unknown)
        return [
            {},
            *(
                {name: value for name, value in state.items() if name not in hidden} if hidden else state
                for state, hidden in zip(states(seen, since), known, strict=True)
            ),
        ]

    def named(self, rows: Iterable[StoredRow]) -> tuple[str, str]:
        """What these events last call their record: number and title."""
        number, title = "", ""
        for row in rows:
            seen = self.public(row, envelope_of(row))
            number, title = said_by(seen, NUMBERS)[1] or number, said_by(seen, TITLES)[1] or title
        return number, title

    def _called(self, rows: Sequence[StoredRow]) -> dict[str, tuple[str, str]]:
        aggregates = {row.originator_id for row in rows}
        found = dict.fromkeys(aggregates, ("", ""))
        places = self._ctx.rows(select(names).where(names.c.aggregate.in_(aggregates))) if aggregates else ()
        said_at = {position for one in places for position in (one.number, one.title) if position}
        read = self._ctx.rows(select(events).where(events.c.position.in_(said_at))) if said_at else ()
        by_position = {row.position: self._public(StoredRow._make(row)) for row in read}
        for one in places:
            number, title = by_position.get(one.number), by_position.get(one.title)
            found[one.aggregate] = (
                said_by(number, NUMBERS)[1] if number else "",
                said_by(title, TITLES)[1] if title else "",
            )
        return found

    def _public(self, row: StoredRow) -> StoredRow:
        return self.public(row, envelope_of(row))


def said(topic: str) -> tuple[str, str]:
    """What happened, in both languages; of what no class declares any more, its name."""
    try:
        return event_class(topic).said()
    except UnknownTopic:
        name = topic.partition(".")[2].rpartition(".")[0].replace("-", " ")
        return name, name


def states(rows: Iterable[StoredRow], since: int = 1) -> list[State]:
    """An aggregate's state after each of its events, from the version `since` on and empty before; where it cannot be
    followed any more, what was last known. Bodies of aggregates assign and never change in place: names are enough."""
    aggregate: Aggregate | None = None
    followed: list[State] = []
    broken = False
    for row in rows:
        try:
            event = decode(row.topic, row.state)
            if aggregate is None and not broken:
                cls = replaying(type(event))
                aggregate = cls(UUID(hex=row.originator_id)) if cls is not None else None
            if aggregate is not None and not broken:
                aggregate.evolve(event)
        except Exception:  # noqa: BLE001 - an event of another version, or one whose withheld fields decide
            broken = True
        wanted = aggregate is not None and row.originator_version >= since
        followed.append(_state(aggregate) if aggregate is not None and wanted else {})
    return followed


def _state(aggregate: Aggregate) -> State:
    cls: Any = type(aggregate)
    said = _words_of(cls)
    found = {name: plain(value) for name, value in vars(aggregate).items() if name in said}
    return {name: value for name, value in found.items() if value is not _UNSAID}


@cache
def _words_of(cls: type[Any]) -> frozenset[str]:
    """A state is told in the words of its events; what an aggregate calls otherwise it keeps for itself."""
    return frozenset(name for event in {*cls.EVOLVES, *cls.BECOMES} for name in fields_of(event)) | {"status"}


def changes(before: State, after: State) -> list[Change]:
    """What is not the same; what has become known was nothing before."""
    return [
        Change(name=name, before=before.get(name), after=value)
        for name, value in after.items()
        if value != before.get(name) and not (name not in before and value in (None, "", [], {}, False, 0))
    ]


_UNSAID = object()


def plain(value: Any) -> Any:
    """As JSON says it; `_UNSAID` for what only the program understands."""
    match value:
        case Enum():
            return value.value
        case None | bool() | int() | str():
            return value
        case UUID() | Decimal():
            return str(value)
        case datetime() | date() | time():
            return value.isoformat()
        case msgspec.Struct():
            return plain(msgspec.structs.asdict(value))
        case Mapping():
            return {str(plain(key)): _said(inner) for key, inner in value.items()}
        case list() | tuple():
            return [_said(inner) for inner in value]
        case set() | frozenset():
            return sorted((_said(inner) for inner in value), key=str)
        case _ if is_dataclass(value) and not isinstance(value, type):
            return {one.name: _said(getattr(value, one.name)) for one in dataclass_fields(value)}
        case _:
            return _UNSAID


def _said(value: Any) -> Any:
    found = plain(value)
    return None if found is _UNSAID else found


def procedure_of(app: Service, topic: str) -> tuple[str, str, str]:
    """The procedure of an event, and the query and its field that show its record; of one that no register keeps a
    line for, the procedure alone."""
    return app.shown.get(topic) or (folder_of(declared(app.name).get(topic)), "", "")


def folder_of(declared: type | None) -> str:
    """The procedure in whose folder an event or an operation is declared; empty for none."""
    parts = declared.__module__.split(".") if declared is not None else []
    return parts[2] if len(parts) > 3 else ""


def _quiet(app: Service, topic: str) -> bool:
    """Nobody stands in its envelope: not even the door, which reported it, is said to have done it."""
    event = declared(app.name).get(topic)
    return event is not None and event.QUIET
