"""A store with the keys of those whose words it holds, and without what was deleted from it. Knows no procedure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import text

from services.kernel.log.keyring import Keyring
from services.kernel.log.mapper import FactMapper
from services.kernel.log.store import Store
from services.kernel.refusals import Unavailable


def keyed(store: Store, keys: Keyring) -> Store:
    """From now on personal fields are encrypted in it; the keys are closed with it."""
    store.mapper = FactMapper(keys)
    return store


def purge(store: Store, tables: Iterable[str]) -> None:
    """Nothing is left of deleted rows in these tables' pages, nor in what waits to be written. On SQLite the whole
    file is written anew. What cannot be done now is refused by the database, and done another time."""
    with store.engine.connect() as connection:
        if store.is_sqlite:
            driver: Any = connection.connection.driver_connection
            driver.execute("VACUUM")
            busy, *_ = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            if busy:
                raise Unavailable("数据库正忙，稍后再清理。", "The database is busy: it is purged later.")
            return
        alone = connection.execution_options(isolation_level="AUTOCOMMIT")
        for table in tables:
            alone.execute(text(f'VACUUM FULL ANALYZE "{table}"'))
