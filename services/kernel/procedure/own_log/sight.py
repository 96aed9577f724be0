"""Who sees which fields of a stored event.

The fields that are marked are shown to the auditor and to the person whom the event is about, to nobody else; whoever
keeps the machines does not see whose life such an event is about, nor finds it by name. Where a document's class
decides who sees it, it decides here as well, for the auditor too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

import msgspec

from services.kernel.domain.events import SEALED, UnknownTopic, confidential_fields, event_class, withheld_fields
from services.kernel.domain.who import ADMINISTRATOR, AUDITOR
from services.kernel.log.mapper import FactMapper
from services.kernel.log.seal import StoredRow
from services.kernel.procedure.context import Context
from services.kernel.procedure.long_context import Service


class Envelope(msgspec.Struct):
    """What every fact carries, read without decoding the rest; `person` where it concerns somebody."""

    timestamp: datetime
    day: date
    actor: str = ""
    post: str = ""
    stands_in_for: str = ""
    department: str = ""
    person: str = ""
    cites: tuple[str, ...] = ()
    correlation: str = ""
    causation: str = ""


Hidden = Callable[[StoredRow, Envelope], Sequence[str]]
"""The names of the fields that a reader does not see."""
_envelope = msgspec.json.Decoder(Envelope)


def envelope_of(row: StoredRow) -> Envelope:
    return _envelope.decode(row.state)


def marked(row: StoredRow, envelope: Envelope) -> Sequence[str]:
    """A fact that no class declares any more is withheld whole: nobody can say what in it is private."""
    try:
        return withheld_fields(event_class(row.topic))
    except UnknownTopic:
        return tuple(msgspec.json.decode(row.state))


def hiding(app: Service, ctx: Context) -> Hidden:
    """What this reader does not see."""
    auditor = ctx.standing.post == AUDITOR.code
    unnamed = ("person",) if ctx.standing.post == ADMINISTRATOR.code else ()

    def hidden(row: StoredRow, envelope: Envelope) -> Sequence[str]:
        privy = auditor or ctx.caller == (envelope.person or envelope.actor)
        named = marked(row, envelope)
        if unnamed and not privy and named:
            return (*unnamed, *named)
        discloses = app.disclosing.get(row.topic) if named else None
        if discloses is None:
            return () if privy else named
        secret = confidential_fields(event_class(row.topic))
        private = () if privy else [name for name in named if name not in secret]
        return (*private, *(() if discloses(ctx.tx.store.mapper.decode(row.topic, row.state), ctx) else secret))

    return hidden


def hides_for(app: Service, ctx: Context) -> Callable[[StoredRow], Sequence[str]]:
    """The same of a row as it lies there, for whoever writes many out; `ctx` stays open meanwhile."""
    hidden = hiding(app, ctx)
    return lambda row: _with_sealed(hidden(row, envelope_of(row)))


def marked_of(row: StoredRow) -> Sequence[str]:
    """What is marked in it, whoever asks."""
    return _with_sealed(marked(row, envelope_of(row)))


def _with_sealed(names: Sequence[str]) -> Sequence[str]:
    """Who does not see what is encrypted does not take its bytes along either."""
    return (*names, SEALED) if names else names


def opened(row: StoredRow, mapper: FactMapper) -> StoredRow:
    """With what was encrypted in it; of what was erased, that it was."""
    gone = mapper.unreadable(row.state)
    state = mapper.opened(row.topic, row.state)
    if gone:
        said = msgspec.json.decode(state)
        state = msgspec.json.encode({**said, **{name: said.get(name) or mapper.absent for name in gone}})
    return row if state is row.state else row._replace(state=state)
