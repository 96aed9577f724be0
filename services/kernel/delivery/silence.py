"""A Redis that does not answer is left alone for a while: else everybody waits for it again, with each question.

It knows no Redis. What one user of it has learnt spares all others of the process, so they share one.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

PATIENCE = 1.0
"""Seconds to wait for an answer of a Redis, which stands near by."""
PAUSE = 5.0
"""Seconds for which one that did not answer is left alone."""


class Silence:
    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic, self._again = monotonic, 0.0
        self._said: set[str] = set()

    def lasts(self) -> bool:
        """Whether not to ask now. After each pause one caller is let through, the others go on without an answer."""
        if not self._again:
            return False
        now = self._monotonic()
        if now < self._again:
            return True
        self._again = now + PAUSE
        return False

    def begin(self, log: logging.Logger, what: str, reason: Exception) -> None:
        """No answer came. What follows from it is said once, until there are answers again."""
        self._again = self._monotonic() + PAUSE
        if what not in self._said:
            self._said.add(what)
            log.warning("%s: %s", what, reason)

    def over(self) -> None:
        self._again = 0.0
        self._said.clear()
