from collections.abc import Iterator
from pathlib import Path

import pytest

from services.kernel.store import Store
from tests.documents.desk import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Documents of the sample organ, nothing recorded yet."""
    store = Store(f"sqlite:///{tmp_path}/documents.db")
    yield Desk(store, files=tmp_path / "files")
    store.close()
