"""Carries replays out in a process of their own: live work keeps its processor, its memory and its interpreter."""

from __future__ import annotations

import logging
import os
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

from deploy import roster
from deploy.forking import ROOT
from deploy.parents import PARENT
from services.kernel.host.settings import Settings

log = logging.getLogger("jikao")
TELL_EVERY = 1.0
"""Seconds between two messages to open pages while a replay goes on."""
MEMORY = 2 << 30
"""Bytes of address space; what it holds at once is far less."""
NICER = 10


class Runners:
    """Of one process: a runner for each service that has replays to carry out, and none while there are none."""

    def __init__(self, command: Sequence[str] = (), tell: Callable[[str], None] = lambda name: None) -> None:
        """`command`: what the runner's command is followed by; `tell` is called while a service's replays go on."""
        self._command, self._tell = tuple(command), tell
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._again: set[str] = set()
        self._mutex, self._closing = threading.Lock(), threading.Event()
        self._starter = ThreadPoolExecutor(1, "jikao-replays")
        """A child ends with the very thread that started it."""

    def wake(self, name: str) -> None:
        with self._mutex:
            if self._closing.is_set():
                return
            if name in self._running:
                self._again.add(name)
                return
            self._running[name] = self._starter.submit(self._start, name).result()
        threading.Thread(target=self._watch, args=(name,), name=f"jikao-replays-{name}", daemon=True).start()

    def pid(self, name: str) -> int:
        """0 while none runs."""
        child = self._running.get(name)
        return child.pid if child is not None and child.poll() is None else 0

    def close(self, seconds: float = 2.0) -> None:
        """What is under way stays where it is, and goes on when there is a runner again."""
        self._closing.set()
        for child in list(self._running.values()):
            child.terminate()
        for child in list(self._running.values()):
            try:
                child.wait(seconds)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        self._starter.shutdown(wait=False)

    def _start(self, name: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "deploy.cli", "replays", name, *self._command]
        environment = {**os.environ, PARENT: str(os.getpid())}
        return subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, start_new_session=True)

    def _watch(self, name: str) -> None:
        child = self._running[name]
        while True:
            try:
                child.wait(TELL_EVERY)
            except subprocess.TimeoutExpired:
                self._say(name)
                continue
            break
        with self._mutex:
            del self._running[name]
            again = name in self._again
            self._again.discard(name)
        self._say(name)
        if again:
            self.wake(name)

    def _say(self, name: str) -> None:
        """Whoever is not told looks again; but whoever watches must go on, or no replay would begin any more."""
        try:
            self._tell(name)
        except Exception:
            log.exception("nobody was told of the replays of %s", name)


def run(name: str, data: Path | None) -> int:
    """In the runner: until nothing waits, or it is told to end."""
    from services.kernel.procedure.replay.running import work_off

    ending: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, frame: ending.append(number))
    os.nice(NICER)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    app, close = _in_the_folder(name, data) if data is not None else _on_the_server(name)
    try:
        return work_off(app, lambda: bool(ending))
    finally:
        close()


def _in_the_folder(name: str, data: Path) -> tuple[Any, Callable[[], None]]:
    from deploy.embedded import Embedded

    embedded = Embedded(data, starting=False)
    return embedded.services[name].app, embedded.close


def _on_the_server(name: str) -> tuple[Any, Callable[[], None]]:
    from joserfc.jwk import OKPKey

    from deploy.distributed import keyed
    from services.kernel.delivery.live import RedisLive
    from services.kernel.log.store import Store
    from services.kernel.procedure.identity import Verifier

    settings = Settings()
    live = RedisLive(settings.redis_url, prefix=f"{settings.origin}:") if settings.redis_url else None
    office = replace(roster.office(settings, Verifier(OKPKey.import_key(settings.public_key))), ports={})
    store = keyed(Store(settings.store_url, schema=settings.schema_name), settings)
    made = roster.assemble(name, roster.roster(settings)[name], store=store, office=office, live=live)
    return made.app, listening(made, settings)


def listening(made: roster.Service, settings: Settings) -> Callable[[], None]:
    """What a service derives from others' logs it pulls from them, as their consumers do. Returns what ends it."""
    from deploy.distributed import sources
    from services.kernel.delivery.contradictions import NotItsAnswer
    from services.kernel.delivery.inbox import Inbox
    from services.kernel.delivery.messages import Pulled
    from services.kernel.host import wire
    from services.kernel.host.rabbit.rpc import RpcClient

    client = RpcClient(settings.amqp_url, name=made.app.name) if made.subscriptions else None
    keys = sources(settings, made.subscriptions)

    def pull(source: str) -> Callable[[int, int], Pulled]:
        def pulled(after: int, limit: int) -> Pulled:
            assert client is not None
            nonce, token = uuid4().hex, settings.system_token
            found = client.ask(source, "events_after", token=token, position=after, limit=limit, nonce=nonce)
            page, signature = wire.from_page(source, found)
            if not keys.vouches_for_page(source, page, after, nonce, signature):
                raise NotItsAnswer(source)
            return page

        return pulled

    for source, consumer in made.subscriptions.items():
        made.app.inboxes[source] = Inbox(made.app, source, consumer, pull(source))

    def close() -> None:
        if client is not None:
            client.close()
        made.app.close()

    return close
