"""Tells open pages that something changed. Losing a message loses nothing: a page asks again and sees the truth.

One port, two adapters: in memory for one process, Redis for many. Both keep the last few hundred messages, so that a
page which comes back with the id it saw last gets what it missed, or is told to start over.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import threading
import time
from collections import deque
from collections.abc import AsyncGenerator, Callable, Collection, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from services.kernel.delivery.silence import PATIENCE, Silence

log = logging.getLogger("jikao.live")

KEPT = 2000
"""How many messages can be asked for again."""
WAITING = 256
"""How many may wait for one slow reader before it is told to start over."""
BLOCK_SECONDS = 5
"""How long one question to Redis waits for a message. The connection's own patience is longer."""
QUESTIONS = 8
"""Connections for what is asked beside it: all browsers of an organ may come back at once."""
RESET = "reset"
"""The topic of the message that says: something was missed, read everything again."""


@dataclass(frozen=True, slots=True)
class LiveMessage:
    """`id` is opaque to readers, and grows; `data` is JSON-like and holds ids, never anything personal."""

    id: str
    topic: str
    data: Mapping[str, Any]


class Live(Protocol):
    """A topic is `scorecards.2026Q1`; whoever asks for `scorecards` gets all below it."""

    def publish(self, topic: str, data: Mapping[str, Any]) -> None:
        """Callable from any thread; never raises for a transport's sake."""
        ...

    def subscribe(self, topics: Collection[str], after: str = "") -> AsyncGenerator[LiveMessage, None]:
        """Messages from now on, or from after an id; starts with `RESET` when that id is no longer kept."""
        ...

    async def position(self) -> str:
        """The id of the last message, to subscribe after without a gap; empty where it cannot be told."""
        ...

    async def close(self) -> None: ...


async def ended(task: asyncio.Task[Any]) -> None:
    """Returns when it has. It may have to be told more than once: a cancellation that meets an answer is lost in
    `wait_for` of Python 3.11 and in the client of Redis."""
    while not task.done():
        task.cancel()
        await asyncio.wait({task}, timeout=0.1)


def matches(topic: str, topics: Collection[str]) -> bool:
    """A topic and everything below it."""
    return any(topic == wanted or topic.startswith(wanted + ".") for wanted in topics)


class _Reader:
    """One subscription's waiting messages; belongs to one event loop, is fed from any thread."""

    def __init__(self, topics: Collection[str]) -> None:
        self.topics = tuple(topics)
        self.loop = asyncio.get_running_loop()
        self.waiting: deque[LiveMessage] = deque()
        self.woken = asyncio.Event()

    def feed(self, message: LiveMessage) -> None:
        if message.topic == RESET or matches(message.topic, self.topics):
            with contextlib.suppress(RuntimeError):  # its loop is closed: nobody reads any more
                self.loop.call_soon_threadsafe(self._take, message)

    def _take(self, message: LiveMessage) -> None:
        if len(self.waiting) >= WAITING:
            self.waiting.clear()
            message = LiveMessage(message.id, RESET, {})
        self.waiting.append(message)
        self.woken.set()

    async def next(self) -> LiveMessage:
        while not self.waiting:
            self.woken.clear()
            await self.woken.wait()
        return self.waiting.popleft()


