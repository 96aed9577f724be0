"""The entrypoint behind an inbox: many messages to one worker, and one acknowledgement after its commit.

One quorum queue per consuming service, with a single active consumer, so that replicas keep the order. What is no event
goes to the dead letters; a batch that fails stays and is tried again, for nothing may be lost.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

import eventlet
from eventlet.event import Event as Signal
from kombu.common import maybe_declare
from kombu.entity import Queue, binding
from nameko.exceptions import ContainerBeingKilled
from nameko.extensions import Entrypoint

from services.kernel.delivery.contradictions import Unreadable
from services.kernel.delivery.messages import Message
from services.kernel.host import wire
from services.kernel.host.answers import SteadyConsumer, whatever_befalls
from services.kernel.host.standing import StandingExchange, StandingQueue

log = logging.getLogger("jikao.host")
PREFETCH = 4000
MOST = 1000
"""Messages given to one worker at most."""
LINGER = 0.004
"""Seconds the first message of a batch waits for company."""
PAUSES = (0.1, 0.5, 1.0, 2.0, 5.0)
"""Seconds before a failed batch is tried again; the last one holds."""


def queue_of(service: str, sources: Sequence[str]) -> Queue:
    """The service's inbox queue, bound to every exchange it listens to."""
    return Queue(
        wire.inbox_queue(service),
        durable=True,
        bindings=[
            binding(StandingExchange(wire.exchange(s), type="topic", durable=True), routing_key="#") for s in sources
        ],
        queue_arguments={
            "x-queue-type": "quorum",
            "x-single-active-consumer": True,
            "x-dead-letter-exchange": wire.DEAD_LETTERS,
        },
    )


def dead_letters() -> Queue:
    return StandingQueue(
        wire.DEAD_LETTERS,
        exchange=StandingExchange(wire.DEAD_LETTERS, type="fanout", durable=True),
        durable=True,
        queue_arguments={"x-queue-type": "quorum", "x-max-length": wire.DEAD_MOST},
    )


class BatchQueueConsumer(SteadyConsumer):
    """A connection of its own with a wide prefetch; hands raw messages over without a green thread for each."""

    def get_consumers(self, consumer_cls: Any, channel: Any) -> Any:
        maybe_declare(dead_letters(), channel)
        for provider in self._providers:
            consumer = consumer_cls(queues=[provider.queue], on_message=provider.arrived, accept=self.accept)
            consumer.qos(prefetch_count=PREFETCH)
            self._consumers[provider] = consumer
            provider.connected()
        return self._consumers.values()


class EventBatches(Entrypoint):
    """Calls the method with `(messages, catch_up)`; `catch_up` after every connect and every so often.

    The method says with True that all of it is committed.
    """

    queue_consumer = BatchQueueConsumer()

    def __init__(self, service: str, sources: Sequence[str], catch_up_seconds: float, **options: Any) -> None:
        self.queue = queue_of(service, sources)
        self._catch_up_seconds = catch_up_seconds
        self._waiting: list[Any] = []
        self._arrived: Any = None
        self._behind = True
        self._connects = 0
        self._stop = Signal()
        self._thread: Any = None
        super().__init__(**options)

    def setup(self) -> None:
        self._arrived = eventlet.semaphore.Semaphore(0)
        self.queue_consumer.register_provider(self)

    def start(self) -> None:
        self._thread = self.container.spawn_managed_thread(self._run, identifier="event-batches")

    def stop(self) -> None:
        self._stop.send()
        self._arrived.release()
        self._thread.wait()
        self.queue_consumer.unregister_provider(self)

    def kill(self) -> None:
        """What was not acknowledged comes again."""

    def connected(self) -> None:
        """A new channel: what was delivered on the old one comes again, and some may be lost."""
        self._waiting.clear()
        self._connects += 1
        self._behind = True
        self._arrived.release()

    def arrived(self, message: Any) -> None:
        self._waiting.append(message)
        if len(self._waiting) == 1:
            self._arrived.release()

    # -- the loop -----------------------------------------------------------------------------------------------------

    def _run(self) -> None:
        failures = 0
        while not self._stop.ready():
            if not self._waiting and not self._behind and not self._arrived.acquire(timeout=self._catch_up_seconds):
                self._behind = True
            if self._stop.ready():
                return
            if self._waiting and len(self._waiting) < MOST:
                eventlet.sleep(LINGER)
            batch, behind = self._waiting[:MOST], self._behind
            if not batch and not behind:
                continue
            if self._tried(batch, behind):
                failures = 0
            else:
                eventlet.sleep(PAUSES[min(failures, len(PAUSES) - 1)])
                failures += 1

    def _tried(self, batch: list[Any], behind: bool) -> bool:
        """This loop goes on: the process would end with it."""
        try:
            return self._work(batch, behind)
        except Exception:
            log.exception("a batch of %s is tried again", self.container.service_name)
            return False

    def _work(self, batch: list[Any], behind: bool) -> bool:
        messages, dead = _read(batch)
        connects = self._connects
        if not self._worked(messages, behind):
            return False
        if behind and connects == self._connects:  # else there is something to catch up with again
            self._behind = False
        if batch and self._waiting[:1] == batch[:1]:  # not so after a reconnect: they come again
            del self._waiting[: len(batch)]
            self._acknowledge(batch, dead)
        return True

    def _worked(self, messages: list[Message | Unreadable], behind: bool) -> bool:
        """Whether the worker ended well; waits for it."""
        ended: Any = Signal()

        def finish(worker: Any, result: Any = None, exc_info: Any = None) -> Any:
            ended.send(exc_info is None and bool(result))
            return result, exc_info

        try:
            self.container.spawn_worker(self, (messages, behind), {}, handle_result=finish)
        except ContainerBeingKilled:
            return False
        return bool(ended.wait())

    def _acknowledge(self, batch: list[Any], dead: list[Any]) -> None:
        channel = batch[-1].channel
        if not channel.connection:
            return
        with whatever_befalls("the acknowledgement of a batch, which comes again"):
            for raw in dead:
                raw.reject()
            sound = [raw for raw in batch if raw not in dead]
            if sound:  # the broker closes a channel that acknowledges what was rejected
                channel.basic_ack(sound[-1].delivery_tag, multiple=True)


def _read(batch: list[Any]) -> tuple[list[Message | Unreadable], list[Any]]:
    """The messages, and which of the raw ones are none: these go on record too, and to the dead letters."""
    read = [(raw, wire.received(raw.headers, raw.body, raw.delivery_info.get("exchange", ""))) for raw in batch]
    return [message for _, message in read], [raw for raw, message in read if isinstance(message, Unreadable)]


event_batches = EventBatches.decorator
