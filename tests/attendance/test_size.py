"""Ten thousand earlier leaves make nobody wait: asking, deciding and looking stay as little work as before."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from uuid import UUID

import pytest
from sqlalchemy import event

from services.attendance.leave.events import LeaveApproved, LeaveRequested, Step
from services.attendance.leave.operations import ApproveLeave, ListLeave, ListWaitingLeave
from services.attendance.leave.span import Half
from services.kernel.domain.aggregate import Aggregate
from services.kernel.domain.events import Event
from tests.attendance.desk import CLERK, HEAD, MONDAY, STAFF, Desk, calendar, clock, slip
from tests.given import fact

PEOPLE = [f"p{n:03d}" for n in range(8, 58)]
FAR = date(2020, 1, 6)


class Filed(Aggregate):
    """Carries facts into the log."""

    def __init__(self, stream: UUID, pending: list[Event]) -> None:
        super().__init__(stream)
        self.pending = pending


def earlier() -> Iterator[Filed]:
    """Approved half days of sick leave from 2020 on, fifty people's turn by turn."""
    days = (day for n in range(2000) if calendar().is_workday(day := FAR + timedelta(days=n)))
    for number, (day, person) in enumerate(((day, person) for day in days for person in PEOPLE), 1):
        stream = UUID(int=1 << 64 | number)
        span = {"person": person, "kind": "sick", "start": day, "end": day, "end_half": "am", "department": "x"}
        half = Decimal("0.5")
        asked = fact(LeaveRequested, **span, days=half, working_days=half, steps=(Step(post="head-x"),))
        granted = fact(LeaveApproved, **span, step=0, days=half, return_due=date(2030, 1, 1))
        yield Filed(stream, [asked.event(stream, 1), granted.event(stream, 2)])


def add(desk: Desk, leaves: Iterator[Filed], count: int) -> None:
    filed = list(islice(leaves, count))
    assert len(filed) == count
    desk.app.record(lambda tx: [tx.append(one) for one in filed])


class Steps:
    """Counts the steps of the database's machine: the work itself, whatever else the computer is doing."""

    def __init__(self, desk: Desk) -> None:
        self.taken = 0
        desk.app.store.close()  # the next connections are counted

        @event.listens_for(desk.app.store.engine, "connect")
        def counted(connection: sqlite3.Connection, _: object) -> None:
            connection.set_progress_handler(self._one_more, 1)

        del counted

    def _one_more(self) -> None:
        self.taken += 1

    def of(self, work: Callable[[], object]) -> int:
        before = self.taken
        work()
        return self.taken - before


def measured(desk: Desk, steps: Steps, starts: Iterator[date]) -> dict[str, int]:
    """The database's steps for each deed."""

    def pair() -> None:
        view = desk.ask(slip(next(starts), kind="sick", end_half=Half.AM), by=STAFF, at=clock(MONDAY))
        desk.ask(ApproveLeave(leave=view.id), by=HEAD, at=clock(MONDAY))

    deeds: dict[str, Callable[[], object]] = {
        "ask and grant": pair,
        "what waits": lambda: desk.ask(ListWaitingLeave(), by=HEAD),
        "all leave": lambda: desk.ask(ListLeave(), by=CLERK),
        "a person's": lambda: desk.ask(ListLeave(person=STAFF, status="approved"), by=STAFF),
        "what is asked for": lambda: desk.ask(ListLeave(status="requested"), by=CLERK),
    }
    return {name: steps.of(deed) for name, deed in deeds.items()}


@pytest.mark.slow
def test_the_ten_thousandth_leave_is_as_little_work_as_the_first_hundred(desk: Desk) -> None:
    starts = (day for n in range(500) if calendar().is_workday(day := MONDAY + timedelta(days=n)))
    leaves, steps = earlier(), Steps(desk)
    add(desk, leaves, 3_000)  # every list fills its page from here on
    measured(desk, steps, starts)
    first = measured(desk, steps, starts)
    for _ in range(10):
        add(desk, leaves, 1_000)
    last = measured(desk, steps, starts)
    ratios = {name: last[name] / first[name] for name in first}
    assert min(first.values()) > 40, first
    assert all(ratio < 1.2 for ratio in ratios.values()), ratios
