"""The inventory of what the system holds of people's lives: nothing of it is forgotten, nothing in it is made up."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.pages.vocabulary import Vocabulary
from services.kernel.delivery.service import installed
from services.kernel.domain import events as facts
from services.kernel.domain import marks, private
from services.kernel.domain.events import Event
from services.kernel.log.mapper import sealing
from services.kernel.procedure.operations import discover
from tests.structure.suspicion import mark_of, suspicious

ROOT = Path(__file__).parents[2]
SERVICES = tuple(installed())
facts.discover(SERVICES)
FACTS = [cls for service in SERVICES for cls in facts.declared(service).values()]


def gaps(cls: type[Event]) -> Iterator[str]:
    """What of a fact the inventory does not answer for."""
    matter = private.matter_of(cls)
    if marks.of(cls) and matter is None:
        yield f"{cls.TOPIC}: its procedure is in no inventory"
    for path, why in suspicious(cls).items():
        listed = matter is not None and path in matter.plain
        if not mark_of(cls, path) and not listed:
            yield f"{cls.TOPIC} {path}: {why} says that it is about a life: mark it, or say in `plain` why not"


@pytest.mark.parametrize("cls", FACTS, ids=lambda cls: cls.TOPIC)
def test_every_field_of_a_life_is_marked_or_listed_with_a_reason(cls: type[Event]) -> None:
    assert list(gaps(cls)) == []


def test_an_unmarked_field_of_a_life_is_found() -> None:
    class Moved(Event):
        TOPIC = "unfit.moved-house.v1"
        person: str
        address: str = ""
        rent: object = None

    assert [gap.partition(":")[0] for gap in gaps(Moved)] == ["unfit.moved-house.v1 address"]


def test_what_is_listed_as_open_is_there_and_not_marked() -> None:
    """A reason for a field that is gone, or that is marked by now, misleads its readers."""
    told = {
        (cls.SOURCE, private.procedure_of(cls), path)
        for cls in FACTS
        for path in suspicious(cls)
        if not mark_of(cls, path)
    }
    listed = {(s, m.procedure, path) for s, m in private.matters(iter(SERVICES)) for path in m.plain}
    assert listed - told == set()


def test_every_matter_is_a_procedure_that_records_something() -> None:
    known = {(cls.SOURCE, private.procedure_of(cls)) for cls in FACTS}
    assert {(service, matter.procedure) for service, matter in private.matters(iter(SERVICES))} - known == set()


def test_something_can_stand_for_whatever_may_be_erased() -> None:
    assert [cls.TOPIC for cls in FACTS if private.sealed_fields(cls) and sealing(cls) is None] == []


def test_whose_life_it_is_is_a_field_that_says_so() -> None:
    for cls in FACTS:
        matter = private.matter_of(cls)
        if matter is not None:
            assert set(matter.others) <= {one.__name__ for one in FACTS if private.matter_of(one) is matter}
    held = [cls for cls in FACTS if facts.personal_fields(cls) and private.whose(cls)]
    assert len(held) > 100


def test_a_file_that_comes_before_its_record_is_nobodys_own() -> None:
    """Whoever uploads it does not say whose it is, so it lies there as it came. To a record of somebody's own a file is
    attached, which encrypts it."""
    taking = [
        path.relative_to(ROOT / "services").parts
        for path in (ROOT / "services").glob("*/*/*.py")
        if "attach_uploaded(" in path.read_text("utf-8")
    ]
    kept = {(service, procedure): private.inventory(service).get(procedure) for service, procedure, _ in taking}
    assert kept
    wrong = [which for which, matter in kept.items() if matter and matter.kept not in private.STATUTORY]
    assert wrong == []


def test_every_field_of_every_event_has_a_name() -> None:
    """By the views that show it, or in its service's `personal.py`: the page of an event tells no program's name."""
    words = Vocabulary({op.NAME: op for service in SERVICES for op in discover(service)}, None)
    told = {
        (service, name)
        for service in SERVICES
        for cls in facts.declared(service).values()
        for name in facts.fields_of(cls) - facts.fields_of(Event)
    }
    assert len(told) > 800
    for lang in ("zh", "en"):
        assert [one for one in sorted(told) if not words.title(one[1], lang, one[0])] == []


def test_every_field_that_is_held_of_people_has_a_name() -> None:
    """By the views that show it, or in its service's `personal.py`: the page of personal data tells no code."""
    words = Vocabulary({op.NAME: op for service in SERVICES for op in discover(service)}, None)
    held = {
        (service, name)
        for service in SERVICES
        for of_matter in private.fields_by_mark(service).values()
        for names in of_matter.values()
        for name in names
    }
    assert len(held) > 150
    for lang in ("zh", "en"):
        assert [
            one
            for one in sorted(held)
            if not words.title(one[1], lang, one[0]) and one[1] not in private.called(one[0])
        ] == []
