"""The AsyncAPI document: what each source publishes, from the fact classes themselves. Marked fields never appear."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from gateway.settings import Settings
from services.kernel.domain import events

REF = "#/components/schemas/{name}"


def document(settings: Settings, sources: Sequence[str], version: str) -> dict[str, Any]:
    """One channel per source: its topic exchange, with every published fact as a message."""
    facts = [c for s in sources for c in events.declared(s).values() if c.PUBLISHED]
    written, schemas = msgspec.json.schema_components(facts, ref_template=REF)
    references = {cls: schema["$ref"].rsplit("/", 1)[1] for cls, schema in zip(facts, written, strict=True)}
    for cls, name in references.items():
        schemas[name] = _public(cls, schemas[name])
    published = sorted({cls.SOURCE for cls in facts})
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": f"{settings.organ_zh} · jikao 季考",
            "version": version,
            "description": _ABOUT,
        },
        "defaultContentType": "application/json",
        "channels": {source: _channel(source, [c for c in facts if source == c.SOURCE]) for source in published},
        "operations": {
            f"publish-{source}": {"action": "send", "channel": {"$ref": f"#/channels/{source}"}} for source in published
        },
        "components": {
            "messages": {cls.TOPIC: _message(cls, references[cls]) for cls in facts},
            "schemas": schemas,
        },
    }


_ABOUT = """Each service's facts, as CloudEvents 1.0 in binary mode: attributes in the headers, the fact as a JSON body.
Routing key: the fact's name. `position` and `previous` let a reader see a gap and pull what is missing."""


def _channel(source: str, facts: Sequence[type[events.Event]]) -> dict[str, Any]:
    return {
        "address": f"{source}.events",
        "title": f"{source}.events",
        "messages": {cls.TOPIC: {"$ref": f"#/components/messages/{cls.TOPIC}"} for cls in facts},
        "bindings": {
            "amqp": {
                "is": "routingKey",
                "exchange": {"name": f"{source}.events", "type": "topic", "durable": True, "autoDelete": False},
                "bindingVersion": "0.3.0",
            }
        },
    }


def _message(cls: type[events.Event], schema: str) -> dict[str, Any]:
    message: dict[str, Any] = {
        "name": cls.TOPIC,
        "title": cls.NAME,
        "contentType": "application/json",
        "headers": {
            "type": "object",
            "properties": {
                "cloudEvents:id": {"type": "string"},
                "cloudEvents:source": {"type": "string", "const": cls.SOURCE},
                "cloudEvents:type": {"type": "string", "const": cls.TOPIC},
                "cloudEvents:time": {"type": "string", "format": "date-time"},
                "cloudEvents:seal": {
                    "type": "string",
                    "pattern": "^[0-9a-f]{64}$",
                    "description": "of the source's log at this position",
                },
            },
        },
        "payload": {"$ref": REF.format(name=schema)},
        "bindings": {"amqp": {"messageType": cls.NAME, "bindingVersion": "0.3.0"}},
    }
    own = vars(cls).get("__doc__")
    if own:
        message["description"] = own.strip()
    return message


def _public(cls: type[events.Event], schema: dict[str, Any]) -> dict[str, Any]:
    """The body as it leaves the service."""
    hidden = set(events.marked_fields(cls))
    properties = {name: value for name, value in schema.get("properties", {}).items() if name not in hidden}
    return {**schema, "properties": properties}
