"""An office of three small services over some days, and somebody who may write to every one of its databases."""

from __future__ import annotations

import itertools
import json
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from deploy.audit.custody import verify
from deploy.embedded import Embedded
from services.kernel.clock import SimulatedClock
from services.kernel.host.settings import Settings
from services.kernel.log.migrations import _SQLITE_GUARD as GUARD
from services.kernel.log.seal import link
from tests.given import Desk
from tests.kernel.sample import FillJar, OpenJar
from tests.kernel.tally import POISON

ROSTER = {"sample": "tests.kernel.hosted", "tally": "tests.kernel.tally", "echo": "tests.kernel.echo"}
SETTINGS = Settings(roster=ROSTER, tick_seconds=0, clock_jump_days=0)
DUE = date(2026, 12, 31)
Day = Sequence[int]
"""The amounts that are filled in on one day."""
DAYS: tuple[Day, ...] = ((1, 2, 3), (4, 5, POISON, 6), (7, 8))
AFTER: Day = (9, 10)
"""What comes after the last checkpoint."""


def lived(folder: Path, days: Sequence[Day] = DAYS, after: Day = AFTER, by: str = "p001") -> list[int]:
    """Records these days, each signed and witnessed at its end; returns the sizes that the sample's notes are over.
    The same days make the same bytes."""
    clock = SimulatedClock(datetime(2026, 3, 1, 1, tzinfo=UTC))
    office = Embedded(folder, SETTINGS, clock=clock)
    app = office.services["sample"].app
    ids = itertools.count(1)
    app.office = replace(app.office, new_id=lambda: UUID(int=next(ids)))
    desk, sizes = Desk(app, office.signer), []
    jars = [desk.ask(OpenJar(size=1_000_000, empty_by=DUE, note="private"), by=by).id for _ in range(2)]
    for number, amounts in enumerate(days, 1):
        clock.set(datetime(2026, 3, number, 1, tzinfo=UTC))
        for amount in amounts:
            desk.do(FillJar(jar=jars[amount == POISON], amount=amount), by=by)
        office.settle()
        sizes.append(app.store.position())
        office.tick()
        office.settle()
    for amount in after:
        desk.do(FillJar(jar=jars[0], amount=amount), by=by)
    office.settle()
    office.close()
    return sizes


@dataclass
class Intruder:
    """Writes to the files of `data`, past every guard."""

    data: Path

    def sql(self, service: str, statement: str, *values: Any) -> None:
        with self.file(service) as connection:
            connection.execute(statement, values)

    @contextmanager
    def file(self, service: str) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self.data / f"{service}.db", isolation_level=None)) as connection:
            connection.row_factory = sqlite3.Row
            connection.execute("DROP TRIGGER IF EXISTS events_guard")
            yield connection
            connection.execute(GUARD)

    def size(self, service: str = "sample") -> int:
        with self.file(service) as connection:
            return int(connection.execute("SELECT max(position) FROM events").fetchone()[0])

    def row(self, position: int, service: str = "sample") -> dict[str, Any]:
        with self.file(service) as connection:
            return dict(connection.execute("SELECT * FROM events WHERE position = ?", (position,)).fetchone())

    def change(self, position: int, service: str = "sample", **values: Any) -> None:
        names = ", ".join(f"{name} = ?" for name in values)
        self.sql(service, f"UPDATE events SET {names} WHERE position = ?", *values.values(), position)

    def add(self, row: dict[str, Any], service: str = "sample") -> None:
        marks = ", ".join("?" for _ in row)
        self.sql(service, f"INSERT INTO events ({', '.join(row)}) VALUES ({marks})", *row.values())

    def seal_anew(self, service: str = "sample") -> None:
        """The chain needs no key: every seal, and the head, as if the rows had always been so."""
        with self.file(service) as connection:
            seal, last = bytes(32), 0
            for row in connection.execute("SELECT * FROM events WHERE position > 0 ORDER BY position").fetchall():
                last = row["position"]
                seal = link(
                    seal, last, row["originator_id"], row["originator_version"], row["topic"], bytes(row["state"])
                )
                connection.execute("UPDATE events SET seal = ? WHERE position = ?", (seal, last))
            connection.execute("UPDATE heads SET position = ?, seal = ? WHERE name = 'log'", (last, seal))

    def append(self, service: str = "sample", *, like: int, **values: Any) -> None:
        """One more event, correctly sealed."""
        size = self.size(service)
        row = self.row(like, service) | {"position": size + 1} | values
        self.add(row, service)
        self.seal_anew(service)

    def manifest(self, change: Callable[[dict[str, Any]], None]) -> None:
        path = self.data / "manifest.json"
        said = json.loads(path.read_text())
        change(said)
        path.write_text(json.dumps(said))

    def put(self, service: str, file: Path) -> None:
        """Another file in the database's place."""
        for rest in self.data.glob(f"{service}.db*"):
            rest.unlink()
        shutil.copy(file, self.data / f"{service}.db")


Found = list[tuple[str, int, str]]
"""(service, first bad position, what is said)."""
_LINE = re.compile(r"^✗ (\w+): (?:第 (-?\d+) 条：)?(.*)$", re.MULTILINE)


def verdict(data: Path, capsys: pytest.CaptureFixture[str], **how: Any) -> tuple[int, Found]:
    """The exit code, and what was named."""
    capsys.readouterr()
    code = verify(data=data, **how)
    lines = _LINE.findall(capsys.readouterr().out)
    return code, [(service, int(position or 0), said) for service, position, said in lines]
