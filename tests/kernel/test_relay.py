"""The relay: in order, from a durable cursor, which moves only past what the bus has answered for."""

import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from services.kernel.delivery.messages import Message
from services.kernel.delivery.relay import Relay
from services.kernel.delivery.silence import Silence
from services.kernel.delivery.waking import Waker, Woken
from services.kernel.log.store import Store
from services.kernel.refusals import Unavailable
from tests.kernel.sample import FillJar, SampleDesk
from tests.kernel.tally import open_jar
from tests.patience import patient

pytestmark = pytest.mark.slow


class Memory:
    """A bus that keeps what it got, and fails when told."""

    def __init__(self) -> None:
        self.got: list[Message] = []
        self.fails_at: int | None = None
        self.open: list[Future[None]] = []
        self.answers = True

    def publish(self, messages: Sequence[Message]) -> Future[None]:
        done: Future[None] = Future()
        for message in messages:
            if message.position == self.fails_at:
                done.set_exception(Unavailable("断", "gone"))
                return done
            self.got.append(message)
        if self.answers:
            done.set_result(None)
        else:
            self.open.append(done)
        return done

    def close(self) -> None: ...


@pytest.fixture(params=["sqlite", "postgres"])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SampleDesk]:
    if request.param == "postgres":
        url = request.getfixturevalue("postgres_url").replace("postgresql://", "postgresql+psycopg://")
        store = Store(url, schema=f"sample{uuid4().hex[:8]}")
    else:
        store = Store(f"sqlite:///{tmp_path}/sample.db")
    made = SampleDesk(store)
    yield made
    store.close()


def fill(desk: SampleDesk, times: int) -> None:
    jar = UUID(open_jar(desk))
    for _ in range(times):
        desk.do(FillJar(jar=jar, amount=1))


def running(relay: Relay) -> threading.Thread:
    thread = threading.Thread(target=relay.run, daemon=True)
    thread.start()
    return thread


def eventually(condition, seconds: float = 10.0) -> None:
    deadline = threading.Event()
    for _ in range(int(patient(seconds) / 0.02)):
        if condition():
            return
        deadline.wait(0.02)
    assert condition()


def test_everything_is_sent_in_order_and_once_while_nothing_fails(desk: SampleDesk) -> None:
    bus = Memory()
    relay = Relay(desk.app.store, "sample", bus, batch=4)
    fill(desk, 10)
    assert relay.send() == 11
    assert relay.send() == 0
    fill(desk, 2)
    assert relay.send() == 3
    assert [m.position for m in bus.got] == list(range(1, 15))
    assert [m.previous for m in bus.got] == list(range(14))
    assert Relay(desk.app.store, "sample", Memory()).cursor() == 14


def test_the_cursor_stays_before_what_was_not_confirmed(desk: SampleDesk) -> None:
    bus = Memory()
    relay = Relay(desk.app.store, "sample", bus, batch=4)
    fill(desk, 10)
    bus.fails_at = 7
    with pytest.raises(Unavailable):
        relay.send()
    assert relay.cursor() == 4
    bus.fails_at = None
    bus.got.clear()
    Relay(desk.app.store, "sample", bus, batch=4).send()
    assert [m.position for m in bus.got] == list(range(5, 12))


def test_a_woken_relay_publishes_and_a_failed_bus_is_tried_again(desk: SampleDesk) -> None:
    bus = Memory()
    bus.fails_at = 2
    relay = Relay(desk.app.store, "sample", bus, poll_seconds=5, retry_seconds=0.05)
    desk.app.listeners.append(relay.wake)
    thread = running(relay)
    fill(desk, 3)
    bus.fails_at = None
    eventually(lambda: relay.cursor() == 4)
    assert {m.position for m in bus.got} == {1, 2, 3, 4}
    relay.stop()
    thread.join(5)
    assert not thread.is_alive()


