"""The embedded runtime: every service in this process, on SQLite files, their inboxes pulling from each other's logs.

The log is the truth and pulling is how an inbox heals anyway; in one process it is all the bus there needs to be.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

from deploy import restores, roster
from deploy.keys import Keys
from deploy.manifest import Manifest, check_files
from deploy.replaying import Runners
from deploy.roster import Service
from services.appraisal.ballots.boxes import BOXES, FolderBoxes
from services.kernel.clock import Clock
from services.kernel.delivery.contradictions import SourceContradicts
from services.kernel.delivery.inbox import PASSING, Inbox
from services.kernel.delivery.live import Live
from services.kernel.delivery.outbox import Outbox
from services.kernel.host.settings import Settings
from services.kernel.log.erasing import keyed
from services.kernel.log.identity import Expected
from services.kernel.log.keyring import Keyring
from services.kernel.log.store import Store
from services.kernel.procedure.checkpoints import newest_note
from services.kernel.procedure.context import Answer, Call
from services.kernel.procedure.custody.handlers import Restored
from services.kernel.procedure.custody.restores import head_of
from services.kernel.refusals import NotFound, Refusal

log = logging.getLogger("jikao.embedded")
IDLE_SECONDS = 5.0
"""The pump looks even when nobody woke it."""
Progress = Callable[[str, int, int], None]


class Embedded:
    """Built by its constructor, at work between `start` and `close`; `call` serves in both states."""

    def __init__(
        self,
        data: Path,
        settings: Settings | None = None,
        *,
        live: Live | None = None,
        clock: Clock | None = None,
        progress: Progress = lambda *_: None,
        stores: Callable[[str], Store] | None = None,
        durable: bool = True,
        starting: bool = True,
    ) -> None:
        """`stores` opens a service's store elsewhere than in a file of the folder; files that can be made anew need not
        be `durable` while they are made; without `starting` registers are taken as they lie there, since another
        process serves them."""
        settings = settings or Settings()
        names = list(roster.roster(settings))
        self.manifest = None if stores else Manifest.read(data, settings.origin)
        expected: dict[str, Expected] = {}
        if self.manifest is not None:
            check_files(data, self.manifest, names)
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.data, self.settings, self.live = data, settings, live
        known = self.manifest.key if self.manifest is not None and self.manifest.found else None
        self.keys = Keys(data / "keys", settings, known=known)
        self.signer, self.verifier = self.keys.signer(), self.keys.verifier()
        office = roster.office(settings, self.verifier, notary=self.keys.notary(settings.origin), files=data / "files")
        self.boxes = FolderBoxes(settings.ballots or data / "ballots")
        self.office = replace(office, clock=clock or office.clock, ports={BOXES: self.boxes}, keeps_registers=starting)
        if self.manifest is not None:
            expected = self.manifest.expect(names)
        self.services: dict[str, Service] = {}
        masters = self.keys.masters()
        for name, module in roster.roster(settings).items():
            store = stores(name) if stores else Store(f"sqlite:///{data / name}.db", durable=durable)
            if store.mapper.keys is None and store.is_sqlite:
                keyed(store, Keyring.in_folder(data, name, masters))
            store.expected = expected.get(name)
            self.services[name] = roster.assemble(name, module, store=store, office=self.office, live=live)
        if self.manifest is not None:
            self.manifest.made(self.keys.seal_public().hex())
        self.inboxes = [
            Inbox(service.app, source, consumer, Outbox(self.services[source].app.store, source).pull)
            for service in self.services.values()
            for source, consumer in service.subscriptions.items()
            if source in self.services
        ]
        for inbox in self.inboxes:
            inbox.log = self.services[inbox.source].app.store
        self._look_for_restores()
        for service in self.services.values():
            if starting:
                service.app.start(progress)
            service.app.listeners.append(self._wake)
        self._woken, self._stopping = threading.Event(), threading.Event()
        self._system = self.keys.system_token()
        self._shown: dict[tuple[str, str], str | None] = {}
        self._threads: list[threading.Thread] = []
        self.runners = Runners(("--data", str(data.resolve())), self._replaying)

    def call(self, call: Call) -> Answer:
        service = self.services.get(call.operation.partition(".")[0])
        if service is None:
            raise NotFound("没有这项业务操作。", "There is no such operation.", operation=call.operation)
        return service.app.call(call)

    def start(self) -> None:
        """What is behind is taken in first; then the pump and the clock run. A source that contradicts itself is named
        and held; everything else goes on."""
        try:
            self.settle()
        except (SourceContradicts, Restored) as reason:
            log.error("%s", reason)
        for name, service in self.services.items():
            service.app.wake_replays = partial(self.runners.wake, name)
        for name, work in (("pump", self._pump), ("clock", self._keep_time)):
            thread = threading.Thread(target=work, name=f"jikao-{name}", daemon=True)
            thread.start()
            self._threads.append(thread)

    def settle(self) -> int:
        """Until every inbox has everything; returns how many events went in."""
        taken = 0
        while moved := sum(inbox.catch_up() for inbox in self.inboxes):
            taken += moved
        return taken

    def tick(self) -> None:
        """Lets every service's clock act once."""
        for name, service in self.services.items():
            if f"{name}.tick" in service.app.operations:
                try:
                    service.app.call(Call(f"{name}.tick", {}, self._system))
                except Refusal as refusal:
                    log.warning("the clock of %s: %s", name, refusal)
                except Exception:
                    log.exception("the clock of %s could not act", name)
        self.witness()
        self.remember()

    def witness(self) -> None:
        """Lets every log record the others' newest checkpoints: who rewrites one has to rewrite all."""
        for witnessed, service in self.services.items():
            note = newest_note(service.app.store, self.office.notary, witnessed)
            for name in self.services if note else ():
                if name == witnessed or self._shown.get((name, witnessed)) == note:
                    continue
                body = {"service": witnessed, "note": note}
                try:
                    self.call(Call(f"{name}.witness-checkpoint", body, self._system))
                    self._shown[name, witnessed] = note
                except Refusal as refusal:
                    log.error("%s does not witness a checkpoint of %s: %s", name, witnessed, refusal)

    def remember(self) -> None:
        """Notes in the manifest how far the logs have come. One that waits to be acknowledged is not noted."""
        if self.manifest is None:
            return
        found = {name: service.app for name, service in self.services.items() if service.app.held is None}
        self.manifest.saw({name: head_of(app.store) for name, app in found.items()})

    def _look_for_restores(self) -> None:
        stores = {name: service.app.store for name, service in self.services.items()}
        waiting = restores.found(stores, self.manifest, self.office.notary, self.office.elsewhere)
        for name, service in self.services.items():
            service.app.held = waiting.get(name)

    @contextmanager
    def running(self) -> Iterator[Embedded]:
        self.start()
        try:
            yield self
        finally:
            self.close()

    def close(self, seconds: float = 4.0) -> None:
        self._stopping.set()
        self._woken.set()
        for thread in self._threads:
            thread.join(seconds / max(1, len(self._threads)))
        self.runners.close()
        try:
            self.remember()
        finally:
            for service in self.services.values():
                service.app.close()
            self.boxes.leave()

    # -- threads ------------------------------------------------------------------------------------------------------

    def _replaying(self, name: str) -> None:
        """To open pages, of work that another process does."""
        if self.live is not None:
            self.live.publish(f"replays.{name}", {"service": name})

    def _wake(self) -> None:
        self._woken.set()

    def _pump(self) -> None:
        while not self._stopping.is_set():
            self._woken.wait(IDLE_SECONDS)
            self._woken.clear()
            for inbox in self.inboxes:
                if self._stopping.is_set():
                    return
                try:
                    inbox.catch_up()
                except SourceContradicts as reason:  # it is held, and looked at again with the next look at all
                    log.error("%s holds %s: %s", inbox.app.name, inbox.source, reason)
                except PASSING as reason:
                    log.warning("%s waits with events of %s: %s", inbox.app.name, inbox.source, reason)
                    self._stopping.wait(0.5)
                    self._woken.set()
                except Exception:
                    log.exception("%s could not take in events of %s", inbox.app.name, inbox.source)
                    self._stopping.wait(5)
                    self._woken.set()

    def _keep_time(self) -> None:
        seconds = self.settings.tick_seconds
        while seconds and not self._stopping.is_set():
            try:
                self.tick()
            except Exception:
                log.exception("the clock could not act")
            self._stopping.wait(seconds)
