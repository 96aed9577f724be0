"""RPC entrypoints that live through a restart of the broker.

Nameko's own end the whole process when the broker goes away while one of them answers, and its consumers then look for
the broker less and less often, at last twice a minute.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from amqp.exceptions import ConnectionError as ConnectionLost
from kombu.exceptions import OperationalError
from nameko.messaging import QueueConsumer
from nameko.rpc import Rpc, RpcConsumer

from services.kernel.refusals import Invalid

log = logging.getLogger("jikao.host")
FIRST_PAUSE, SLOWER, LONGEST_PAUSE = 0.2, 0.4, 5.0
"""Seconds between attempts to connect, and by how many each is longer than the one before."""
AWAY = (OperationalError, ConnectionLost, OSError)


class SteadyConsumer(QueueConsumer):
    """Is back within seconds of the broker, however long that was away."""

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


class _Calls(RpcConsumer):
    """One message that is no request would end Nameko's own: what cannot be answered is dropped with a word in the log,
    what can be is refused."""

    queue_consumer = SteadyConsumer()

    def handle_message(self, body: Any, message: Any) -> None:
        if not {"content_type", "reply_to"} <= message.properties.keys():
            log.error("a request that nobody can be answered: %s", message.delivery_info.get("routing_key"))
            self.queue_consumer.ack_message(message)
            return
        try:
            if _is_request(body):
                super().handle_message(body, message)
            else:
                refusal = Invalid("请求缺少参数部分。", "A request has args and kwargs.", fields=[])
                self.handle_result(message, {"problem": refusal.as_problem()}, None)
        except AWAY as reason:
            log.warning("the broker went away before a refusal: %s", reason)
            self.queue_consumer.ack_message(message)


def _is_request(body: Any) -> bool:
    return isinstance(body, dict) and isinstance(body.get("args"), list) and isinstance(body.get("kwargs"), dict)


class SteadyRpc(Rpc):
    """An answer that cannot be sent is dropped: whoever asked hears nothing, and asks again with the same key."""

    rpc_consumer = _Calls()

    def handle_result(self, message: Any, worker_ctx: Any, result: Any, exc_info: Any) -> Any:
        try:
            return super().handle_result(message, worker_ctx, result, exc_info)
        except AWAY as reason:
            log.warning("the broker went away before an answer of %s: %s", self.method_name, reason)
            self.rpc_consumer.queue_consumer.ack_message(message)
            return result, exc_info


rpc = SteadyRpc.decorator
