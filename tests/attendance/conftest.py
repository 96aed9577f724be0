from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.attendance.desk import Desk
from tests.stores import prepared


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Attendance of the sample organ, nothing recorded yet."""
    store = prepared(tmp_path / "attendance.db", Desk)
    yield Desk(store)
    store.close()
