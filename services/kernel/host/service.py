"""Makes the Nameko service class of one application.

One RPC method per operation: `n.rpc.attendance.request_leave(token=…, key=…, if_match=…, correlation=…, **fields)`.
An answer is `{"body": …, "version": …, "location": …}`, a refusal `{"problem": {…}}`: a refusal is no fault of the
service, so it is a value here and no exception.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import eventlet
import eventlet.tpool
import msgspec
from nameko.exceptions import UnknownService
from nameko.rpc import RpcProxy
from nameko.timer import timer

from services.kernel.delivery.inbox import PASSING, Inbox
from services.kernel.delivery.messages import Consumer, Message
from services.kernel.delivery.outbox import Outbox
from services.kernel.domain.who import SYSTEM_ID
from services.kernel.host import wire
from services.kernel.host.answers import rpc
from services.kernel.host.batches import event_batches
from services.kernel.procedure.application import Application
from services.kernel.procedure.context import Call
from services.kernel.refusals import Forbidden, Refusal, Unavailable

log = logging.getLogger("jikao.host")
PULL_SECONDS = 15.0
MOST_PULLED = 2000


def service_class(
    app: Application,
    subscriptions: Mapping[str, Consumer],
    *,
    system_token: str,
    tick_seconds: float = 60.0,
    catch_up_seconds: float = 20.0,
) -> type[Any]:
    """`subscriptions` maps a source to what takes its events in."""
    inboxes = {source: Inbox(app, source, consumer, _unreachable) for source, consumer in subscriptions.items()}
    members: dict[str, Any] = {"name": app.name, "__doc__": f"The {app.name} service."}
    for operation in app.operations.values():
        members[operation.method_name()] = rpc(_method(app, operation.NAME, operation.method_name()))
    members["alive"] = rpc(_alive)
    members |= {name: rpc(method) for name, method in _own_methods(app, inboxes).items()}
    if inboxes:
        for source in inboxes:
            members[f"source_{source}"] = RpcProxy(source)
        take_in = event_batches(app.name, tuple(inboxes), catch_up_seconds)
        members["take_in"] = take_in(_take_in(inboxes, system_token))
    if f"{app.name}.tick" in app.operations and tick_seconds > 0:
        members["keep_time"] = timer(interval=tick_seconds)(_keep_time(app, system_token))
    app.writer.breathe = _breathe
    app.aside = eventlet.tpool.execute
    return type(f"{app.name.title()}Service", (), members)


def _alive(self: Any) -> bool:
    """Anybody may ask."""
    return True


def _breathe() -> None:
    """Lets the other workers stand in the line before its leader counts them: one commit for all."""
    eventlet.sleep(0)


def _method(app: Application, operation: str, name: str) -> Callable[..., Any]:
    def method(
        self: Any,
        token: str = "",
        key: str = "",
        if_match: int | None = None,
        correlation: str = "",
        causation: str = "",
        at: str | None = None,
        body: Mapping[str, Any] | None = None,
        **fields: Any,
    ) -> Any:
        moment = datetime.fromisoformat(at) if at else None
        call = Call(operation, {**(body or {}), **fields}, token, correlation, causation, key, if_match, moment)
        try:
            answer = app.call(call)
        except Refusal as refusal:
            return {"problem": refusal.as_problem()}
        return {"body": msgspec.Raw(answer.body), "version": answer.version, "location": answer.location}

    method.__name__ = name
    method.__doc__ = f"{app.operations[operation].ZH} · {app.operations[operation].EN}"
    return method


def _own_methods(app: Application, inboxes: Mapping[str, Inbox]) -> dict[str, Callable[..., Any]]:
    """What is no operation of the office: for other services, in the system's name only."""
    outgoing = Outbox(app.store, app.name)

    def events_after(self: Any, token: str, position: int, limit: int = 500) -> Any:
        """The published events after a position, as `[position, previous, topic, aggregate, data, seal]`."""
        return [wire.as_row(m) for m in outgoing.pull(position, max(1, min(limit, MOST_PULLED)))]

    def state(self: Any, token: str) -> Any:
        """The log's position, the last one published, and how far each source is taken in."""
        position = app.store.position()
        return {
            "log": position,
            "published": outgoing.published_until(position),
            "sources": {s: inbox.position() for s, inbox in inboxes.items()},
        }

    return {method.__name__: _for_the_system(app, method) for method in (events_after, state)}


def _for_the_system(app: Application, method: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(self: Any, token: str = "", **kwargs: Any) -> Any:
        try:
            if app.office.verifier.verify(token).person != SYSTEM_ID:
                raise Forbidden("只限系统内部使用。", "Only for the system itself.")
            return method(self, token, **kwargs)
        except Refusal as refusal:
            return {"problem": refusal.as_problem()}

    guarded.__name__, guarded.__doc__ = method.__name__, method.__doc__
    return guarded


def _take_in(inboxes: Mapping[str, Inbox], token: str) -> Callable[..., bool]:
    def take_in(self: Any, messages: Sequence[Message], catch_up: bool) -> bool:
        """True when everything is committed, so that it may be acknowledged; each source goes as far as it can."""
        done = True
        for source, inbox in inboxes.items():
            inbox.pull = _puller(getattr(self, f"source_{source}"), source, token)
            try:
                inbox.receive(m for m in messages if m.source == source)
                if catch_up:
                    inbox.catch_up()
            except PASSING as reason:
                log.warning("%s waits with events of %s: %s", inbox.app.name, source, reason, extra={"source": source})
                done = False
        return done

    return take_in


def _puller(remote: Any, source: str, token: str) -> Callable[[int, int], list[Message]]:
    def pull(after: int, limit: int) -> list[Message]:
        away = Unavailable(f"来源 {source} 没有应答。", f"{source} does not answer.")
        try:
            with eventlet.Timeout(PULL_SECONDS, away):
                found = remote.events_after(token=token, position=after, limit=limit)
        except UnknownService:
            raise away from None
        if isinstance(found, dict):
            raise Unavailable(found["problem"]["zh"], found["problem"]["en"])
        return [wire.from_row(source, row) for row in found]

    return pull


def _unreachable(after: int, limit: int) -> list[Message]:
    raise Unavailable("尚未连接来源。", "Not connected to the source yet.")


def _keep_time(app: Application, token: str) -> Callable[[Any], None]:
    def keep_time(self: Any) -> None:
        try:
            app.call(Call(f"{app.name}.tick", {}, token))
        except Refusal as refusal:
            log.warning("the clock of %s: %s", app.name, refusal)

    return keep_time
