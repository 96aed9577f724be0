"""Publishes to RabbitMQ in a pipelined window of confirms. Knows messages, no log."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any

from pika import BasicProperties

from services.kernel.delivery.messages import Message
from services.kernel.host import wire
from services.kernel.host.rabbit.link import Link, away
from services.kernel.refusals import Unavailable

PERSISTENT = 2


class _Sent:
    """One batch: the delivery tags the broker has not answered for."""

    __slots__ = ("done", "last", "open")

    def __init__(self, first: int, last: int, done: Future[None]) -> None:
        self.open, self.last, self.done = set(range(first, last + 1)), last, done


class RabbitPublisher:
    """A `Publisher` to the topic exchange of one source. Several batches may be on their way at once."""

    def __init__(self, url: str, source: str, *, heartbeat: int = 20) -> None:
        self.source = source
        self.exchange = wire.exchange(source)
        self.unrouted = 0
        """Messages no queue was bound for. They are not lost: a reader that comes later pulls them from the log."""
        self._sent: deque[_Sent] = deque()
        self._tag = 0
        self._link = Link(url, f"relay-{source}", prepare=self._prepare, lost=self._lost, heartbeat=heartbeat)

    def publish(self, messages: Sequence[Message]) -> Future[None]:
        """Done when the broker has taken every message; `Unavailable` when it went away before that."""
        done: Future[None] = Future()
        if not messages:
            done.set_result(None)
        elif not self._link.ready.wait(5):
            done.set_exception(away())
        else:
            prepared = [
                (wire.routing_key(m), m.data, self._properties(m)) for m in messages
            ]  # here, not in the link's thread
            self._link.run(lambda: self._send(prepared, done))
        return done

    def close(self) -> None:
        self._link.close()

    @staticmethod
    def _properties(message: Message) -> BasicProperties:
        return BasicProperties(
            content_type=wire.CONTENT_TYPE,
            content_encoding="utf-8",
            delivery_mode=PERSISTENT,
            message_id=f"{message.source}/{message.position}",
            type=message.topic,
            headers=wire.headers(message),
        )

    # -- in the link's thread -----------------------------------------------------------------------------------------

    def _prepare(self, channel: Any, ready: Callable[[], None]) -> None:
        self._tag = 0

        def confirmed(_: Any) -> None:
            ready()

        def declared(_: Any) -> None:
            channel.confirm_delivery(self._answered, callback=confirmed)

        channel.add_on_return_callback(self._returned)
        channel.exchange_declare(self.exchange, exchange_type="topic", durable=True, callback=declared)

    def _send(self, prepared: Sequence[tuple[str, bytes, BasicProperties]], done: Future[None]) -> None:
        channel = self._link.channel
        if channel is None:
            done.set_exception(away())
            return
        self._sent.append(_Sent(self._tag + 1, self._tag + len(prepared), done))
        self._tag += len(prepared)
        for key, body, properties in prepared:
            if not channel.is_open:
                return  # `_lost` has answered
            channel.basic_publish(self.exchange, key, body, properties, mandatory=True)

    def _answered(self, frame: Any) -> None:
        tag, multiple = frame.method.delivery_tag, frame.method.multiple
        if frame.method.NAME == "Basic.Nack":
            self._lost(away(en="The broker would not take a message; try again."))
            return
        for batch in self._sent:
            if multiple:
                batch.open = set() if batch.last <= tag else {t for t in batch.open if t > tag}
            elif tag in batch.open:
                batch.open.discard(tag)
            if not multiple and tag <= batch.last:
                break
        while self._sent and not self._sent[0].open:
            self._sent.popleft().done.set_result(None)

    def _returned(self, *_: Any) -> None:
        self.unrouted += 1

    def _lost(self, reason: Unavailable) -> None:
        sent, self._sent = self._sent, deque()
        for batch in sent:
            batch.done.set_exception(reason)
