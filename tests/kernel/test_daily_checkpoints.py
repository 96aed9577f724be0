"""The clock signs each log once a day: whoever forgets to sign is not the reason that a rewritten log goes unseen."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given as drawn
from hypothesis import strategies as st
from sqlalchemy import text

from services.kernel.clock import SimulatedClock
from services.kernel.log.seal import (
    BadNote,
    Checkpoint,
    MerkleTree,
    Notary,
    StoredRow,
    checkpoint_fault,
    checkpoint_faults,
    signing_time,
)
from services.kernel.log.store import Store
from services.kernel.procedure.checkpoints import checked, stored_notes
from tests.given import DAY, noon
from tests.kernel.sample import FillJar, OpenJar, SampleDesk, log

NOTARY = Notary("jikao/sample-organ", Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
AUDITOR, ADMINISTRATOR = "p005", "p006"
ONE = timedelta(days=1)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[SampleDesk]:
    store = Store(f"sqlite:///{tmp_path}/log.db")
    yield SampleDesk(store, SimulatedClock(noon(DAY)), notary=NOTARY)
    store.close()


def happens(desk: SampleDesk, on: date = DAY) -> None:
    desk.do(OpenJar(size=9, empty_by=DAY + 90 * ONE), at=noon(on))


def ticked(desk: SampleDesk, on: date) -> int:
    signed: int = desk.ask(log.tick(), by=ADMINISTRATOR, at=noon(on)).signed
    return signed


def notes(desk: SampleDesk) -> list[tuple[int, date]]:
    """(events signed, day of signing), each proven by its signature."""
    found = [NOTARY.opened("sample", note) for note in stored_notes(desk.app.store)]
    return [(one.size, date.fromtimestamp(one.time)) for one in found]


def test_the_first_tick_of_a_day_signs_and_the_others_do_not(desk: SampleDesk) -> None:
    happens(desk)
    assert [ticked(desk, DAY), ticked(desk, DAY)] == [1, 0]
    happens(desk)
    assert ticked(desk, DAY) == 0, "what happens later that day waits for the next"
    assert ticked(desk, DAY + ONE) == 2
    assert notes(desk) == [(1, DAY), (2, DAY + ONE)]
    check = desk.ask(log.verify_seal(), by=AUDITOR)
    assert (check.holds, [(one.size, one.holds) for one in check.checkpoints]) == (True, [(1, True), (2, True)])


def test_where_nothing_happened_nothing_is_signed(desk: SampleDesk) -> None:
    assert ticked(desk, DAY) == 0, "an empty log"
    happens(desk)
    assert ticked(desk, DAY) == 1
    assert [ticked(desk, DAY + n * ONE) for n in (1, 2, 3)] == [0, 0, 0]
    happens(desk, DAY + 4 * ONE)
    assert ticked(desk, DAY + 4 * ONE) == 2, "and the day something happens it is signed again"


def test_a_checkpoint_made_by_hand_is_that_days(desk: SampleDesk) -> None:
    happens(desk)
    desk.ask(log.make_checkpoint(), by=AUDITOR)
    happens(desk)
    assert ticked(desk, DAY) == 0
    assert ticked(desk, DAY + ONE) == 2


@pytest.mark.parametrize(("every", "days"), [(0, []), (1, [0, 1, 2, 3, 4, 5, 6, 7]), (7, [0, 7])])
def test_how_often_is_a_setting(tmp_path: Path, every: int, days: list[int]) -> None:
    store = Store(f"sqlite:///{tmp_path}/log.db")
    desk = SampleDesk(store, SimulatedClock(noon(DAY)), notary=NOTARY, checkpoint_days=every)
    for n in range(8):
        happens(desk, DAY + n * ONE)
        ticked(desk, DAY + n * ONE)
    assert [on for _, on in notes(desk)] == [DAY + n * ONE for n in days]
    store.close()


def test_without_a_key_the_clock_goes_on_all_the_same(tmp_path: Path) -> None:
    desk = SampleDesk(Store(f"sqlite:///{tmp_path}/log.db"), SimulatedClock(noon(DAY)))
    happens(desk)
    assert ticked(desk, DAY) == 0
    desk.app.close()


def test_of_several_replicas_one_signs(tmp_path: Path) -> None:
    """Each on its own connection to one store, all ticking at once."""
    desks = [
        SampleDesk(Store(f"sqlite:///{tmp_path}/log.db"), SimulatedClock(noon(DAY)), notary=NOTARY) for _ in range(4)
    ]
    for n in range(5):
        on, signed = DAY + n * ONE, []
        happens(desks[n % 4], on)
        gate = threading.Barrier(len(desks))

        def tick(desk: SampleDesk, on: date = on, gate: Any = gate, signed: list[int] = signed) -> None:
            gate.wait()
            signed.append(ticked(desk, on))

        threads = [threading.Thread(target=tick, args=(one,)) for one in desks]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(signed) == [0, 0, 0, n + 1]
    assert notes(desks[0]) == [(n + 1, DAY + n * ONE) for n in range(5)]
    assert desks[0].ask(log.verify_seal(), by=AUDITOR).holds
    for one in desks:
        one.app.close()


def test_a_replica_that_starts_later_signs_the_same_root(desk: SampleDesk, tmp_path: Path) -> None:
    """The tree that grew day by day and one that reads the whole log anew agree."""
    for n in range(6):
        happens(desk, DAY + n * ONE)
        desk.do(FillJar(jar=desk.recorded()[-1].originator_id, amount=1), at=noon(DAY + n * ONE))
        ticked(desk, DAY + n * ONE)
    other = SampleDesk(Store(f"sqlite:///{tmp_path}/log.db"), SimulatedClock(noon(DAY)), notary=NOTARY)
    spoil(other, "DELETE FROM checkpoint_tree")
    happens(other, DAY + 6 * ONE)
    assert ticked(other, DAY + 6 * ONE) == 13
    assert [size for size, _ in notes(other)] == [2, 4, 6, 8, 10, 12, 13]
    assert other.ask(log.verify_seal(), by=AUDITOR).holds
    other.app.close()


@pytest.mark.parametrize(
    ("spoilt", "read_from"),
    [
        ("", 5),
        ("UPDATE checkpoint_tree SET peaks = zeroblob(64)", 0),
        ("UPDATE checkpoint_tree SET peaks = zeroblob(63)", 0),
        ("UPDATE checkpoint_tree SET size = 4", 0),
        ("UPDATE checkpoints SET note = 'none'", 0),
    ],
)
def test_after_a_start_the_tree_grows_on_from_the_last_checkpoint_if_that_is_its_root(
    desk: SampleDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoilt: str, read_from: int
) -> None:
    """Whatever lies in its place, the root that is signed is that of the log."""
    for _ in range(5):
        happens(desk)
    ticked(desk, DAY)
    spoil(desk, spoilt or "SELECT 1")
    happens(desk, DAY + ONE)
    desk.app.close()
    other = SampleDesk(Store(f"sqlite:///{tmp_path}/log.db"), SimulatedClock(noon(DAY)), notary=NOTARY)
    begun: list[int] = []
    rows = Store.rows

    def watched(self: Store, after: int = 0, *more: Any) -> Any:
        begun.append(after)
        return rows(self, after, *more)

    with monkeypatch.context() as watching:
        watching.setattr(Store, "rows", watched)
        assert ticked(other, DAY + ONE) == 6
    assert begun == [read_from]
    tree = MerkleTree()
    for row in other.app.store.rows():
        tree.add(row.seal)
    assert NOTARY.opened("sample", stored_notes(other.app.store)[-1]).root == tree.root()
    other.app.close()


def spoil(desk: SampleDesk, sql: str) -> None:
    with desk.app.store.writing() as connection:
        connection.execute(text(sql))


def test_a_log_rewritten_as_a_whole_is_found_by_what_the_clock_signed(desk: SampleDesk, tmp_path: Path) -> None:
    happens(desk)
    ticked(desk, DAY)
    (note,) = stored_notes(desk.app.store)
    forged = SampleDesk(Store(f"sqlite:///{tmp_path}/forged.db"), SimulatedClock(noon(DAY)), notary=NOTARY)
    happens(forged, DAY + ONE)
    check = forged.ask(log.verify_seal(note=note), by=AUDITOR)
    assert [one.en for one in check.checkpoints] == ["rewritten since the checkpoint"]
    forged.app.close()


def test_a_log_with_a_gap_is_not_signed(desk: SampleDesk, caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(3):
        happens(desk)
    spoil(desk, "DELETE FROM events WHERE position = 2")
    with caplog.at_level(logging.ERROR, "jikao"):
        assert ticked(desk, DAY) == 0
    assert "gaps" in caplog.text
    assert notes(desk) == []


@pytest.mark.parametrize("note", ["", "jikao\n1\n\ntime x\n\n", "time 999999999999\n", "time -5\n"])
def test_a_spoilt_note_does_not_put_the_next_one_off(desk: SampleDesk, note: str) -> None:
    happens(desk)
    ticked(desk, DAY)
    spoil(desk, f"UPDATE checkpoints SET note = '{note}'")
    happens(desk)
    assert ticked(desk, DAY) == 2
    assert not desk.ask(log.verify_seal(), by=AUDITOR).holds, "and it comes to light"


# -- many at once -----------------------------------------------------------------------------------------------------


def rows(count: int, changed: int = -1) -> Iterator[StoredRow]:
    for n in range(1, count + 1):
        yield StoredRow(n, "0" * 32, n, "t", b"", f"{n}{'!' if n == changed else ''}".encode().ljust(32))


def signed(size: int) -> Checkpoint:
    tree = MerkleTree()
    for row in rows(size):
        tree.add(row.seal)
    return Checkpoint("jikao/sample-organ/sample", size, tree.root(), 0)


@drawn(st.lists(st.integers(0, 20), max_size=6), st.integers(0, 20), st.integers(-1, 20))
def test_one_walk_finds_what_a_walk_for_each_finds(sizes: list[int], count: int, changed: int) -> None:
    """Changed at any place, cut at any place, in any order, twice the same."""
    made = [signed(size) for size in sizes]
    at_once = checkpoint_faults(rows(count, changed), made)
    assert at_once == [checkpoint_fault(rows(count, changed), one) for one in made]
    for one, fault in zip(made, at_once, strict=True):
        assert (fault is None) == (one.size <= count and not 1 <= changed <= one.size)


def test_the_log_is_walked_once_however_many_notes_there_are() -> None:
    walks: list[int] = []

    def log_of(size: int) -> Iterator[StoredRow]:
        walks.append(size)
        return rows(min(size, 7))

    texts = [NOTARY.sign("sample", size, signed(size).root, 0) for size in (3, 9, 5)]
    texts.insert(1, NOTARY.sign("other", 4, signed(4).root, 0))
    found = checked(NOTARY, "sample", texts, log_of)
    assert walks == [9]
    assert found == [
        (3, ""), (0, "a note of jikao/sample-organ/other"), (9, "truncated since the checkpoint"), (5, ""),
    ]  # fmt: skip
    assert checked(NOTARY, "sample", texts[1:2], log_of) == [(0, "a note of jikao/sample-organ/other")]
    assert walks == [9], "nothing to walk for"


def test_a_note_says_when_it_was_made() -> None:
    assert signing_time(NOTARY.sign("sample", 1, bytes(32), 1_750_000_000)) == 1_750_000_000
    with pytest.raises(BadNote):
        signing_time("jikao/sample\n1\nroot\n")
