"""Tells a source's relays that there is something new: a word in Redis that nobody keeps.

It costs nothing to miss one: an idle relay looks by itself, though not so soon.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

log = logging.getLogger("jikao.relay")
PATIENCE = 1.0
PAUSE = 5.0
"""Seconds for which a Redis that did not answer is left alone."""
LISTENS = 5.0
"""Seconds of silence before a listener looks whether it is wanted, and whether Redis is there."""


def _channel(prefix: str, source: str) -> str:
    return f"{prefix}wake.{source}"


class Waker:
    """An application's listener: called when events were committed, it never raises."""

    def __init__(self, url: str, source: str, *, prefix: str, monotonic: Callable[[], float] = time.monotonic) -> None:
        from redis import Redis

        self._redis: Any = Redis.from_url(url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE)
        self._channel, self._monotonic, self._again = _channel(prefix, source), monotonic, 0.0

    def __call__(self) -> None:
        from redis import RedisError

        if self._monotonic() < self._again:
            return
        try:
            self._redis.publish(self._channel, b"")
        except (RedisError, OSError) as reason:
            self._again = self._monotonic() + PAUSE
            log.warning("relays look by themselves: %s", reason)


class Woken:
    """Calls `wake` at every word for the source, in a thread of its own, until it is closed."""

    def __init__(self, url: str, source: str, wake: Callable[[], None], *, prefix: str) -> None:
        self._url, self._channel, self._wake = url, _channel(prefix, source), wake
        self._closing = threading.Event()
        self.listening = threading.Event()
        threading.Thread(target=self._run, name="jikao-woken", daemon=True).start()

    def close(self) -> None:
        self._closing.set()

    def _run(self) -> None:
        from redis import Redis, RedisError

        while not self._closing.is_set():
            try:
                with Redis.from_url(self._url, socket_timeout=2 * LISTENS, health_check_interval=LISTENS) as redis:
                    self._listen(redis)
            except (RedisError, OSError) as reason:
                self.listening.clear()
                log.warning("nobody wakes this relay: %s", reason)
                self._closing.wait(PAUSE)

    def _listen(self, redis: Any) -> None:
        with redis.pubsub() as words:
            words.subscribe(self._channel)
            while not self._closing.is_set():
                if heard := words.get_message(timeout=LISTENS):
                    self.listening.set()
                    if heard["type"] in {"message", "subscribe"}:  # something may have come before it listened
                        self._wake()
