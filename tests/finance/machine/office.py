"""The office that a machine drives: two desks on one log, each with writers of its own, as two processes have.

What it knows it has from the log, so that nothing is lost to it when it is killed. A deed that may wait is held until
the next one, and both are done at once. Ids are numbers, so that a course of deeds says the same each time it is gone.
"""

from __future__ import annotations

import itertools
import os
import signal
import time
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from services.finance.fees.operations import ConfirmFeeLicence
from services.finance.ledger.record import totals
from services.finance.union_members.operations import EnterUnionMember
from services.kernel.log.store import Store
from services.kernel.log.transaction import Reading
from services.kernel.procedure.operations import Operation
from services.kernel.procedure.record import Record
from services.kernel.refusals import Refusal
from tests.finance.claims import CLAIMANT, SUPERVISING, TRAVELS_TOO
from tests.finance.desk import (
    ACCOUNTANT,
    CASHIER,
    CHAIR,
    DIRECTOR,
    DISCIPLINE,
    FINANCE_LEADER,
    LOGISTICS,
    STAFF,
    UNION_CHAIR,
    Desk,
    by,
    clock,
    day,
)
from tests.finance.fees import FEE as FEE_ITEM
from tests.finance.fees import book, licence
from tests.finance.machine.books import ENTRY, MONTH
from tests.finance.machine.buying import ASSET, PURCHASE
from tests.finance.machine.income import (
    CHARGE,
    FEE,
    HANDING_UP,
    LICENCE,
    RECEIPT,
    TAKINGS,
    UNION_INCOME,
    UNION_PAYMENT,
)
from tests.finance.machine.occasions import DUTY, OVERTIME, RECEPTION, TRIP
from tests.finance.machine.oracle import Oracle
from tests.finance.machine.paying import ADJUSTMENT, ADVANCE, CLAIM, INVOICE, SPENDING
from tests.finance.machine.way import HEADS, Chance, Deed, Way
from tests.finance.money import funds, planned
from tests.finance.purchases import before as suppliers
from tests.finance.reception import UPLOADED
from tests.finance.union import MEMBERS, grant
from tests.given import By, given, proven

WAYS: dict[str, Way] = {
    "adjustment": ADJUSTMENT, "advance": ADVANCE, "asset": ASSET, "charge": CHARGE, "claim": CLAIM, "duty": DUTY,
    "entry": ENTRY, "handing-up": HANDING_UP, "invoice": INVOICE, "month": MONTH, "overtime": OVERTIME,
    "purchase": PURCHASE, "receipt": RECEIPT, "reception": RECEPTION, "spending": SPENDING, "takings": TAKINGS,
    "trip": TRIP, "union-income": UNION_INCOME, "union-payment": UNION_PAYMENT,
}  # fmt: skip
EVERYBODY = (
    CLAIMANT, TRAVELS_TOO, SUPERVISING, ACCOUNTANT, CASHIER, FINANCE_LEADER, CHAIR, DIRECTOR, HEADS, STAFF, LOGISTICS,
    DISCIPLINE, UNION_CHAIR,
)  # fmt: skip
BEGUN, LAST = day(6, 10), day(11, 28)
"""The year's end is not gone through here: `test_periods.py` does."""


def beginnings() -> tuple[By, ...]:
    """Suppliers and a licensed fee first, for others know their ids; a plan, money, members of the union."""
    first = day(6, 2)
    members = (by(UNION_CHAIR, first, EnterUnionMember(person=one, joined=day(1, 2, 2020))) for one in MEMBERS)
    lines = {"office": "6000", "travel": "3000", "reception": "2000", "equipment": "12000", "overtime": "700"}
    return (
        *(one for one in suppliers() if type(one.operation).__name__ == "EnterSupplier"),
        by(ACCOUNTANT, first, FEE_ITEM), by(ACCOUNTANT, first, licence(item=FEE, lowest=1, highest=9000)),
        by(FINANCE_LEADER, first, ConfirmFeeLicence(licence=LICENCE)), by(ACCOUNTANT, first, book("000101", "000140")),
        *(one for line, amount in lines.items() for one in planned(amount, line, first)),
        funds("15000", "3000", first), by(CLAIMANT, first, UPLOADED.operation), *members,
        by(ACCOUNTANT, first, grant("2000", first)),
    )  # fmt: skip


