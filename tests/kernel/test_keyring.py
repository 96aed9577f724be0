"""People's own words are encrypted in the stored facts, each with a key of theirs, and gone with it."""

from __future__ import annotations

import base64
import os
import sqlite3
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from services.attendance.leave.events import LeaveRejected
from services.attendance.punches.events import PunchCorrected
from services.documents.visits.events import VisitReceived
from services.kernel.domain import events as facts
from services.kernel.domain.events import Event
from services.kernel.log import keyring
from services.kernel.log.keyring import Keyring, MasterKeyMissing, Masters, SealBroken
from services.kernel.log.mapper import ERASED, NOT_HERE, FactMapper

WORDS = "家中老人住院"
NOW = 1_790_000_000_000_000


def masters(*seeds: int) -> Masters:
    return Masters([bytes([seed]) * keyring.KEY for seed in seeds or (1,)])


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.servers)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """Where a keyring lies: a URL and a schema."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/keys.db", ""
        return
    import psycopg

    url, schema = request.getfixturevalue("postgres_url"), f"k{uuid4().hex[:8]}_keys"
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f'CREATE SCHEMA "{schema}"')
    yield url, schema


def opened(place: tuple[str, str], *seeds: int) -> Keyring:
    made = Keyring(place[0], masters(*seeds), schema=place[1], service="sample")
    made.create()
    return made


def said(cls: type[Event], **fields: Any) -> Any:
    head = {"originator_id": UUID(int=7), "originator_version": 1, "timestamp": datetime(2026, 1, 2, tzinfo=UTC)}
    return cls(**head, day=date(2026, 1, 2), **fields)


REJECTED = said(LeaveRejected, person="p015", actor="p008", step=1, reason=WORDS)


def test_the_words_are_in_no_stored_byte_and_read_as_they_were(place: tuple[str, str]) -> None:
    mapper = FactMapper(opened(place))
    stored = mapper.to_stored_event(REJECTED)
    assert WORDS.encode() not in stored.state
    assert mapper.to_domain_event(stored) == REJECTED
    assert msgspec.json.decode(stored.state)["person"] == "p015", "who it is about is no secret of the log"
    again = mapper.to_stored_event(REJECTED)
    assert again.state != stored.state, "the same words do not look the same"


def test_what_has_no_personal_words_is_stored_as_ever(place: tuple[str, str]) -> None:
    mapper = FactMapper(opened(place))
    silent = said(LeaveRejected, person="p015", step=1)
    assert mapper.state_of(silent) == facts.encode(silent)


def test_old_facts_in_the_clear_still_load(place: tuple[str, str]) -> None:
    assert FactMapper(opened(place)).decode(REJECTED.TOPIC, facts.encode(REJECTED)) == REJECTED


def test_what_leaves_the_service_carries_neither_the_words_nor_their_cipher(place: tuple[str, str]) -> None:
    state = FactMapper(opened(place)).state_of(REJECTED)
    public = msgspec.json.decode(facts.public_bytes(REJECTED.TOPIC, state))
    assert not {"reason", facts.SEALED} & set(public)


def test_after_the_key_is_gone_the_reader_is_told_that_it_was_erased(place: tuple[str, str]) -> None:
    keys = opened(place)
    mapper = FactMapper(keys)
    corrected = said(PunchCorrected, person="p015", on=date(2026, 1, 2), now=(time(9),), reason=WORDS)
    one, two = mapper.state_of(REJECTED), mapper.state_of(corrected)
    assert keys.destroy("p015", ["attendance"], "order-1", NOW) == 1
    for reader in (mapper, FactMapper(opened(place))):
        gone: Any = reader.decode(REJECTED.TOPIC, one)
        assert (gone.reason, gone.step, gone.person) == (ERASED, 1, "p015")
        times: Any = reader.decode(corrected.TOPIC, two)
        assert (times.now, times.reason) == ((), ERASED)
        assert set(reader.unreadable(two)) == {"now", "reason"}
    assert keys.destroy("p015", ["attendance"], "order-1", NOW) == 0, "a second time there is nothing left to do"
    assert keys.ended("order-1") == 1


def test_another_person_and_another_purpose_stay_readable(place: tuple[str, str]) -> None:
    keys = opened(place)
    mapper = FactMapper(keys)
    others = said(LeaveRejected, person="p016", step=1, reason=WORDS)
    state = mapper.state_of(others)
    mapper.state_of(REJECTED)
    keys.newest("p015", "accounts")
    keys.destroy("p015", ["attendance"], "order-1", NOW)
    assert mapper.decode(others.TOPIC, state) == others
    assert keys.kinds_of("p015") == ["accounts"]


def test_who_comes_back_gets_a_new_key_and_the_old_words_stay_gone(place: tuple[str, str]) -> None:
    keys = opened(place)
    mapper = FactMapper(keys)
    before = mapper.state_of(REJECTED)
    keys.destroy("p015", ["attendance"], "order-1", NOW)
    after = mapper.state_of(REJECTED)
    assert mapper.decode(REJECTED.TOPIC, after) == REJECTED
    gone: Any = mapper.decode(REJECTED.TOPIC, before)
    assert gone.reason == ERASED


def test_the_cipher_opens_beside_its_own_fact_alone(place: tuple[str, str]) -> None:
    mapper = FactMapper(opened(place))
    state = mapper.state_of(REJECTED)
    other = mapper.state_of(msgspec.structs.replace(REJECTED, originator_version=2))
    moved = other[: other.rfind(b',"_sealed"')] + state[state.rfind(b',"_sealed"') :]
    with pytest.raises(SealBroken):
        mapper.decode(REJECTED.TOPIC, moved)


def test_words_about_an_outsider_belong_to_the_record_not_to_whoever_received_them(place: tuple[str, str]) -> None:
    keys = opened(place)
    mapper = FactMapper(keys)
    visit = said(VisitReceived, person="p015", number="1", on=date(2026, 1, 2), visitor="王某", matter=WORDS)
    state = mapper.state_of(visit)
    keys.destroy("p015", ["attendance", "outsiders"], "order-1", NOW)
    assert mapper.decode(visit.TOPIC, state) == visit
    assert keys.destroy(UUID(int=7).hex, ["outsiders"], "order-2", NOW) == 1
    gone: Any = mapper.decode(visit.TOPIC, state)
    assert (gone.visitor, gone.matter) == (ERASED, ERASED)


def test_without_a_keyring_the_words_are_said_to_be_encrypted(place: tuple[str, str]) -> None:
    state = FactMapper(opened(place)).state_of(REJECTED)
    unread: Any = FactMapper().decode(REJECTED.TOPIC, state)
    assert unread.reason == NOT_HERE


def test_the_masters_are_exchanged_and_the_old_one_opens_nothing_more(place: tuple[str, str]) -> None:
    state = FactMapper(opened(place, 1)).state_of(REJECTED)
    assert opened(place, 1, 2).rewrap() == 1
    assert FactMapper(opened(place, 2)).decode(REJECTED.TOPIC, state) == REJECTED
    with pytest.raises(MasterKeyMissing):
        FactMapper(opened(place, 1)).decode(REJECTED.TOPIC, state)
    with pytest.raises(MasterKeyMissing):
        FactMapper(opened(place, 3)).state_of(REJECTED)


def test_two_processes_make_one_key_between_them(place: tuple[str, str]) -> None:
    here, there = opened(place), opened(place)
    one, two = FactMapper(here).state_of(REJECTED), FactMapper(there).state_of(REJECTED)
    assert FactMapper(there).decode(REJECTED.TOPIC, one) == FactMapper(here).decode(REJECTED.TOPIC, two) == REJECTED


def test_another_process_forgets_a_destroyed_key_within_seconds(
    place: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = opened(place), opened(place)
    state = FactMapper(here).state_of(REJECTED)
    assert FactMapper(there).decode(REJECTED.TOPIC, state) == REJECTED
    here.destroy("p015", ["attendance"], "order-1", NOW)
    monkeypatch.setattr(keyring, "LOOKS", 0.0)
    gone: Any = FactMapper(there).decode(REJECTED.TOPIC, state)
    assert gone.reason == ERASED


def test_of_a_destroyed_key_nothing_is_left_in_the_file(tmp_path: Path) -> None:
    keys = Keyring.in_folder(tmp_path, "sample", masters())
    keys.newest("p015", "attendance")
    path = tmp_path / "keyring" / "sample.db"
    with sqlite3.connect(path) as connection:
        ((wrapped,),) = connection.execute("SELECT wrapped FROM personal_keys")
    assert wrapped in path.read_bytes()
    keys.destroy("p015", ["attendance"], "order-1", NOW)
    keys.close()
    assert all(wrapped not in file.read_bytes() for file in (tmp_path / "keyring").iterdir())
    assert path.stat().st_mode & 0o077 == 0


def test_a_master_is_made_for_its_owner_alone_and_a_short_one_refused(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "personal.key"
    assert Masters.of(path).newest == Masters.of(path).newest
    assert path.stat().st_mode & 0o077 == 0
    with pytest.raises(MasterKeyMissing):
        Masters.read(base64.b64encode(os.urandom(8)).decode())
