"""The two adapters of the store's port: a suite subclasses once for each."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from services.kernel.log.store import Store

_numbers = itertools.count(1)
MakeStore = Callable[[], Store]
"""Each call a new, empty store, closed after the test."""


class OnSqlite:
    __test__ = True

    @pytest.fixture
    def make_store(self, tmp_path: Path) -> Iterator[MakeStore]:
        made: list[Store] = []

        def make() -> Store:
            made.append(Store(f"sqlite:///{tmp_path}/log{len(made)}.db"))
            return made[-1]

        yield make
        for store in made:
            store.close()


class OnPostgres:
    """A schema each in the module's database."""

    __test__ = True

    @pytest.fixture
    def make_store(self, postgres_url: str) -> Iterator[MakeStore]:
        made: list[Store] = []

        def make() -> Store:
            made.append(Store(postgres_url, schema=f"s{next(_numbers)}"))
            return made[-1]

        yield make
        for store in made:
            with store.writing() as connection:
                connection.execute(text(f'DROP SCHEMA IF EXISTS "{store.schema}" CASCADE'))
            store.close()
