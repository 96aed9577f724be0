"""How a process that serves keeps house. Called once, when everything is built."""

from __future__ import annotations

import gc

YOUNG = 10_000
"""New objects before the collector looks at them; a command makes some hundreds, and nearly all die by themselves."""


def settle() -> None:
    """What start-up made lives as long as the process: the collector need not walk it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 10, 10)
