"""Makes the Nameko service class of one application.

One RPC method per operation: `n.rpc.attendance.request_leave(token=…, key=…, if_match=…, correlation=…, **fields)`.
An answer is `{"body": …, "version": …, "location": …}`, a refusal `{"problem": {…}}`: a refusal is no fault of the
service, so it is a value here and no exception.
"""

from __future__ import annotations

import inspect
import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import uuid4

import eventlet
import eventlet.tpool
import msgspec
from nameko.exceptions import UnknownService
from nameko.timer import timer

from services.kernel.delivery import contradictions
from services.kernel.delivery.contradictions import NotItsAnswer, SourceContradicts, Unreadable
from services.kernel.delivery.inbox import PASSING, Inbox
from services.kernel.delivery.messages import Consumer, Message, Pulled
from services.kernel.delivery.outbox import Outbox
from services.kernel.delivery.signatures import SourceKey, SourceKeys
from services.kernel.domain.who import SYSTEM_ID
from services.kernel.host import calls, wire
from services.kernel.host.answers import SteadyProxy, rpc
from services.kernel.host.batches import event_batches
from services.kernel.log.transaction import Reading
from services.kernel.procedure import checkpoints
from services.kernel.procedure.application import Application
from services.kernel.procedure.context import Call
from services.kernel.procedure.custody.readiness import Readiness
from services.kernel.refusals import Forbidden, Invalid, Refusal, Unavailable

log = logging.getLogger("jikao.host")
PULL_SECONDS = 15.0
MOST_PULLED = 2000


def service_class(
    app: Application,
    subscriptions: Mapping[str, Consumer],
    *,
    system_token: str,
    key: SourceKey,
    keys: SourceKeys,
    tick_seconds: float = 60.0,
    catch_up_seconds: float = 20.0,
) -> type[Any]:
    """`subscriptions` maps a source to what takes its events in. `key` signs what is pulled from here; by `keys` the
    sources are believed."""
    inboxes = {
        source: Inbox(app, source, consumer, _unreachable, keys=keys) for source, consumer in subscriptions.items()
    }
    members: dict[str, Any] = {"name": app.name, "__doc__": f"The {app.name} service."}
    for operation in app.operations.values():
        members[operation.method_name()] = rpc(_method(app, operation.NAME, operation.method_name()))
    members["alive"] = rpc(_alive(app))
    members |= {name: rpc(method) for name, method in _own_methods(app, inboxes, key).items()}
    if inboxes:
        for source in inboxes:
            members[f"source_{source}"] = SteadyProxy(source)
        take_in = event_batches(app.name, tuple(inboxes), catch_up_seconds)
        members["take_in"] = take_in(_take_in(inboxes, system_token, keys))
    if f"{app.name}.tick" in app.operations and tick_seconds > 0:
        members["keep_time"] = timer(interval=tick_seconds)(_keep_time(app, tuple(inboxes), system_token))
    app.writer.breathe = _breathe
    app.aside = eventlet.tpool.execute
    return type(f"{app.name.title()}Service", (), members)


def _alive(app: Application) -> Callable[[Any], bool]:
    readiness = Readiness(app)

    def alive(self: Any) -> bool:
        """Whether it can record anything. Anybody may ask."""
        return readiness.can_record()

    return alive


def _breathe() -> None:
    """Lets the other workers stand in the line before its leader counts them: one commit for all."""
    eventlet.sleep(0)


def _method(app: Application, operation: str, name: str) -> Callable[..., Any]:
    def method(self: Any, *args: Any, **given: Any) -> Any:
        try:
            answer = app.call(calls.call_of(operation, args, given))
        except Refusal as refusal:
            return {"problem": refusal.as_problem()}
        return {"body": msgspec.Raw(answer.body), "version": answer.version, "location": answer.location}

    method.__name__ = name
    method.__doc__ = f"{app.operations[operation].ZH} · {app.operations[operation].EN}"
    return method


def _own_methods(app: Application, inboxes: Mapping[str, Inbox], key: SourceKey) -> dict[str, Callable[..., Any]]:
    """What is no operation of the office: for other services, in the system's name only."""
    outgoing = Outbox(app.store, app.name)

    def events_after(position: Any = None, limit: Any = 500, nonce: Any = "") -> Any:
        """The published events after a position, each as `[position, previous, topic, aggregate, data, seal, before]`,
        where the log stands, and the source's signature over all of it and the asker's `nonce`."""
        after, asked = calls.place("position", position), calls.text("nonce", nonce)
        pulled = outgoing.pull(after, max(1, min(calls.place("limit", limit), MOST_PULLED)))
        return wire.as_page(pulled, key.signed_page(pulled, after, asked))

    def state() -> Any:
        """The log's position, the last one published, how far each source is taken in, and what contradicted it."""
        position = app.store.position()
        with app.store.reading() as connection:
            counted = contradictions.counts(Reading(app.store, connection))
        return {
            "log": position,
            "published": outgoing.published_until(position),
            "sources": {s: inbox.position() for s, inbox in inboxes.items()},
            "contradictions": counted,
        }

    def newest_note() -> str:
        """The newest signed checkpoint of the log, for others to witness."""
        return checkpoints.newest_note(app.store, app.office.notary, app.name) or ""

    return {method.__name__: _for_the_system(app, method) for method in (events_after, state, newest_note)}


