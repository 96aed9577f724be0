"""What was stored keeps loading, with every value it had; and what is marked never leaves the service."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from services.kernel.domain import events as facts
from services.kernel.domain import marks
from services.kernel.domain.events import Event
from tests.contracts.stored import declared, missing_fields, stored

HOW = "python -m tests.contracts.record"


@pytest.mark.parametrize("cls", [pytest.param(cls, id=topic) for topic, cls in declared().items()])
def test_every_fact_and_every_field_of_it_has_a_stored_sample(cls: type[Event]) -> None:
    assert not missing_fields(cls), f"{HOW} adds what is missing"


@pytest.mark.parametrize(("topic", "path"), [pytest.param(topic, path, id=path.stem) for topic, path in stored()])
def test_a_stored_fact_keeps_loading_with_every_value_it_had(topic: str, path: Path) -> None:
    assert topic in declared(), "a fact that was stored is declared for ever: add a new version beside it"
    state = path.read_bytes().strip()
    event = facts.decode(topic, state)
    assert isinstance(event, Event)
    if topic == event.TOPIC:  # else it was brought up to date, and its newer version has samples of its own
        kept = msgspec.json.decode(facts.encode(event))
        assert kept == msgspec.json.decode(state)


@pytest.mark.parametrize(("topic", "path"), [pytest.param(topic, path, id=path.stem) for topic, path in stored()])
def test_what_is_marked_is_absent_from_the_public_bytes(topic: str, path: Path) -> None:
    state = path.read_bytes().strip()
    public, whole = msgspec.json.decode(facts.public_bytes(topic, state)), msgspec.json.decode(state)
    marked = set(facts.marked_fields(facts.event_class(topic)))
    assert set(whole) - set(public) == marked & set(whole)
    inside = marks.prune_of(facts.event_class(topic)).inside
    for name, prune in inside.items():
        prune.apply(whole.get(name))
    assert {name: whole[name] for name in public} == public
    facts.decode(topic, facts.public_bytes(topic, state))
