"""Which sessions have ended, as the gateway says it in Redis: a token that was logged out is none for the services too.

The gateway asks before every call; this is for whoever speaks to a service past it. While Redis is away the services go
on with what they know: tokens last a quarter of an hour, and an office does not stand still for it.
"""

from __future__ import annotations

import logging
from typing import Any

from redis import Redis
from redis.exceptions import RedisError

from services.kernel.delivery.silence import PATIENCE, Silence
from services.kernel.procedure.identity import REVOKED

log = logging.getLogger("jikao.host")


class RevokedTokens:
    """Called with a token's id: whether it was revoked."""

    def __init__(self, url: str, *, prefix: str, silence: Silence | None = None) -> None:
        self._redis: Any = Redis.from_url(url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE)
        self._prefix, self._silence = prefix + REVOKED, silence or Silence()
        self._known: set[str] = set()

    def __call__(self, token_id: str) -> bool:
        if token_id in self._known:
            return True
        if self._silence.lasts():
            return False
        try:
            revoked = bool(self._redis.exists(self._prefix + token_id))
        except (RedisError, OSError) as reason:
            self._silence.begin(log, "which sessions have ended cannot be asked", reason)
            return False
        self._silence.over()
        if revoked:
            self._known.add(token_id)
        return revoked
