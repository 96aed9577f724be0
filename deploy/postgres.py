"""One schema per service, and logins that can do no more than their part.

An owner migrates and nothing runs as it; a service may add to its log and never change it, while its registers are its
own, and so is a second schema with the keys of people's own words; a relay reads the log and moves its cursor.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

from services.kernel.log.erasing import keyed
from services.kernel.log.keyring import Keyring, Masters, keys_schema
from services.kernel.log.shadow import SLOTS, schema_of
from services.kernel.log.store import Store, metadata

APPEND_ONLY = ("events", "checkpoints")
READ_ONLY = ("migrations", "identity")
OWN = ("answers",)
"""Kept by the log, but owned by the service like its registers: it alone can write such a table anew, so that nothing
of what was deleted is left in its pages."""
RELAY_WRITES = ("cursors",)
NO_DELETE = ("heads", "contradictions")
PATIENCE = "connect_timeout=10&tcp_user_timeout=20000&keepalives_idle=10&keepalives_interval=5&keepalives_count=2"
"""How long a connection waits for a network that drops everything, as libpq has it (milliseconds, then seconds): what
is not acknowledged by then is given up and asked anew, instead of with TCP's own patience of many minutes, or hours."""
IDLE_SECONDS = 60
"""A login that does nothing in an open transaction for so long is sent away: whoever stands still with the head of a
log in hand would keep its replicas waiting."""


@dataclass(frozen=True, slots=True)
class Place:
    """What a process connects with: SQLAlchemy's URL, and the schema."""

    url: str
    schema: str

    def store(self, masters: Masters | None = None) -> Store:
        """With what opens people's own words, where that is at hand."""
        store = Store(self.url, schema=self.schema)
        if masters is None:
            return store
        keys = Keyring(self.url, masters, schema=keys_schema(self.schema), service=self.schema)
        keys.create()
        return keyed(store, keys)

    def plain(self) -> str:
        """The URL alone, for what knows nothing of schemas."""
        return f"{self.url}&options=-csearch_path%3D{self.schema}"


@dataclass(frozen=True, slots=True)
class Places:
    """The same schema as its three users see it."""

    owner: Place
    service: Place
    relay: Place


