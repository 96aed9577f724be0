"""The database of the cluster that a folder belongs to: the one that runs for it, or that JIKAO_POSTGRES_URL names, or
its own, started for as long as it is looked into."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from deploy import claims
from deploy.postgres import Cell
from deploy.servers import Postgres
from services.kernel.log.keyring import Masters
from services.kernel.log.store import Store

GIVEN = "JIKAO_POSTGRES_URL"
"""The cluster's database, where it is not the cluster's own."""
LOGINS = Path("keys") / "logins.json"


def is_cluster(data: Path) -> bool:
    """Whether the office of this folder lies in a database: it has run as a cluster, or one is named."""
    return bool(os.environ.get(GIVEN)) or (data / LOGINS).exists()


def refuse_another(data: Path) -> None:
    """A folder without logins to the database is another's."""
    if not (data / LOGINS).exists():
        raise SystemExit(
            f"{data} 不是集群的数据目录,请用 --data 指明。{data} is no folder of a cluster: say by --data which one is."
        )


@contextlib.contextmanager
def served(data: Path) -> Iterator[str]:
    """Its URL, with the login that may do everything."""
    if url := os.environ.get(GIVEN):
        yield url
        return
    server = Postgres(data / "servers" / "postgres", durable=True)
    if server.joined():
        yield server.url
        return
    with claims.private(0o022):  # it runs as a user of its own, below folders that are made now
        server.start()
    try:
        yield server.url
    finally:
        server.stop()


@contextlib.contextmanager
def stores(data: Path, services: Iterable[str], masters: Masters | None = None) -> Iterator[dict[str, Store]]:
    """The logs of those that are there, with the logins of their services; with `masters`, what opens people's own
    words in them too."""
    refuse_another(data)
    with served(data) as url, contextlib.ExitStack() as until_the_end:
        cell, found = Cell(url, data / LOGINS), dict[str, Store]()
        for name in services:
            if cell.holds([name]):
                found[name] = cell.places(name).service.store(masters)
                until_the_end.callback(found[name].close)
        yield found
