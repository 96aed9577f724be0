"""A clock that stood still: what opened and what was missed meanwhile is owed and missed all the same (A14, A15)."""

from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.attendance.leave.operations import ListLeave
from services.attendance.sheets.events import KeepingBegun, SheetMissed, SheetOpened
from services.attendance.sheets.operations import CompileSheet, ListSheets, SubmitSheet
from tests.attendance.desk import CLERK, HEAD, Desk, calendar, clock, taken
from tests.stores import prepared

DAY = timedelta(days=1)
START = date(2025, 3, 10)
SHEETS = "attendance.monthly-sheet"


def months(desk: Desk, day: date) -> list[str]:
    return sorted({one.month for one in desk.ticked(day, SheetOpened) if isinstance(one, SheetOpened)})


def test_every_month_since_the_last_tick_owes_its_sheets(desk: Desk) -> None:
    assert months(desk, START) == []
    assert months(desk, date(2025, 7, 20)) == ["2025-03", "2025-04", "2025-05", "2025-06"]
    assert months(desk, date(2025, 7, 21)) == []


def test_those_of_long_ago_are_missed_at_once(desk: Desk) -> None:
    desk.tick(START)
    missed = {one.month for one in desk.ticked(date(2025, 6, 20), SheetMissed) if isinstance(one, SheetMissed)}
    assert missed == {"2025-03", "2025-04", "2025-05"}


def test_a_department_of_a_month_that_is_over_owes_it_though_it_is_no_more(desk: Desk) -> None:
    """The petitions office was merged on 1 July 2025."""
    desk.tick(START)
    desk.tick(date(2025, 9, 5))
    owed = {(row.month, row.department) for row in desk.ask(ListSheets(department="petitions"), by=CLERK).items}
    assert max(owed) == ("2025-06", "petitions")


def test_a_sheet_begun_by_hand_hides_no_month(desk: Desk) -> None:
    desk.tick(START)
    desk.do(CompileSheet(month="2025-05", department="finance-economy"), by=HEAD, at=clock(date(2025, 5, 20)))
    assert months(desk, date(2025, 6, 20)) == ["2025-03", "2025-04", "2025-05"]


def test_an_office_that_has_just_begun_owes_nothing_of_the_months_before(desk: Desk) -> None:
    """The first act of the clock says from when on sheets are kept here; nothing else needs to have happened."""
    (begun,) = desk.ticked(START, KeepingBegun)
    assert isinstance(begun, KeepingBegun)
    assert (begun.month, begun.day, begun.cites) == ("2025-03", START, ("A14",))
    assert desk.owed(SHEETS) == []
    assert desk.ticked(START + DAY, KeepingBegun, SheetOpened) == []
    assert months(desk, date(2025, 4, 1)) == ["2025-03"]
    assert desk.ticked(date(2025, 4, 2), KeepingBegun, SheetOpened) == []
    assert desk.rebuilt_equal()


def test_where_something_has_happened_the_clock_need_not_say_when_it_begins(desk: Desk) -> None:
    taken(desk, START, date(2025, 3, 12))
    assert desk.ticked(START + DAY, KeepingBegun, SheetOpened) == []
    assert months(desk, date(2025, 4, 1)) == ["2025-03"]


def test_a_clock_that_never_ran_begins_where_the_log_does(desk: Desk) -> None:
    """Nobody is charged for months in which there was nothing to keep a sheet with."""
    taken(desk, START, date(2025, 3, 12))
    assert months(desk, date(2025, 6, 20)) == ["2025-03", "2025-04", "2025-05"]


Deed = tuple[int, str, int]


@pytest.mark.slow
@settings(max_examples=8, deadline=None, suppress_health_check=(HealthCheck.too_slow,))
@given(
    deeds=st.lists(st.tuples(st.integers(0, 80), st.sampled_from(["leave", "sheet"]), st.integers(0, 4)), max_size=8),
    length=st.integers(1, 90),
    stops=st.sets(st.integers(1, 120), max_size=3),
)
def test_it_ends_as_if_it_had_ticked_daily(deeds: list[Deed], length: int, stops: set[int]) -> None:
    """What people did meanwhile is the same; the clock ran on the first day, on a few days between, and on the last."""
    assert outcome(deeds, length, set(range(length))) == outcome(deeds, length, {0, *stops})


def outcome(deeds: list[Deed], length: int, ticks: set[int]) -> Any:
    with TemporaryDirectory() as folder:
        store = prepared(Path(folder) / "attendance.db", Desk)
        desk = Desk(store)
        for n in range(length + 1):
            day = START + n * DAY
            if n in ticks or n == length:
                desk.tick(day)
            for at, what, more in deeds:
                if at == n and n < length:
                    carry_out(desk, day, what, more)
        leaves = [(one.status, one.return_missed) for one in desk.ask(ListLeave(limit=200), by=CLERK).items]
        sheets = [
            (one.month, one.department, one.status, one.due, one.late, one.missed)
            for one in desk.ask(ListSheets(limit=200), by=CLERK).items
        ]
        found = desk.owed(), desk.owed(SHEETS), leaves, sheets
        store.close()
        return found


def carry_out(desk: Desk, day: date, what: str, more: int) -> None:
    """Leave of a day some days ahead, which nobody returns from; or the last month's sheet, which comes late or not."""
    if what == "leave":
        start = day + more * DAY
        free = not any(
            one.start == start and one.person == "p024" for one in desk.ask(ListLeave(limit=200), by=CLERK).items
        )
        if calendar().is_workday(start) and free:
            taken(desk, day, start, kind="sick")
        return
    month = f"{day.replace(day=1) - DAY:%Y-%m}"
    if not desk.ask(ListSheets(month=month, status="submitted"), by=CLERK).items:
        desk.do(CompileSheet(month=month, department="finance-economy"), by=HEAD, at=clock(day))
        desk.do(SubmitSheet(month=month, department="finance-economy"), by=HEAD, at=clock(day))
