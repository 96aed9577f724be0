"""How an event looks on the broker: CloudEvents 1.0 in binary mode, and the names everybody must agree on.

Attributes travel as headers with CloudEvents' AMQP prefix, the event's data is the body as it is. A plain Nameko
`@event_handler("attendance", "leave-approved")` gets the data as its payload.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.kernel.delivery.messages import Message, trace
from services.kernel.domain import events as facts

PREFIX = "cloudEvents:"
CONTENT_TYPE = "application/json"
DEAD_LETTERS = "jikao.dead"
"""Exchange and queue for what reached an inbox and is no event at all."""


class NotAnEvent(ValueError):
    """A message without the attributes that make it an event of ours."""


def exchange(source: str) -> str:
    """As Nameko names it."""
    return f"{source}.events"


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
    if message.seal:
        attributes["seal"] = message.seal
    if traced.correlation:
        attributes["correlation"] = traced.correlation
    return {PREFIX + name: value for name, value in attributes.items()}


def message_from(found: Mapping[str, Any], body: bytes | str) -> Message:
    """The message behind headers and body; raises `NotAnEvent`."""
    try:
        return Message(
            source=str(found[PREFIX + "source"]).removeprefix("/"),
            position=int(found[PREFIX + "position"]),
            previous=int(found[PREFIX + "previous"]),
            topic=str(found[PREFIX + "type"]),
            aggregate=str(found[PREFIX + "subject"]),
            data=body.encode() if isinstance(body, str) else bytes(body),
            seal=str(found.get(PREFIX + "seal", "")),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise NotAnEvent(f"no event: {error!r} in {sorted(found)}") from error


def as_row(message: Message) -> list[Any]:
    """For an answer to a pull."""
    return [message.position, message.previous, message.topic, message.aggregate, message.data.decode(), message.seal]


def from_row(source: str, row: list[Any]) -> Message:
    position, previous, topic, aggregate, data, seal = row
    return Message(source, int(position), int(previous), str(topic), str(aggregate), str(data).encode(), str(seal))
