"""One suite for the live port, on each of its adapters; and the stream that carries it to a browser."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import AsyncGenerator, Iterator
from typing import Any

import pytest
from redis.asyncio import Redis as AsyncRedis

from services.kernel.delivery import live as live_module
from services.kernel.delivery.live import RESET, Live, LiveMessage, MemoryLive, RedisLive
from tests.gateway.conftest import World


class Port:
    """What every adapter keeps. `open(kept)` is a new one."""

    def open(self, kept: int = 100) -> Live:
        raise NotImplementedError

    def run(self, scenario: Any) -> None:
        async def whole() -> None:
            live = self.open()
            try:
                await asyncio.wait_for(scenario(live), 15)
            finally:
                await live.close()

        asyncio.run(whole())

    def test_subscribers_get_their_topics_in_order(self) -> None:
        async def scenario(live: Live) -> None:
            async with reading(live, ["scorecards"]) as got:
                live.publish("scorecards.2026Q1", {"department": "office"})
                live.publish("scorecardsx", {})
                live.publish("person.p001", {})
                live.publish("scorecards", {"n": 2})
                assert [(m.topic, m.data) for m in await got(2)] == [
                    ("scorecards.2026Q1", {"department": "office"}),
                    ("scorecards", {"n": 2}),
                ]

        self.run(scenario)

    def test_who_comes_back_gets_what_was_missed_once(self) -> None:
        async def scenario(live: Live) -> None:
            async with reading(live, ["a"]) as got:
                live.publish("a", {"n": 1})
                (seen,) = await got(1)
            for n in (2, 3):
                live.publish("a", {"n": n})
                live.publish("b", {"n": n})
            async with reading(live, ["a"], after=seen.id) as got:
                live.publish("a", {"n": 4})
                assert [m.data["n"] for m in await got(3)] == [2, 3, 4]

        self.run(scenario)

    def test_position_leaves_no_gap(self) -> None:
        async def scenario(live: Live) -> None:
            live.publish("a", {"n": 1})
            position = await live.position()
            live.publish("a", {"n": 2})
            async with reading(live, ["a"], after=position) as got:
                assert [m.data["n"] for m in await got(1)] == [2]

        self.run(scenario)

    def test_who_was_away_too_long_is_told_to_start_over(self) -> None:
        async def scenario(_: Live) -> None:
            live = self.open(kept=3)
            try:
                async with reading(live, ["a"]) as got:
                    live.publish("a", {"n": 0})
                    (seen,) = await got(1)
                for n in range(1, 8):
                    live.publish("a", {"n": n})
                async with reading(live, ["a"], after=seen.id) as got:
                    assert (await got(1))[0].topic == RESET
                    live.publish("a", {"n": 9})
                    assert (await got(1))[0].data == {"n": 9}
                async with reading(live, ["a"], after="no id of ours") as got:
                    assert (await got(1))[0].topic == RESET
            finally:
                await live.close()

        self.run(scenario)

    def test_each_of_many_gets_each_message_once_also_when_all_come_at_once(self) -> None:
        """Browsers come back together, after a restart, and leave together in the evening."""

        async def scenario(live: Live) -> None:
            live.publish("a", {"n": 0})
            begun = await live.position()
            for turn in range(3):
                heard: list[list[int]] = [[] for _ in range(40)]
                streams = [live.subscribe(["a"], begun if number % 2 else "") for number in range(40)]

                async def listen(stream: Any, into: list[int]) -> None:
                    async for message in stream:
                        into.append(message.data["n"])  # noqa: PERF401 - they are counted while it still runs

                listeners = [
                    asyncio.create_task(listen(stream, into)) for stream, into in zip(streams, heard, strict=True)
                ]
                await asyncio.sleep(0.5)
                for n in range(1, 4):
                    live.publish("a", {"n": 10 * turn + n})
                await asyncio.sleep(0.5)
                now = [10 * turn + n for n in range(1, 4)]
                earlier = [10 * before + n for before in range(turn) for n in range(1, 4)]
                for number, got in enumerate(heard):
                    assert got == ([*earlier, *now] if number % 2 else now), number
                for listener in listeners:
                    listener.cancel()
                await asyncio.gather(*listeners, return_exceptions=True)
                for stream in streams:
                    await stream.aclose()

        self.run(scenario)

    def test_publishing_works_from_other_threads(self) -> None:
        async def scenario(live: Live) -> None:
            async with reading(live, ["a"]) as got:
                threads = [threading.Thread(target=live.publish, args=("a", {"n": n})) for n in range(20)]
                for thread in threads:
                    thread.start()
                assert {m.data["n"] for m in await got(20)} == set(range(20))
                for thread in threads:
                    thread.join()

        self.run(scenario)

    def test_a_slow_reader_is_told_to_start_over(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(live_module, "WAITING", 5)

        async def scenario(live: Live) -> None:
            async with reading(live, ["a"], greedy=False) as got:
                for n in range(20):
                    live.publish("a", {"n": n})
                await asyncio.sleep(0.3)
                topics = [m.topic for m in await got(1)]
                assert topics == [RESET]

        self.run(scenario)


class TestInMemory(Port):
    def open(self, kept: int = 100) -> Live:
        return MemoryLive(kept)


class TestOnRedis(Port):
    @pytest.fixture(autouse=True)
    def server(self, redis_url: str, redis_prefix: str, request: pytest.FixtureRequest) -> None:
        self.url, self.prefix = redis_url, f"{redis_prefix}{request.node.name}:"

    def open(self, kept: int = 100) -> Live:
        return RedisLive(self.url, prefix=self.prefix + str(kept), kept=kept)

    def test_what_is_no_message_costs_nobody_the_next_one(self) -> None:
        async def scenario(live: Live) -> None:
            async with reading(live, ["a"]) as got:
                async with AsyncRedis.from_url(self.url) as redis:
                    await redis.xadd(f"{self.prefix}100live", {"nonsense": "1"})
                    assert (await got(1))[0].topic == RESET, "what may be lost is told"
                    live.publish("a", {"n": 1})
                assert [message.data for message in await got(1)] == [{"n": 1}]

        self.run(scenario)

    def test_a_message_crosses_processes(self) -> None:
        async def scenario(live: Live) -> None:
            other = self.open()
            async with reading(live, ["a"]) as got:
                other.publish("a", {"n": 1})
                assert (await got(1))[0].data == {"n": 1}
            await other.close()

        self.run(scenario)

    def test_one_connection_listens_and_none_when_nobody_does(self) -> None:
        async def scenario(live: Live) -> None:
            async def listening() -> int:
                clients = await asker.client_list()
                return sum("xread" in client["cmd"] for client in clients)

            asker: Any = AsyncRedis.from_url(self.url)
            before = await listening()
            async with contextlib.AsyncExitStack() as open_streams:
                for _ in range(3):
                    await asyncio.gather(*(open_streams.enter_async_context(reading(live, ["a"])) for _ in range(20)))
                assert await listening() == before + 1
                assert len(await asker.client_list()) < 20
            async with asyncio.timeout(20):
                while await listening() != before:
                    await asyncio.sleep(0.05)
            await asker.aclose()

        self.run(scenario)

    def test_who_leaves_amid_messages_leaves_nobody_listening_twice(self) -> None:
        """A reload of the only page while the office works: the client of Redis loses a cancellation that meets an
        answer, so that the former listener stayed, and every page heard everything twice, then three times."""

        async def scenario(live: Live) -> None:
            over = threading.Event()

            def work() -> None:
                while not over.wait(0.0015):
                    live.publish("a", {})

            async def busy() -> None:
                """As a loop is that has other things to do: what has come meanwhile is found all at once."""
                while True:
                    await asyncio.sleep(0.005)
                    time.sleep(0.01)

            working, others = threading.Thread(target=work), asyncio.create_task(busy())
            working.start()
            try:
                for length in range(100):
                    async with reading(live, ["a"], settle=0) as got:
                        ids = [message.id for message in await got(1 + length % 7)]
                        assert len(set(ids)) == len(ids)
            finally:
                others.cancel()
                over.set()
                working.join()

        self.run(scenario)

    def test_silence_is_no_interruption(self, caplog: pytest.LogCaptureFixture) -> None:
        """The client's own patience with a silent server was as long as the question, so that both ended at once."""

        async def scenario(live: Live) -> None:
            async with reading(live, ["a"]) as got:
                await asyncio.sleep(live_module.BLOCK_SECONDS + 1.5)
                assert "interrupted" not in caplog.text
                live.publish("a", {"n": 1})
                assert (await got(1))[0].data == {"n": 1}

        self.run(scenario)

    def test_what_an_interruption_swallowed_is_heard_or_told_of(self) -> None:
        async def scenario(_: Live) -> None:
            live = self.open(kept=3)
            asker: Any = AsyncRedis.from_url(self.url)
            async with reading(live, ["a"]) as got:
                for last in (2, 9):
                    live.publish("a", {"n": 0})
                    assert (await got(1))[0].data == {"n": 0}
                    for client in await asker.client_list():
                        if "xread" in client["cmd"]:
                            await asker.client_kill_filter(_id=client["id"])
                    for n in range(1, last + 1):
                        live.publish("a", {"n": n})
                    if last == 2:
                        assert [m.data["n"] for m in await got(2)] == [1, 2]
                    else:
                        assert RESET in [m.topic for m in await got(1)]
            await asker.aclose()
            await live.close()

        self.run(scenario)


