"""The sample as a module that a roster can name, whose replays stand still: each stops after its first page, as long as
the file that `JIKAO_TEST_HOLD_FILE` names is there."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

from services.kernel.log.shadow import Shadow
from tests.kernel import hosted

SUBSCRIPTIONS, build = hosted.SUBSCRIPTIONS, hosted.build
_file = os.environ.get("JIKAO_TEST_HOLD_FILE", "")
_taken: list[int] = []

if _file:
    take = Shadow.take

    def _held(self: Shadow, part: Any, source: str, page: Any, position: int) -> None:
        while _taken and Path(_file).exists():
            time.sleep(0.01)
        _taken.append(position)
        take(self, part, source, page, position)

    Shadow.take = _held  # type: ignore[method-assign]
