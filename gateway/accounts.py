"""Who can log in, and which sessions are open. Own small tables; a person is named by id only.

Passwords are argon2 hashes, refresh tokens SHA-256 digests: nothing here lets anybody in.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import (
    Boolean,
    Column,
    Engine,
    Float,
    MetaData,
    String,
    Table,
    create_engine,
    event,
    inspect,
    select,
    text,
)
from sqlalchemy.exc import SQLAlchemyError

from gateway.attempts import Attempts
from gateway.attempts import table as attempts_table
from gateway.refusals import SessionEnded, WeakPassword, WrongPassword
from gateway.settings import Settings

tables = MetaData()
accounts = Table(
    "accounts",
    tables,
    Column("login", String(60), primary_key=True),
    Column("person", String(60), nullable=False, index=True),
    Column("hash", String(200), nullable=False),
    Column("must_change", Boolean, nullable=False, default=False),
    Column("closed", Boolean, nullable=False, default=False),
    Column("note", String(200), nullable=False, default=""),
)
sessions = Table(
    "sessions",
    tables,
    Column("id", String(40), primary_key=True),
    Column("login", String(60), nullable=False, index=True),
    Column("refresh", String(64), nullable=False, index=True),
    Column("previous", String(64), nullable=False, default="", index=True),
    Column("rotated_at", Float, nullable=False),
    Column("expires", Float, nullable=False),
    Column("ended", Boolean, nullable=False, default=False),
)
links = Table(
    "calendar_links",
    tables,
    Column("id", String(40), primary_key=True),
    Column("person", String(60), nullable=False, index=True),
    Column("digest", String(64), nullable=False, unique=True),
    Column("made", Float, nullable=False),
    Column("used", Float),
    Column("ended", Boolean, nullable=False, default=False),
)
attempts = attempts_table(tables)
HERE = "this machine"
"""The address of whoever comes by the command line."""
FEWEST_SIGNS = 5
"""Different characters of a password."""
MOST_LINKS = 10
"""Links to their calendar that one person may have at a time."""
GRACE = 20.0
"""Seconds in which a refresh token just exchanged is still answered: two tabs of one browser ask at once."""


@dataclass(frozen=True, slots=True)
class Account:
    login: str
    person: str
    must_change: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """A session as its holder sees it. `refresh` is empty where the one in hand stays valid."""

    id: str
    account: Account
    refresh: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link by which a program reads somebody's calendar without a login: when it was made and last used."""

    id: str
    made: float
    used: float | None


