"""What keeps a log believable beside its chain, on both databases: identity, marked heads, guards, witnesses, notes
that leave the machine (issue B5)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from services.kernel.clock import SimulatedClock
from services.kernel.log.identity import Expected, NotOurs
from services.kernel.log.seal import Notary
from services.kernel.log.store import Store
from services.kernel.procedure.checkpoints import newest_note, stored_notes
from services.kernel.procedure.custody.book import Contradicted
from services.kernel.procedure.custody.checking import Checked, check
from services.kernel.procedure.custody.handlers import NotWitnessed
from services.kernel.procedure.keeping import Elsewhere
from tests.given import DAY, noon
from tests.kernel.sample import FillJar, OpenJar, SampleDesk, log
from tests.kernel.stores import MakeStore, OnPostgres, OnSqlite

NOTARY = Notary("jikao/sample-organ", Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
ADMINISTRATOR = "p006"


def filled(store: Store, times: int = 4) -> SampleDesk:
    desk = SampleDesk(store, SimulatedClock(noon(DAY)), notary=NOTARY)
    jar = desk.ask(OpenJar(size=99, empty_by=DAY.replace(year=DAY.year + 50))).id
    for _ in range(times):
        desk.do(FillJar(jar=jar, amount=1))
    return desk


ATTACKS: list[tuple[str, str, str]] = [
    ("the head's time", "UPDATE heads SET recorded_at = recorded_at + 1 WHERE name = 'log'", "moved"),
    ("the head's mark", "UPDATE heads SET mark = NULL WHERE name = 'log'", "moved"),
    ("the birth", "UPDATE identity SET birth = 'x'", "not the one that was made here"),
    ("the service", "UPDATE identity SET service = 'other'", "database of other"),
    ("no identity", "DELETE FROM identity", "no identity"),
    ("a version", "UPDATE events SET originator_version = 9 WHERE position = 5", "not contiguous"),
    ("a cursor", "INSERT INTO cursors (name, position) VALUES ('relay', 99)", "reaches beyond"),
    ("a note", "UPDATE checkpoints SET note = replace(note, 'number 1', 'number 3')", "signature"),
]


class _Suite:
    __test__ = False

    def verdict(self, store: Store) -> Checked:
        assert store.expected is not None
        return check("sample", store, NOTARY, replace(store.expected, made=True))

    @pytest.fixture
    def store(self, make_store: MakeStore) -> Store:
        store = make_store()
        store.expected = Expected("b" * 32, made=False)
        desk = filled(store)
        desk.ask(log.make_checkpoint(), by=ADMINISTRATOR)
        return store

    def test_what_nobody_touched_holds(self, store: Store) -> None:
        found = self.verdict(store)
        assert (found.findings, found.moved, found.size) == ([], False, 5)

    @pytest.mark.parametrize(("sql", "said"), [row[1:] for row in ATTACKS], ids=[row[0] for row in ATTACKS])
    def test_what_a_chain_does_not_show_is_found(self, store: Store, sql: str, said: str) -> None:
        with store.writing() as connection:
            connection.execute(text(sql))
        found = self.verdict(store)
        assert (said == "moved" and found.moved) or any(said in one.en for one in found.findings), found

    def test_the_guard_keeps_impossible_events_out(self, store: Store) -> None:
        values = "'e', 1, 'sample.jar-opened.v1', seal, seal FROM events WHERE position = 1"
        for position in (0, -1, 7, 99):
            with pytest.raises(DBAPIError), store.writing() as connection:
                connection.execute(text(f"INSERT INTO events SELECT {position}, {values}"))
        drop = "DROP TRIGGER events_guard" + ("" if store.is_sqlite else " ON events")
        with store.writing() as connection:
            connection.execute(text(drop))
        assert any("guard" in one.en for one in self.verdict(store).findings)

    def test_another_database_in_its_place_is_refused(self, make_store: MakeStore) -> None:
        for expected in (Expected("b" * 32, made=True), Expected("c" * 32, made=False)):
            store = make_store()
            if not expected.made:
                filled(store)
                store.expected = expected
            else:
                store.expected = expected
            with pytest.raises(NotOurs):
                SampleDesk(store, SimulatedClock(noon(DAY)), notary=NOTARY)
            assert store.has_log() == (not expected.made), "nothing was made"

    def test_checkpoints_are_numbered_and_name_the_one_before(self, store: Store) -> None:
        desk = SampleDesk(store, SimulatedClock(noon(DAY)), notary=NOTARY)
        for _ in range(2):
            desk.do(OpenJar(size=1, empty_by=DAY))
            desk.ask(log.make_checkpoint(), by=ADMINISTRATOR)
        notes = [NOTARY.opened("sample", note) for note in stored_notes(store)]
        assert [(one.number, one.size) for one in notes] == [(1, 5), (2, 6), (3, 7)]
        with store.writing() as connection:
            connection.execute(text("DELETE FROM checkpoints WHERE size = 6"))
        (finding,) = self.verdict(store).findings
        assert (finding.position, "number 3 after 1" in finding.en) == (6, True)


class TestOnSqlite(OnSqlite, _Suite): ...


class TestOnPostgres(OnPostgres, _Suite): ...


# -- witnesses --------------------------------------------------------------------------------------------------------


def note(number: int, size: int, service: str = "other") -> str:
    return NOTARY.sign(service, size, bytes(32), 1000 + number, number)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[SampleDesk]:
    desk = filled(Store(f"sqlite:///{tmp_path}/log.db"))
    yield desk
    desk.app.close()


def witness(desk: SampleDesk, shown: str) -> bool:
    recorded: bool = desk.ask(log.witness_checkpoint(service="other", note=shown), by="system").recorded
    return recorded


def test_a_note_is_witnessed_once_and_what_goes_back_contradicts(desk: SampleDesk) -> None:
    assert [witness(desk, note(1, 10)), witness(desk, note(1, 10)), witness(desk, note(2, 12))] == [True, False, True]
    fact = desk.recorded()[-1]
    assert (fact.TOPIC, fact.service, fact.number, fact.size) == ("sample.checkpoint-witnessed.v1", "other", 2, 12)
    assert fact.note == note(2, 12)
    for shown in (note(1, 10), note(2, 13), note(3, 11)):
        with pytest.raises(Contradicted):
            witness(desk, shown)
    assert witness(desk, note(9, 11)), "numbers are skipped where a restore was acknowledged"


@pytest.mark.parametrize("shown", ["", "none", note(1, 10, "sample"), note(1, 10).replace("10", "11", 1)])
def test_what_is_no_note_of_that_service_is_not_witnessed(desk: SampleDesk, shown: str) -> None:
    with pytest.raises(NotWitnessed):
        witness(desk, shown)


def test_what_was_only_witnessed_needs_no_checkpoint(desk: SampleDesk) -> None:
    """Two services would witness each other for ever."""
    assert desk.ask(log.tick(), by=ADMINISTRATOR).signed == 5
    for number in range(1, 5):
        witness(desk, note(number, number))
        assert desk.ask(log.tick(), by=ADMINISTRATOR, at=noon(DAY.replace(year=DAY.year + number))).signed == 0


# -- elsewhere --------------------------------------------------------------------------------------------------------


def test_notes_are_brought_to_a_folder_outside_and_never_written_over(desk: SampleDesk, tmp_path: Path) -> None:
    folder = tmp_path / "outside"
    desk.app.office = replace(desk.app.office, elsewhere=Elsewhere(str(folder)))
    desk.ask(log.tick(), by=ADMINISTRATOR)
    faults = desk.ask(log.list_clock_faults(), by=ADMINISTRATOR).items
    assert [one.code for one in faults] == ["kernel.checkpoint-not-kept"], "the folder is not there"
    folder.mkdir()
    desk.ask(log.tick(), by=ADMINISTRATOR)
    assert desk.ask(log.list_clock_faults(), by=ADMINISTRATOR).items == []
    assert (folder / "sample-5.note").read_text() == newest_note(desk.app.store, NOTARY, "sample")
    (folder / "sample-5.note").write_text("kept")
    desk.app.office = replace(desk.app.office, elsewhere=Elsewhere(str(folder)))
    desk.ask(log.tick(), by=ADMINISTRATOR)
    assert (folder / "sample-5.note").read_text() == "kept"


@contextmanager
def listening() -> Iterator[tuple[str, list[tuple[str | None, str]]]]:
    heard: list[tuple[str | None, str]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            heard.append((self.headers["X-Jikao-Service"], body))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: Any) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/notes", heard
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_notes_are_given_to_an_address_once(desk: SampleDesk) -> None:
    ticks: Callable[[], object] = lambda: desk.ask(log.tick(), by=ADMINISTRATOR)  # noqa: E731
    with listening() as (address, heard):
        desk.app.office = replace(desk.app.office, elsewhere=Elsewhere(address))
        ticks()
        ticks()
        assert heard == [("sample", newest_note(desk.app.store, NOTARY, "sample"))]
    desk.do(OpenJar(size=1, empty_by=DAY))
    desk.ask(log.make_checkpoint(), by=ADMINISTRATOR)
    ticks()
    faults = desk.ask(log.list_clock_faults(), by=ADMINISTRATOR).items
    assert [one.code for one in faults] == ["kernel.checkpoint-not-kept"], "nobody listens there now"
