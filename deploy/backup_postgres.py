"""The cluster's part of a backup: its schemas by `pg_dump`, all of one snapshot, and people's keys in a dump apart.

Every service's schema lies in one database, so one snapshot is one moment for all of them: nobody had taken in what its
source had not recorded.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import psycopg
from psycopg import sql

from deploy import roster
from deploy.cluster import GATEWAY
from deploy.cluster_database import LOGINS, served
from deploy.postgres import Cell
from deploy.servers.database import PACKAGES, PLACES
from deploy.servers.process import find
from services.kernel.host.settings import Settings
from services.kernel.log.keyring import keys_schema
from services.kernel.log.shadow import SLOTS, schema_of
from services.kernel.log.store import LOG

DUMP, KEYRING = "cluster.dump", "keyring.dump"


class DumpFailed(SystemExit):
    def __init__(self, program: str, said: str) -> None:
        super().__init__(f"{program} 未能完成:{said}。{program} failed: {said}")


def keep(data: Path, out: Path, secret: Path | None) -> dict[str, Any]:
    """Dumps the schemas into the folder `out`, and the keyrings into `secret`; returns the heads of the logs."""
    names = list(roster.roster(Settings()))
    with served(data) as url, psycopg.connect(url) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        found = connection.execute("SELECT pg_export_snapshot()").fetchone()
        assert found is not None
        heads = _heads(connection, names)
        if heads:
            _dump(url, found[0], out / DUMP, _schemas(names))
        if heads and secret is not None:
            _dump(url, found[0], secret / KEYRING, map(keys_schema, names))
    return heads


def bring_back(data: Path) -> None:
    """Loads the dumps that lie in the folder `data` into its own new server, or an empty given one; takes them away."""
    data.chmod(0o711)  # PostgreSQL may run as its own user below it
    names = list(roster.roster(Settings()))
    with served(data) as url:
        cell = Cell(url, data / LOGINS)
        if cell.holds([*names, GATEWAY]):
            raise SystemExit(
                "数据库中已有本机构的数据，未恢复。The database holds an office already: nothing was brought back."
            )
        for name in (*names, GATEWAY):
            cell.admit(name)
        for dump in filter(Path.exists, (data / DUMP, data / KEYRING)):
            _run("pg_restore", url, "--single-transaction", "--exit-on-error", str(dump))
            dump.unlink()


def _heads(connection: psycopg.Connection[Any], names: Sequence[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in names:
        if connection.execute("SELECT to_regclass(%s)", (f'"{name}".heads',)).fetchone() == (None,):
            continue
        query = sql.SQL("SELECT position, encode(seal, 'hex') FROM {} WHERE name = %s")
        row = connection.execute(query.format(sql.Identifier(name, "heads")), (LOG,)).fetchone()
        if row is not None:
            found[name] = {"position": row[0], "seal": row[1]}
    return found


def _schemas(names: Sequence[str]) -> list[str]:
    shadows = [schema_of(name, slot) for name in names for slot in range(1, SLOTS + 1)]
    return [*names, *shadows, GATEWAY]


def _dump(url: str, snapshot: str, file: Path, schemas: Iterable[str]) -> None:
    only = [f"--schema={schema}" for schema in schemas]
    _run("pg_dump", url, "--format=custom", f"--snapshot={snapshot}", f"--file={file}", *only)


def _run(program: str, url: str, *arguments: str) -> None:
    """Its login goes by the environment: a command line is there for everybody to read."""
    parts = urlsplit(url)
    login = {
        "PGHOST": parts.hostname or "",
        "PGPORT": str(parts.port or 5432),
        "PGUSER": unquote(parts.username or ""),
        "PGPASSWORD": unquote(parts.password or ""),
    }
    database = f"--dbname={unquote(parts.path.removeprefix('/'))}"
    command = [str(find(program, PACKAGES, PLACES)), database, *arguments]
    environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", **login}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise DumpFailed(program, done.stderr.strip()[-1000:])
