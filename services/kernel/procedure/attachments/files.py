"""Files kept beside the log, named by what they contain. Knows no operation and no procedure.

A fact speaks of a file by its SHA-256; the bytes never enter the log. A file is written whole before a fact speaks of
it and never written again: whatever breaks off leaves at most a file of which nothing speaks, never a fact whose file
is not there.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from services.kernel.refusals import Unavailable

_DIGEST = re.compile(r"[0-9a-f]{64}")
_PIECE = 1 << 20
_UNDER_WAY = "under-way"
"""The folder of what is being written."""


class FileMissing(Unavailable):
    """The log speaks of a file that is not there."""

    code = "kernel.file-missing"
    next = ("请系统管理员从备份恢复。", "Ask the system administrator to restore it from the backup.")

    def __init__(self, digest: str) -> None:
        super().__init__(
            "存放处没有这个文件，请系统管理员从备份恢复。",
            "The file is not where it was put; ask the system administrator to restore it.",
            digest=digest,
        )


class FileAltered(Unavailable):
    """The bytes that are there are not those that were put there."""

    code = "kernel.file-altered"
    next = ("请系统管理员从备份恢复。", "Ask the system administrator to restore it from the backup.")

    def __init__(self, digest: str) -> None:
        super().__init__(
            "存放的文件已被改动，不予提供；请系统管理员从备份恢复。",
            "The stored file was altered and is not given out; ask the system administrator to restore it.",
            digest=digest,
        )


class NoFileStore(Unavailable):
    code = "kernel.no-file-store"
    next = ("请系统管理员设置附件存放处。", "Ask the system administrator to set a place for files.")

    def __init__(self) -> None:
        super().__init__(
            "未设置附件存放处，请系统管理员设置 JIKAO_FILES。",
            "No place for files is set; ask the system administrator to set JIKAO_FILES.",
        )


@dataclass(frozen=True, slots=True)
class Held:
    """One stored file. `since` is when it was last put."""

    digest: str
    size: int
    since: datetime


class Files(Protocol):
    """Where the files of one service lie. Every replica of the service reaches the same ones."""

    def put(self, content: bytes) -> str:
        """Stores it whole or not at all and returns its digest; what is there already is proven, never overwritten."""
        ...

    def get(self, digest: str) -> bytes:
        """The bytes, proven; raises `FileMissing` or `FileAltered`."""
        ...

    def has(self, digest: str) -> bool: ...

    def each(self) -> Iterator[Held]:
        """Everything stored, by digest."""
        ...

    def remove(self, digest: str) -> None:
        """For what no fact speaks of; no matter if it is gone already."""
        ...

    def clear(self, before: datetime) -> int:
        """Removes what writes that broke off before then have left; returns how many."""
        ...

    def of(self, service: str) -> Files:
        """The part of one service: what its log does not speak of belongs to nobody else."""
        ...


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


class FolderFiles:
    """A folder: `ab/ab12…`. It may lie on a share of all replicas where renaming is atomic, as on NFS and SMB."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, content: bytes) -> str:
        digest = digest_of(content)
        path = self._path(digest)
        if path.exists():
            self.get(digest)
            os.utime(path)  # a sweep of what nothing speaks of leaves it alone until its fact is recorded
            return digest
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.parent.mkdir(exist_ok=True)
        under_way = self._folder / _UNDER_WAY
        under_way.mkdir(exist_ok=True)
        handle, name = tempfile.mkstemp(dir=under_way, prefix=digest[:16])
        try:
            with os.fdopen(handle, "wb") as file:
                for start in range(0, len(content), _PIECE):
                    file.write(content[start : start + _PIECE])
                    time.sleep(0)  # a green thread lets the others work
                file.flush()
                os.fsync(file.fileno())
            Path(name).chmod(0o440)
            Path(name).rename(path)  # whoever came first put the same bytes there
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        _keep_entry(path.parent)
        return digest

    def get(self, digest: str) -> bytes:
        try:
            content = self._path(digest).read_bytes()
        except FileNotFoundError:
            raise FileMissing(digest) from None
        if digest_of(content) != digest:
            raise FileAltered(digest)
        return content

    def has(self, digest: str) -> bool:
        return self._path(digest).is_file()

    def each(self) -> Iterator[Held]:
        for folder in sorted(self._folder.glob("[0-9a-f][0-9a-f]")):
            for path in sorted(folder.iterdir()):
                if _DIGEST.fullmatch(path.name) and path.name.startswith(folder.name):
                    with contextlib.suppress(FileNotFoundError):  # swept meanwhile
                        found = path.stat()
                        yield Held(path.name, found.st_size, datetime.fromtimestamp(found.st_mtime, UTC))

    def remove(self, digest: str) -> None:
        self._path(digest).unlink(missing_ok=True)

    def clear(self, before: datetime) -> int:
        left = 0
        for path in (self._folder / _UNDER_WAY).glob("*"):
            with contextlib.suppress(FileNotFoundError):  # it has its name by now
                if datetime.fromtimestamp(path.stat().st_mtime, UTC) < before:
                    path.unlink()
                    left += 1
        return left

    def of(self, service: str) -> FolderFiles:
        return FolderFiles(self._folder / service)

    def _path(self, digest: str) -> Path:
        if not _DIGEST.fullmatch(digest):
            raise ValueError(f"not a digest: {digest[:80]!r}")
        return self._folder / digest[:2] / digest


def _keep_entry(folder: Path) -> None:
    """The name survives a power cut as the bytes do; some shares cannot sync a folder and keep it anyway."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
