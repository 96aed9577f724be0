"""Checkpoints leave the machine by themselves: to a folder (of another machine), or to an address that takes them.

A note is never written over. What could not be brought there is brought with the next tick.
"""

from __future__ import annotations

import logging
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from services.kernel.refusals import Unavailable

log = logging.getLogger("jikao.custody")
SECONDS = 10.0
AT_ONCE = 200
"""How many notes, the newest, are looked after."""


class NotKept(Unavailable):
    """A checkpoint could not be brought to where it is kept."""

    code = "kernel.checkpoint-not-kept"
    next = (
        "请检查设置中检查点外存的目录或地址；恢复后自动补送。",
        "Look at the folder or address that JIKAO_CHECKPOINTS_TO names; what is missing goes there by itself.",
    )


class Elsewhere:
    """One place for the notes of every service of an organ."""

    def __init__(self, place: str) -> None:
        self.place = place
        self._is_address = place.startswith(("http://", "https://"))
        self._sent: set[tuple[str, int]] = set()

    def keep(self, service: str, notes: list[tuple[int, str]]) -> int:
        """Brings those (size, note) there that are not; returns how many."""
        try:
            return sum(self._keep(service, size, note) for size, note in notes[-AT_ONCE:])
        except OSError as error:
            raise NotKept(
                f"检查点送不到 {self.place}：{error.strerror or type(error).__name__}。",
                f"The checkpoint could not be brought to {self.place}: {error}.",
                place=self.place,
            ) from error

    def _keep(self, service: str, size: int, note: str) -> bool:
        if (service, size) in self._sent:
            return False
        if self._is_address:
            self._post(service, note)
        elif not self._write(service, size, note):
            self._sent.add((service, size))
            return False
        self._sent.add((service, size))
        return True

    def _write(self, service: str, size: int, note: str) -> bool:
        folder = Path(self.place)
        if not folder.is_dir():
            raise FileNotFoundError(2, "没有这个目录 / no such folder")
        path = folder / f"{service}-{size}.note"
        if path.exists():
            return False
        half = path.with_suffix(".half")
        half.write_text(note, "utf-8")
        half.rename(path)
        return True

    def _post(self, service: str, note: str) -> None:
        headers = {"Content-Type": "text/plain; charset=utf-8", "X-Jikao-Service": service}
        request = urllib.request.Request(self.place, note.encode(), headers, method="POST")  # noqa: S310 - http only
        with urllib.request.urlopen(request, timeout=SECONDS):  # noqa: S310
            pass

    def kept(self, service: str) -> Iterator[str]:
        """What lies in the folder of one service; an address is only given to."""
        if not self._is_address:
            for path in sorted(Path(self.place).glob(f"{service}-*.note")):
                yield path.read_text("utf-8", "replace")
