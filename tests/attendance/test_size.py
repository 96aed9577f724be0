"""Ten thousand earlier leaves make nobody wait: asking, deciding and looking stay as quick as in the first month."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from uuid import UUID

import pytest

from services.attendance.leave.events import LeaveApproved, LeaveRequested, Step
from services.attendance.leave.operations import ApproveLeave, ListLeave, ListWaitingLeave
from services.attendance.leave.span import Half
from services.kernel.domain import Aggregate
from services.kernel.events import Event
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


def seconds(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def measured(desk: Desk, starts: Iterator[date]) -> dict[str, float]:
    """CPU seconds of each deed at its best: what the machine does beside it only adds."""

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
    return {name: min(seconds(deed) for _ in range(40)) for name, deed in deeds.items()}


@pytest.mark.slow
def test_the_ten_thousandth_leave_is_as_quick_as_the_first_hundred(desk: Desk) -> None:
    starts = (day for n in range(500) if calendar().is_workday(day := MONDAY + timedelta(days=n)))
    leaves = earlier()
    add(desk, leaves, 200)
    measured(desk, starts)  # warm
    first = measured(desk, starts)
    for _ in range(10):
        add(desk, leaves, 1_000)
    last = measured(desk, starts)
    ratios = {name: last[name] / first[name] for name in first}
    assert all(ratio < 1.6 for ratio in ratios.values()), ratios