def test_publishing_without_redis_loses_only_the_message() -> None:
    RedisLive("redis://127.0.0.1:1/0").publish("a", {})


@contextlib.asynccontextmanager
async def reading(
    live: Live, topics: list[str], after: str = "", greedy: bool = True, settle: float = 0.1
) -> AsyncGenerator[Any, None]:
    """`await got(n)` is the next n messages. The subscription stands when the block begins."""
    stream = live.subscribe(topics, after)
    queue: asyncio.Queue[LiveMessage] = asyncio.Queue()
    go = asyncio.Event()
    if greedy:
        go.set()

    async def pump() -> None:
        async for message in stream:
            await queue.put(message)
            await go.wait()

    task = asyncio.create_task(pump())
    await asyncio.sleep(settle)
    if not greedy:  # one message is taken, the rest wait inside
        live.publish(topics[0], {"n": -1})
        await queue.get()

    async def got(count: int) -> list[LiveMessage]:
        go.set()
        return [await asyncio.wait_for(queue.get(), 10) for _ in range(count)]

    try:
        yield got
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        await stream.aclose()


def events(lines: Iterator[str]) -> Iterator[dict[str, str]]:
    event: dict[str, str] = {}
    for line in lines:
        if line:
            name, _, value = line.partition(": ")
            event[name] = value
        elif event:
            yield event
            event = {}


def test_only_ones_own_personal_topic(world: World) -> None:
    answer = world.client.get("/api/v1/live?topics=person.p002", headers=world.bearer("p001"))
    assert (answer.status_code, answer.json()["code"]) == (403, "gateway.live-topic")
    assert world.client.get("/api/v1/live").status_code == 401