class Accounts:
    """Blocking: call it in a thread. `wall` is seconds since the epoch."""

    def __init__(
        self,
        url: str,
        settings: Settings,
        *,
        wall: Callable[[], float] = time.time,
        hasher: PasswordHash | None = None,
    ) -> None:
        self._engine: Engine = create_engine(url, pool_pre_ping=True)
        if self._engine.dialect.name == "sqlite":

            @event.listens_for(self._engine, "connect")
            def prepare(connection: Any, _: Any) -> None:
                connection.execute("PRAGMA journal_mode=WAL")
                connection.execute("PRAGMA busy_timeout=10000")

            del prepare
        tables.create_all(self._engine)
        self._drop_counters()
        self._settings, self._wall = settings, wall
        self._attempts = Attempts(attempts, settings)
        self._hasher = hasher or PasswordHash((Argon2Hasher(),))
        """Checked where there is no such login, so that both refusals take the same time."""

    @cached_property
    def _nobody(self) -> str:
        """What an unknown login's password is checked against, so that it takes as long as a known one's."""
        return self._hasher.hash(secrets.token_urlsafe())

    def add(
        self, login: str, person: str, password: str, *, must_change: bool = True, note: str = "", hashed: str = ""
    ) -> None:
        """Opens an account, or gives an existing one a new password and unlocks it."""
        row = {
            "person": person,
            "hash": hashed or self._hasher.hash(password),
            "must_change": must_change,
            "closed": False,
            "note": note,
        }
        with self._engine.begin() as connection:
            self._attempts.forget(connection, login)
            if connection.execute(accounts.update().where(accounts.c.login == login), row).rowcount == 0:
                connection.execute(accounts.insert(), {"login": login, **row})

    def add_all(self, people: Iterable[tuple[str, str, str]], password: str, *, must_change: bool = False) -> None:
        """(login, person, note) each, with one password hashed once: for demonstrations."""
        hashed = self._hasher.hash(password)
        for login, person, note in people:
            self.add(login, person, password, must_change=must_change, note=note, hashed=hashed)

    def listed(self) -> list[Account]:
        with self._engine.connect() as connection:
            return [_account(row) for row in connection.execute(select(accounts).order_by(accounts.c.login))]

    def close_account(self, login: str) -> list[str]:
        """Closes an account; returns the ids of its open sessions, to be revoked."""
        with self._engine.begin() as connection:
            connection.execute(accounts.update().where(accounts.c.login == login), {"closed": True})
        return self.end_all(login)

    def log_in(self, login: str, password: str, address: str = HERE) -> Account:
        """Refuses a wrong password, and lets whoever guesses from an `address` wait longer each time."""
        now = self._wall()
        with self._engine.connect() as connection:
            self._attempts.check(connection, login, address, now)
            row = connection.execute(select(accounts).where(accounts.c.login == login)).first()
        good = self._hasher.verify(password, row.hash if row is not None else self._nobody)
        if password == DEMO_PASSWORD and not self._settings.demo:
            good = False  # everybody knows it: outside a demonstration it opens nothing
        if row is None or row.closed or not good:
            with self._engine.begin() as connection:
                self._attempts.failed(connection, login, address, now)
            raise _wrong()
        with self._engine.begin() as connection:
            # a right guess that was being checked while others ran into the wait does not open it
            self._attempts.check(connection, login, address, now)
            self._attempts.forget(connection, login, address)
        return _account(row)

    def change_password(self, login: str, old: str, new: str, address: str = HERE) -> None:
        self.log_in(login, old, address)
        shortest = self._settings.shortest_password
        if len(new) < shortest or len(set(new)) < FEWEST_SIGNS or new in {old, login, DEMO_PASSWORD}:
            raise WeakPassword(
                f"新密码至少 {shortest} 位、至少 {FEWEST_SIGNS} 个不同字符，且不同于旧密码和登录名。",
                f"The new password needs {shortest} characters, {FEWEST_SIGNS} of them different, and differs from the "
                "old one and the login.",
                fields=[{"field": "new", "en": "too weak"}],
            )
        row = {"hash": self._hasher.hash(new), "must_change": False}
        with self._engine.begin() as connection:
            connection.execute(accounts.update().where(accounts.c.login == login), row)

    def open_session(self, account: Account, *, prefix: str = "") -> Opened:
        """`prefix` marks the session's id, and so every token of it."""
        opened = Opened(prefix + secrets.token_urlsafe(18), account, secrets.token_urlsafe(32))
        now = self._wall()
        row = {
            "id": opened.id,
            "login": account.login,
            "refresh": _digest(opened.refresh),
            "previous": "",
            "rotated_at": now,
            "expires": now + self._settings.refresh_seconds,
            "ended": False,
        }
        with self._engine.begin() as connection:
            connection.execute(sessions.delete().where(sessions.c.expires < now))
            connection.execute(sessions.insert(), row)
        return opened

    def refresh(self, token: str) -> Opened:
        """Exchanges a refresh token for the next one; one already exchanged was stolen, and ends the session."""
        digest, now = _digest(token), self._wall()
        with self._engine.begin() as connection:
            found = select(sessions).where((sessions.c.refresh == digest) | (sessions.c.previous == digest))
            row = connection.execute(found.with_for_update()).first()
            if row is None or row.ended or row.expires < now:
                raise _ended()
            owner = connection.execute(select(accounts).where(accounts.c.login == row.login)).first()
            if owner is None or owner.closed:
                raise _ended()
            mine = sessions.c.id == row.id
            if row.refresh == digest:
                following = secrets.token_urlsafe(32)
                changed = {
                    "refresh": _digest(following),
                    "previous": digest,
                    "rotated_at": now,
                    "expires": now + self._settings.refresh_seconds,
                }
                won = connection.execute(sessions.update().where(mine, sessions.c.refresh == digest), changed).rowcount
                return Opened(row.id, _account(owner), following if won else "")
            if now - row.rotated_at <= GRACE:
                return Opened(row.id, _account(owner), "")
            connection.execute(sessions.update().where(mine), {"ended": True})
        raise _ended(session=row.id)

    def end(self, session: str) -> None:
        with self._engine.begin() as connection:
            connection.execute(sessions.update().where(sessions.c.id == session), {"ended": True})

    def end_all(self, login: str) -> list[str]:
        """Ends every session of a login, as after a new password."""
        with self._engine.begin() as connection:
            mine = (sessions.c.login == login) & sessions.c.ended.is_(False)
            ids = [row.id for row in connection.execute(select(sessions.c.id).where(mine))]
            connection.execute(sessions.update().where(mine), {"ended": True})
        return ids

    def of_session(self, session: str) -> Account | None:
        joined = select(accounts).join(sessions, sessions.c.login == accounts.c.login)
        with self._engine.connect() as connection:
            row = connection.execute(joined.where(sessions.c.id == session, sessions.c.ended.is_(False))).first()
        return _account(row) if row is not None else None

    def is_ended(self, session: str) -> bool:
        with self._engine.connect() as connection:
            row = connection.execute(select(sessions.c.ended).where(sessions.c.id == session)).first()
        return row is not None and bool(row.ended)

    def make_link(self, person: str) -> str:
        """A new link to this person's calendar: its secret, told once and kept nowhere; empty where they have many."""
        secret = secrets.token_urlsafe(32)
        row = {"id": secrets.token_urlsafe(9), "person": person, "digest": _digest(secret), "made": self._wall()}
        with self._engine.begin() as connection:
            mine = select(links.c.id).where(links.c.person == person, links.c.ended.is_(False))
            if len(connection.execute(mine).all()) >= MOST_LINKS:
                return ""
            connection.execute(links.insert(), row | {"used": None, "ended": False})
        return secret

    def links(self, person: str) -> list[Link]:
        """Those that still open something, the newest first."""
        query = select(links).where(links.c.person == person, links.c.ended.is_(False)).order_by(links.c.made.desc())
        with self._engine.connect() as connection:
            return [Link(row.id, row.made, row.used) for row in connection.execute(query)]

    def end_link(self, person: str, id: str) -> None:
        with self._engine.begin() as connection:
            connection.execute(links.update().where(links.c.person == person, links.c.id == id), {"ended": True})

    def person_of_link(self, secret: str) -> str:
        """Whose calendar it opens; empty where it opens nothing, or none of the person's accounts is open."""
        with self._engine.begin() as connection:
            mine = links.c.digest == _digest(secret)
            row = connection.execute(select(links).where(mine, links.c.ended.is_(False))).first()
            if row is None:
                return ""
            open_ = select(accounts.c.login).where(accounts.c.person == row.person, accounts.c.closed.is_(False))
            if connection.execute(open_).first() is None:
                return ""
            connection.execute(links.update().where(mine), {"used": self._wall()})
        return str(row.person)

    def answers(self) -> bool:
        """Whether the database does."""
        try:
            with self._engine.connect() as connection:
                connection.execute(select(accounts.c.login).limit(1))
        except SQLAlchemyError:
            return False
        return True

    def close(self) -> None:
        self._engine.dispose()

    def ended_lately(self) -> dict[str, float]:
        """Sessions that were ended and whose tokens may not have run out yet, each with when the last will have."""
        now, longest = self._wall(), float(self._settings.access_seconds)
        query = select(sessions.c.id).where(sessions.c.ended, sessions.c.expires > now)
        with self._engine.connect() as connection:
            return {row.id: now + longest for row in connection.execute(query)}

    def _drop_counters(self) -> None:
        """Of stores in which an account itself was locked."""
        there = {column["name"] for column in inspect(self._engine).get_columns(accounts.name)}
        with self._engine.begin() as connection:
            for name in sorted({"failures", "locked_until"} & there):
                connection.execute(text(f"ALTER TABLE {accounts.name} DROP COLUMN {name}"))


