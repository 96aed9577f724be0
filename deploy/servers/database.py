"""A private PostgreSQL, and fresh databases on it or on one that is given."""

import contextlib
import re
import shutil
import signal
import subprocess
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from deploy.servers.process import LOOPBACK, Server, ServerFailed, find, password, reachable, unprivileged

SUPERUSER = "jikao"
PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin")
PACKAGES = ("postgresql",)


class _Databases(ABC):
    """Fresh databases beside the one that ``url`` names."""

    @property
    @abstractmethod
    def url(self) -> str:
        """The login that may create databases."""

    def fresh(self, name: str) -> str:
        """Makes an empty database and returns its URL; one of the same name is dropped first."""
        if not re.fullmatch(r"[a-z][a-z0-9_]{0,60}", name):
            raise ValueError(name)
        self.drop(name)
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
        return urlunsplit(urlsplit(self.url)._replace(path=f"/{name}"))

    def drop(self, name: str) -> None:
        """Ends the sessions on the database too: a test may have left some open."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


class GivenPostgres(_Databases):
    """A PostgreSQL somebody else runs; the login must be allowed to create databases."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.port = urlsplit(url).port or 5432

    @property
    def url(self) -> str:
        return self._url

    @property
    def place(self) -> str:
        """Where it is, without the login."""
        parts = urlsplit(self._url)
        return f"{parts.hostname}:{self.port}{parts.path}"

    def stop(self) -> None:
        """Not ours to stop."""


class Postgres(_Databases, Server):
    """Not ``durable``: commits do not wait for the disk, which is right for data that a test throws away."""

    name = "postgres"

    def __init__(self, folder: Path, *, durable: bool = False) -> None:
        self.user = unprivileged("postgres")
        super().__init__(reachable(folder, self.user))
        self.durable = durable

    @property
    def url(self) -> str:
        return f"postgresql://{SUPERUSER}:{password(self.folder)}@{LOOPBACK}:{self.port}/postgres"

    @property
    def place(self) -> str:
        """Where its data is; the port is another one at each start."""
        return str(self.folder.absolute())

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def joined(self) -> bool:
        """Whether another process runs it in this folder, and it answers; `url` is then that one's."""
        with contextlib.suppress(OSError, ValueError, IndexError):
            self.port = int((self.data / "postmaster.pid").read_text().splitlines()[3])
            return self.answers()
        return False

    def prepare(self) -> None:
        initdb = find("initdb", PACKAGES, PLACES)
        self.user = unprivileged("postgres")  # the package may have just brought the user
        if self.user is not None:
            shutil.chown(self.folder, self.user)
        if (self.data / "PG_VERSION").exists():
            return
        if self.data.exists() and any(self.data.iterdir()):
            raise ServerFailed(
                f"{self.data} 不是完整的数据库（缺 PG_VERSION），未作任何改动：请先留存，再从备份恢复。"
                " It is no whole database (PG_VERSION is missing), and nothing was changed:"
                " keep it aside, then restore a backup."
            )
        fresh = self.folder / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)  # an initialisation that was interrupted
        with tempfile.NamedTemporaryFile("w", prefix="jikao-") as file:
            file.write(password(self.folder))
            file.flush()
            if self.user is not None:
                shutil.chown(file.name, self.user)
            options = [] if self.durable else ["--no-sync"]
            options += ["--encoding=UTF8", "--locale=C.UTF-8", "--auth=scram-sha-256", f"--username={SUPERUSER}"]
            done = subprocess.run(
                [initdb, f"--pgdata={fresh}", *options, f"--pwfile={file.name}", "--no-instructions"],
                cwd="/",
                user=self.user,
                capture_output=True,
                text=True,
                check=False,
            )
        if done.returncode != 0:
            raise ServerFailed(f"initdb: {done.stderr[-2000:]}")
        fresh.rename(self.data)

    def command(self) -> tuple[Sequence[str | Path], Mapping[str, str]]:
        settings = {
            "listen_addresses": LOOPBACK,
            "port": str(self.port),
            "unix_socket_directories": "",
            "max_connections": "300",
            "shared_buffers": "128MB",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "wal_recycle": "off",  # a segment goes with its checkpoint: what was erased does not lie on in it
        }
        if not self.durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        arguments = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [find("postgres", PACKAGES, PLACES), "-D", self.data, *arguments], {}

    def stop(self, seconds: float = 30.0) -> None:
        """SIGINT is PostgreSQL's fast shutdown; SIGTERM would wait for every client to leave."""
        self._signal(signal.SIGINT, seconds)

    def answers(self) -> bool:
        with contextlib.suppress(psycopg.OperationalError), psycopg.connect(self.url, connect_timeout=2):
            return True
        return False
