"""The documents service, in a process that kills itself in the middle of a commit: named in a roster in its place.

`JIKAO_TEST_DIE_FILE` holds a moment and a position: `before-commit 40` dies when everything of the transaction that
reaches position 40 has been sent and the commit has not, `after-commit 40` when it is committed and nobody was told.
The file goes with the process, and another beside it says what was in the air.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

from services.documents import service
from services.kernel.log.transaction import Writing

SUBSCRIPTIONS = service.SUBSCRIPTIONS
build = service.build
_file = os.environ.get("JIKAO_TEST_DIE_FILE", "")


def _die_at(moment: str, tx: Writing) -> None:
    path = Path(_file)
    if not path.exists() or not tx.recorded:
        return
    wanted, position = path.read_text().split()
    if wanted == moment and tx.position >= int(position):
        obituary(path).write_text(f"{tx.begun_at} {tx.position}")
        path.unlink()
        os.kill(os.getpid(), signal.SIGKILL)


def obituary(path: Path) -> Path:
    """Where it stands what was being committed: the positions before and at the end of the transaction."""
    return path.with_suffix(".died")


if _file:
    finish, committed = Writing.finish, Writing.committed

    def _finished(self: Writing, commit: Callable[[], None]) -> None:
        def dying() -> None:
            _die_at("before-commit", self)
            commit()

        finish(self, dying)

    def _committed(self: Writing) -> None:
        _die_at("after-commit", self)
        committed(self)

    Writing.finish, Writing.committed = _finished, _committed  # type: ignore[method-assign]
