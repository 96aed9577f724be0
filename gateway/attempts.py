"""Wrong passwords, counted for each login as it is tried from each address: whoever guesses waits longer and longer,
and locks nobody out but themselves. A login that does not exist is treated like one that does.
"""

from __future__ import annotations

from sqlalchemy import Column, ColumnElement, Connection, Float, Integer, MetaData, String, Table, delete, select
from sqlalchemy.exc import IntegrityError

from gateway.refusals import AccountLocked
from gateway.settings import Settings

DAY = 24 * 3600.0
"""Failures that are older are forgotten."""


def table(metadata: MetaData) -> Table:
    return Table(
        "login_attempts",
        metadata,
        Column("login", String(60), primary_key=True),
        Column("address", String(60), primary_key=True),
        Column("failures", Integer, nullable=False),
        Column("last", Float, nullable=False, index=True),
        Column("until", Float, nullable=False),
    )


class Attempts:
    """Of one store, within the caller's transaction. Times are seconds since the epoch."""

    def __init__(self, attempts: Table, settings: Settings) -> None:
        self._table, self._settings = attempts, settings

    def check(self, connection: Connection, login: str, address: str, now: float) -> None:
        """Refuses whoever has to wait still, whether the password is right or not."""
        mine = self._mine(login, address)
        until = connection.execute(select(self._table.c.until).where(*mine)).scalar_one_or_none()
        if until is not None and until > now:
            raise _locked(until, now)

    def failed(self, connection: Connection, login: str, address: str, now: float) -> None:
        attempts, mine = self._table, self._mine(login, address)
        connection.execute(delete(attempts).where(attempts.c.last < now - DAY))
        counted = attempts.update().where(*mine).values(failures=attempts.c.failures + 1, last=now)
        if connection.execute(counted).rowcount == 0:
            first = {"login": login, "address": address, "failures": 1, "last": now, "until": 0.0}
            try:
                with connection.begin_nested():
                    connection.execute(attempts.insert(), first)
            except IntegrityError:  # another guess of the same moment was the first
                connection.execute(counted)
        failures = connection.execute(select(attempts.c.failures).where(*mine)).scalar_one()
        if wait := self.wait(failures):
            connection.execute(attempts.update().where(*mine), {"until": now + wait})

    def forget(self, connection: Connection, login: str, address: str = "") -> None:
        """After a good password from there, or from everywhere when the account is opened anew."""
        connection.execute(delete(self._table).where(*self._mine(login, address)))

    def wait(self, failures: int) -> float:
        """Seconds after so many in a row: none at first, then twice as long each time, up to the longest."""
        beyond = failures - self._settings.failures_before_wait
        doubled = self._settings.first_wait * 2.0 ** min(beyond, 20)
        return 0.0 if beyond < 0 else min(self._settings.longest_wait, doubled)

    def _mine(self, login: str, address: str) -> list[ColumnElement[bool]]:
        c = self._table.c
        return [c.login == login, *([c.address == address] if address else [])]


def _locked(until: float, now: float) -> AccountLocked:
    seconds = int(until - now) + 1
    return AccountLocked(
        f"从此处多次输错密码，请在 {seconds} 秒后再试。",
        f"Too many wrong passwords from here: wait {seconds} seconds.",
        until=int(until),
        retry_after=seconds,
    )
