"""A process that has imported what the parts of a cluster need, and becomes any of them by forking: such a start costs
a fraction of the imports, and what all have imported lies in memory once.

Asked by `deploy.forking`, over the socket that is its standard input. What a part is told, keys among it, comes by a
pipe that only the fork reads: nothing of it is ever in the memory that other parts begin with.
"""

from __future__ import annotations

import _socket  # eventlet patches the others
import contextlib
import gc
import importlib
import io
import json
import os
import signal
import socket
import sys
from collections.abc import Callable, Mapping
from typing import Any

from setproctitle import setproctitle

from deploy import memory
from deploy.parents import PARENT, end_with_it

PATCHED, PLAIN = "patched", "plain"
_MODULES: Mapping[str, tuple[str, ...]] = {
    PATCHED: ("deploy.distributed", "services.kernel.host.process", "services.kernel.host.service"),
    PLAIN: (
        "deploy.distributed",
        "deploy.web",
        "deploy.remote",
        "deploy.ballot_box.process",
        "gateway.app",
        "services.kernel.delivery.relay",
        "services.kernel.host.rabbit.publisher",
        "services.kernel.host.rabbit.rpc",
    ),
}


def _import(kind: str) -> Callable[[], object]:
    """Returns what a fork calls first."""
    renew: Callable[[], object] = bool
    if kind == PATCHED:
        import warnings

        warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")
        warnings.filterwarnings("ignore", message=r"Using fork\(\)")
        import eventlet.hubs

        eventlet.monkey_patch()
        renew = eventlet.hubs.use_hub  # the one that patching made polls for all forks at once
    from deploy.roster import ROSTER

    for module in (*_MODULES[kind], *(ROSTER.values() if kind == PATCHED else ())):
        importlib.import_module(module)
    return renew


class _Server:
    def __init__(self, link: _socket.socket) -> None:
        self._link = link
        signal.signal(signal.SIGCHLD, lambda *_: self._reap())

    def next_fork(self) -> dict[str, Any] | None:
        """In a fork: what it shall be. None in this process, when nobody is there any more to ask."""
        while True:
            word, passed, _, _ = self._link.recvmsg(1, socket.CMSG_SPACE(4))
            if not word:
                return None
            told = int.from_bytes(passed[0][2][:4], sys.byteorder)
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})  # it is said that one began before that it ended
            pid = os.fork()
            if pid == 0:
                self._link.close()
                return _read(told)
            os.close(told)
            self._say(began=pid)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})

    def _reap(self) -> None:
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            self._say(ended=pid, code=os.waitstatus_to_exitcode(status))

    def _say(self, **words: int) -> None:
        with contextlib.suppress(BrokenPipeError):  # nobody is there to hear it: the next word is the last
            self._link.send(json.dumps(words).encode())


def _read(told: int) -> dict[str, Any]:
    with io.FileIO(told) as pipe:
        read: dict[str, Any] = json.loads(pipe.readall())
    return read


def _become(wanted: dict[str, Any], parent: int) -> None:
    """What a process that `subprocess` started in a session of its own would have."""
    os.setsid()
    with io.FileIO(os.devnull) as nothing:
        os.dup2(nothing.fileno(), 0)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
    os.environ.clear()
    os.environ.update(wanted["settings"] | {PARENT: str(parent)})
    sys.argv[:] = ["jikao", *wanted["command"]]
    setproctitle(" ".join(sys.argv))


def main(kind: str) -> None:
    end_with_it()
    mine, link = os.getpid(), _socket.socket(fileno=os.dup(0))
    setproctitle(f"jikao prepared {kind}")
    memory.begin()
    renew = _import(kind)
    gc.freeze()  # what is never looked at is never copied
    wanted = _Server(link).next_fork()
    if wanted is None:
        return
    renew()
    _become(wanted, mine)
    from deploy import cli

    cli.main()


if __name__ == "__main__":
    main(sys.argv[1])
