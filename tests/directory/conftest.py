from collections.abc import Iterator
from pathlib import Path

import pytest

from services.kernel.log.store import Store
from tests.directory.desk import SMALL_ORGAN, Desk
from tests.stores import prepared


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = prepared(tmp_path / "directory.db", Desk)
    yield made
    made.close()


@pytest.fixture
def empty(store: Store) -> Desk:
    return Desk(store)


@pytest.fixture
def desk(empty: Desk) -> Desk:
    """With the small organ."""
    for operation in SMALL_ORGAN:
        empty.do(operation)
    return empty
