from collections.abc import Iterator
from pathlib import Path

import pytest

from services.kernel.store import Store
from tests.appraisal.office import Desk


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(f"sqlite:///{tmp_path}/appraisal.db")
    yield store
    store.close()


@pytest.fixture
def desk(store: Store) -> Desk:
    """An organ with the default policy in force and no attendance yet."""
    desk = Desk(store)
    desk.open_organ()
    desk.adopt()
    return desk
