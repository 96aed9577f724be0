"""Starts `jikao` commands as forks of processes that have imported everything (`deploy.prepared`)."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import select
import signal
import socket
import subprocess
import sys
import threading
import weakref
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

from deploy.parents import PARENT
from deploy.prepared import PATCHED, PLAIN

ROOT = Path(__file__).resolve().parent.parent
IMPORTS_SECONDS, FORK_SECONDS = 120.0, 15.0
"""How long the first fork may wait for the imports, and any later one for its turn, on a machine that is very busy."""
TOLD_SECONDS = 1.0
"""How long after its end it may take to be told how a fork ended."""
_starter = ThreadPoolExecutor(1, "jikao-prepared")
"""A process ends with the very thread that started it: this one lives as long as ours does."""


class CannotFork(OSError):
    """The prepared process has ended, or does not answer."""


class Forked:
    """One that was forked, as `subprocess.Popen` would show it: it is not our own child."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        """As whoever forked it says it; where that one cannot, as if it had been killed."""
        self._told = threading.Event()
        self._watched: int | None = None
        with contextlib.suppress(ProcessLookupError, AttributeError):  # gone already, or no Linux
            self._watched = os.pidfd_open(pid)
            weakref.finalize(self, os.close, self._watched)

    def end(self, code: int) -> None:
        if self.returncode is None:
            self.returncode = code
        self._told.set()

    def poll(self) -> int | None:
        self.wait(0)
        return self.returncode

    def wait(self, seconds: float) -> bool:
        """Whether it has ended: seen for itself, for who should say it may be stopped. Any thread may ask at any time,
        so each looks for itself."""
        if self._watched is None:
            return self._told.wait(seconds)
        looking = select.poll()
        looking.register(self._watched, select.POLLIN)
        if looking.poll(seconds * 1000) and not self._told.wait(TOLD_SECONDS):
            self.end(-signal.SIGKILL)
        return self._told.is_set()

    def send_signal(self, number: signal.Signals) -> None:
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):  # it has ended since
                os.kill(self.pid, number)


class Prepared:
    """A process of one kind, begun when it is needed, and again when it has died; its forks die with it."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._mutex = threading.Lock()
        self._link: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._began: queue.SimpleQueue[Forked | None] = queue.SimpleQueue()
        self._imported = False

    def begin(self) -> None:
        """Lets it import meanwhile."""
        with self._mutex:
            self._stand()

    def fork(self, command: Sequence[str], settings: Mapping[str, str]) -> Forked:
        told = json.dumps({"command": list(command), "settings": dict(settings)}).encode()
        with self._mutex:
            link = self._stand()
            read, write = os.pipe()
            try:
                with os.fdopen(write, "wb") as pipe:
                    try:
                        socket.send_fds(link, [b"1"], [read])
                    finally:
                        os.close(read)
                    pipe.write(told)
                began = self._began.get(timeout=FORK_SECONDS if self._imported else IMPORTS_SECONDS)
            except (OSError, queue.Empty) as reason:
                self.end()
                raise CannotFork(f"jikao prepared {self._kind}: {reason!r}") from reason
        if began is None:
            raise CannotFork(f"jikao prepared {self._kind} has ended")
        self._imported = True
        return began

    def _stand(self) -> socket.socket:
        if self._link is not None and self._process is not None and self._process.poll() is None:
            return self._link
        self.end()
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = _starter.submit(self._start, theirs).result()
        self._link, self._began = ours, queue.SimpleQueue()
        listen = threading.Thread(target=_listen, args=(ours, self._began), name="jikao-prepared", daemon=True)
        listen.start()
        return ours

    def _start(self, link: socket.socket) -> subprocess.Popen[bytes]:
        inherited = {key: value for key, value in os.environ.items() if not key.startswith("JIKAO_")}
        return subprocess.Popen(
            [sys.executable, "-m", "deploy.prepared", self._kind],
            cwd=ROOT,
            env={**inherited, PARENT: str(os.getpid())},
            stdin=link.fileno(),
            start_new_session=True,
        )

    def end(self) -> None:
        if self._process is not None:
            self._process.kill()  # its listener hears the end
            self._process.wait()
        self._link = self._process = None
        self._imported = False


def _listen(link: socket.socket, began: queue.SimpleQueue[Forked | None]) -> None:
    forks: dict[int, Forked] = {}
    with link, contextlib.suppress(ConnectionError):  # it ended with something unread
        while heard := link.recv(1024):
            words = json.loads(heard)
            if pid := words.get("began"):
                forks[pid] = Forked(pid)
                began.put(forks[pid])
            elif fork := forks.pop(words["ended"], None):
                fork.end(words["code"])
    for fork in forks.values():
        fork.end(-signal.SIGKILL)
    began.put(None)


@cache
def prepared(kind: str) -> Prepared:
    """The one of this process: who asks next finds its imports done."""
    return Prepared(kind)


def kind_of(command: Sequence[str]) -> str:
    return PATCHED if command[0] == "service" else PLAIN


def begin() -> None:
    for kind in (PATCHED, PLAIN):
        prepared(kind).begin()


def end() -> None:
    """With all of their forks. Who asks next begins anew, with the surroundings of that moment."""
    for kind in (PATCHED, PLAIN):
        prepared(kind).end()
