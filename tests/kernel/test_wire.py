"""What a message looks like on the broker, and back."""

import json
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from cloudevents.core.v1.event import CloudEvent

from services.kernel.delivery.messages import Message, trace
from services.kernel.domain import events
from services.kernel.host import wire
from tests.kernel.sample import JarOpened


def message(**how: object) -> Message:
    event = JarOpened(
        originator_id=uuid4(),
        originator_version=1,
        timestamp=datetime(2026, 3, 2, 8, 30, tzinfo=UTC),
        day=date(2026, 3, 2),
        actor="p001",
        correlation="request-7",
        size=3,
        empty_by=date(2026, 3, 9),
        note="for nobody else",
        **how,
    )
    data = events.public_bytes(event.TOPIC, events.encode(event))
    return Message("sample", 12, 10, event.TOPIC, event.originator_id.hex, data, "5e" * 32)


def test_the_attributes_are_a_valid_cloud_event() -> None:
    sent = message()
    found = {name.removeprefix(wire.PREFIX): value for name, value in wire.headers(sent).items()}
    found["time"] = datetime.fromisoformat(found["time"])
    event = CloudEvent(attributes=found, data=json.loads(sent.data))
    assert event.get_type() == "sample.jar-opened.v1"
    assert event.get_id() == "sample/12"
    assert event.get_source() == "/sample"
    assert event.get_time() == datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
    assert event.get_extension("correlation") == "request-7"
    assert (event.get_extension("position"), event.get_extension("previous")) == (12, 10)
    assert event.get_extension("seal") == "5e" * 32


def test_what_is_sent_comes_back() -> None:
    sent = message()
    assert wire.message_from(wire.headers(sent), sent.data) == sent
    assert wire.message_from(wire.headers(sent), sent.data.decode()) == sent
    assert wire.from_row("sample", json.loads(json.dumps(wire.as_row(sent)))) == sent
    assert wire.routing_key(sent) == "jar-opened"
    assert b"nobody" not in sent.data


@pytest.mark.parametrize("missing", ["source", "position", "previous", "type", "subject"])
def test_what_lacks_an_attribute_is_no_event(missing: str) -> None:
    headers = wire.headers(message())
    del headers[wire.PREFIX + missing]
    with pytest.raises(wire.NotAnEvent):
        wire.message_from(headers, b"{}")


def test_foreign_data_has_no_trace() -> None:
    assert trace(Message("sample", 1, 0, "sample.jar-opened.v1", "", b"la la la")).correlation == ""
