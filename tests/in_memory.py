"""Where the tests' files lie: in memory, where a machine has room. A disk syncs at every commit, and nothing here is to
survive a power cut; processes that die find their files all the same.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

MEMORY = Path("/dev/shm")
ENOUGH = 6 << 30
"""Bytes: three brokers, a PostgreSQL and the demonstration some times over take less than half of it."""
PREFIX = "jikao-tests-"


def begin() -> Callable[[bool], None] | None:
    """Sends temporary files there, of this process and of all that it starts, unless somebody said where they go.

    Returns what ends it: told whether to keep what lies there, which then stays until the next run begins.
    """
    if "TMPDIR" in os.environ or not _has_room():
        return None
    _sweep()
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=MEMORY))
    folder.chmod(0o1777)  # as any folder for temporary files: servers run as users of their own
    lock = (folder / ".in-use").open("w")
    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.environ["TMPDIR"], tempfile.tempdir = str(folder), None

    def end(keep: bool) -> None:
        lock.close()
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)

    return end


def _has_room() -> bool:
    try:
        place = os.statvfs(MEMORY)
        told = dict(line.split(":") for line in Path("/proc/meminfo").read_text().splitlines())
        free = int(told["MemAvailable"].split()[0]) << 10
    except (OSError, LookupError, ValueError):
        return False
    may_run = not place.f_flag & os.ST_NOEXEC
    return may_run and os.access(MEMORY, os.W_OK) and min(place.f_bavail * place.f_frsize, free) >= ENOUGH


def _sweep() -> None:
    """What runs left behind that are over."""
    for folder in MEMORY.glob(f"{PREFIX}*"):
        try:
            if time.time() - folder.stat().st_mtime < 60:
                continue  # may be about to be locked
            with (folder / ".in-use").open("r") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            continue
        shutil.rmtree(folder, ignore_errors=True)
