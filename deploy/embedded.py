"""The embedded runtime: every service in this process, on SQLite files, their inboxes pulling from each other's logs.

The log is the truth and pulling is how an inbox heals anyway; in one process it is all the bus there needs to be.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from deploy import roster
from deploy.keys import Keys
from deploy.roster import Service
from services.appraisal.ballots.boxes import BOXES, FolderBoxes
from services.kernel.clock import Clock
from services.kernel.delivery.inbox import PASSING, Inbox
from services.kernel.delivery.live import Live
from services.kernel.delivery.outbox import Outbox
from services.kernel.host.settings import Settings
from services.kernel.log.store import Store
from services.kernel.procedure.context import Answer, Call
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
    ) -> None:
        """`stores` opens a service's store elsewhere than in a file of the folder."""
        settings = settings or Settings()
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.data, self.settings, self.live = data, settings, live
        self.keys = Keys(data / "keys")
        self.signer, self.verifier = self.keys.signer(), self.keys.verifier()
        office = roster.office(settings, self.verifier, notary=self.keys.notary(settings.origin), files=data / "files")
        self.boxes = FolderBoxes(settings.ballots or data / "ballots")
        self.office = replace(office, clock=clock or office.clock, ports={BOXES: self.boxes})
        self.services: dict[str, Service] = {}
        for name, module in roster.roster(settings).items():
            store = stores(name) if stores else Store(f"sqlite:///{data / name}.db")
            self.services[name] = roster.assemble(name, module, store=store, office=self.office, live=live)
        self.inboxes = [
            Inbox(service.app, source, consumer, Outbox(self.services[source].app.store, source).pull)
            for service in self.services.values()
            for source, consumer in service.subscriptions.items()
            if source in self.services
        ]
        for service in self.services.values():
            service.app.start(progress)
            service.app.listeners.append(self._wake)
        self._woken, self._stopping = threading.Event(), threading.Event()
        self._system = self.keys.system_token()
        self._threads: list[threading.Thread] = []

    def call(self, call: Call) -> Answer:
        service = self.services.get(call.operation.partition(".")[0])
        if service is None:
            raise NotFound("没有这项业务操作。", "There is no such operation.", operation=call.operation)
        return service.app.call(call)

    def start(self) -> None:
        """What is behind is taken in first; then the pump and the clock run."""
        self.settle()
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
        for service in self.services.values():
            service.app.close()
        self.boxes.leave()

    # -- threads ------------------------------------------------------------------------------------------------------

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
