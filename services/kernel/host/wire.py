"""How an event looks on the broker: CloudEvents 1.0 in binary mode, and the names everybody must agree on.

Attributes travel as headers with CloudEvents' AMQP prefix, the event's data is the body as it is. A plain Nameko
`@event_handler("attendance", "leave-approved")` gets the data as its payload.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from services.kernel.delivery.contradictions import Unreadable
from services.kernel.delivery.messages import Message, Pulled, trace
from services.kernel.domain import events as facts

PREFIX = "cloudEvents:"
CONTENT_TYPE = "application/json"
EVENTS = ".events"
DEAD_LETTERS = "jikao.dead"
"""Exchange and queue for what reached an inbox and is no event at all."""
DEAD_MOST = 10_000
"""The oldest give way: whoever sends nonsense fills no disk."""


LAST = (1 << 63) - 1
_SOURCE, _TOPIC = re.compile(r"[a-z][a-z0-9_-]{0,39}"), re.compile(r"[a-z0-9._-]{1,120}")
_AGGREGATE, _SEAL, _SIGNATURE = (
    re.compile(r"[0-9a-f]{32}"),
    re.compile(r"([0-9a-f]{64})?"),
    re.compile(r"[0-9A-Za-z+/=:]{0,2000}"),
)


class NotAnEvent(ValueError):
    """A message without the attributes that make it an event of ours."""


def exchange(source: str) -> str:
    """As Nameko names it."""
    return source + EVENTS


def inbox_queue(service: str) -> str:
    return f"{service}.inbox"


def routing_key(message: Message) -> str:
    """The event's name: `leave-approved`."""
    return facts.event_class(message.topic).NAME


def headers(message: Message) -> dict[str, Any]:
    traced = trace(message)
    attributes: dict[str, Any] = {
        "specversion": "1.0",
        "id": f"{message.source}/{message.position}",
        "source": f"/{message.source}",
        "type": message.topic,
        "subject": message.aggregate,
        "time": traced.timestamp,
        "position": message.position,
        "previous": message.previous,
    }
    proofs = {"seal": message.seal, "previousseal": message.before, "signature": message.signature}
    attributes |= {name: value for name, value in proofs.items() if value}
    if traced.correlation:
        attributes["correlation"] = traced.correlation
    return {PREFIX + name: value for name, value in attributes.items()}


def message_from(found: Mapping[str, Any], body: bytes | str) -> Message:
    """The message behind headers and body; raises `NotAnEvent` where any of them is not of the form that it has."""
    try:
        version, address = found[PREFIX + "specversion"], _text(found, "source")
        made = Message(
            source=_formed(_SOURCE, address.removeprefix("/")),
            position=_place(found, "position"),
            previous=_place(found, "previous"),
            topic=_formed(_TOPIC, _text(found, "type")),
            aggregate=_formed(_AGGREGATE, _text(found, "subject")),
            data=body.encode() if isinstance(body, str) else bytes(body),
            seal=_formed(_SEAL, _text(found, "seal", "")),
            before=_formed(_SEAL, _text(found, "previousseal", "")),
            signature=_formed(_SIGNATURE, _text(found, "signature", "")),
        )
        if version != "1.0" or not made.previous < made.position or address != f"/{made.source}":
            raise ValueError("its attributes do not go together")
        if _text(found, "id") != f"{made.source}/{made.position}":
            raise ValueError("its id is that of another")
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise NotAnEvent(f"no event: {error!r} in {sorted(map(str, found or ()))}") from error
    return made


def received(found: Mapping[str, Any], body: bytes | str, exchange: str) -> Message | Unreadable:
    """What came to a queue, whatever it is."""
    try:
        return message_from(found, body)
    except NotAnEvent as reason:
        data = body.encode() if isinstance(body, str) else bytes(body)
        return Unreadable(exchange.removesuffix(EVENTS), str(reason), data)


def _text(found: Mapping[str, Any], name: str, default: str | None = None) -> str:
    value = found[PREFIX + name] if default is None else found.get(PREFIX + name, default)
    if not isinstance(value, str):
        raise TypeError(f"{name} is no text")
    return value


def _place(found: Mapping[str, Any], name: str) -> int:
    value = found[PREFIX + name]
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= LAST:
        raise ValueError(f"{name} is no place in a log")
    return value


def _formed(form: re.Pattern[str], value: str) -> str:
    if not form.fullmatch(value):
        raise ValueError(f"{value[:80]!r} is not of its form")
    return value


def as_page(pulled: Pulled, signature: str) -> dict[str, Any]:
    """The answer to a pull: messages, where the log stands, and the source's word for both."""
    return {
        "messages": [as_row(message) for message in pulled],
        "head": pulled.head,
        "seal": pulled.seal,
        "signature": signature,
    }


def from_page(source: str, page: Mapping[str, Any]) -> tuple[Pulled, str]:
    """Raises `NotAnEvent` for what is no such answer."""
    try:
        messages = [from_row(source, row) for row in page["messages"]]
        return Pulled(messages, int(page["head"]), str(page["seal"])), str(page["signature"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise NotAnEvent(f"no page of events: {error!r}") from error


def as_row(message: Message) -> list[Any]:
    data, seal, before = message.data.decode(), message.seal, message.before
    return [message.position, message.previous, message.topic, message.aggregate, data, seal, before]


def from_row(source: str, row: list[Any]) -> Message:
    position, previous, topic, aggregate, data, seal, before = row
    texts = [str(topic), str(aggregate), str(data).encode(), str(seal), str(before)]
    return Message(source, int(position), int(previous), *texts)  # type: ignore[arg-type]
