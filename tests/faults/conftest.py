"""Each module's cell: own database, own virtual host, own logins."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.faults.cell import SampleCell


@pytest.fixture
def cell(postgres_url: str, amqp_url: str, tmp_path: Path, fresh_name: str) -> Iterator[SampleCell]:
    made = SampleCell(postgres_url, amqp_url, tmp_path, fresh_name)
    yield made
    made.close()
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        for schema in ("sample", "tally"):
            connection.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")


@pytest.fixture(autouse=True, scope="module")
def _logins_go_with_the_module(postgres_url: str, fresh_name: str) -> Iterator[None]:
    yield
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        roles = connection.execute("SELECT rolname FROM pg_roles WHERE rolname LIKE %s", (f"{fresh_name}\\_%",))
        for (role,) in roles.fetchall():
            with contextlib.suppress(psycopg.Error):
                connection.execute(f'DROP OWNED BY "{role}"')
                connection.execute(f'DROP ROLE "{role}"')
