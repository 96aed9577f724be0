"""Who can log in, and which sessions are open. Own small tables; a person is named by id only.

Passwords are argon2 hashes, refresh tokens SHA-256 digests: nothing here lets anybody in.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import Connection, select
from sqlalchemy.exc import SQLAlchemyError

from gateway import passwords
from gateway.attempts import Attempts
from gateway.demonstration import DEMO_PASSWORD
from gateway.factors import Factors
from gateway.links import Links
from gateway.refusals import SessionEnded, WrongPassword
from gateway.reports import Reports
from gateway.settings import Settings
from gateway.tables import accounts, attempts, opened, sessions, writing

HERE = "this machine"
"""The address of whoever comes by the command line."""
NO_PASSWORD = "!"  # noqa: S105  # the opposite
"""In place of a hash: none opens it."""
GRACE = 20.0
"""Seconds in which a refresh token just exchanged is still answered: two tabs of one browser ask at once."""


@dataclass(frozen=True, slots=True)
class Account:
    login: str
    person: str
    must_change: bool
    note: str = ""
    powerful: bool = False
    """Holds a post that asks for a second factor."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A session as its holder sees it. `refresh` is empty where the one in hand stays valid."""

    id: str
    account: Account
    refresh: str


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
        self._engine = opened(url)
        self._settings, self._wall = settings, wall
        self.links = Links(self._engine, wall)
        self.reports = Reports(self._engine, wall)
        self._attempts = Attempts(attempts, settings)
        self.factors = Factors(self._engine, self._attempts, wall)
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
        with writing(self._engine) as connection:
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
        with writing(self._engine) as connection:
            return self._close(connection, login)

    def known(self) -> dict[str, tuple[str, bool]]:
        """Every login, with whose it is and whether it is closed."""
        with self._engine.connect() as connection:
            return {row.login: (row.person, bool(row.closed)) for row in connection.execute(select(accounts))}

    def follow(self, orders: Iterable[Mapping[str, Any]]) -> list[str]:
        """Makes accounts as the directory says that they have to be; returns the ids of the sessions that ended by it.
        What was done once is not done again, whichever of the gateways did it."""
        ended: list[str] = []
        for order in orders:
            with writing(self._engine) as connection:
                mine = accounts.c.login == order["login"]
                row = connection.execute(select(accounts).where(mine).with_for_update()).first()
                ended += self._follow(connection, order, row)
        return ended

    def _follow(self, connection: Connection, order: Mapping[str, Any], row: Any) -> list[str]:
        login, mine = order["login"], accounts.c.login == order["login"]
        counted = {name: order[name] for name in ("passwords", "lifted", "factors")}
        wanted = {**counted, "powerful": int(order["powerful"]), "closed": not order["open"]}
        if row is None:
            if order["open"]:
                fresh = {
                    "login": login,
                    "person": order["person"],
                    "hash": NO_PASSWORD,
                    "must_change": True,
                    "note": "",
                }
                connection.execute(accounts.insert(), fresh | wanted)
            return []
        if all(getattr(row, name) == value for name, value in wanted.items()):
            return []
        ended: list[str] = []
        if not order["open"] and not row.closed:
            ended += self._close(connection, login)
        if counted["passwords"] > row.passwords:
            wanted |= {"hash": NO_PASSWORD, "must_change": True}
            ended += self._end_all(connection, login)
        if counted["lifted"] > row.lifted or counted["passwords"] > row.passwords:
            self._attempts.forget(connection, login)
        if counted["factors"] > row.factors:
            self.factors.forget(connection, login)
            ended += self._end_all(connection, login)
        connection.execute(accounts.update().where(mine), wanted)
        return ended

    def issue(self, login: str) -> str:
        """A first password, told once; empty where the account has one."""
        password = secrets.token_urlsafe(12)
        row = {"hash": self._hasher.hash(password), "must_change": True}
        mine = (accounts.c.login == login) & (accounts.c.hash == NO_PASSWORD) & accounts.c.closed.is_(False)
        with writing(self._engine) as connection:
            return password if connection.execute(accounts.update().where(mine), row).rowcount else ""

    def _close(self, connection: Connection, login: str) -> list[str]:
        """With its sessions and, where it was the person's last, the links to their calendar."""
        connection.execute(accounts.update().where(accounts.c.login == login), {"closed": True})
        person = connection.execute(select(accounts.c.person).where(accounts.c.login == login)).scalar_one_or_none()
        left = select(accounts.c.login).where(accounts.c.person == person, accounts.c.closed.is_(False))
        if person is not None and connection.execute(left).first() is None:
            self.links.end_all(connection, person)
        return self._end_all(connection, login)

    def log_in(self, login: str, password: str, address: str = HERE) -> Account:
        """Refuses a wrong password, and lets whoever guesses from an `address` wait longer each time."""
        now = self._wall()
        with self._engine.connect() as connection:
            self._attempts.check(connection, login, address, now)
            row = connection.execute(select(accounts).where(accounts.c.login == login)).first()
        hashed = row.hash if row is not None and row.hash != NO_PASSWORD else ""
        good = self._hasher.verify(password, hashed or self._nobody) and bool(hashed)
        if password == DEMO_PASSWORD and not self._settings.demo:
            good = False  # everybody knows it: outside a demonstration it opens nothing
        if row is None or row.closed or not good:
            with writing(self._engine) as connection:
                self._attempts.failed(connection, login, address, now)
            raise _wrong()
        with writing(self._engine) as connection:
            # a right guess that was being checked while others ran into the wait does not open it
            self._attempts.check(connection, login, address, now)
            self._attempts.forget(connection, login, address)
        return _account(row)

    def change_password(self, login: str, old: str, new: str, address: str = HERE) -> None:
        account = self.log_in(login, old, address)
        passwords.check(new, self._settings, old=old, about=(login, account.person, DEMO_PASSWORD))
        row = {"hash": self._hasher.hash(new), "must_change": False}
        with writing(self._engine) as connection:
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
        with writing(self._engine) as connection:
            connection.execute(sessions.delete().where(sessions.c.expires < now))
            connection.execute(sessions.insert(), row)
        return opened

    def refresh(self, token: str) -> Opened:
        """Exchanges a refresh token for the next one; one already exchanged was stolen, and ends the session."""
        digest, now = _digest(token), self._wall()
        with writing(self._engine) as connection:
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
        raise _ended(session=row.id, login=row.login)

    def end(self, session: str) -> None:
        with writing(self._engine) as connection:
            connection.execute(sessions.update().where(sessions.c.id == session), {"ended": True})

    def end_all(self, login: str) -> list[str]:
        """Ends every session of a login, as after a new password."""
        with writing(self._engine) as connection:
            return self._end_all(connection, login)

    @staticmethod
    def _end_all(connection: Connection, login: str) -> list[str]:
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


def _account(row: Any) -> Account:
    return Account(row.login, row.person, bool(row.must_change), row.note, bool(row.powerful))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _wrong() -> WrongPassword:
    return WrongPassword("登录名或密码不正确。", "The login or the password is wrong.")


def _ended(**details: Any) -> SessionEnded:
    return SessionEnded("登录已失效，请重新登录。", "The session is over; log in again.", **details)
