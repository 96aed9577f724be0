"""A TCP proxy of the tests' own between a process and a server: it can hold both directions still, be slow, or cut a
connection at a word that the client says."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable

from deploy.servers.process import LOOPBACK

CHUNK = 1 << 16


class Proxy:
    def __init__(self, to: int, listener: socket.socket | None = None) -> None:
        self._to = to
        self._listener = listener or socket.create_server((LOOPBACK, 0))
        self.place = "{}:{}".format(*self._listener.getsockname())
        self._flows = threading.Event()
        self._flows.set()
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._cuts: list[tuple[bytes, bool]] = []
        self._slow: tuple[bytes, Callable[[], float]] | None = None
        threading.Thread(target=self._accept, daemon=True).start()

    def hold(self) -> None:
        """A partition: what is sent is kept, in both directions, and nobody is told; new connections hang as well."""
        self._flows.clear()

    def let_go(self) -> None:
        self._flows.set()

    def cut(self) -> None:
        """Every connection, at once."""
        with self._lock:
            gone, self._open = self._open, set()
        for each in gone:
            _close(each)

    def cut_at(self, word: bytes, *, heard: bool) -> None:
        """The next connection whose client says the word: before the server hears it, or instead of its answer."""
        self._cuts.append((word, heard))

    @property
    def cuts_left(self) -> int:
        return len(self._cuts)

    def slow_at(self, word: bytes, seconds: Callable[[], float]) -> None:
        """Whoever says the word waits for so long, from now on."""
        self._slow = (word, seconds)

    def slow_no_more(self) -> None:
        self._slow = None

    def close(self) -> None:
        _close(self._listener)
        self.let_go()
        self.cut()

    # -- in threads of its own ----------------------------------------------------------------------------------------

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        self._flows.wait()
        try:
            server = socket.create_connection((LOOPBACK, self._to), timeout=5)
        except OSError:
            _close(client)
            return
        server.settimeout(None)
        with self._lock:
            self._open |= {client, server}
        mute = threading.Event()
        threading.Thread(target=self._answers, args=(server, client, mute), daemon=True).start()
        self._asks(client, server, mute)

    def _asks(self, client: socket.socket, server: socket.socket, mute: threading.Event) -> None:
        with contextlib.suppress(OSError):
            while data := client.recv(CHUNK):
                self._flows.wait()
                if self._slow is not None and self._slow[0] in data:
                    time.sleep(self._slow[1]())
                if (heard := self._is_cut(data)) is not None:
                    mute.set()
                    if heard:
                        server.sendall(data)
                        time.sleep(0.5)
                    break
                server.sendall(data)
        self._forget(client, server)

    def _answers(self, server: socket.socket, client: socket.socket, mute: threading.Event) -> None:
        with contextlib.suppress(OSError):
            while data := server.recv(CHUNK):
                self._flows.wait()
                if not mute.is_set():
                    client.sendall(data)
        if not mute.is_set():
            self._forget(client, server)

    def _is_cut(self, data: bytes) -> bool | None:
        with self._lock:
            for cut in self._cuts:
                if cut[0] in data:
                    self._cuts.remove(cut)
                    return cut[1]
        return None

    def _forget(self, *ends: socket.socket) -> None:
        with self._lock:
            self._open -= set(ends)
        for each in ends:
            _close(each)


def _close(each: socket.socket) -> None:
    with contextlib.suppress(OSError):
        each.shutdown(socket.SHUT_RDWR)
    each.close()
