"""What a server needs for itself alone, asked for before anything starts: its data folder and its port."""

from __future__ import annotations

import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from deploy.demonstration import MARK

LOCK = "in-use"
"""Of a real office's folder; a demonstration locks its mark."""


class NoFolder(SystemExit):
    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"没有数据目录 {folder.absolute()}:请用 --data 指明机构的数据目录。"
            f" There is no folder {folder.absolute()}: say by --data where the office's data lies."
        )


class FolderInUse(SystemExit):
    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"另一个进程正在使用数据目录 {folder.absolute()}:请先停止它,或另选目录(--data)。"
            f" Another process works in {folder.absolute()}: stop it first, or take another folder (--data)."
        )


class NoPort(SystemExit):
    def __init__(self, port: int) -> None:
        super().__init__(f"没有 {port} 这个端口，请选 1 至 65535。There is no port {port}: choose one from 1 to 65535.")


class PortInUse(SystemExit):
    def __init__(self, host: str, port: int, reason: str) -> None:
        super().__init__(
            f"{host}:{port} 无法使用({reason}):请停止占用它的程序,或另选端口(--port)。"
            f" {host}:{port} cannot be used ({reason}): stop what uses it, or take another port (--port)."
        )


@contextmanager
def folder(data: Path, *, begins: bool = False) -> Iterator[None]:
    """One process at a time works on a folder; the lock goes with the process, in whatever way it ends. Where an office
    `begins` the folder is made."""
    if begins:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not data.is_dir():
        raise NoFolder(data)
    with _lock(data).open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise FolderInUse(data) from None
        yield


def is_taken(data: Path) -> bool:
    """Whether somebody works on a folder now."""
    try:
        with _lock(data).open("r") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except FileNotFoundError:
        return False
    return False


def _lock(data: Path) -> Path:
    return data / (MARK if (data / MARK).exists() else LOCK)


@contextmanager
def private(mask: int = 0o077) -> Iterator[None]:
    """What is written meanwhile is for whoever writes it alone, whatever folder it lies in; or for whom `mask` says."""
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def port(host: str, number: int) -> None:
    """Refuses one that is none or is taken; whoever asks takes it a moment later."""
    if not 0 < number < 1 << 16:
        raise NoPort(number)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with closing(socket.socket(family)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, number))
        except OSError as error:
            raise PortInUse(host, number, error.strerror or str(error)) from None
