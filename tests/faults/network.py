"""A network that drops packets: the processes in one namespace, what they connect to in another, a router between.

Nothing of it is reachable from outside, and it is gone with its namespaces.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import socket
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from deploy.servers import Unavailable
from deploy.servers.process import find

NAMED = Path("/run/netns")
CLONE_NEWNET = 0x40000000


class Apart:
    """`prefix` is what a command begins with that runs on the near side; `listener` listens on the far one."""

    def __init__(self) -> None:
        self._ip = str(find("ip", ("iproute2",)))
        self._near, self._router, self._far = (f"jikao-{os.getpid()}-{side}" for side in ("near", "router", "far"))
        self.prefix = (self._ip, "netns", "exec", self._near)
        try:
            self._make()
        except Unavailable:
            self.close()
            raise

    def _make(self) -> None:
        for name in (self._near, self._router, self._far):
            self._do("netns", "add", name)
            self._do("-n", name, "link", "set", "lo", "up")
        for number, name in ((1, self._near), (2, self._far)):
            wire, via = f"wire{number}", f"10.213.{number}.1"
            ends = ("name", wire, "netns", name, "type", "veth", "peer", "name", wire, "netns", self._router)
            self._do("link", "add", *ends)
            for where, address in ((name, f"10.213.{number}.2/24"), (self._router, f"{via}/24")):
                self._do("-n", where, "address", "add", address, "dev", wire)
                self._do("-n", where, "link", "set", wire, "up")
            self._do("-n", name, "route", "add", "default", "via", via)
        self.heal()

    def listener(self) -> socket.socket:
        with ThreadPoolExecutor(1) as pool:  # a namespace is entered by a thread alone
            return pool.submit(self._listen).result()

    def _listen(self) -> socket.socket:
        libc = ctypes.CDLL(None, use_errno=True)
        with (NAMED / self._far).open("rb") as namespace:
            if libc.setns(namespace.fileno(), CLONE_NEWNET):
                raise OSError(ctypes.get_errno(), "setns")
        return socket.create_server(("10.213.2.2", 0))

    def cut(self) -> None:
        """From now on every packet between the sides is dropped, in both directions; nobody is told."""
        self._forward(0)

    def heal(self) -> None:
        self._forward(1)

    def close(self) -> None:
        for name in (self._near, self._router, self._far):
            with contextlib.suppress(Unavailable):
                self._do("netns", "delete", name)

    def _forward(self, value: int) -> None:
        self._do("netns", "exec", self._router, "sh", "-c", f"echo {value} >/proc/sys/net/ipv4/ip_forward")

    def _do(self, *words: str) -> None:
        done = subprocess.run([self._ip, *words], capture_output=True, text=True, check=False)
        if done.returncode:
            said = f"ip {' '.join(words)}: {done.stderr.strip()}"
            raise Unavailable(f"本机不允许建立网络命名空间 no network namespaces may be made here: {said}")