DEMO_PASSWORD = "jikao-demo"  # noqa: S105  # shown on the login page of a demonstration, and only there
DEMO_POSTS = (
    ("chair", "chair", "主任"),
    ("deputy", "deputy-chair-1", "副主任"),
    ("secretary", "secretary-general", "秘书长"),
    ("director", "head-office", "办公室主任"),
    ("clerk", "clerk", "办公室文书"),
    ("head", "head-finance-economy", "财经工委主任"),
    ("accountant", "accountant", "会计"),
    ("cashier", "cashier", "出纳"),
    ("discipline", "discipline-head", "纪检组长"),
    ("admin", "system-administrator", "系统管理员"),
    ("auditor", "auditor", "审计员"),
)
"""(login, post whose holder it is, what the login page says)."""


def create_demo_accounts(
    accounts: Accounts,
    holders: Callable[[str], str | None],
    staff: Iterable[str],
    *,
    everybody: Iterable[str] = (),
    password: str = DEMO_PASSWORD,
) -> list[Account]:
    """An account per role of the sample organ, for the demo loader.

    `holders` names the person who holds a post today; the first of `staff` gets the login `staff`; `everybody` also
    get one each, named by their person id.
    """
    people = [(login, person, note) for login, post, note in DEMO_POSTS if (person := holders(post))]
    people += [("staff", person, "工作人员") for person in list(staff)[:1]]
    people += [(person, person, "") for person in everybody]
    accounts.add_all(people, password)
    return accounts.listed()


def _account(row: Any) -> Account:
    return Account(row.login, row.person, bool(row.must_change), row.note)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _wrong() -> WrongPassword:
    return WrongPassword("登录名或密码不正确。", "The login or the password is wrong.")


def _ended(**details: Any) -> SessionEnded:
    return SessionEnded("登录已失效，请重新登录。", "The session is over; log in again.", **details)