def test_an_idle_relay_asks_seldom_and_a_busy_one_often(desk: SampleDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fifty looks a second took four hundredths of a core, day and night."""
    bus = Memory()
    relay = Relay(desk.app.store, "sample", bus)
    looks: list[float] = []
    asked = relay._head
    monkeypatch.setattr(relay, "_head", lambda lease: (looks.append(time.monotonic()), asked(lease))[1])
    thread = running(relay)
    fill(desk, 1)
    eventually(lambda: len(bus.got) == 2)
    time.sleep(7)
    until = looks[-1]
    assert 1 <= len([look for look in looks if look > until - 2]) <= 5
    fill(desk, 1)
    eventually(lambda: len(bus.got) == 4, 2)
    time.sleep(0.5)
    until = looks[-1]
    assert len([look for look in looks if look > until - 0.25]) >= 3, "what follows soon is sent at once"
    relay.stop()
    thread.join(5)


def test_of_two_relays_on_postgresql_one_works_until_it_ends(desk: SampleDesk) -> None:
    if desk.app.store.is_sqlite:
        pytest.skip("SQLite serves one process")
    first_bus, second_bus = Memory(), Memory()
    first, second = (
        Relay(desk.app.store, "sample", bus, poll_seconds=0.02, retry_seconds=0.05) for bus in (first_bus, second_bus)
    )
    fill(desk, 1)
    one = running(first)
    eventually(lambda: first.cursor() == 2)
    other = running(second)
    fill(desk, 5)
    eventually(lambda: first.cursor() == 8)
    assert second_bus.got == []
    first.stop()
    one.join(5)
    fill(desk, 1)
    eventually(lambda: second.cursor() == 10)
    assert [m.position for m in second_bus.got] == [9, 10]
    second.stop()
    other.join(5)


def test_a_trouble_that_lasts_is_told_once_and_one_that_comes_again_again(
    desk: SampleDesk, caplog: pytest.LogCaptureFixture
) -> None:
    def told() -> list[str]:
        return [record.message for record in caplog.records if "waits" in record.message]

    bus = Memory()
    relay = Relay(desk.app.store, "sample", bus, poll_seconds=0.01, retry_seconds=0.01)
    thread = running(relay)
    for fails_at, times in ((2, 1), (4, 2)):
        bus.fails_at = fails_at
        fill(desk, 1)
        eventually(lambda: len(told()) == times)  # noqa: B023 - called before the next
        time.sleep(0.2)
        assert len(told()) == times, "however often it was tried meanwhile"
        bus.fails_at = None
        eventually(lambda: relay.cursor() == fails_at)  # noqa: B023
        time.sleep(0.1)
    relay.stop()
    thread.join(5)


def test_a_relay_in_another_process_is_woken_by_a_word_in_redis(desk: SampleDesk, redis_url: str) -> None:
    bus = Memory()
    relay = Relay(desk.app.store, "sample", bus, poll_seconds=3_600)
    prefix = f"{uuid4().hex}:"
    woken = Woken(redis_url, "sample", relay.wake, prefix=prefix)
    words: list[int] = []
    other = Woken(redis_url, "other", lambda: words.append(1), prefix=prefix)
    eventually(lambda: woken.listening.is_set() and other.listening.is_set())
    desk.app.listeners.append(Waker(redis_url, "sample", prefix=prefix))
    thread = running(relay)
    fill(desk, 1)
    eventually(lambda: len(bus.got) == 2)
    fill(desk, 1)
    eventually(lambda: len(bus.got) == 4)
    assert words == [1], "as it began to listen"
    woken.close()
    other.close()
    relay.stop()
    thread.join(5)


def test_nobody_waits_for_a_redis_that_is_away(desk: SampleDesk, caplog: pytest.LogCaptureFixture) -> None:
    now = [0.0]
    desk.app.listeners.append(Waker("redis://127.0.0.1:1/0", "sample", prefix="x:", silence=Silence(lambda: now[0])))
    fill(desk, 3)
    assert [record.message[:10] for record in caplog.records].count("relays loo") == 1
    now[0] = 6.0
    fill(desk, 1)
    assert [record.message[:10] for record in caplog.records].count("relays loo") == 1, "said once, until it answers"
