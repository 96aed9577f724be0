"""How long tests wait for what must come. Nobody waits longer than it takes, so patience costs only where it ends."""

from __future__ import annotations

import os

_TIMES = 3 if os.environ.get("CI", "").lower() not in {"", "0", "false"} else 1
"""A machine that builds for others too is slower than it looks."""


def patient(seconds: float) -> float:
    return seconds * _TIMES
