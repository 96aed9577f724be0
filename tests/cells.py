"""A cluster of real processes on the servers that the fixtures give, with its own schemas and logins."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psycopg
from psycopg.sql import SQL, Identifier

from deploy.admission import Admits
from deploy.cluster import Cluster
from services.kernel.host.settings import Settings


@contextlib.contextmanager
def cluster_on(
    postgres_url: str,
    amqp_url: str,
    redis_url: str,
    folder: Path,
    name: str,
    broker: object,
    settings: Settings | None = None,
) -> Iterator[Cluster]:
    """Every service in a process of its own; the organ is empty and no clock ticks. On the `broker` each process has a
    user of its own, as in an office, unless somebody else keeps its users."""
    given = {"postgres": postgres_url, "rabbitmq": amqp_url, "redis": redis_url}
    servers: Any = SimpleNamespace(**{name: SimpleNamespace(url=url) for name, url in given.items()})
    if isinstance(broker, Admits) and broker.admits:
        servers.rabbitmq = broker
    made = Cluster(folder, settings or Settings(tick_seconds=0), servers=servers, cell=name)
    with made.running():
        yield made
    with psycopg.connect(postgres_url, autocommit=True) as connection:  # logins outlive the module's database
        roles = connection.execute("SELECT rolname FROM pg_roles WHERE rolname LIKE %s", (f"{name}\\_%",))
        for (role,) in roles.fetchall():
            with contextlib.suppress(psycopg.Error):
                connection.execute(SQL("DROP OWNED BY {}").format(Identifier(role)))
                connection.execute(SQL("DROP ROLE {}").format(Identifier(role)))
