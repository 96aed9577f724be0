from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.party.desk import Desk
from tests.stores import prepared


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Party affairs of the sample organ, nothing recorded yet."""
    store = prepared(tmp_path / "party.db", Desk)
    yield Desk(store, files=tmp_path / "files")
    store.close()