class Office:
    """`store` opens the log; `turns` counts how often a record was taken on from a status."""

    def __init__(self, store: Callable[[], Store], files: Path) -> None:
        self._store, self._files = store, files
        self.today, self.oracle, self.done = BEGUN, Oracle(), Counter[str]()
        self.opened: dict[type[Record], list[str]] = {way.record: [] for way in WAYS.values()}
        self._turns: Counter[tuple[str, str]] = Counter()
        self._openings, self._position = itertools.count(), 0
        self._frozen: dict[tuple[str, str], dict[str, Decimal]] = {}
        self._waits: Deed | None = None
        self.desks: list[Desk] = []
        self.opens()

    # -- life ---------------------------------------------------------------------------------------------------------

    def opens(self, desks: int = 2) -> None:
        """As processes that begin, and find the log as it was left."""
        for _ in range(desks):
            desk = Desk(self._store(), files=self._files)
            if desk.app.store.position() > 0 and desk.recorded():
                numbers = itertools.count(1_000_000 * (1 + next(self._openings)))
                desk.app.office = replace(desk.app.office, new_id=lambda numbers=numbers: UUID(int=next(numbers)))
            else:
                given(*beginnings(), to=desk)
            self.desks.append(desk)
        self._follows()

    def is_busy(self) -> None:
        """Some days of all its business and a month that is closed, so that whatever comes next meets records in every
        status, and what it may not change any more."""
        for number, (steps, amount) in enumerate(((3, 240), (6, 106), (9, 150), (24, 2400))):
            chance = Chance(Decimal(amount), number, number)
            for way in WAYS:
                self.goes_on(way, chance, anew=True, steps=steps)
                self.goes_on(way, chance, which=1, steps=steps)
            self.days_pass(1)
        self.a_month_ends(Chance(), steps=8)

    def closes(self) -> None:
        self.waits_no_longer()
        for desk in self.desks:
            desk.app.store.close()
        self.desks.clear()

    def is_killed(self, after: float, way: str, chance: Chance) -> None:
        """It goes about all its business, and `after` so many seconds is killed with `kill -9` wherever it is. Whoever
        opens it then finds what was promised."""
        self.closes()
        ready, says = os.pipe()
        office = os.fork()
        if not office:
            self._works_until_killed(says, way, chance)
        os.close(says)
        begun = os.read(ready, 1)
        time.sleep(after)
        os.kill(office, signal.SIGKILL)
        _, ended = os.waitpid(office, 0)
        os.close(ready)
        assert begun, "it never began"
        assert os.WIFSIGNALED(ended), "it died before it was killed"
        next(self._openings)  # its ids are taken
        self.opens()

    def _works_until_killed(self, says: int, way: str, chance: Chance) -> None:
        try:
            self.opens(desks=1)
            os.write(says, b".")
            for number in itertools.count():
                now = replace(chance, number=number % 1000, other=number)
                for name in (way, *WAYS):
                    self.begins(name, now)
                    self.goes_on(name, now, steps=6)
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(1)

    def proves(self) -> None:
        """At the end: the seal, the registers from the log, and that closed months stand as they were closed."""
        self.waits_no_longer()
        with self.desks[0].app.store.reading() as connection:
            rows = Reading(self.desks[0].app.store, connection).get_all(totals, {})
        for place, moved in self._frozen.items():
            kept: Counter[str] = Counter()
            for row in rows:
                if (row.book, row.month) == place:
                    kept[row.account] += row.debit - row.credit
            assert {k: v for k, v in kept.items() if v} == {k: int(v * 100) for k, v in moved.items() if v}, place
        proven(self.desks[0].app)

    # -- what stands --------------------------------------------------------------------------------------------------

    def of(self, record: type[Record], **where: Any) -> Sequence[Any]:
        store = self.desks[0].app.store
        with store.reading() as connection:
            return Reading(store, connection).get_all(record.TABLE, where)

    def held(self, account: str) -> Decimal:
        return self.oracle.books.held[account]

    def asks(self, person: str, query: Operation) -> Any:
        return self.desks[0].ask(query, by=person, at=clock(self.today, 9))

    def _the(self, way: Way, which: int) -> Any:
        """One of the last of its kind."""
        known = self.opened[way.record]
        return self.of(way.record, id=known[-1 - which % len(known)])[0] if known else None

    def _follows(self) -> None:
        """Every event since is the oracle's to look at."""
        for event in self.desks[0].recorded(self._position):
            self._position += 1
            self.today = max(self.today, event.day)
            self.oracle.takes(event)
            self.done[type(event).__name__] += 1
            for way in WAYS.values():
                if isinstance(event, way.opened_by):
                    self.opened[way.record].append(event.originator_id.hex)
            if type(event).__name__ == "PeriodClosed":
                place = event.book, event.month  # type: ignore[attr-defined]
                self._frozen[place] = dict(self.oracle.books.by_month[place])
        self.oracle.agrees()

    # -- what is done -------------------------------------------------------------------------------------------------

    def begins(self, way: str, chance: Chance, person: str = "", together: bool = False) -> None:
        self._all(WAYS[way].begins(self, chance), person, together)

    def goes_on(
        self, way: str, chance: Chance, *, which: int = 0, steps: int = 24, anew: bool = False, together: bool = False
    ) -> None:
        """So many steps of its usual way, by whoever usually takes them; from its beginning where there is none, and
        until it has to wait. Only the next one where that is to be done together with what follows."""
        if anew or not self.opened[WAYS[way].record]:
            self.begins(way, chance)
        in_vain = 0
        for step in range(1 if together else steps):
            row = self._the(WAYS[way], which)
            if row is None or in_vain >= len(options := WAYS[way].on.get(row.status, ())):
                return
            before, turn = self._position, self._turns[row.id, row.status]
            self._turns[row.id, row.status] += 1
            now = replace(chance, other=chance.other + step)
            self._all(options[turn % len(options)](self, row, now), "", together)
            in_vain = in_vain + 1 if self._position == before else 0

    def strays(self, way: str, chance: Chance, *, which: int, nth: int, person: str, together: bool) -> None:
        """Something out of order with one of the last."""
        if not self.opened[WAYS[way].record]:
            self.begins(way, chance)
        row, strays = self._the(WAYS[way], which), WAYS[way].strays
        if row is not None:
            self._all(strays[nth % len(strays)](self, row, chance), person, together)

    def days_pass(self, days: int) -> None:
        self.waits_no_longer()
        self.today = min(self.today + timedelta(days=days), LAST)
        self.desks[0].ticked(self.today)
        self._follows()

    def a_month_ends(self, chance: Chance, steps: int) -> None:
        """The first of the next month; its end is gone about in the books, and first that of a month left open."""
        self.days_pass((date(self.today.year, self.today.month + 1, 1) - self.today).days)
        for which in (2, 1, 0):
            self.goes_on("month", chance, which=which, steps=steps)

    def waits_no_longer(self) -> None:
        if self._waits:
            self._together(self._waits)

    def _all(self, deeds: Sequence[Deed], person: str, together: bool) -> None:
        for nth, (usual, operation) in enumerate(deeds, 1):
            deed = person or usual, operation
            if self._waits:
                self._together(self._waits, deed)
            elif together and nth == len(deeds):
                self._waits = deed
            else:
                self._together(deed)

    def _together(self, *deeds: Deed) -> None:
        """One of them at the first desk, two at both at the same moment."""
        self._waits = None
        if len(deeds) == 1:
            self._try(self.desks[0], *deeds)
        else:
            with ThreadPoolExecutor(2) as pool:
                list(pool.map(self._try, self.desks, deeds))
        self._follows()

    def _try(self, desk: Desk, deed: Deed) -> None:
        person, operation = deed
        try:
            desk.do(operation, by=person, at=clock(self.today, 9))
        except Refusal as refusal:
            self.done[refusal.code] += 1
