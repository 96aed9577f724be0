"""An event on its way: what the relay sends and the inbox takes in. Knows no transport."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from services.kernel.domain import events as facts
from services.kernel.domain.events import Event

if TYPE_CHECKING:
    from services.kernel.log.transaction import Writing


@dataclass(frozen=True, slots=True)
class Message:
    """One published event.

    `position` is its place in the log of `source`; `previous` the position of the event published before it, so that
    a reader sees a gap. `data` is the event's JSON without marked fields; `aggregate` 32 hex digits; `seal`, in hex,
    the log's at that position: a consumer keeps it to say which log it read; `before` the one at `previous`, by which
    it sees that the log goes on from there. Empty in what comes from elsewhere. `signature` is the source's: none where
    no bus lies between.
    """

    source: str
    position: int
    previous: int
    topic: str
    aggregate: str
    data: bytes
    seal: str = ""
    before: str = ""
    signature: str = ""

    def event(self) -> Event:
        return facts.decode(self.topic, self.data)


class Pulled(list[Message]):
    """What a source's log gave after a position, and where it stands itself: `head` its last position, `seal` the one
    it has at the position asked after, empty where it has no such position."""

    def __init__(self, messages: Iterable[Message], head: int, seal: str) -> None:
        super().__init__(messages)
        self.head, self.seal = head, seal


class Trace(msgspec.Struct):
    """What a message tells without being decoded as the fact it is."""

    timestamp: str = ""
    correlation: str = ""


_trace = msgspec.json.Decoder(Trace)


def trace(message: Message) -> Trace:
    """Empty where the data is none of ours: whoever takes it in will say so."""
    try:
        return _trace.decode(message.data)
    except msgspec.DecodeError:
        return Trace()


Consumer = Callable[["Writing", Sequence[Message]], None]
"""Takes a batch in, in order, inside the transaction that also moves the source's head."""


def mirrored(tx: Writing, messages: Sequence[Message]) -> None:
    """The consumer behind a `Mirror`: keeps copies of the events."""
    from services.kernel.log.store import consumed

    for message in messages:
        tx.rows.insert(
            consumed, source=message.source, position=message.position, topic=message.topic, state=message.data
        )
