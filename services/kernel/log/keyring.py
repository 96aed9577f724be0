"""Whose own words are whose: the keys with which personal fields are encrypted in the stored facts. Knows no procedure.

A key belongs to somebody and to what the fields are kept for (`domain/private.py`); destroying it makes these fields
unreadable wherever the log lies, and changes no stored byte, so that seals hold. Keys lie apart from the log, in a file
or schema of their own, wrapped by a master key that lies apart again: who has the log alone, or a backup of it, reads
nothing that was erased, and nothing else of anybody's either.
"""

from __future__ import annotations

import base64
import hashlib
import os
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap
from sqlalchemy import (
    BigInteger,
    Column,
    Engine,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    create_engine,
    delete,
    event,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import IntegrityError

metadata = MetaData()
keys = Table(
    "personal_keys",
    metadata,
    Column("owner", String(64), primary_key=True),
    Column("kept", String(20), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("wrapped", LargeBinary, nullable=False),
    Column("master", String(16), nullable=False),
)
"""`owner` is a person's id, or a record's where it is itself about somebody; `number` rises with each key destroyed."""
destroyed = Table(
    "destroyed_keys",
    metadata,
    Column("owner", String(64), primary_key=True),
    Column("kept", String(20), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("ordered_by", String(64), nullable=False),
    Column("at", BigInteger, nullable=False),
)
"""That there was such a key, who ordered its end, and when (microseconds): nothing by which it could be had again."""

carried = Table(
    "carried_orders",
    metadata,
    Column("ordered_by", String(64), primary_key=True),
    Column("at", BigInteger, nullable=False),
)
"""Orders of which everything is done: keys ended, and cleared away what had been read with them."""

LOOKS = 20.0
"""Seconds after which a process asks whether another one has destroyed a key: it may hold it that long."""
KEY, NONCE = 32, 12
Named = tuple[str, str, int]
"""Owner, for what it is kept, number."""


def keys_schema(schema: str) -> str:
    """Where a service's keys lie on PostgreSQL: apart, so that a dump of the log's schema carries none."""
    return f"{schema}_keys"


class MasterKeyMissing(RuntimeError):
    """The keys were wrapped by a master key that is not here: refuse to make another, which would open nothing."""


class SealBroken(ValueError):
    """The encrypted part of a stored fact was not made for it: somebody changed one or the other."""


class Masters:
    """The master keys, the newest last: one a line of a file, base64. More than one only while they are exchanged."""

    def __init__(self, known: Sequence[bytes]) -> None:
        if not known or any(len(one) != KEY for one in known):
            raise MasterKeyMissing("主密钥缺失或长度不符。The master key is missing, or none.")
        self.known = {master_id(one): one for one in known}
        self.newest = master_id(known[-1])

    @classmethod
    def read(cls, said: str) -> Masters:
        return cls([base64.b64decode(line) for line in said.split()])

    @classmethod
    def of(cls, path: Path) -> Masters:
        """Of a file; made where there is none, which is right for a new office alone: what was wrapped by another one
        says so when it is asked for."""
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.touch(mode=0o600)
            path.write_text(base64.b64encode(os.urandom(KEY)).decode() + "\n")
        return cls.read(path.read_text())

    def wrap(self, key: bytes) -> tuple[str, bytes]:
        return self.newest, aes_key_wrap(self.known[self.newest], key)

    def unwrap(self, master: str, wrapped: bytes) -> bytes:
        try:
            return aes_key_unwrap(self.known[master], wrapped)
        except (KeyError, InvalidUnwrap):
            raise MasterKeyMissing(
                f"密钥由另一主密钥 {master} 保护，请恢复 keys/personal.key。"
                f" The keys are wrapped by master {master}, which is not here: bring keys/personal.key back."
            ) from None


def master_id(master: bytes) -> str:
    return hashlib.sha256(b"jikao master " + master).hexdigest()[:16]


class Keyring:
    """One service's keys. Shared by its threads; each replica has its own over the same place."""

    def __init__(self, url: str, masters: Masters, *, schema: str = "", service: str = "") -> None:
        self.service, self._masters = service, masters
        self._engine = _engine(url, schema)
        self._known: dict[Named, AESGCM | None] = {}
        self._newest: dict[tuple[str, str], int] = {}
        self._lock = threading.Lock()
        self._ended, self._looked = -1, 0.0

    @classmethod
    def in_folder(cls, data: Path, service: str, masters: Masters) -> Keyring:
        folder = data / "keyring"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = folder / f"{service}.db"
        if not path.exists():
            path.touch(mode=0o600)
        made = cls(f"sqlite:///{path}", masters, service=service)
        made.create()
        return made

    def create(self) -> None:
        """The tables, where they are missing; replicas that start together make them one after the other."""
        with self._writing() as connection:
            if self._engine.dialect.name != "sqlite":
                connection.execute(
                    text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": f"keys {self.service}"}
                )
            metadata.create_all(connection)

    # -- to encrypt and to read ---------------------------------------------------------------------------------------

    def newest(self, owner: str, kept: str) -> tuple[int, AESGCM]:
        """The key that encrypts now: the first time, it is made, and is on the disk before anything relies on it."""
        self._look()
        number = self._newest.get((owner, kept))
        box = self._known.get((owner, kept, number)) if number is not None else None
        if number is not None and box is not None:
            return number, box
        with self._lock:
            number, box = self._made(owner, kept)
            self._newest[owner, kept], self._known[owner, kept, number] = number, box
            return number, box

    def box(self, owner: str, kept: str, number: int) -> AESGCM | None:
        """What opens it; None once the key was destroyed."""
        self._look()
        named = owner, kept, number
        if named not in self._known:
            with self._reading() as connection:
                self._known[named] = self._found(connection, named)
        return self._known[named]

    def _found(self, connection: Connection, named: Named) -> AESGCM | None:
        owner, kept, number = named
        here = keys.c.owner == owner, keys.c.kept == kept, keys.c.number == number
        row = connection.execute(select(keys.c.master, keys.c.wrapped).where(*here)).first()
        return AESGCM(self._masters.unwrap(row.master, bytes(row.wrapped))) if row is not None else None

    def _made(self, owner: str, kept: str) -> tuple[int, AESGCM]:
        for _ in range(3):
            with self._reading() as connection:
                here = keys.c.owner == owner, keys.c.kept == kept
                number = connection.execute(select(func.max(keys.c.number)).where(*here)).scalar()
                if number is not None:
                    box = self._found(connection, (owner, kept, number))
                    if box is not None:
                        return number, box
                ended = destroyed.c.owner == owner, destroyed.c.kept == kept
                before = connection.execute(select(func.max(destroyed.c.number)).where(*ended)).scalar() or 0
            key = os.urandom(KEY)
            master, wrapped = self._masters.wrap(key)
            try:
                with self._writing() as connection:
                    row = {"owner": owner, "kept": kept, "number": before + 1, "wrapped": wrapped, "master": master}
                    connection.execute(insert(keys), row)
            except IntegrityError:  # another replica was faster: its key is the one
                continue
            return before + 1, AESGCM(key)
        raise RuntimeError(f"no key could be made for {owner}")

    def _look(self) -> None:
        """Forgets what another process has destroyed."""
        if time.monotonic() - self._looked < LOOKS:
            return
        with self._reading() as connection:
            ended = connection.execute(select(func.count()).select_from(destroyed)).scalar_one()
        if ended != self._ended:
            self._known.clear()
            self._newest.clear()
        self._ended, self._looked = ended, time.monotonic()

    # -- to end and to exchange ---------------------------------------------------------------------------------------

    def kinds_of(self, owner: str) -> list[str]:
        """For what something of theirs is kept here."""
        with self._reading() as connection:
            query = select(keys.c.kept).where(keys.c.owner == owner).distinct().order_by(keys.c.kept)
            return list(connection.execute(query).scalars())

    def destroy(self, owner: str, kinds: Sequence[str], ordered_by: str, at: int) -> int:
        """How many keys came to their end; those that did before are not counted again."""
        with self._writing() as connection:
            here = keys.c.owner == owner, keys.c.kept.in_(list(kinds))
            found = connection.execute(select(keys.c.owner, keys.c.kept, keys.c.number).where(*here)).all()
            rows = [
                {"owner": owner, "kept": kept, "number": number, "ordered_by": ordered_by, "at": at}
                for _, kept, number in found
            ]
            if rows:
                connection.execute(delete(keys).where(*here))
                connection.execute(insert(destroyed), rows)
        self._known.clear()
        self._newest.clear()
        self._overwrite()
        return len(rows)

    def ended(self, ordered_by: str) -> int:
        """How many keys were destroyed by this order."""
        with self._reading() as connection:
            here = destroyed.c.ordered_by == ordered_by
            return connection.execute(select(func.count()).select_from(destroyed).where(here)).scalar_one()

    def is_carried_out(self, ordered_by: str) -> bool:
        with self._reading() as connection:
            query = select(carried.c.at).where(carried.c.ordered_by == ordered_by)
            return connection.execute(query).first() is not None

    def carried_out(self, ordered_by: str, at: int) -> None:
        if not self.is_carried_out(ordered_by):
            with self._writing() as connection:
                connection.execute(insert(carried), {"ordered_by": ordered_by, "at": at})

    def rewrap(self) -> int:
        """Under the newest master: the older ones may then go. Nothing in the log changes."""
        changed = 0
        with self._writing() as connection:
            query = select(keys).where(keys.c.master != self._masters.newest)
            for row in connection.execute(query).all():
                master, wrapped = self._masters.wrap(self._masters.unwrap(row.master, bytes(row.wrapped)))
                here = keys.c.owner == row.owner, keys.c.kept == row.kept, keys.c.number == row.number
                connection.execute(update(keys).where(*here).values(master=master, wrapped=wrapped))
                changed += 1
        self._overwrite()
        return changed

    def _overwrite(self) -> None:
        """Nothing of an old key is left in the pages of the database."""
        with self._engine.connect() as connection:
            if self._engine.dialect.name == "sqlite":
                connection.exec_driver_sql("VACUUM")
            else:
                alone = connection.execution_options(isolation_level="AUTOCOMMIT")
                alone.execute(text(f"VACUUM FULL {keys.name}"))

    # -- places -------------------------------------------------------------------------------------------------------

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._engine.begin() as connection:
            yield connection

    def close(self) -> None:
        self._engine.dispose()


def _engine(url: str, schema: str) -> Engine:
    place = make_url(url)
    if place.drivername == "postgresql":
        place = place.set(drivername="postgresql+psycopg")
    if place.get_backend_name() != "sqlite":
        options = {"options": f"-csearch_path={schema}"} if schema else {}
        return create_engine(place, pool_size=2, max_overflow=8, pool_pre_ping=True, connect_args=options)
    engine = create_engine(place, connect_args={"check_same_thread": False, "timeout": 30})

    @event.listens_for(engine, "connect")
    def prepare(connection: object, _: object) -> None:
        cursor = connection.cursor()  # type: ignore[attr-defined]
        for pragma in ("journal_mode=DELETE", "secure_delete=ON", "synchronous=FULL"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    del prepare
    return engine


def encrypted(box: AESGCM, said: bytes, about: bytes) -> bytes:
    """Base64 of nonce and ciphertext; it opens beside `about` alone."""
    nonce = os.urandom(NONCE)
    return base64.b64encode(nonce + box.encrypt(nonce, said, about))


def decrypted(box: AESGCM, sealed: str, about: bytes) -> bytes:
    raw = base64.b64decode(sealed)
    try:
        return box.decrypt(raw[:NONCE], raw[NONCE:], about)
    except InvalidTag:
        raise SealBroken("the encrypted part does not belong to this fact") from None
