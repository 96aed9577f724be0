"""Calls services over RabbitMQ in Nameko's RPC protocol, for processes that are no Nameko containers.

Any number of calls may be outstanding. One that is not answered in time is `Unavailable`: it may or may not have been
carried out, and the same Idempotency-Key tells. A request that no service took in time expires on the broker.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import Any

import msgspec
from pika import BasicProperties

from services.kernel.host.rabbit.link import Link, away
from services.kernel.procedure.context import Answer, Call
from services.kernel.refusals import Refused, Unavailable

EXCHANGE = "nameko-rpc"


class RemoteFault(RuntimeError):
    """The service failed in a way it did not foresee. Its own log has the traceback."""


class _Result(msgspec.Struct):
    body: msgspec.Raw = msgspec.Raw(b"null")
    version: int | None = None
    location: str = ""
    problem: dict[str, Any] | None = None


class _Error(msgspec.Struct):
    exc_type: str = ""
    value: Any = ""


class _Reply(msgspec.Struct):
    error: _Error | None = None
    result: msgspec.Raw = msgspec.Raw(b"null")


_reply = msgspec.json.Decoder(_Reply)
_result = msgspec.json.Decoder(_Result)


class RpcClient:
    """One connection; calls from any thread or event loop. `name` is the part that calls: the broker lets a user have
    the queue of answers of its own part alone."""

    def __init__(self, url: str, *, name: str, timeout: float = 10.0, heartbeat: int = 20) -> None:
        self.timeout = timeout
        self._reply_to = str(uuid.uuid4())
        self._name, self._looks = name, True
        self._open: dict[str, Future[bytes]] = {}
        self._link = Link(url, f"rpc-{name}", prepare=self._prepare, lost=self._lost, heartbeat=heartbeat)

    async def call(self, call: Call, seconds: float | None = None) -> Answer:
        """Carries out one operation at its service: `attendance.request-leave` at `attendance`."""
        sent = self._send(*_request(call), seconds or self.timeout)
        try:
            async with asyncio.timeout(seconds or self.timeout):
                return answer_of(await asyncio.wrap_future(sent))
        except TimeoutError:
            raise _late() from None

    def call_now(self, call: Call, seconds: float | None = None) -> Answer:
        """The same for a thread."""
        return answer_of(self._wait(*_request(call), seconds or self.timeout))

    def is_connected(self) -> bool:
        return self._link.ready.is_set()

    async def is_alive(self, service: str, seconds: float = 2.0) -> bool:
        """Whether a container of the service answers."""
        sent = self._send(service, "alive", {}, seconds)
        try:
            async with asyncio.timeout(seconds):
                return result_of(await asyncio.wrap_future(sent)) == b"true"
        except (TimeoutError, Unavailable, RemoteFault):
            return False

    def ask(self, service: str, method: str, seconds: float | None = None, **kwargs: Any) -> Any:
        """Any RPC method, as Python values: for what is no operation, such as `events_after`."""
        value = msgspec.json.decode(result_of(self._wait(service, method, kwargs, seconds or self.timeout)))
        if isinstance(value, dict) and value.get("problem"):
            raise Refused(value["problem"])
        return value

    def close(self) -> None:
        self._link.close()

    def _wait(self, service: str, method: str, kwargs: Mapping[str, Any], seconds: float) -> bytes:
        sent = self._send(service, method, kwargs, seconds)
        try:
            return sent.result(seconds)
        except TimeoutError:
            sent.cancel()
            raise _late() from None

    def _send(self, service: str, method: str, kwargs: Mapping[str, Any], seconds: float) -> Future[bytes]:
        body = msgspec.json.encode({"args": [], "kwargs": kwargs})
        mark, done = uuid.uuid4().hex, Future[bytes]()
        done.add_done_callback(lambda _: self._open.pop(mark, None))
        self._open[mark] = done
        properties = BasicProperties(
            content_type="application/json",
            content_encoding="utf-8",
            reply_to=self._reply_to,
            correlation_id=mark,
            expiration=str(int(seconds * 1000)),
            headers={"nameko.call_id_stack": [f"jikao.{kwargs.get('correlation') or mark}"]},
        )

        def publish() -> None:
            if done.done():
                return
            if self._link.channel is None:
                self._finish(mark, lambda done: done.set_exception(away()))
            else:
                self._link.channel.basic_publish(EXCHANGE, f"{service}.{method}", body, properties, mandatory=True)

        self._link.run(publish)
        return done

    # -- in the link's thread -----------------------------------------------------------------------------------------

    def _prepare(self, channel: Any, ready: Callable[[], None]) -> None:
        """The exchange is looked for, and made where it is missing: by turns, for each takes a channel with it."""
        queue = f"rpc.reply-{self._name}-{self._reply_to}"

        looks, self._looks = self._looks, not self._looks

        def consuming(_: Any) -> None:
            self._looks = True
            ready()

        def bound(_: Any) -> None:
            channel.basic_consume(queue, self._replied, auto_ack=True, callback=consuming)

        def made(_: Any) -> None:
            channel.queue_bind(queue, EXCHANGE, routing_key=self._reply_to, callback=bound)

        def declared(_: Any) -> None:
            channel.queue_declare(queue, exclusive=True, auto_delete=True, callback=made)

        channel.add_on_return_callback(self._returned)
        channel.exchange_declare(EXCHANGE, exchange_type="topic", durable=True, passive=looks, callback=declared)

    def _replied(self, channel: Any, method: Any, properties: BasicProperties, body: bytes) -> None:
        self._finish(properties.correlation_id, lambda done: done.set_result(body))

    def _returned(self, channel: Any, method: Any, properties: BasicProperties, body: bytes) -> None:
        service = method.routing_key.split(".")[0]
        reason = away(f"服务 {service} 尚未启动，请稍后重试。", f"The service {service} is not running; try again.")
        self._finish(properties.correlation_id, lambda done: done.set_exception(reason))

    def _finish(self, mark: str, how: Callable[[Future[bytes]], None]) -> None:
        done = self._open.get(mark)
        if done is not None and done.set_running_or_notify_cancel():
            how(done)

    def _lost(self, reason: Unavailable) -> None:
        for mark in list(self._open):
            self._finish(mark, lambda done: done.set_exception(reason))


def _request(call: Call) -> tuple[str, str, dict[str, Any]]:
    service, name = call.operation.split(".", 1)
    kwargs: dict[str, Any] = {"token": call.token, "body": dict(call.body)}
    for field in ("correlation", "causation", "key", "if_match", "at"):
        value = getattr(call, field)
        if value not in (None, ""):
            kwargs[field] = value.isoformat() if field == "at" else value
    return service, name.replace("-", "_"), kwargs


def result_of(reply: bytes) -> bytes:
    """The JSON of what the method returned."""
    decoded = _reply.decode(reply)
    if decoded.error is not None:
        raise RemoteFault(f"{decoded.error.exc_type}: {decoded.error.value}")
    return bytes(decoded.result)


def answer_of(reply: bytes) -> Answer:
    result = _result.decode(result_of(reply))
    if result.problem is not None:
        raise Refused(result.problem)
    return Answer(bytes(result.body), result.version, result.location)


def _late() -> Unavailable:
    return away(
        "服务未在规定时间内答复，请用同一幂等键重试。",
        "No answer in time; send it again with the same Idempotency-Key.",
    )
