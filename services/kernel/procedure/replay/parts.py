"""What can be replayed of a service: its registers, all or one, and what else its procedures derive from logs.

A part is built under the rules in force, or under one of its drafts. Registers have none: events hold what was decided,
by which rule and when, and a projection only copies it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from sqlalchemy import Table, insert, select, update
from sqlalchemy.engine import Connection

from services.kernel.log.registers import Register
from services.kernel.log.shadow import Part, Registers, position_at
from services.kernel.log.shadow_compare import Compared, Difference, with_causes
from services.kernel.log.store import LOG, definitions, heads
from services.kernel.log.transaction import Reading, Writing
from services.kernel.procedure.long_context import Service


class Draft(NamedTuple):
    """Other rules than those in force, by their code."""

    code: str
    zh: str
    en: str


class Replayable(Part, Protocol):
    """A part by its name, as it is called."""

    name: str
    zh: str
    en: str
    alone: bool
    """Whether a shadow of it is seen alone; otherwise what it rests on beside is read where it stands."""
    shows: tuple[str, ...]
    """Queries that show it, beside the lists of its registers."""

    lines: tuple[Any, ...]
    """What declares the columns of its rows, where no register of the service does."""
    draft: str
    """Under which of its drafts it is built; empty for the rules in force."""

    @property
    def compared(self) -> tuple[Table, ...]:
        """Those of its tables that live has as well."""
        ...

    def at(self, connection: Connection) -> Mapping[str, int]:
        """How far the live rows are in this reading, by source."""
        ...

    def program(self) -> str:
        """A digest of what makes rows of events, as this process does it."""
        ...

    def program_of_live(self, connection: Connection) -> str:
        """The same of the program that keeps the live rows; empty where nobody has kept any."""
        ...

    def drafts(self) -> Sequence[Draft]:
        """The other rules that it can be built under."""
        ...

    def under(self, draft: str) -> Replayable | None:
        """Itself under one of them."""
        ...

    def until(self, moment: datetime | None, position: int | None) -> Mapping[str, int]:
        """How far to come, by source: what was recorded by a moment, or up to a position of the own log."""
        ...

    def derived(self, live: Reading, here: Reading) -> Sequence[Compared]:
        """What follows from the rows of either side and is in no table, compared."""
        ...

    def causes(self, found: Sequence[Difference], until: int, go_on: Callable[[], None]) -> list[Difference]: ...

    def owner(self, table: str) -> tuple[str, str, str]:
        """Of a table the register: its name, and what it is called."""
        ...


class OfRegisters(Registers):
    """All registers of a service, one of them, or what one aggregate's events make of them."""

    alone = True
    shows: tuple[str, ...] = ()
    lines: tuple[Any, ...] = ()
    draft = ""

    def __init__(self, app: Service, registers: Sequence[Register], name: str, aggregate: UUID | None) -> None:
        super().__init__(app.store, registers, aggregate)
        one = registers[0] if name else None
        self.name = name
        self.zh, self.en = (one.zh, one.en) if one is not None else ("全部台账", "every register")

    @property
    def compared(self) -> tuple[Table, ...]:
        return self.tables

    def at(self, connection: Connection) -> Mapping[str, int]:
        return {LOG: int(connection.execute(select(heads.c.position).where(heads.c.name == LOG)).scalar_one())}

    def program(self) -> str:
        return program_of(self.registers)

    def program_of_live(self, connection: Connection) -> str:
        built = dict(connection.execute(select(definitions.c.register, definitions.c.digest)).tuples().all())
        known = {one.name: built[one.name] for one in self.registers if one.name in built}
        return _joined(known) if built else ""

    def drafts(self) -> Sequence[Draft]:
        return ()

    def under(self, draft: str) -> Replayable | None:
        return None if draft else self

    def derived(self, live: Reading, here: Reading) -> Sequence[Compared]:
        return ()

    def until(self, moment: datetime | None, position: int | None) -> Mapping[str, int]:
        if moment is not None:
            return {LOG: position_at(self.store, moment)}
        head = self.store.position()
        return {LOG: min(position, head) if position is not None else head}

    def causes(self, found: Sequence[Difference], until: int, go_on: Callable[[], None]) -> list[Difference]:
        return with_causes(self.store, self.registers, found, until, go_on)

    def owner(self, table: str) -> tuple[str, str, str]:
        found = next(one for one in self.registers if any(own.name == table for own in one.tables))
        return found.name, found.zh, found.en


def parts_of(app: Service) -> list[Replayable]:
    """What can be replayed of a service. The empty name is every register."""
    names = ["", *(one.name for one in app.registers)]
    own: list[Replayable] = [part for name in names if (part := part_of(app, name)) is not None]
    return [*own, *(make(app) for p in app.procedures for make in p.derives)]


def part_of(app: Service, name: str, aggregate: str = "", draft: str = "") -> Replayable | None:
    """None where there is no such part, or not under such a draft."""
    for made in (make(app) for p in app.procedures for make in p.derives):
        if made.name == name:
            found: Replayable | None = made.under(draft)
            return found
    if draft:
        return None
    wanted = [one for one in app.registers if name in ("", one.name)]
    return OfRegisters(app, wanted, name, UUID(hex=aggregate) if aggregate else None) if wanted else None


def program_of(registers: tuple[Register, ...]) -> str:
    return _joined({one.name: one.digest() for one in registers})


def _joined(digests: Mapping[str, str]) -> str:
    return hashlib.sha256("\n".join(f"{name} {digests[name]}" for name in sorted(digests)).encode()).hexdigest()


def note_programs(app: Service) -> None:
    """Whoever serves says by which program it keeps what its procedures derive; of registers the log says so itself."""
    own = {part.name: part.program() for p in app.procedures for part in (make(app) for make in p.derives)}

    def note(tx: Writing) -> None:
        for name, digest in own.items():
            known = tx.get(definitions, {"register": name})
            if known is None:
                tx.execute(insert(definitions).values(register=name, digest=digest))
            elif known.digest != digest:
                tx.execute(update(definitions).where(definitions.c.register == name).values(digest=digest))

    if own:
        app.record(note)
