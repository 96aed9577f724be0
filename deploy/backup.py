"""`jikao backup` and `jikao restore`: the folder of an office, of either runtime, as of one moment while it works.

What opens something is kept apart: the signing keys and the keys of people's private fields go into a folder of their
own, or nowhere. The boxes of a running evaluation go nowhere: whoever held two copies of one could tell who had cast
in between (A35). A backup says by its list of digests whether it is whole.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shlex
import shutil
import sqlite3
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from deploy import backup_postgres, claims, roster
from deploy.cluster_database import is_cluster, refuse_another
from services.kernel.host.settings import Settings

LIST = "backup.json"
FORMAT = 1
SECRET = ("keys", "keyring")
"""Folders that go apart."""
NEVER = ("ballots", claims.LOCK, "demonstration", "servers")
"""The boxes; what says that somebody is at work in the folder; and what the servers of a cluster keep for themselves,
which is dumped instead."""
TRIES = 20
_HEADS = "SELECT name, position, hex(seal) FROM heads"


class Refused(SystemExit):
    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} {en}")


# -- keeping ----------------------------------------------------------------------------------------------------------


def keep(data: Path, out: Path, secret: Path | None = None) -> dict[str, Any]:
    """Copies the folder `data` into the empty folder `out`, and its keys into `secret`; returns the list."""
    if on_cluster := is_cluster(data):
        refuse_another(data)
    services = [name for name in roster.roster(Settings()) if (data / f"{name}.db").exists()]
    if not services and not on_cluster:
        raise _nothing(data)
    for folder in filter(None, (out, secret)):
        _empty(folder)
    others = [path for path in sorted(data.iterdir()) if not _is_database(path) and path.name not in (*SECRET, *NEVER)]
    for path in filter(Path.is_file, others):  # what speaks of the logs must not know more than they do
        shutil.copy2(path, out / path.name)
    heads = backup_postgres.keep(data, out, secret) if on_cluster else _copy_all(data, out, services)
    if not heads:
        raise _nothing(data)
    for path in filter(Path.is_dir, others):  # after the logs: a file is there before the event that names it
        shutil.copytree(path, out / path.name, dirs_exist_ok=True)
    listed = {"format": FORMAT, "taken": datetime.now(UTC).isoformat(timespec="seconds"), "heads": heads}
    _write_list(out, listed)
    if secret is not None:
        for name in filter(lambda name: (data / name).is_dir(), SECRET):
            _copy_folder(data / name, secret / name)
        _write_list(secret, {"format": FORMAT, "taken": listed["taken"]})
    return listed


def _nothing(data: Path) -> Refused:
    return Refused(f"{data} 中没有数据库，未备份。", f"There is no database in {data}: nothing was kept.")


def _copy_all(data: Path, out: Path, services: list[str]) -> dict[str, Any]:
    with _one_moment(data, services) as (connections, heads):
        for name, connection in connections.items():
            _copy(connection, out / f"{name}.db")
    for path in sorted(one for one in data.glob("*.db") if one.stem not in services):
        with contextlib.closing(_opened(path)) as connection:
            _copy(connection, out / path.name)
    return heads


@contextlib.contextmanager
def _one_moment(data: Path, services: list[str]) -> Iterator[tuple[dict[str, sqlite3.Connection], dict[str, Any]]]:
    """Every database as of a moment at which nobody had taken in what its source had not recorded yet."""
    with contextlib.ExitStack() as opened:
        connections = {
            name: opened.enter_context(contextlib.closing(_opened(data / f"{name}.db"))) for name in services
        }
        for _ in range(TRIES):
            found: dict[str, dict[str, tuple[int, str]]] = {}
            for name, connection in connections.items():
                connection.execute("BEGIN")
                found[name] = {of: (position, seal) for of, position, seal in connection.execute(_HEADS)}
            if all(
                position <= found[source]["log"][0]
                for taken in found.values()
                for source, (position, _) in taken.items()
                if source in found
            ):
                heads = {
                    name: {"position": logs["log"][0], "seal": logs["log"][1].lower()} for name, logs in found.items()
                }
                yield connections, heads
                return
            for connection in connections.values():
                connection.execute("ROLLBACK")
            time.sleep(0.05)
    raise Refused(
        "各服务之间始终有事件在途，未能取得一致的时刻：请稍后再试。",
        "Events were under way between the services at every look: try again in a moment.",
    )


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None, timeout=30)


def _copy(connection: sqlite3.Connection, path: Path) -> None:
    """What this connection sees, and nothing that came after."""
    with contextlib.closing(sqlite3.connect(path)) as copy:
        connection.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")


def _copy_folder(source: Path, target: Path) -> None:
    for path in sorted(source.rglob("*")):
        place = target / path.relative_to(source)
        if path.is_dir():
            place.mkdir(parents=True, exist_ok=True, mode=0o700)
        elif path.suffix == ".db":
            place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with contextlib.closing(_opened(path)) as connection:
                _copy(connection, place)
        elif not _is_database(path):
            place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            shutil.copy2(path, place)


def _is_database(path: Path) -> bool:
    return path.name.endswith((".db", ".db-wal", ".db-shm"))


# -- bringing back ----------------------------------------------------------------------------------------------------


def bring_back(kept: Path, data: Path, secret: Path | None = None) -> dict[str, Any]:
    """Copies a backup, and its keys, into the empty folder `data`; nothing where any of it is not whole."""
    listed = _checked(kept)
    if secret is not None:
        _checked(secret)
    _empty(data)
    for folder in (kept, secret):
        if folder is not None:
            shutil.copytree(folder, data, dirs_exist_ok=True, ignore=shutil.ignore_patterns(LIST))
    for path in data.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)
    if (data / backup_postgres.DUMP).exists():
        backup_postgres.bring_back(data)
    return listed


def _checked(folder: Path) -> dict[str, Any]:
    """The list of a backup that is whole."""
    try:
        listed: dict[str, Any] = json.loads((folder / LIST).read_text("utf-8"))
        if listed["format"] != FORMAT:
            raise ValueError("format")
        wanted: dict[str, str] = dict(listed["files"])
    except (OSError, ValueError, KeyError, TypeError):
        raise Refused(f"{folder} 不是备份，或清单已损坏。", f"{folder} is no backup, or its list is spoilt.") from None
    found = dict(_digests(folder))
    if found != wanted:
        wrong = sorted(name for name in found.keys() | wanted.keys() if found.get(name) != wanted.get(name))
        raise Refused(
            f"备份不完整或已被改动：{'、'.join(wrong[:5])}。", f"The backup is not whole, or was changed: {wrong[:5]}."
        )
    return listed


def _write_list(folder: Path, listed: dict[str, Any]) -> None:
    listed["files"] = dict(_digests(folder))
    path = folder / LIST
    path.write_text(json.dumps(listed, ensure_ascii=False, indent=1), "utf-8")
    for each in folder.rglob("*"):
        each.chmod(0o700 if each.is_dir() else 0o600)


def _digests(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != LIST:
            with path.open("rb") as file:
                yield str(path.relative_to(folder)), hashlib.file_digest(file, "sha256").hexdigest()


def _empty(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if any(folder.iterdir()):
        raise Refused(f"目录 {folder} 不是空的，未写入任何内容。", f"{folder} is not empty: nothing was written.")


# -- the command line -------------------------------------------------------------------------------------------------


def backup(data: Path, out: Path, keys: Path | None) -> int:
    os.umask(0o077)
    listed = keep(data, out, keys)
    _tell(listed)
    if keys is None:
        sys.stdout.write(
            "未保存密钥：没有密钥，签署与个人信息无法恢复（--keys）。"
            " The keys were not kept: without them nothing can be signed and no private field read (--keys).\n"
        )
    sys.stdout.write("票箱不入备份 · the boxes of an evaluation are in no backup\n")
    return 0


def restore(kept: Path, data: Path, keys: Path | None) -> int:
    os.umask(0o077)
    _tell(bring_back(kept, data, keys))
    if keys is None:
        sys.stdout.write(
            "未恢复密钥：请放回原来的密钥后再启动。 No key was brought back: put the former ones there first.\n"
        )
    sys.stdout.write(f"请校验 · now verify: jikao audit verify --data {shlex.quote(str(data))}\n")
    return 0


def _tell(listed: dict[str, Any]) -> None:
    sys.stdout.write(f"备份时刻 / taken {listed['taken']}\n")
    for name, head in listed["heads"].items():
        sys.stdout.write(f"{name}: {head['position']} 个事件 / events, {head['seal'][:16]}\n")
