"""Stores that are ready for a test: copies of one that was made before, for making it takes longer than most tests."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Dialect, event

from services.kernel.log.store import Store


def prepared(path: Path, build: Callable[[Store], object]) -> Store:
    """A store at `path` on which `build` was called: its tables are there, and what it takes in at once.

    What SQLAlchemy compiled for one of them serves all: every engine by itself would compile each statement anew.
    """
    path.write_bytes(_made(build))
    store = Store(f"sqlite:///{path}")
    store.engine.dialect = _dialect()
    store.engine.update_execution_options(compiled_cache=_compiled)
    return store


_compiled: dict[Any, Any] = {}


@cache
def _dialect() -> Dialect:
    """Of an engine that was connected, and so knows its database."""
    store = Store("sqlite://")
    with store.engine.connect():
        return store.engine.dialect


@cache
def _made(build: Callable[[Store], object]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made.db"
        store = Store(f"sqlite:///{path}")
        build(store)
        store.close()
        assert not path.with_name("made.db-wal").exists(), "all of it is in the one file"
        return path.read_bytes()


@contextmanager
def reads(store: Store) -> Iterator[list[str]]:
    """Every statement that reads from a SQLite store meanwhile, prepared ones too."""
    sent: list[str] = []

    def watch(driver: Any, *_: Any) -> None:
        driver.set_trace_callback(lambda sql: sent.append(sql) if sql.startswith("SELECT") else None)

    def leave(driver: Any, *_: Any) -> None:
        driver.set_trace_callback(None)

    event.listen(store.engine, "checkout", watch)
    event.listen(store.engine, "checkin", leave)
    try:
        yield sent
    finally:
        event.remove(store.engine, "checkout", watch)
        event.remove(store.engine, "checkin", leave)
