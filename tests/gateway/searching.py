"""Looks for bytes in everything that a system keeps: files as they lie, and databases as they read. Knows no slip."""

from __future__ import annotations

import base64
import mmap
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import redis
from psycopg.sql import SQL, Identifier

Found = list[tuple[str, str]]
"""Where, and what."""


def written(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """The same bytes in every way in which they may have been written down."""
    for label, one in ((name, content), (f"{name} in hex", content.hex().encode())):
        yield label, one
        yield f"{label}, in hex", one.hex().encode()
    yield f"{name} in HEX", content.hex().upper().encode()
    for shift in range(3):  # what stands before it moves it within its group of three
        coded = base64.b64encode(bytes(shift) + content)
        yield f"{name} in base64", coded[4 if shift else 0 : len(coded) // 4 * 4 - 4]


def in_files(needles: dict[bytes, str], roots: Iterable[Path], leaving: Iterable[Path] = ()) -> Found:
    left, found = tuple(leaving), []
    for path in (file for root in roots for file in root.rglob("*")):
        if any(path.is_relative_to(one) for one in left):
            continue
        try:
            if path.is_file() and path.stat().st_size:
                with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
                    found += [(str(path), name) for needle, name in needles.items() if content.find(needle) >= 0]
        except FileNotFoundError:  # servers tidy up meanwhile
            continue
    return found


def in_bytes(needles: dict[bytes, str], where: str, content: bytes) -> Found:
    return [(where, name) for needle, name in needles.items() if needle in content]


def in_postgres(needles: dict[bytes, str], url: str) -> Found:
    """Every row of every table, as it reads: what lies there compressed is not found in the files."""
    found: Found = []
    with psycopg.connect(url) as connection:
        connection.execute("SET statement_timeout = 0")
        tables = connection.execute(
            "SELECT schemaname, tablename FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        ).fetchall()
        for schema, table in tables:
            rows = connection.execute(SQL("SELECT * FROM {}").format(Identifier(schema, table))).fetchall()
            found += in_bytes(needles, f"{schema}.{table}", b"\n".join(_bytes(cell) for row in rows for cell in row))
        connection.execute("CHECKPOINT")
    assert tables, "a search through nothing finds nothing"
    return found


def in_redis(needles: dict[bytes, str], url: str) -> Found:
    found: Found = []
    with redis.Redis.from_url(url) as client:
        for key in client.scan_iter():
            kind = client.type(key)
            read: Any = {
                b"string": client.get, b"hash": client.hgetall, b"set": client.smembers,
                b"list": lambda key: client.lrange(key, 0, -1), b"zset": lambda key: client.zrange(key, 0, -1),
                b"stream": client.xrange,
            }[kind]  # fmt: skip
            found += in_bytes(needles, f"redis {key!r}", key + repr(read(key)).encode() + _bytes(read(key)))
    return found


def _bytes(cell: Any) -> bytes:
    if isinstance(cell, bytes | memoryview):
        return bytes(cell)
    return str(cell).encode()
