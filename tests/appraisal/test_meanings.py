"""Every published event of every source has a meaning or is silent, said beside its procedure and nowhere else."""

from __future__ import annotations

from types import ModuleType

import pytest

from services.appraisal.facts.meanings import KINDS, MEANINGS, SOURCES, Contradiction, Meanings
from services.documents.seals.events import SealApplied, SealUseApproved
from services.kernel.domain import events
from services.kernel.domain.events import UnknownTopic
from services.kernel.rules.facts import Kind
from tests.contracts.stored import made


@pytest.mark.parametrize("source", SOURCES)
def test_no_published_event_is_unheard(source: str) -> None:
    """The type checker holds each mapping to its union; this holds the unions to what the source declares."""
    events.discover([source])
    published = {topic for topic, cls in events.declared(source).items() if cls.PUBLISHED}
    assert published == MEANINGS[source].speaking.keys() | MEANINGS[source].silent


def test_kinds_are_named_once_for_all_sources() -> None:
    assert len(KINDS) == sum(len(meanings.kinds) for meanings in MEANINGS.values())


def module(**held: object) -> ModuleType:
    made = ModuleType("facts")
    vars(made).update(held)
    return made


def test_an_event_means_one_thing_only() -> None:
    meanings = Meanings()
    meanings.take(module(Silent=SealApplied | SealUseApproved))
    with pytest.raises(Contradiction, match="seal-applied"):
        meanings.take(module(Silent=SealApplied))


def test_a_kind_is_declared_once() -> None:
    meanings = Meanings()
    meanings.take(module(KINDS=(Kind("a.b", "a", "甲", "A"),)))
    with pytest.raises(Contradiction, match=r"a\.b"):
        meanings.take(module(KINDS=(Kind("a.b", "a", "乙", "B"),)))


def test_an_event_without_a_meaning_is_refused_not_skipped() -> None:
    with pytest.raises(UnknownTopic):
        Meanings().facts_of(made(SealApplied))
