"""What a database or its disk refuses, said so that whoever looks after the machine knows what to do.

Nothing of it is a fault of the program: it is told by its driver's own code, never by its text.
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Callable
from typing import Any

import psycopg
from sqlalchemy.exc import DBAPIError

from services.kernel.domain.events import UnknownTopic
from services.kernel.refusals import Unavailable


class DiskFull(Unavailable):
    code = "kernel.disk-full"
    next = ("请清理或扩充磁盘空间后重试。", "Make room on the disk, then try again.")

    def __init__(self) -> None:
        super().__init__("磁盘空间已满，无法记录。", "The disk is full: nothing can be recorded.")


class ReadOnly(Unavailable):
    code = "kernel.read-only"
    next = (
        "请检查数据目录或数据库的写权限，以及磁盘是否以只读方式挂载。",
        "Look whether the data folder or database may be written, and the disk is mounted for writing.",
    )

    def __init__(self) -> None:
        super().__init__("数据库只能读取，无法记录。", "The database can only be read: nothing can be recorded.")


class Busy(Unavailable):
    code = "kernel.database-busy"
    next = ("请稍后用同一请求重试。", "Send the same request again shortly.")

    def __init__(self) -> None:
        super().__init__("数据库正被其他程序占用。", "The database is locked by another program.")


class Spoilt(Unavailable):
    code = "kernel.database-spoilt"
    next = (
        "请停止服务，保留现有文件，从备份恢复后再启动。",
        "Stop the service, keep the file as it is, restore a backup and start again.",
    )

    def __init__(self) -> None:
        super().__init__("数据库文件已损坏。", "The database file is spoilt.")


class DatabaseAway(Unavailable):
    code = "kernel.database-away"
    next = (
        "请检查数据库是否在运行、地址与口令是否正确。",
        "Look whether the database runs at its address.",
    )

    def __init__(self) -> None:
        super().__init__("数据库无法连接。", "The database cannot be reached.")


class NewerEvent(Unavailable):
    """A stored name that this version of the program does not know."""

    code = "kernel.newer-event"
    next = ("请用新版本的程序启动。", "Start it with the newer version of the program.")

    def __init__(self, topic: str) -> None:
        super().__init__(
            "日志里有本版本不认识的事实，是更新版本写入的。",
            f"The log holds a fact that this version does not know, written by a newer one: {topic}.",
            topic=topic,
        )


class DamagedLog(Unavailable):
    """What is recorded on a log that somebody changed would be sealed onto the change, and accused of it afterwards."""

    code = "kernel.log-damaged"
    next = (
        "请停止服务、保留现状，由审计员核验日志，查明后从备份恢复。",
        "Stop the service, keep everything, have the log verified (`jikao audit verify`), then restore a backup.",
    )

    def __init__(self) -> None:
        super().__init__(
            "事件日志与其末位记录不相符，可能被改动，暂停记录。",
            "The log and its head do not agree: somebody may have changed them, so nothing is recorded.",
        )


class DamagedEvent(Unavailable):
    """It cannot be read, and it is not as it was sealed: bytes were changed, by a person or by a disk."""

    code = "kernel.event-damaged"
    next = DamagedLog.next

    def __init__(self, position: int) -> None:
        super().__init__(
            f"第{position}号事件与其封印不符，且已无法读出。",
            f"Event {position} is not as it was sealed, and cannot be read any more.",
            position=position,
        )


_OF_SQLITE: dict[str, Callable[[], Unavailable]] = {
    "FULL": DiskFull,
    "READONLY": ReadOnly,
    "CANTOPEN": ReadOnly,
    "BUSY": Busy,
    "LOCKED": Busy,
    "CORRUPT": Spoilt,
    "NOTADB": Spoilt,
    "IOERR": DiskFull,
}
"""By what follows `SQLITE_`. A write that the disk refuses is an I/O error where its quota ends."""
_OF_POSTGRES: dict[str, Callable[[], Unavailable]] = {
    "53100": DiskFull,
    "25006": ReadOnly,
    "55P03": Busy,
    "57014": Busy,
    "XX001": Spoilt,
    "XX002": Spoilt,
    "23514": DamagedLog,  # there is one check, which keeps the log's positions in order
}
_OF_SYSTEM: dict[int, Callable[[], Unavailable]] = {
    errno.ENOSPC: DiskFull,
    errno.EDQUOT: DiskFull,
    errno.EFBIG: DiskFull,
    errno.EROFS: ReadOnly,
    errno.EACCES: ReadOnly,
    errno.EPERM: ReadOnly,
}


_NOT_WRITTEN = ("SQLITE_FULL", "SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_READONLY")
"""By which SQLite says of a commit that nothing of it is there."""
_GOING_AWAY = ("08", "57", "58", "XX")
"""Classes of SQLSTATE: connection lost, shutting down, system error, internal error."""


def was_refused(error: DBAPIError) -> bool:
    """Whether the database answered that it will not do it, rather than went away while it was at it."""
    if name := getattr(error.orig, "sqlite_errorname", ""):
        return str(name).startswith(_NOT_WRITTEN)
    state = getattr(error.orig, "sqlstate", None) or ""
    return bool(state) and state[:2] not in _GOING_AWAY


DRIVERS: tuple[type[Exception], ...] = (DBAPIError, OSError, sqlite3.Error, psycopg.Error, UnknownTopic)
"""What can be told here: a driver's own errors come where SQLAlchemy does not stand between."""


def trouble(error: BaseException) -> Unavailable | None:
    """The refusal that says it; None where it is something else."""
    if isinstance(error, UnknownTopic):
        return NewerEvent(str(error.args[0]))
    own: Any = error.orig if isinstance(error, DBAPIError) else error
    if name := getattr(own, "sqlite_errorname", None):
        if name == "SQLITE_CONSTRAINT_TRIGGER":  # there is one, which keeps the log's positions in order
            return DamagedLog()
        kind = str(name).split("_")[1]
        return _OF_SQLITE[kind]() if kind in _OF_SQLITE else None
    state = getattr(own, "sqlstate", None)
    if state in _OF_POSTGRES:
        return _OF_POSTGRES[state]()
    if type(own).__module__.startswith("psycopg") and type(own).__name__ == "OperationalError" and not state:
        return DatabaseAway()
    if isinstance(own, OSError) and own.errno in _OF_SYSTEM:
        return _OF_SYSTEM[own.errno]()
    return None
