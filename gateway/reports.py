"""What happened at the door, kept until the directory has it: written with a login and sent beside it, so that no login
waits for the directory, or fails with it, and nothing is lost while it is away.

Refusals of one kind within a minute are one report with a count: whoever guesses fills no log. Where a login is
nobody's it is not kept: people type passwords there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Engine, delete, func, select
from sqlalchemy.exc import IntegrityError

from gateway.tables import accounts, reports, writing

LOGGED_IN, REFUSED, LOGGED_OUT = "logged-in", "login-refused", "logged-out"
PASSWORD_CHANGED, STOLEN = "password-changed", "session-stolen"  # names of facts
FACTOR_SET_UP, RECOVERY_USED = "second-factor-set-up", "recovery-code-used"
MINUTE = 60.0
BATCH = 200


class Reports:
    """Blocking. `wall` is seconds since the epoch."""

    def __init__(self, engine: Engine, wall: Callable[[], float]) -> None:
        self._engine, self._wall = engine, wall

    def add(self, what: str, login: str, address: str, reason: str = "") -> None:
        now = self._wall()
        with writing(self._engine) as connection:
            person = connection.execute(select(accounts.c.person).where(accounts.c.login == login)).scalar_one_or_none()
            one = {"what": what, "login": login if person else "", "person": person or "", "address": address[:60]}
            id_, minute = str(uuid4()), int(now // MINUTE)
            merged, due = id_, now
            if what == REFUSED:  # sent when its minute is over, so that it is complete
                merged, due = f"{minute} {address[:60]} {one['login']} {reason}", (minute + 1) * MINUTE
            again = reports.update().where(reports.c.merged == merged).values(times=reports.c.times + 1)
            if connection.execute(again).rowcount:
                return
            row = {"id": id_, "merged": merged, "due": due, "at": now, "reason": reason[:60], "times": 1, **one}
            try:
                with connection.begin_nested():
                    connection.execute(reports.insert(), row)
            except IntegrityError:  # another one of the same moment was the first
                connection.execute(again)

    def due(self) -> list[dict[str, Any]]:
        """The oldest, as the directory takes them."""
        query = select(reports).where(reports.c.due <= self._wall()).order_by(reports.c.at).limit(BATCH)
        with self._engine.connect() as connection:
            return [_told(row) for row in connection.execute(query)]

    def waiting(self) -> int:
        with self._engine.connect() as connection:
            query = select(func.count()).select_from(reports).where(reports.c.due <= self._wall())
            return int(connection.execute(query).scalar_one())

    def done(self, ids: Iterable[str]) -> None:
        with writing(self._engine) as connection:
            connection.execute(delete(reports).where(reports.c.id.in_(list(ids))))


def _told(row: Any) -> dict[str, Any]:
    at = datetime.fromtimestamp(row.at, UTC).isoformat()
    said = {name: getattr(row, name) for name in ("id", "what", "login", "person", "address", "reason", "times")}
    return {**said, "at": at}
