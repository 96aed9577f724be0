"""What the logins of the distributed runtime may do: add to the log, never change it, and still rebuild registers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from deploy.postgres import Cell, Place, Places
from services.kernel.clock import SimulatedClock
from services.kernel.log.store import Store
from services.kernel.procedure.replay.operations import declare
from services.kernel.procedure.replay.running import work_off
from tests.given import DAY, noon
from tests.kernel.sample import FillJar, OpenJar, SampleDesk, log

own = declare("sample")


def prepare(place: Place) -> None:
    app = SampleDesk(place.store(), replays=True).app
    app.start()
    app.close()


@pytest.fixture(scope="module")
def places(postgres_url: str, fresh_name: str, tmp_path_factory: pytest.TempPathFactory) -> Places:
    cell = Cell(postgres_url, Path(tmp_path_factory.mktemp("cell")) / "logins.json", fresh_name)
    return cell.prepare("sample", prepare)


@pytest.fixture
def desk(places: Places) -> Iterator[SampleDesk]:
    desk = SampleDesk(places.service.store(), SimulatedClock(noon(DAY)), replays=True)
    yield desk
    desk.app.close()


def test_a_service_starts_records_replays_and_swaps_with_its_own_login(desk: SampleDesk) -> None:
    assert desk.app.start() == []
    jar = desk.ask(OpenJar(size=5, empty_by=DAY)).id
    desk.do(FillJar(jar=jar, amount=2))
    assert desk.ask(log.rebuild_registers(), by="p005").equal
    replay = desk.ask(own.start(part="jars"), by="p006")
    work_off(desk.app)
    swap = desk.ask(own.propose(replay=replay.id, reason="to see that it can"), by="p006")
    assert desk.ask(own.swaps.approve(swap=swap.id), by="p005").rows == 1
    desk.do(own.remove(replay=replay.id), by="p006")
    assert desk.ask(log.verify_seal(), by="p005").holds


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE events SET topic = topic",
        "DELETE FROM events",
        "TRUNCATE events",
        "DROP TABLE events",
        "ALTER TABLE events DISABLE TRIGGER ALL",
        "DELETE FROM heads",
        "UPDATE checkpoints SET note = note",
    ],
)
@pytest.mark.parametrize("who", ["service", "relay"])
def test_no_login_that_runs_can_change_what_was_recorded(places: Places, who: str, sql: str) -> None:
    store: Store = getattr(places, who).store()
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"), store.writing() as connection:
        connection.execute(text(sql))
    store.close()


def test_a_relay_adds_nothing_to_the_log(places: Places) -> None:
    store = places.relay.store()
    columns: dict[str, Any] = {"zeros": b"0" * 32}
    sql = "INSERT INTO events VALUES (999, 'x', 1, 'sample.jar-emptied.v1', :zeros, :zeros)"
    with pytest.raises(ProgrammingError, match="permission denied"), store.writing() as connection:
        connection.execute(text(sql), columns)
    store.close()
