"""How often somebody may ask, and which sessions are revoked: in memory for one process, in Redis for many."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from limits import parse
from limits.aio.storage import MemoryStorage, RedisStorage, Storage
from limits.aio.strategies import MovingWindowRateLimiter, RateLimiter, SlidingWindowCounterRateLimiter

from gateway.refusals import TooManyRequests
from services.kernel.delivery.live import QUESTIONS
from services.kernel.delivery.silence import PATIENCE, Silence
from services.kernel.procedure.identity import REVOKED
from services.kernel.refusals import Unavailable

log = logging.getLogger("jikao.gateway")


def _redis_away() -> tuple[type[Exception], ...]:
    """What says that Redis does not answer. Imported only where there is one: a single process has none."""
    from redis.exceptions import RedisError

    return (RedisError, OSError)


def _few(url: str) -> Any:
    """Connections for which many wait in turn: all open pages ask at once when something changed, and the library's
    own pool refuses what is more than it has, which would look like a Redis that is away."""
    from redis.asyncio import BlockingConnectionPool

    patient = {"socket_timeout": PATIENCE, "socket_connect_timeout": PATIENCE}
    return BlockingConnectionPool.from_url(url, max_connections=QUESTIONS, timeout=5 * PATIENCE, **patient)


class Limits:
    """Exact windows in memory; in Redis the cheaper weighted counter, two keys per caller."""

    def __init__(self, url: str = "memory://", *, prefix: str = "jikao:", silence: Silence | None = None) -> None:
        self._limiter: RateLimiter
        self._away: tuple[type[Exception], ...] = ()
        self._silence = silence or Silence()
        if url.startswith("memory"):
            self._storage: Storage = MemoryStorage()
            self._limiter = MovingWindowRateLimiter(self._storage)
        else:
            self._storage = RedisStorage(
                f"async+{url}",
                implementation="redispy",
                key_prefix=f"{prefix}limits",
                connection_pool=_few(url),
            )
            self._limiter = SlidingWindowCounterRateLimiter(self._storage)
            self._away = _redis_away()
        self._parsed: dict[str, Any] = {}

    async def take(self, rate: str, *who: str) -> None:
        """Counts one request of `who`; refuses it when the rate is used up."""
        if not rate or self._silence.lasts():
            return
        item = self._parsed.get(rate) or self._parsed.setdefault(rate, parse(rate))
        try:
            allowed = await self._limiter.hit(item, *who)
        except self._away as error:
            self._silence.begin(log, "requests are not counted", error)  # the office goes on without its Redis
            return
        self._silence.over()
        if not allowed:
            stats = await self._limiter.get_window_stats(item, *who)
            raise TooManyRequests(
                "请求过于频繁，请稍候再试。",
                "Too many requests; wait a little.",
                retry_after=max(1, int(stats.reset_time - time.time()) + 1),
            )


class Revocations(Protocol):
    """Sessions whose access tokens no longer count, until those would have expired anyway.

    Both raise `Unavailable` where the store does not answer; the account store then knows which sessions have ended.
    """

    async def revoke(self, session: str, seconds: float) -> None: ...
    async def is_revoked(self, session: str) -> bool: ...


class MemoryRevocations:
    def __init__(self, wall: Callable[[], float] = time.time, ended: Mapping[str, float] | None = None) -> None:
        """`ended`: what was revoked before this process began, each with when its tokens have run out."""
        self._until = dict(ended or {})
        self._wall = wall

    async def revoke(self, session: str, seconds: float) -> None:
        now = self._wall()
        self._until = {id_: until for id_, until in self._until.items() if until > now}
        self._until[session] = now + seconds

    async def is_revoked(self, session: str) -> bool:
        return self._until.get(session, 0.0) > self._wall()


class RedisRevocations:
    def __init__(self, url: str, *, prefix: str = "jikao:", silence: Silence | None = None) -> None:
        from redis.asyncio import Redis

        self._client: Any = Redis(connection_pool=_few(url))
        self._silence = silence or Silence()
        self._owed: dict[str, float] = {}
        self._prefix = prefix + REVOKED
        self._away = _redis_away()

    async def revoke(self, session: str, seconds: float) -> None:
        """Tried also of a Redis that is silent, and again as soon as it answers: else what ended meanwhile would
        count again."""
        try:
            await self._write(session, seconds)
        except self._away as error:
            self._owed[session] = time.time() + seconds
            raise _unchecked() from error

    async def is_revoked(self, session: str) -> bool:
        if session in self._owed:
            return True
        if self._silence.lasts():
            raise _unchecked()
        try:
            for owed, until in tuple(self._owed.items()):
                if (seconds := until - time.time()) > 0:
                    await self._write(owed, seconds)
                self._owed.pop(owed, None)
            revoked = bool(await self._client.exists(self._prefix + session))
        except self._away as error:
            self._silence.begin(log, "which sessions have ended is asked of the accounts", error)
            raise _unchecked() from error
        self._silence.over()
        return revoked

    async def _write(self, session: str, seconds: float) -> None:
        await self._client.set(self._prefix + session, b"1", px=max(1, int(seconds * 1000)))


def _unchecked() -> Unavailable:
    return Unavailable("会话状态暂时无法核对。", "Whether the session still stands cannot be checked right now.")
