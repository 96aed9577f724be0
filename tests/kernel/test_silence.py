"""A Redis that takes calls and never answers costs one question in five seconds, not every question its patience."""

from __future__ import annotations

import asyncio
import logging
import socket
import time
from collections.abc import Iterator

import pytest

from gateway.limits import Limits, RedisRevocations
from services.kernel.delivery.live import RedisLive
from services.kernel.delivery.silence import PATIENCE, PAUSE, Silence
from services.kernel.delivery.waking import Waker
from services.kernel.host.revoked import RevokedTokens
from services.kernel.refusals import Unavailable

pytestmark = pytest.mark.slow

log = logging.getLogger("jikao.test")


@pytest.fixture
def hanging() -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0), backlog=32) as server:
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"


def test_one_caller_tries_again_after_each_pause() -> None:
    now = [100.0]
    silence = Silence(lambda: now[0])
    assert not silence.lasts()
    silence.begin(log, "nothing is told", OSError("gone"))
    assert silence.lasts()
    now[0] += PAUSE
    assert [silence.lasts(), silence.lasts()] == [False, True]
    silence.over()
    assert [silence.lasts(), silence.lasts()] == [False, False]


def test_it_is_said_once_until_there_was_an_answer(caplog: pytest.LogCaptureFixture) -> None:
    silence = Silence()
    for _ in range(3):
        silence.begin(log, "nothing is told", OSError("gone"))
    silence.begin(log, "nothing is asked", OSError("gone"))
    assert [record.message for record in caplog.records] == ["nothing is told: gone", "nothing is asked: gone"]
    silence.over()
    silence.begin(log, "nothing is told", OSError("gone"))
    assert len(caplog.records) == 3


def test_a_service_waits_for_a_hanging_redis_once(hanging: str) -> None:
    silence, began = Silence(), time.monotonic()
    revoked = RevokedTokens(hanging, prefix="x:", silence=silence)
    waker = Waker(hanging, "sample", prefix="x:", silence=silence)
    live = RedisLive(hanging, prefix="x:", silence=silence)
    for number in range(5):
        assert not revoked(f"session-{number}")
        waker()
        live.publish("desk", {})
    assert time.monotonic() - began < 2 * PATIENCE


def test_a_gateway_waits_for_a_hanging_redis_once(hanging: str) -> None:
    async def scenario() -> float:
        silence, began = Silence(), time.monotonic()
        limits, revocations = Limits(hanging, silence=silence), RedisRevocations(hanging, silence=silence)
        live = RedisLive(hanging, silence=silence)
        for _ in range(5):
            with pytest.raises(Unavailable):
                await revocations.is_revoked("s")
            await limits.take("1/minute", "who")
            assert await live.position() == ""
        return time.monotonic() - began

    assert asyncio.run(scenario()) < 2 * PATIENCE


def test_a_session_that_ended_while_redis_was_away_stays_ended(redis_url: str, redis_prefix: str) -> None:
    """Also for the services, which ask Redis alone."""

    async def scenario() -> None:
        revocations = RedisRevocations(redis_url, prefix=redis_prefix)
        there, revocations._client = revocations._client, RedisRevocations("redis://127.0.0.1:1/0")._client
        with pytest.raises(Unavailable):
            await revocations.revoke("s1", 60)
        revocations._client = there
        assert await revocations.is_revoked("s1")
        assert not await revocations.is_revoked("s2")
        await there.aclose()

    asyncio.run(scenario())
    revoked = RevokedTokens(redis_url, prefix=redis_prefix)
    assert [revoked("s1"), revoked("s2")] == [True, False]
