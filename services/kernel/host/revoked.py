"""Which sessions have ended, as the gateway says it in Redis: a token that was logged out is none for the services too.

The gateway asks before every call; this is for whoever speaks to a service past it. While Redis is away the services go
on with what they know: tokens last a quarter of an hour, and an office does not stand still for it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from redis import Redis
from redis.exceptions import RedisError

from services.kernel.procedure.identity import REVOKED

log = logging.getLogger("jikao.host")
PATIENCE = 1.0
PAUSE = 5.0
"""Seconds for which a Redis that did not answer is not asked again."""


class RevokedTokens:
    """Called with a token's id: whether it was revoked."""

    def __init__(self, url: str, *, prefix: str, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._redis: Any = Redis.from_url(url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE)
        self._prefix, self._monotonic = prefix + REVOKED, monotonic
        self._again = 0.0
        self._known: set[str] = set()

    def __call__(self, token_id: str) -> bool:
        if token_id in self._known:
            return True
        if self._monotonic() < self._again:
            return False
        try:
            revoked = bool(self._redis.exists(self._prefix + token_id))
        except (RedisError, OSError) as reason:
            self._again = self._monotonic() + PAUSE
            log.warning("which sessions have ended cannot be asked: %s", reason)
            return False
        if revoked:
            self._known.add(token_id)
        return revoked