def _for_the_system(app: Application, method: Callable[..., Any]) -> Callable[..., Any]:
    known = frozenset(inspect.signature(method).parameters)

    def guarded(self: Any, *args: Any, **given: Any) -> Any:
        try:
            if app.office.verifier.verify(calls.token(given.pop("token", ""))).person != SYSTEM_ID:
                raise Forbidden("只限系统内部使用。", "Only for the system itself.")
            if args or not given.keys() <= known:
                raise Invalid("参数名称不对。", f"Its arguments go by name: {', '.join(sorted(known)) or 'none'}.")
            return method(**given)
        except Refusal as refusal:
            return {"problem": refusal.as_problem()}

    guarded.__name__, guarded.__doc__ = method.__name__, method.__doc__
    return guarded


def _take_in(inboxes: Mapping[str, Inbox], token: str, keys: SourceKeys) -> Callable[..., bool]:
    first = next(iter(inboxes))

    def take_in(self: Any, messages: Sequence[Message | Unreadable], catch_up: bool) -> bool:
        """True when everything is committed, so that it may be acknowledged; each source goes as far as it can.

        One that contradicts itself is held without its messages: its log has them, and the others need the queue.
        """
        done = True
        for source, inbox in inboxes.items():
            inbox.pull = _puller(getattr(self, f"source_{source}"), source, token, keys)
            try:
                inbox.receive(m for m in messages if (m.source if m.source in inboxes else first) == source)
                if catch_up:
                    inbox.catch_up()
            except SourceContradicts as reason:
                log.error("%s holds %s: %s", inbox.app.name, source, reason, extra={"source": source})
            except PASSING as reason:
                log.warning("%s waits with events of %s: %s", inbox.app.name, source, reason, extra={"source": source})
                done = False
        return done

    return take_in


def _puller(remote: Any, source: str, token: str, keys: SourceKeys) -> Callable[[int, int], Pulled]:
    def pull(after: int, limit: int) -> Pulled:
        away = Unavailable(f"来源 {source} 没有应答。", f"{source} does not answer.")
        nonce = uuid4().hex
        try:
            with eventlet.Timeout(PULL_SECONDS, away):
                found = remote.events_after(token=token, position=after, limit=limit, nonce=nonce)
        except UnknownService:
            raise away from None
        if isinstance(found, dict) and "problem" in found:
            raise Unavailable(found["problem"]["zh"], found["problem"]["en"])
        try:
            page, signature = wire.from_page(source, found)
        except wire.NotAnEvent as reason:
            raise NotItsAnswer(source) from reason
        if not keys.vouches_for_page(source, page, after, nonce, signature):
            raise NotItsAnswer(source)
        return page

    return pull


def _unreachable(after: int, limit: int) -> Pulled:
    raise Unavailable("尚未连接来源。", "Not connected to the source yet.")


def _keep_time(app: Application, sources: Sequence[str], token: str) -> Callable[[Any], None]:
    """The clock, and afterwards a look at the sources' newest checkpoints: each log witnesses those it listens to."""
    witnessed: dict[str, str] = {}

    def keep_time(self: Any) -> None:
        try:
            app.call(Call(f"{app.name}.tick", {}, token))
        except Refusal as refusal:
            log.warning("the clock of %s: %s", app.name, refusal)
        for source in sources:
            try:
                note = _note_of(getattr(self, f"source_{source}"), source, token)
                if note and witnessed.get(source) != note:
                    app.call(Call(f"{app.name}.witness-checkpoint", {"service": source, "note": note}, token))
                    witnessed[source] = note
            except Unavailable as reason:
                log.info("%s shows no checkpoint now: %s", source, reason)
            except Refusal as refusal:
                log.error("%s does not witness a checkpoint of %s: %s", app.name, source, refusal)

    return keep_time


def _note_of(remote: Any, source: str, token: str) -> str:
    away = Unavailable(f"来源 {source} 没有应答。", f"{source} does not answer.")
    try:
        with eventlet.Timeout(PULL_SECONDS, away):
            found = remote.newest_note(token=token)
    except UnknownService:
        raise away from None
    return found if isinstance(found, str) else ""
