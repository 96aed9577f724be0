"""Whether what lies on the wire is what the AsyncAPI document says, and an event to those who know CloudEvents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import jsonschema_rs
import msgspec
from cloudevents.core.bindings import amqp, rabbitmq
from cloudevents.core.formats.json import JSONFormat

from gateway import asyncapi
from gateway.settings import Settings
from services.kernel.delivery.messages import Message
from services.kernel.host import wire
from services.kernel.host.rabbit.publisher import RabbitPublisher


class Document:
    """The document of some sources on a cluster."""

    def __init__(self, sources: Iterable[str]) -> None:
        self.text = asyncapi.document(Settings(bus="amqp://broker.example:5672/cell"), tuple(sources), "1")
        self._validators: dict[tuple[str, str], Any] = {}

    def message(self, topic: str) -> dict[str, Any]:
        found: dict[str, Any] = self.text["components"]["messages"][topic]
        return found

    def refuses(self, topic: str, part: str, value: Any) -> list[str]:
        """What is wrong with the headers or the payload of a message; nothing when it is as described."""
        key = (topic, part)
        if key not in self._validators:
            schemas: dict[str, Any] = {}
            self._needed(self.message(topic)[part], schemas)
            schema = {"allOf": [self.message(topic)[part]], "components": {"schemas": schemas}}
            schema["$schema"] = "http://json-schema.org/draft-07/schema#"
            self._validators[key] = jsonschema_rs.Draft7Validator(schema, validate_formats=True)
        return [error.message for error in self._validators[key].iter_errors(value)]

    def _needed(self, node: Any, found: dict[str, Any]) -> None:
        """The schemas that one refers to: compiling all of them for each message would take minutes."""
        if isinstance(node, dict) and "$ref" in node:
            name = node["$ref"].rsplit("/", 1)[1]
            if name not in found:
                found[name] = self.text["components"]["schemas"][name]
                self._needed(found[name], found)
            return
        for inner in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
            self._needed(inner, found)

    def schema(self, topic: str) -> dict[str, Any]:
        name = self.message(topic)["payload"]["$ref"].rsplit("/", 1)[1]
        found: dict[str, Any] = self.text["components"]["schemas"][name]
        return found

    def check(self, message: Message) -> None:
        """A signed message, as the relay would send it."""
        properties = RabbitPublisher._properties(message)
        self.check_wire(properties.headers or {}, message.data, vars(properties), wire.routing_key(message))
        assert self.text["channels"][message.source]["messages"].keys() >= {message.topic}

    def check_wire(self, headers: Mapping[str, Any], body: bytes, properties: Mapping[str, Any], key: str) -> None:
        topic = str(headers[wire.PREFIX + "type"])
        told = self.message(topic)
        data = msgspec.json.decode(body)
        assert self.refuses(topic, "headers", dict(headers)) == [], topic
        assert self.refuses(topic, "payload", data) == [], topic
        assert data.keys() <= self.schema(topic)["properties"].keys(), f"{topic} says more than is told"
        assert properties["content_type"] == told["contentType"]
        assert properties["content_encoding"] == told["bindings"]["amqp"]["contentEncoding"]
        assert properties["type"] == told["bindings"]["amqp"]["messageType"]
        assert key == told["x-routing-key"]
        as_cloud_event(headers, body, str(properties["content_type"]))


def as_cloud_event(headers: Mapping[str, Any], body: bytes, content_type: str) -> None:
    """Read by the SDK in binary mode, and the same event again through each form that it knows for a broker."""
    found = amqp.from_amqp(amqp.AMQPMessage({"content-type": content_type}, dict(headers), body), JSONFormat())
    attributes = found.get_attributes()
    sent = {name.removeprefix(wire.PREFIX): value for name, value in headers.items()}
    assert {name: value for name, value in attributes.items() if name not in {"time", "datacontenttype"}} == {
        name: value for name, value in sent.items() if name != "time"
    }
    assert attributes["time"].isoformat().startswith(sent["time"][:19])
    assert found.get_data() == msgspec.json.decode(body)
    structured = amqp.from_amqp(amqp.to_structured(found, JSONFormat()), JSONFormat())
    binary = amqp.from_amqp(amqp.to_binary(found, JSONFormat()), JSONFormat())
    rabbit = rabbitmq.from_rabbitmq(rabbitmq.to_structured(found, JSONFormat()), JSONFormat())
    for again in (structured, binary, rabbit):
        assert again.get_data() == found.get_data()
        kept = again.get_attributes()
        assert {n: v for n, v in kept.items() if n != "time"} == {n: v for n, v in attributes.items() if n != "time"}
