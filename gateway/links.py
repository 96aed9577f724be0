"""Links by which a program reads somebody's calendar without a login. Of the secret in them only the digest is kept."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, select

from gateway.tables import accounts, links, writing

MOST_LINKS = 10
"""Links to their calendar that one person may have at a time."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link by which a program reads somebody's calendar without a login: when it was made and last used."""

    id: str
    made: float
    used: float | None


class Links:
    """Blocking. `wall` is seconds since the epoch."""

    def __init__(self, engine: Engine, wall: Callable[[], float]) -> None:
        self._engine, self._wall = engine, wall

    def make(self, person: str) -> str:
        """A new link to this person's calendar: its secret, told once and kept nowhere; empty where they have many."""
        secret = secrets.token_urlsafe(32)
        row = {"id": secrets.token_urlsafe(9), "person": person, "digest": _digest(secret), "made": self._wall()}
        with writing(self._engine) as connection:
            mine = select(links.c.id).where(links.c.person == person, links.c.ended.is_(False))
            if len(connection.execute(mine).all()) >= MOST_LINKS:
                return ""
            connection.execute(links.insert(), row | {"used": None, "ended": False})
        return secret

    def of(self, person: str) -> list[Link]:
        """Those that still open something, the newest first."""
        query = select(links).where(links.c.person == person, links.c.ended.is_(False)).order_by(links.c.made.desc())
        with self._engine.connect() as connection:
            return [Link(row.id, row.made, row.used) for row in connection.execute(query)]

    def end(self, person: str, id: str) -> None:
        with writing(self._engine) as connection:
            connection.execute(links.update().where(links.c.person == person, links.c.id == id), {"ended": True})

    def person_of(self, secret: str) -> str:
        """Whose calendar it opens; empty where it opens nothing, or none of the person's accounts is open."""
        with writing(self._engine) as connection:
            mine = links.c.digest == _digest(secret)
            row = connection.execute(select(links).where(mine, links.c.ended.is_(False))).first()
            if row is None:
                return ""
            open_ = select(accounts.c.login).where(accounts.c.person == row.person, accounts.c.closed.is_(False))
            if connection.execute(open_).first() is None:
                return ""
            connection.execute(links.update().where(mine), {"used": self._wall()})
        return str(row.person)

    @staticmethod
    def end_all(connection: Connection, person: str) -> None:
        """As when their last account is closed."""
        connection.execute(links.update().where(links.c.person == person), {"ended": True})


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