class MemoryLive:
    """For one process. Ids carry the moment of its start, so that an id from before a restart is known as such."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept: deque[LiveMessage] = deque(maxlen=kept)
        self._lock = threading.Lock()
        self._readers: set[_Reader] = set()
        self._era, self._count = time.time_ns() // 1_000_000, 0

    def publish(self, topic: str, data: Mapping[str, Any]) -> None:
        with self._lock:
            self._count += 1
            message = LiveMessage(f"{self._era}-{self._count}", topic, dict(data))
            self._kept.append(message)
            for reader in self._readers:
                reader.feed(message)

    async def subscribe(self, topics: Collection[str], after: str = "") -> AsyncGenerator[LiveMessage, None]:
        reader = _Reader(topics)
        with self._lock:
            missed = self._since(after) if after else []
            self._readers.add(reader)
        try:
            for message in missed:
                if message.topic == RESET or matches(message.topic, reader.topics):
                    yield message
            while True:
                yield await reader.next()
        finally:
            with self._lock:
                self._readers.discard(reader)

    async def position(self) -> str:
        return f"{self._era}-{self._count}"

    async def close(self) -> None:
        """Nothing is held."""

    def _since(self, after: str) -> list[LiveMessage]:
        era, count = _order(after)
        if era != self._era or count > self._count or count < self._count - len(self._kept):
            return [LiveMessage(f"{self._era}-{self._count}", RESET, {})]
        skipped = len(self._kept) - (self._count - count)
        return list(self._kept)[skipped:]


class RedisLive:
    """For many processes: one capped stream, read once per process and handed to its subscribers."""

    def __init__(self, url: str, *, prefix: str = "jikao:", kept: int = KEPT, silence: Silence | None = None) -> None:
        from redis import Redis
        from redis.asyncio import BlockingConnectionPool
        from redis.asyncio import Redis as AsyncRedis

        self._key, self._limit, self._silence = f"{prefix}live", kept, silence or Silence()
        self._writer: Any = Redis.from_url(url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE)
        few = BlockingConnectionPool.from_url(url, max_connections=QUESTIONS, timeout=10)
        self._client: Any = AsyncRedis(connection_pool=few)
        self._listener: Callable[[], Any] = partial(AsyncRedis.from_url, url, socket_timeout=3 * BLOCK_SECONDS)
        self._readers: set[_Reader] = set()
        self._task: asyncio.Task[None] | None = None
        self._listening: asyncio.Event | None = None

    def publish(self, topic: str, data: Mapping[str, Any]) -> None:
        from redis import RedisError

        if self._silence.lasts():
            return
        try:
            fields = {"topic": topic, "data": json.dumps(dict(data))}
            self._writer.xadd(self._key, fields, maxlen=self._limit, approximate=False)
        except (RedisError, OSError) as error:
            self._silence.begin(log, "live messages are not sent", error)
        else:
            self._silence.over()

    async def subscribe(self, topics: Collection[str], after: str = "") -> AsyncGenerator[LiveMessage, None]:
        reader = _Reader(topics)
        self._readers.add(reader)
        try:
            await self._listen()
            seen = _order(after)
            for message in await self._since(after) if after else []:
                seen = max(seen, _order(message.id))
                if message.topic == RESET or matches(message.topic, reader.topics):
                    yield message
            while True:
                message = await reader.next()
                # it may have come both ways around the moment of subscribing
                if message.topic == RESET or _order(message.id) > seen:
                    yield message
        finally:
            self._readers.discard(reader)

    async def _listen(self) -> None:
        """Returns when what is published from now on will be heard. One task listens for everybody in this process,
        and ends by itself once it finds nobody: nothing is awaited between looking and what follows from it."""
        if self._task is None or self._task.done():
            self._listening = asyncio.Event()
            self._task = asyncio.create_task(self._read(self._listening))
        assert self._listening is not None
        await self._listening.wait()

    async def position(self) -> str:
        from redis import RedisError

        if self._silence.lasts():
            return ""
        try:
            last = await self._client.xrevrange(self._key, count=1)
        except (RedisError, OSError) as error:
            self._silence.begin(log, "live position not known", error)
            return ""
        self._silence.over()
        return last[0][0].decode() if last else "0-0"

    async def close(self) -> None:
        if self._task is not None:
            await ended(self._task)
        self._writer.close()
        await self._client.aclose()

    async def _since(self, after: str) -> list[LiveMessage]:
        oldest = await self._client.xrange(self._key, count=1)
        if _order(after) < (0, 0) or (_order(after) > (0, 0) and not oldest):
            return [LiveMessage(await self.position(), RESET, {})]
        if oldest and _order(after) < _order(oldest[0][0].decode()) and await self._was_trimmed():
            return [LiveMessage(await self.position(), RESET, {})]
        return [_from_redis(*entry) for entry in await self._client.xrange(self._key, min=f"({after}")]

    async def _was_trimmed(self) -> bool:
        return bool(await self._client.xlen(self._key) >= self._limit)

    async def _read(self, listening: asyncio.Event) -> None:
        from redis import RedisError

        last = await self.position()
        listening.set()
        async with self._listener() as listener:
            while self._readers:
                try:
                    heard = await listener.xread({self._key: last or "$"}, block=BLOCK_SECONDS * 1000)
                    for _, entries in heard or []:
                        for entry in entries:
                            last = self._feed(_from_redis(*entry))
                except (RedisError, OSError) as error:
                    log.warning("live stream interrupted: %s", error)
                    last = await self._again(last)
                except Exception:
                    log.exception("something that is no message in the live stream")
                    last = await self._again("?")
            self._task = None  # before its connection is closed: whoever comes meanwhile finds another

    async def _again(self, last: str) -> str:
        """Waits until Redis answers; what can no longer be told of the meantime is told as such. Returns where to go
        on."""
        from redis import RedisError

        while self._readers:
            await asyncio.sleep(1)
            with contextlib.suppress(RedisError, OSError):
                for message in await self._since(last or "?"):
                    last = self._feed(message)
                break
        return last

    def _feed(self, message: LiveMessage) -> str:
        for reader in tuple(self._readers):
            reader.feed(message)
        return message.id


def _from_redis(id_: bytes, fields: Mapping[bytes, bytes]) -> LiveMessage:
    return LiveMessage(id_.decode(), fields[b"topic"].decode(), json.loads(fields[b"data"]))


def _order(id_: str) -> tuple[int, int]:
    """What an id sorts by; below everything for one we never gave out."""
    first, _, second = id_.partition("-")
    return (int(first), int(second)) if first.isdecimal() and second.isdecimal() else (-1, -1)
