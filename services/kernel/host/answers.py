"""RPC entrypoints that live through whatever befalls the broker.

Nameko's own end the whole process when an answer cannot be sent or a message not be acknowledged, and its consumers
look for a broker that is away less and less often, at last twice a minute.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import eventlet
from amqp.exceptions import AMQPError, RecoverableConnectionError
from kombu.exceptions import OperationalError
from nameko.messaging import QueueConsumer, QueueConsumerStopped
from nameko.rpc import ReplyListener, Rpc, RpcConsumer, RpcProxy

from services.kernel.refusals import Invalid

log = logging.getLogger("jikao.host")
FIRST_PAUSE, SLOWER, LONGEST_PAUSE = 0.2, 0.4, 5.0
"""Seconds between attempts to connect, and by how many each is longer than the one before."""
AWAY = (OperationalError, AMQPError, OSError)
"""Also what a broker says that has come back without what was in it."""


class SteadyConsumer(QueueConsumer):
    """Is back within seconds of the broker, however long that was away."""

    _line: Any = None
    """The connection on which it listens."""

    @contextmanager
    def establish_connection(self) -> Iterator[Any]:
        with self.create_connection() as connection:
            connection.ensure_connection(
                self.on_connection_error,
                interval_start=FIRST_PAUSE,
                interval_step=SLOWER,
                interval_max=LONGEST_PAUSE,
            )
            yield connection

    def on_consume_ready(self, connection: Any, channel: Any, consumers: Any, **options: Any) -> None:
        self._line = channel.connection
        super().on_consume_ready(connection, channel, consumers, **options)

    def on_iteration(self) -> None:
        """Where an acknowledgement meets a lost connection first, kombu opens another one, on which nobody listens."""
        if not self._line.connected:
            raise RecoverableConnectionError("lost")
        super().on_iteration()

    def run(self, **options: Any) -> None:
        """Whatever ends it but a stop begins it again: the process would end with it."""
        while True:
            try:
                super().run(**options)
                return
            except QueueConsumerStopped:
                raise
            except Exception:
                log.exception("a consumer of %s begins again", self.container.service_name)
            if self.should_stop:
                return
            eventlet.sleep(LONGEST_PAUSE)

    def ack_message(self, message: Any) -> None:
        """What cannot be acknowledged comes again: its key has the answer."""
        with whatever_befalls("an acknowledgement"):
            super().ack_message(message)

    def requeue_message(self, message: Any) -> None:
        with whatever_befalls("a message that was given back"):
            super().requeue_message(message)


@contextmanager
def whatever_befalls(what: str) -> Iterator[None]:
    try:
        yield
    except AWAY as reason:
        log.warning("the broker went away before %s: %s", what, reason)
    except Exception:
        log.exception("%s did not go out", what)


class _Calls(RpcConsumer):
    """One message that is no request would end Nameko's own: what cannot be answered is dropped with a word in the log,
    what can be is refused."""

    queue_consumer = SteadyConsumer()

    def handle_message(self, body: Any, message: Any) -> None:
        if not {"content_type", "reply_to"} <= message.properties.keys():
            log.error("a request that nobody can be answered: %s", message.delivery_info.get("routing_key"))
            self.queue_consumer.ack_message(message)
            return
        if _is_request(body):
            super().handle_message(body, message)
        else:
            refusal = Invalid("请求缺少参数部分。", "A request has args and kwargs.", fields=[])
            self.handle_result(message, {"problem": refusal.as_problem()}, None)

    def handle_result(self, message: Any, result: Any, exc_info: Any) -> Any:
        """An answer that cannot be sent is dropped: whoever asked hears nothing, and asks again with the same key."""
        sent = None
        with whatever_befalls(f"an answer of {message.delivery_info.get('routing_key')}"):
            sent = super().handle_result(message, result, exc_info)
        if sent is None:
            self.queue_consumer.ack_message(message)
        return sent or (result, exc_info)


def _is_request(body: Any) -> bool:
    return isinstance(body, dict) and isinstance(body.get("args"), list) and isinstance(body.get("kwargs"), dict)


class SteadyRpc(Rpc):
    rpc_consumer = _Calls()


class _Replies(ReplyListener):
    queue_consumer = SteadyConsumer()


class SteadyProxy(RpcProxy):
    """Calls another service; as steady."""

    rpc_reply_listener = _Replies()


rpc = SteadyRpc.decorator
