from collections.abc import Iterator
from pathlib import Path

import pytest

from services.finance.union_members.operations import EnterUnionMember
from tests.finance.desk import UNION_CHAIR, Desk, day
from tests.finance.union import MEMBERS
from tests.stores import prepared


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Finance of the sample organ, nothing recorded yet."""
    store = prepared(tmp_path / "finance.db", Desk)
    yield Desk(store, files=tmp_path / "files")
    store.close()


@pytest.fixture
def union(desk: Desk) -> Desk:
    """The same with six members of the staff union."""
    for person in MEMBERS:
        desk.on(day(6, 2), UNION_CHAIR, EnterUnionMember(person=person, joined=day(1, 2, 2020)), 8)
    return desk
