"""Tells a source's relays that there is something new: a word in Redis that nobody keeps.

It costs nothing to miss one: an idle relay looks by itself, though not so soon.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any

from services.kernel.delivery.silence import PATIENCE, PAUSE, Silence

log = logging.getLogger("jikao.relay")
LISTENS = 5.0
"""Seconds of silence before a listener looks whether it is wanted, and whether Redis is there."""


def _channel(prefix: str, source: str) -> str:
    return f"{prefix}wake.{source}"


class Waker:
    """An application's listener: called when events were committed, it never raises."""

    def __init__(self, url: str, source: str, *, prefix: str, silence: Silence | None = None) -> None:
        from redis import Redis

        self._redis: Any = Redis.from_url(url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE)
        self._channel, self._silence = _channel(prefix, source), silence or Silence()

    def __call__(self) -> None:
        from redis import RedisError

        if self._silence.lasts():
            return
        try:
            self._redis.publish(self._channel, b"")
        except (RedisError, OSError) as reason:
            self._silence.begin(log, "relays look by themselves", reason)
        else:
            self._silence.over()


class Woken:
    """Calls `wake` at every word for the source, in a thread of its own, until it is closed."""

    def __init__(self, url: str, source: str, wake: Callable[[], None], *, prefix: str) -> None:
        self._url, self._channel, self._wake = url, _channel(prefix, source), wake
        self._closing, self._silence = threading.Event(), Silence()
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
                self._silence.begin(log, "nobody wakes this relay", reason)
                self._closing.wait(PAUSE)

    def _listen(self, redis: Any) -> None:
        with redis.pubsub() as words:
            words.subscribe(self._channel)
            while not self._closing.is_set():
                if heard := words.get_message(timeout=LISTENS):
                    self.listening.set()
                    self._silence.over()
                    if heard["type"] in {"message", "subscribe"}:  # something may have come before it listened
                        self._wake()
