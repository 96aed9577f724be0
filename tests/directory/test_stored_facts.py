"""Facts as they were stored once must load for ever: a changed field is a new version, never another meaning."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from services.directory import events as facts
from services.kernel.domain.events import declared, decode, encode

STORED = Path(__file__).with_name("stored_facts.jsonl")
SAMPLES: dict[str, bytes] = {
    topic: bytes(state)
    for line in STORED.read_bytes().splitlines()
    for topic, state in [msgspec.json.decode(line, type=tuple[str, msgspec.Raw])]
}


def test_there_is_a_sample_of_every_fact() -> None:
    """Of the organ itself; those of the procedures beside it stand with the contracts of all services."""
    own = {topic for topic, fact in declared("directory").items() if fact.__module__ == facts.__name__}
    assert set(SAMPLES) == own


@pytest.mark.parametrize("topic", SAMPLES)
def test_a_stored_fact_loads_and_means_the_same(topic: str) -> None:
    event = decode(topic, SAMPLES[topic])
    assert type(event) is declared("directory")[topic]
    assert msgspec.json.decode(encode(event)) == msgspec.json.decode(SAMPLES[topic])
