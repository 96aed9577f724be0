"""The demonstration's mark on a data folder: asked for by name, only ever in an empty folder, and never a real office.

The mark is the first thing written and says how far loading came. What loading left when it was broken off is the
demonstration's own, for the folder was empty: it is thrown away, and loading begins anew.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

MARK = "demonstration"
NEIGHBOUR = "cluster"
"""`make cluster` keeps its own folder, with a mark of its own, inside the one of `make run`."""
CLAIMED, LOADING, LOADED = "claimed", "loading", "loaded"


class NotADemonstration(SystemExit):
    """The folder holds something that is not the demonstration's."""

    def __init__(self, folder: Path, what: str = "") -> None:
        super().__init__(
            f"{folder} 里已有数据{what},演示只能装入空文件夹。请用 DATA= 或 --data 另选空文件夹;"
            "要启动这里的真实机关,请用同一命令而不带 --demo。\n"
            f"{folder} already holds data{what}, and the demonstration only goes into an empty folder. Choose an empty "
            "one by DATA= or --data; to serve the real office that is here: the same command without --demo."
        )


class IsADemonstration(SystemExit):
    """A real office must not be begun, or served, from a demonstration's folder."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"{folder} 是演示数据(演示口令人人皆知),不能当作真实机关使用。请另选文件夹;要看演示,请用 --demo。\n"
            f"{folder} holds a demonstration, whose password everybody knows, and is no real office. Choose another "
            "folder; to see the demonstration: --demo."
        )


class InUse(SystemExit):
    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"{folder} 的演示正由另一个进程使用。The demonstration in {folder} is in use by another process."
        )


def is_one(folder: Path) -> bool:
    return (folder / MARK).exists()


def refuse_one(folder: Path) -> None:
    """For everything that is done to a real office."""
    if is_one(folder):
        raise IsADemonstration(folder)


class Mark:
    """A claimed folder. `place` says where the data lies when that is not the folder alone: a database's URL."""

    def __init__(self, folder: Path, file: TextIO) -> None:
        self.folder, self._file = folder, file

    @property
    def is_loaded(self) -> bool:
        return self._state()[0] == LOADED

    def began(self, place: str = "") -> bool:
        """Whether loading into this place was begun: what is there now is the demonstration's."""
        return self._state() == (LOADING, place)

    def load_into(self, place: str = "") -> None:
        """From now on what is found there is the demonstration's. The caller has seen that it was empty."""
        self._write(f"{LOADING} {place}")

    def finish(self) -> None:
        self._write(f"{LOADED} {datetime.now(UTC).isoformat()}")

    def clear(self) -> None:
        """Throws away what a load that was broken off left in the folder."""
        for entry in _entries(self.folder):
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            else:
                entry.unlink()

    def _state(self) -> tuple[str, str]:
        self._file.seek(0)
        state, _, rest = self._file.read().strip().partition(" ")
        return state or CLAIMED, rest

    def _write(self, text: str) -> None:
        """Never shorter than it was before it is complete: a torn write still says that this is a demonstration."""
        self._file.seek(0)
        self._file.write(f"{text}\n")
        self._file.truncate()
        self._file.flush()
        os.fsync(self._file.fileno())


@contextlib.contextmanager
def claimed(folder: Path) -> Iterator[Mark]:
    """Marks an empty folder, or takes one that is marked; one process at a time. Refuses every other folder."""
    folder.mkdir(parents=True, exist_ok=True)
    if not is_one(folder) and any(_entries(folder)):
        raise NotADemonstration(folder)
    with (folder / MARK).open("a+") as file:
        pass
    with (folder / MARK).open("r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InUse(folder) from None
        yield Mark(folder, file)


def _entries(folder: Path) -> list[Path]:
    return [entry for entry in folder.iterdir() if entry.name not in (MARK, NEIGHBOUR)]
