"""A file system that is really full under SQLite: what is refused says so, and is not there afterwards."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from services.kernel.clock import SimulatedClock
from services.kernel.log.store import Store
from services.kernel.log.troubles import DiskFull
from services.kernel.procedure.own_log.handlers import check_seal
from tests.faults.world import small_disk
from tests.given import DAY, noon
from tests.kernel.sample import OpenJar, SampleDesk


def test_a_commit_that_finds_no_room_is_refused_for_sure(servers_folder: Path) -> None:
    with small_disk(servers_folder / "full", 12) as place:
        if place is None:
            pytest.skip("nothing may be mounted here")
        store = Store(f"sqlite:///{place / 'a.db'}")
        desk = SampleDesk(store, SimulatedClock(noon(DAY)))
        desk.do(OpenJar(size=9, empty_by=DAY))
        ballast = place / "ballast"
        fill(ballast)
        for _ in range(20):
            with pytest.raises(DiskFull):
                desk.do(OpenJar(size=9, empty_by=DAY))
        ballast.unlink()
        desk.do(OpenJar(size=9, empty_by=DAY))
        assert store.position() == 2
        assert check_seal(store)[1] is None
        store.close()


def fill(ballast: Path) -> None:
    file = os.open(ballast, os.O_CREAT | os.O_WRONLY)
    try:
        while os.write(file, bytes(4096)):
            pass
    except OSError:
        os.close(file)
