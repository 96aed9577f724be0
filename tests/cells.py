"""A cluster of real processes on the servers that the fixtures give, with its own schemas and logins."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import psycopg
from psycopg.sql import SQL, Identifier

from deploy.cluster import Cluster
from deploy.servers import Trio
from services.kernel.host.settings import Settings


@contextlib.contextmanager
def cluster_on(postgres_url: str, amqp_url: str, redis_url: str, folder: Path, name: str) -> Iterator[Cluster]:
    """Every service in a process of its own; the organ is empty and no clock ticks."""
    given = {"postgres": postgres_url, "rabbitmq": amqp_url, "redis": redis_url}
    servers = cast(Trio, SimpleNamespace(**{name: SimpleNamespace(url=url) for name, url in given.items()}))
    made = Cluster(folder, Settings(tick_seconds=0), servers=servers, cell=name)
    with made.running():
        yield made
    with psycopg.connect(postgres_url, autocommit=True) as connection:  # logins outlive the module's database
        roles = connection.execute("SELECT rolname FROM pg_roles WHERE rolname LIKE %s", (f"{name}\\_%",))
        for (role,) in roles.fetchall():
            with contextlib.suppress(psycopg.Error):
                connection.execute(SQL("DROP OWNED BY {}").format(Identifier(role)))
                connection.execute(SQL("DROP ROLE {}").format(Identifier(role)))
