"""Child processes that are kept alive and ended together. Knows nothing of what they do."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from collections.abc import Mapping, Sequence

from deploy.forking import Forked, kind_of, prepared

log = logging.getLogger("jikao.cluster")
FIRST_PAUSE, LONGEST_PAUSE, LIVED_LONG = 0.5, 10.0, 30.0
"""Seconds before a child that died is started again; doubled until it lives long."""


class Child:
    """One `jikao` command in a process of its own; its log lines go where ours go, and name their part."""

    def __init__(self, name: str, command: Sequence[str], settings: Mapping[str, str]) -> None:
        self.name, self._command = name, tuple(command)
        inherited = {key: value for key, value in os.environ.items() if not key.startswith("JIKAO_")}
        self.told = {**inherited, **settings}
        """Its environment."""
        self._process: Forked | None = None
        self._born = 0.0
        self._pause = FIRST_PAUSE
        self._due = 0.0

    @property
    def pid(self) -> int:
        """0 while it is not running."""
        return self._process.pid if self._process is not None and self._process.poll() is None else 0

    def start(self) -> None:
        """In a session of its own: Ctrl-C is ours to pass on, in order."""
        self._process = prepared(kind_of(self._command)).fork(self._command, self.told)
        self._born, self._due = time.monotonic(), 0.0

    def look(self) -> None:
        """Starts it again when it has died, after a pause that grows."""
        if self.pid or self._process is None:
            return
        now = time.monotonic()
        if not self._due:
            self._pause = FIRST_PAUSE if now - self._born > LIVED_LONG else min(self._pause * 2, LONGEST_PAUSE)
            self._due = now + self._pause
            log.error("%s ended with %s, again in %.1f s", self.name, self._process.returncode, self._pause)
        elif now >= self._due:
            try:
                self.start()
            except OSError as reason:  # this machine is out of something: the others are looked after all the same
                log.error("%s: %s", self.name, reason)
                self._born, self._due = now, 0.0

    def signal(self, number: signal.Signals) -> None:
        if self.pid and self._process is not None:
            self._process.send_signal(number)

    def wait(self, seconds: float) -> bool:
        """Whether it has ended."""
        return self._process is None or self._process.wait(seconds)


class Nursery:
    """Keeps its children alive until it is closed. They end with this process, in whatever way that ends."""

    def __init__(self) -> None:
        self.children: dict[str, Child] = {}
        self._closing = threading.Event()
        self._watch = threading.Thread(target=self._look, name="jikao-nursery", daemon=True)

    def add(self, child: Child) -> Child:
        self.children[child.name] = child
        child.start()
        if not self._watch.is_alive() and not self._closing.is_set():
            self._watch.start()
        return child

    def close(self, seconds: float = 4.0) -> None:
        """Asks all at once, and ends by force who has not ended in time."""
        self._closing.set()
        if self._watch.is_alive():
            self._watch.join(1)
        for child in self.children.values():
            child.signal(signal.SIGTERM)
        deadline = time.monotonic() + seconds
        for child in self.children.values():
            if not child.wait(max(0.0, deadline - time.monotonic())):
                log.warning("%s was ended by force", child.name)
                child.signal(signal.SIGKILL)
                child.wait(2)

    def _look(self) -> None:
        while not self._closing.wait(0.25):
            for child in list(self.children.values()):
                try:
                    child.look()
                except Exception:  # the others are looked after all the same, and this one again
                    log.exception("%s was not looked after", child.name)