class Cell:
    """One organ's part of a PostgreSQL database. Passwords are kept in `secrets_file`, readable by its owner only."""

    def __init__(self, url: str, secrets_file: Path, name: str = "jikao", idle_seconds: int = IDLE_SECONDS) -> None:
        self._url, self._file, self._name, self._idle = url, secrets_file, name, idle_seconds

    def admit(self, service: str) -> tuple[str, str, str]:
        """Makes the logins of one service: its owner's, its own, its relay's."""
        roles = self._roles(service)
        with psycopg.connect(self._url, autocommit=True) as connection:
            for role in roles:
                self._login(connection, role)
        return roles

    def places(self, service: str) -> Places:
        """Of a schema that is there."""
        return Places(*(Place(self._url_of(role), service) for role in self._roles(service)))

    def prepare(self, service: str, make_tables: Callable[[Place], None]) -> Places:
        """Makes or brings up to date one service's schema and logins; existing data stays."""
        owner, user, relay = self.admit(service)
        with psycopg.connect(self._url, autocommit=True) as connection:
            connection.execute(
                sql.SQL("CREATE SCHEMA IF NOT EXISTS {} AUTHORIZATION {}").format(
                    sql.Identifier(service), sql.Identifier(owner)
                )
            )
            apart = sql.SQL("CREATE SCHEMA IF NOT EXISTS {} AUTHORIZATION {}")
            connection.execute(apart.format(sql.Identifier(keys_schema(service)), sql.Identifier(user)))
            for slot in range(1, SLOTS + 1):  # a service's login makes no schema, so those of its shadows are there
                connection.execute(
                    sql.SQL("CREATE SCHEMA IF NOT EXISTS {} AUTHORIZATION {}").format(
                        sql.Identifier(schema_of(service, slot)), sql.Identifier(user)
                    )
                )
        places = self.places(service)
        make_tables(places.owner)
        with psycopg.connect(self._url, autocommit=True) as connection:
            self._grant(connection, service, user, relay)
        return places

    def holds(self, services: Sequence[str]) -> bool:
        """Whether any of their schemas is there already."""
        query = "SELECT 1 FROM pg_namespace WHERE nspname = ANY(%s)"
        with psycopg.connect(self._url) as connection:
            return connection.execute(query, (list(services),)).fetchone() is not None

    def birth(self, service: str) -> str:
        """Of a schema that was made before, by whatever folder; empty where there is none."""
        with psycopg.connect(self._url) as connection:
            if connection.execute("SELECT to_regclass(%s)", (f'"{service}".identity',)).fetchone() == (None,):
                return ""
            query = sql.SQL("SELECT birth FROM {}").format(sql.Identifier(service, "identity"))
            found = connection.execute(query).fetchone()
        return str(found[0]) if found is not None else ""

    def drop(self, services: Sequence[str]) -> None:
        """Their schemas with all that is in them; the logins stay."""
        with psycopg.connect(self._url, autocommit=True) as connection:
            for service in services:
                slots = (schema_of(service, slot) for slot in range(1, SLOTS + 1))
                for schema in (service, keys_schema(service), *slots):
                    connection.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(schema)))

    def _roles(self, service: str) -> tuple[str, str, str]:
        return f"{self._name}_owner", f"{self._name}_{service}", f"{self._name}_{service}_relay"

    # -- logins -------------------------------------------------------------------------------------------------------

    def _login(self, connection: psycopg.Connection, role: str) -> None:
        found = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).fetchone()
        verb = sql.SQL("ALTER ROLE {} LOGIN PASSWORD {}" if found else "CREATE ROLE {} LOGIN PASSWORD {}")
        connection.execute(verb.format(sql.Identifier(role), sql.Literal(self._password(role))))
        patience = sql.SQL("ALTER ROLE {} SET idle_in_transaction_session_timeout = {}")
        connection.execute(patience.format(sql.Identifier(role), sql.Literal(f"{self._idle}s")))

    def _password(self, role: str) -> str:
        known: dict[str, str] = json.loads(self._file.read_text()) if self._file.exists() else {}
        if role not in known:
            known[role] = secrets.token_urlsafe(18)
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._file.touch(mode=0o600)
            self._file.write_text(json.dumps(known, indent=1))
        return known[role]

    def _url_of(self, role: str) -> str:
        parts = urlsplit(self._url)
        netloc = f"{quote(role)}:{quote(self._password(role))}@{parts.netloc.rpartition('@')[2]}"
        query = "&".join(filter(None, (parts.query, PATIENCE)))
        return urlunsplit(parts._replace(scheme="postgresql+psycopg", netloc=netloc, query=query))

    # -- rights -------------------------------------------------------------------------------------------------------

    def _grant(self, connection: psycopg.Connection, schema: str, user: str, relay: str) -> None:
        tables = [
            name for (name,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", (schema,))
        ]
        in_schema = sql.SQL("GRANT USAGE, CREATE ON SCHEMA {0} TO {1}; GRANT USAGE ON SCHEMA {0} TO {2}")
        connection.execute(in_schema.format(*map(sql.Identifier, (schema, user, relay))))
        for table in tables:
            if (table in metadata.tables or table in READ_ONLY) and table not in OWN:
                for role, rights in (*_rights(table, user), *_relay_rights(table, relay)):
                    _set_rights(connection, schema, table, role, rights)
            else:  # a register is the service's own: it makes one anew when its definition changed
                owned = sql.SQL("ALTER TABLE {} OWNER TO {}")
                connection.execute(owned.format(sql.Identifier(schema, table), sql.Identifier(user)))


def _rights(table: str, user: str) -> list[tuple[str, str]]:
    if table in APPEND_ONLY:
        return [(user, "SELECT, INSERT")]
    if table in READ_ONLY:
        return [(user, "SELECT")]
    if table in NO_DELETE:
        return [(user, "SELECT, INSERT, UPDATE")]
    return [(user, "SELECT, INSERT, UPDATE, DELETE")]


def _relay_rights(table: str, relay: str) -> list[tuple[str, str]]:
    if table in RELAY_WRITES:
        return [(relay, "SELECT, INSERT, UPDATE")]
    return [(relay, "SELECT")] if table in ("events", "heads") else []


def _set_rights(connection: psycopg.Connection, schema: str, table: str, role: str, rights: str) -> None:
    place = (sql.Identifier(schema, table), sql.Identifier(role))
    connection.execute(sql.SQL("REVOKE ALL ON {} FROM {}").format(*place))
    connection.execute(sql.SQL("GRANT " + rights + " ON {} TO {}").format(*place))
