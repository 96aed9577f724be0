"""A private Redis. Everything in it can be lost: the cells keep cache, live fan-out, limits and revocations there."""

import contextlib
import itertools
import socket
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from deploy.servers.process import LOOPBACK, Server, find, password, write_private


class Redis(Server):
    """``url`` names database 0; :meth:`fresh` hands out the others, one per user of a shared test server."""

    name = "redis"

    def __init__(self, folder: Path, *, durable: bool = False) -> None:
        super().__init__(folder)
        self.durable = durable
        self._numbers = itertools.count(1)

    @property
    def url(self) -> str:
        return f"redis://:{password(self.folder)}@{LOOPBACK}:{self.port}/0"

    def fresh(self) -> str:
        """A database nobody used before."""
        return f"{self.url.removesuffix('/0')}/{next(self._numbers)}"

    def prepare(self) -> None:
        find("redis-server", ["redis-server"])
        lines = [
            f"bind {LOOPBACK}",
            f"port {self.port}",
            f"requirepass {password(self.folder)}",
            f"dir {_quoted(self.folder)}",
            "databases 4096",
            'save ""',
            f"appendonly {'yes' if self.durable else 'no'}",
        ]
        write_private(self.folder / "redis.conf", "\n".join(lines) + "\n", self.user)

    def command(self) -> tuple[Sequence[str | Path], Mapping[str, str]]:
        return [find("redis-server", ["redis-server"]), self.folder / "redis.conf"], {}

    def answers(self) -> bool:
        with contextlib.suppress(OSError), socket.create_connection((LOOPBACK, self.port), timeout=2) as link:
            link.sendall(f"AUTH {password(self.folder)}\r\nPING\r\n".encode())
            return b"+PONG" in _read_until(link, b"+PONG")
        return False


class GivenRedis:
    """A Redis somebody else runs: its users keep apart by key prefix."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.port = urlsplit(url).port or 6379

    def fresh(self) -> str:
        return self.url

    def stop(self) -> None:
        """Not ours to stop."""


def _quoted(path: Path) -> str:
    """As Redis reads an argument with blanks in it."""
    escaped = str(path).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _read_until(link: socket.socket, mark: bytes) -> bytes:
    received = b""
    while mark not in received and (more := link.recv(4096)):
        received += more
        if b"-LOADING" in received:
            break
    return received
