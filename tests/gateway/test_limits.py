"""Rates and revocations: one suite for memory and Redis; what happens when Redis is away; the scorecards' memory."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from gateway.cache import RememberingBackend
from gateway.limits import Limits, MemoryRevocations, RedisRevocations, Revocations
from gateway.refusals import TooManyRequests
from services.kernel.delivery.live import MemoryLive, RedisLive
from services.kernel.procedure.context import Answer, Call
from services.kernel.procedure.identity import Signer, Verifier, new_key, public_key
from services.kernel.refusals import Forbidden, Unavailable
from tests.gateway.conftest import World

NOWHERE = "redis://127.0.0.1:1/0"


class Port:
    def limits(self) -> Limits:
        raise NotImplementedError

    def revocations(self) -> Revocations:
        raise NotImplementedError

    def test_a_rate_is_kept_per_caller(self) -> None:
        async def scenario() -> None:
            limits = self.limits()
            for _ in range(3):
                await limits.take("3/minute", "login", "a")
            with pytest.raises(TooManyRequests) as refused:
                await limits.take("3/minute", "login", "a")
            assert 1 <= refused.value.details["retry_after"] <= 61
            await limits.take("3/minute", "login", "b")
            await limits.take("3/minute", "calls", "a")
            await limits.take("", "login", "a")

        asyncio.run(scenario())

    def test_a_revocation_holds_until_its_time(self) -> None:
        async def scenario() -> None:
            revocations = self.revocations()
            assert not await revocations.is_revoked("s1")
            await revocations.revoke("s1", 0.3)
            await revocations.revoke("s2", 60)
            assert await revocations.is_revoked("s1")
            await asyncio.sleep(0.4)
            assert not await revocations.is_revoked("s1")
            assert await revocations.is_revoked("s2")

        asyncio.run(scenario())


class TestInMemory(Port):
    def limits(self) -> Limits:
        return Limits()

    def revocations(self) -> Revocations:
        return MemoryRevocations()


class TestOnRedis(Port):
    @pytest.fixture(autouse=True)
    def server(self, redis_url: str, redis_prefix: str) -> None:
        self.url, self.prefix = redis_url, redis_prefix

    def limits(self) -> Limits:
        return Limits(self.url, prefix=self.prefix)

    def revocations(self) -> Revocations:
        return RedisRevocations(self.url, prefix=self.prefix)

    def test_two_gateways_share_both(self) -> None:
        async def scenario() -> None:
            await self.revocations().revoke("shared", 60)
            assert await self.revocations().is_revoked("shared")
            await self.limits().take("1/minute", "shared")
            with pytest.raises(TooManyRequests):
                await self.limits().take("1/minute", "shared")

        asyncio.run(scenario())

    def test_many_who_ask_at_once_do_not_look_like_a_redis_that_is_away(self, caplog: pytest.LogCaptureFixture) -> None:
        """Every open page asks when something changes; a gateway holds more of them than connections."""

        async def scenario() -> None:
            limits, revocations = self.limits(), self.revocations()
            await asyncio.gather(*(limits.take("1000/minute", "calls", f"p{n}") for n in range(400)))
            assert not any(await asyncio.gather(*(revocations.is_revoked(f"many-{n}") for n in range(400))))

        asyncio.run(scenario())
        assert caplog.messages == []


def test_without_redis_the_office_goes_on(world: World) -> None:
    """Rates are not counted, live positions unknown; which sessions ended is read from the account store."""
    gate = world.app.state.gate
    gate.limits, gate.revocations = Limits(NOWHERE), RedisRevocations(NOWHERE)
    with pytest.raises(Unavailable):
        asyncio.run(RedisRevocations(NOWHERE).is_revoked("s"))
    assert asyncio.run(RedisLive(NOWHERE).position()) == ""
    me = world.bearer()
    assert world.client.get("/api/v1/sample/jars", headers=me).status_code == 200
    assert world.client.delete("/api/v1/sessions/current", headers=me).status_code == 204
    ended = world.client.get("/api/v1/sample/jars", headers=me)
    assert (ended.status_code, ended.json()["code"]) == (401, "gateway.session-ended")


class Counting:
    """A service that counts how often it is asked, and admits nobody called `stranger`."""

    def __init__(self, verifier: Verifier) -> None:
        self.asked, self.verifier = 0, verifier

    async def call(self, call: Call) -> Answer:
        await asyncio.sleep(0.01)
        if self.verifier.verify(call.token).person == "stranger":
            raise Forbidden("不可。", "No.")
        self.asked += 1
        return Answer(f"{self.asked}".encode())

    async def ready(self) -> dict[str, bool]:
        return {}


class Bench:
    def __init__(self) -> None:
        key = new_key()
        self.signer, verifier = Signer(key), Verifier(public_key(key))
        self.inner, self.live, self.now = Counting(verifier), MemoryLive(), [0.0]
        queries = frozenset({"appraisal.list-scorecards", "attendance.list-leave"})
        self.backend = RememberingBackend(self.inner, self.live, verifier, queries, clock=lambda: self.now[0])

    async def ask(self, person: str, quarter: str = "2026-Q3", operation: str = "appraisal.list-scorecards") -> bytes:
        token = self.signer.sign(person, token_id=person)
        return (await self.backend.call(Call(operation, {"quarter": quarter}, token))).body

    async def admitted(self, *people: str) -> None:
        for person in people:
            await self.ask(person)
        self.inner.asked = 0


def run(scenario: Callable[[Bench], Any]) -> None:
    asyncio.run(scenario(Bench()))


def test_sixty_open_pages_ask_once() -> None:
    async def scenario(bench: Bench) -> None:
        people = [f"p{n}" for n in range(60)]
        await bench.admitted(*people)
        answers = await asyncio.gather(*(bench.ask(person) for person in people))
        assert (bench.inner.asked, set(answers)) == (1, {b"1"})
        await bench.ask("p1", "2026-Q2")
        assert bench.inner.asked == 2

    run(scenario)


def test_a_live_message_a_change_or_two_seconds_end_what_is_remembered() -> None:
    async def scenario(bench: Bench) -> None:
        await bench.admitted("p1")
        assert [await bench.ask("p1"), await bench.ask("p1")] == [b"1", b"1"]
        bench.live.publish("scorecards.2026-Q3", {})
        assert await bench.ask("p1") == b"2"
        await bench.ask("p1", operation="appraisal.adopt-policy")
        assert await bench.ask("p1") == b"4"
        bench.now[0] += 3
        assert await bench.ask("p1") == b"5"

    run(scenario)


def test_what_one_may_see_another_still_may_not() -> None:
    async def scenario(bench: Bench) -> None:
        await bench.admitted("p1")
        await bench.ask("p1")
        with pytest.raises(Forbidden):
            await bench.ask("stranger")
        await bench.ask("p1")
        bench.now[0] += 61
        await bench.ask("p1")
        assert bench.inner.asked == 2, "after a minute the service is asked again whether one may"

    run(scenario)


def test_other_queries_are_never_remembered() -> None:
    async def scenario(bench: Bench) -> None:
        assert [await bench.ask("p1", operation="attendance.list-leave") for _ in range(3)] == [b"1", b"2", b"3"]

    run(scenario)
