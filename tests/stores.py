"""Stores that are ready for a test: copies of one that was made before, for making it takes longer than most tests."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from services.kernel.store import Store


def prepared(path: Path, build: Callable[[Store], object]) -> Store:
    """A store at `path` on which `build` was called: its tables are there, and what it takes in at once."""
    path.write_bytes(_made(build))
    return Store(f"sqlite:///{path}")


@cache
def _made(build: Callable[[Store], object]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made.db"
        store = Store(f"sqlite:///{path}")
        build(store)
        store.close()
        assert not path.with_name("made.db-wal").exists(), "all of it is in the one file"
        return path.read_bytes()
