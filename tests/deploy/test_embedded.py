"""The embedded runtime: commits reach every listener, restarts lose nothing, the end comes quickly."""

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from deploy import roster
from deploy.embedded import Embedded
from services.kernel.clock import SimulatedClock
from services.kernel.host.settings import Settings
from services.kernel.procedure.checkpoints import stored_notes
from services.kernel.procedure.context import Call
from services.kernel.refusals import NotFound
from tests.given import Desk
from tests.kernel import tally
from tests.kernel.sample import FillJar, OpenJar
from tests.patience import patient

SETTINGS = Settings(roster={"sample": "tests.kernel.hosted", "tally": "tests.kernel.tally"})


def runtime(folder: Path, **how: Any) -> Embedded:
    return Embedded(folder, SETTINGS, **how)


def desk_of(made: Embedded) -> Desk:
    return Desk(made.services["sample"].app, made.signer)


def taken_in(made: Embedded) -> list[int]:
    return tally.positions(made.services["tally"].app.store)


def eventually(made: Embedded, position: int, seconds: float = 10.0) -> None:
    deadline = time.monotonic() + patient(seconds)
    while len(taken_in(made)) < position and time.monotonic() < deadline:
        time.sleep(0.01)
    assert taken_in(made) == list(range(1, position + 1))


def test_what_is_committed_reaches_the_listener_without_being_asked(tmp_path: Path) -> None:
    with runtime(tmp_path).running() as made:
        desk = desk_of(made)
        jar = UUID(tally.open_jar(desk))
        begun = time.monotonic()
        for _ in range(20):
            desk.do(FillJar(jar=jar, amount=2))
        eventually(made, 21)
        assert time.monotonic() - begun < 4, "the pump was woken, it did not come by by itself"
        assert tally.total(made.services["tally"].app.store) == 40


def test_a_restart_keeps_everything_and_takes_in_what_was_missed(tmp_path: Path) -> None:
    made = runtime(tmp_path)
    desk = desk_of(made)
    jar = UUID(tally.open_jar(desk))
    desk.do(FillJar(jar=jar, amount=5))
    assert taken_in(made) == [], "nothing runs before start"
    token = desk.token("p001")
    made.close()
    with runtime(tmp_path).running() as again:
        assert taken_in(again) == [1, 2]
        answer = again.call(Call("sample.get-jar", {"jar": str(jar)}, token))
        assert b'"amount":5' in answer.body, "and the keys are the same ones"


def test_it_ends_quickly_while_work_goes_on(tmp_path: Path) -> None:
    made = runtime(tmp_path)
    made.start()
    tally.open_jar(desk_of(made))
    begun = time.monotonic()
    made.close()
    assert time.monotonic() - begun < 2


def work_of(desk: Desk) -> list[str]:
    """What was recorded, less what the clock witnesses of others."""
    return [event.TOPIC for event in desk.recorded() if event.TOPIC != "sample.checkpoint-witnessed.v1"]


def test_deadlines_are_looked_at_by_the_clock(tmp_path: Path) -> None:
    clock = SimulatedClock(datetime(2026, 3, 2, 1, tzinfo=UTC))
    made = runtime(tmp_path, clock=clock)
    desk = desk_of(made)
    desk.do(OpenJar(size=1, empty_by=datetime(2026, 3, 3, tzinfo=UTC).date()))
    made.tick()
    assert work_of(desk) == ["sample.jar-opened.v1"]
    clock.set(datetime(2026, 3, 5, tzinfo=UTC))
    made.tick()
    made.tick()
    assert work_of(desk) == ["sample.jar-opened.v1", "sample.jar-left-full.v1"]
    made.close()


def test_the_clock_signs_every_log_once_a_day(tmp_path: Path) -> None:
    clock = SimulatedClock(datetime(2026, 3, 2, 1, tzinfo=UTC))
    for days, signed in ((1, [1, 3]), (0, [])):
        made = Embedded(tmp_path / str(days), SETTINGS.model_copy(update={"checkpoint_days": days}), clock=clock)
        for day in (2, 3):
            clock.set(datetime(2026, 3, day, 1, tzinfo=UTC))
            tally.open_jar(desk_of(made))
            made.tick()
            made.tick()
        notes = [made.office.notary.opened("sample", note) for note in stored_notes(made.services["sample"].app.store)]
        assert [note.size for note in notes] == signed
        made.close()


def test_an_unknown_service_is_refused(tmp_path: Path) -> None:
    made = runtime(tmp_path)
    with pytest.raises(NotFound):
        made.call(Call("kitchen.cook", {}, ""))
    made.close()


def test_the_products_own_services_assemble(tmp_path: Path) -> None:
    made = Embedded(tmp_path)
    assert set(made.services) == set(roster.roster(Settings()))
    assert {"directory", "attendance", "appraisal"} <= set(made.services)
    listened = {(inbox.app.name, inbox.source) for inbox in made.inboxes}
    assert ("attendance", "directory") in listened
    assert ("appraisal", "attendance") in listened
    made.close()
