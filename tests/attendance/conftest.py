from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from services.kernel.log.store import Store
from services.kernel.procedure.operations import Command
from tests.attendance.desk import Desk
from tests.attendance.organs import organ_where
from tests.stores import prepared


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Attendance of the sample organ, nothing recorded yet."""
    store = prepared(tmp_path / "attendance.db", Desk)
    yield Desk(store)
    store.close()


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[Any]:
    made: list[Desk] = []

    def make(*changes: Command) -> Desk:
        made.append(Desk(Store(f"sqlite:///{tmp_path}/attendance.db"), organ_where(tmp_path, *changes)))
        return made[-1]

    yield make
    for desk in made:
        desk.app.close()
