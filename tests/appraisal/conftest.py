from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from services.kernel.log.store import Store
from tests.appraisal.office import Desk
from tests.stores import prepared


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = prepared(tmp_path / "appraisal.db", Desk)
    yield store
    store.close()


@pytest.fixture(params=["sqlite", "postgres"])
def any_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """One of each database, where what is asked depends on what it does with our statements."""
    if request.param == "postgres":
        url = request.getfixturevalue("postgres_url").replace("postgresql://", "postgresql+psycopg://")
        store = Store(url, schema=f"appraisal{uuid4().hex[:8]}")
    else:
        store = Store(f"sqlite:///{tmp_path}/appraisal.db")
    yield store
    store.close()


@pytest.fixture
def desk(store: Store) -> Desk:
    """An organ with the default policy in force and no attendance yet."""
    return settled(Desk(store))


@pytest.fixture
def any_desk(any_store: Store) -> Desk:
    return settled(Desk(any_store))


def settled(desk: Desk) -> Desk:
    desk.open_organ()
    desk.adopt()
    return desk
