"""Whose database this is: organ, service and a birth id, so that one put in another's place is refused. Knows no store.

`marked` says that its heads carry the mark of the service's key (`seal.head_mark`): from then on one without it was
moved by somebody else.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

from sqlalchemy import Boolean, Column, Integer, MetaData, String, Table, select, update
from sqlalchemy.engine import Connection

from services.kernel.refusals import Unavailable

metadata = MetaData()
identity = Table(
    "identity",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("origin", String(120), nullable=False),
    Column("service", String(40), nullable=False),
    Column("birth", String(32), nullable=False),
    Column("marked", Boolean, nullable=False),
)
"""One row."""


class NotOurs(Unavailable):
    """A database that is missing, empty, of another service, organ or birth, where ours is known to be."""

    code = "kernel.not-our-database"
    next = (
        "请停止服务，放回原来的数据库或恢复整份备份，再启动。",
        "Stop the service, put the right database back or restore a whole backup, and start again.",
    )


class Newer(Unavailable):
    """The database was brought further by a newer version of the program."""

    code = "kernel.newer-database"
    next = ("请用新版本的程序启动。", "Start it with the newer version of the program.")


@dataclass(frozen=True, slots=True)
class Identity:
    """As it stands in the database."""

    origin: str
    service: str
    birth: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Expected:
    """What is known of a database from outside it. `made` says that it was ready once: it is never made again."""

    birth: str
    made: bool


def new_birth() -> str:
    return uuid4().hex


def read(connection: Connection) -> Identity | None:
    row = connection.execute(select(identity).where(identity.c.number == 1)).first()
    return Identity(row.origin, row.service, row.birth, bool(row.marked)) if row is not None else None


def missing(place: str) -> NotOurs:
    return NotOurs(
        f"数据库 {place} 不见了或是空的，而这里本应有日志；没有新建任何东西。",
        f"The database {place} is missing or empty where there was a log; nothing was made.",
        place=place,
    )


def settle(connection: Connection, place: str, service: str, origin: str, expected: Expected | None) -> Identity:
    """The identity of the database, given to it where it has none yet; refuses another's."""
    known = read(connection)
    if known is None:
        if expected is not None and expected.made:
            raise missing(place)
        known = Identity(origin, service, expected.birth if expected is not None else new_birth(), marked=False)
        connection.execute(
            identity.insert(),
            {"number": 1, "origin": origin, "service": service, "birth": known.birth, "marked": False},
        )
    if reason := wrong(known, service, origin, expected):
        zh, en = reason
        raise NotOurs(f"数据库 {place} 不是本系统原有的：{zh}。", f"{place} is not ours: {en}.", place=place)
    return known


def wrong(known: Identity, service: str, origin: str, expected: Expected | None) -> tuple[str, str] | None:
    """Why it is not the one that belongs here, in Chinese and English."""
    if service and known.service and known.service != service:
        return f"它属于服务 {known.service}", f"it is the database of {known.service}, not of {service}"
    if origin and known.origin and known.origin != origin:
        return f"它属于机构 {known.origin}", f"it belongs to the organ {known.origin}, not to {origin}"
    if expected is not None and known.birth != expected.birth:
        return "它不是最初建立的那一个", "it is not the one that was made here"
    if expected is not None and expected.made and not known.marked:
        return "它的首位标记被取消", "the mark of its heads was taken away"
    return None


def mark(connection: Connection) -> None:
    connection.execute(update(identity).where(identity.c.number == 1).values(marked=True))
