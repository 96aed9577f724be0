"""The AsyncAPI document says exactly what lies on the wire: every fact ever stored is sent as described."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from deploy.admission import RPC
from gateway import asyncapi
from gateway.settings import SERVICES, Settings
from services.kernel.delivery.messages import Message, Pulled
from services.kernel.delivery.signatures import SourceKey
from services.kernel.domain import events as facts
from services.kernel.host import wire
from services.kernel.procedure.operations import discover
from tests.contracts.stored import declared, stored
from tests.wire_document import Document

KEY = Ed25519PrivateKey.generate()
SEAL, BEFORE = "5e" * 32, "be" * 32
PUBLISHED = [(topic, path) for topic, path in stored() if declared()[topic].PUBLISHED]


@cache
def document() -> Document:
    declared()
    return Document(SERVICES)


def sent(topic: str, state: bytes) -> Message:
    source = facts.event_class(topic).SOURCE
    data = facts.public_bytes(topic, state)
    message = Message(source, 12, 10, topic, "0123456789abcdef" * 2, data, SEAL, BEFORE)
    return SourceKey(source, KEY).signed([message, message, message])[1]


@pytest.mark.parametrize(("topic", "path"), [pytest.param(topic, path, id=path.stem) for topic, path in PUBLISHED])
def test_every_stored_fact_is_sent_as_described_and_is_a_cloud_event(topic: str, path: Any) -> None:
    document().check(sent(topic, path.read_bytes().strip()))


def test_what_is_not_published_is_not_described() -> None:
    told = set(document().text["components"]["messages"]) - {"pull", "page"}
    assert told == {topic for topic, cls in declared().items() if cls.PUBLISHED}


WRONG: dict[str, Any] = {
    "specversion": "0.3",
    "id": "kitchen/12",
    "source": "sample",
    "type": "leave-approved",
    "subject": "jar",
    "time": "yesterday",
    "position": "12",
    "previous": -1,
    "seal": "5e",
    "previousseal": "",
    "signature": "",
    "correlation": 7,
}


@pytest.mark.parametrize("name", WRONG)
def test_the_document_refuses_what_the_wire_never_carries(name: str) -> None:
    topic, path = PUBLISHED[0]
    headers = wire.headers(sent(topic, path.read_bytes().strip()))
    assert document().refuses(topic, "headers", headers) == []
    assert document().refuses(topic, "headers", headers | {wire.PREFIX + name: WRONG[name]})
    assert document().refuses(topic, "headers", headers | {wire.PREFIX + "mood": "glad"})
    without = {key: value for key, value in headers.items() if key != wire.PREFIX + name}
    assert bool(document().refuses(topic, "headers", without)) is (name != "correlation")
    assert {wire.PREFIX + each for each in WRONG} == headers.keys()


def test_the_pull_is_as_described() -> None:
    key = SourceKey("sample", KEY)
    topic, path = PUBLISHED[0]
    pulled = Pulled([sent(topic, path.read_bytes().strip())], 12, BEFORE)
    page = wire.as_page(pulled, key.signed_page(pulled, 10, "n"))
    answer = {"result": page, "error": None}
    assert document().refuses("page", "payload", answer) == []
    assert document().refuses("page", "payload", {"result": {"problem": {}}, "error": None}) == []
    assert document().refuses("page", "payload", {"result": page | {"head": "twelve"}, "error": None})
    assert document().refuses("page", "payload", {"result": page | {"messages": [[1, 2]]}, "error": None})
    asked = {"token": "t", "position": 10, "limit": 500, "nonce": "n"}
    assert document().refuses("pull", "payload", {"args": [], "kwargs": asked}) == []
    assert document().refuses("pull", "payload", {"args": [1], "kwargs": asked})
    assert document().refuses("pull", "payload", {"args": [], "kwargs": {"token": "t"}})


def test_the_server_is_told_without_a_login_and_only_where_there_is_one() -> None:
    server = document().text["servers"]["bus"]
    assert (server["host"], server["pathname"], server["protocolVersion"]) == ("broker.example:5672", "/cell", "0.9.1")
    for channel in document().text["channels"].values():
        assert channel["servers"] == [{"$ref": "#/servers/bus"}]
    alone = asyncapi.document(Settings(), SERVICES, "1")
    assert alone["servers"] == {}
    assert all("servers" not in channel for channel in alone["channels"].values())
    assert "没有消息总线" in alone["info"]["description"]


def test_what_it_says_of_reading_the_log_is_an_operation() -> None:
    described = {operation.PATH for name in SERVICES for operation in discover(name)}
    text = document().text["info"]["description"]
    assert asyncapi.LOG in text
    for name in SERVICES:
        assert asyncapi.LOG.removeprefix("/api/v1").replace("<service>", name) in described


def test_names_are_those_of_the_wire() -> None:
    text = document().text
    for name in SERVICES:
        if name in text["channels"]:
            assert text["channels"][name]["address"] == wire.exchange(name)
            assert text["channels"][name]["bindings"]["amqp"]["exchange"]["name"] == wire.exchange(name)
    assert asyncapi.RPC == RPC


def test_it_is_json_schema_draft_7_with_plain_names_and_no_loose_end() -> None:
    text = document().text
    for section in text["components"].values():
        assert all(re.fullmatch(r"[A-Za-z0-9._-]+", name) for name in section)
        assert not [name for name in section if name.startswith("services.")]
    for node in _nodes(text):
        assert "prefixItems" not in node
        if "$ref" in node:
            assert list(node) == ["$ref"], "what stands beside a reference is ignored"
            assert _found(text, node["$ref"]) is not None


def _nodes(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
    for inner in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _nodes(inner)


def _found(text: Any, reference: str) -> Any:
    for part in reference.removeprefix("#/").split("/"):
        text = text[part]
    return text
