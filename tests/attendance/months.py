"""Months and their sheets as the tests of attendance need them."""

from datetime import date

from services.attendance.sheets.operations import GetSheet
from services.attendance.sheets.record import LineRow
from tests.attendance.desk import (
    CLERK,
    STAFF,
    Desk,
    calendar,
    history,
    punched,
)

JUNE, FE = "2025-06", "finance-economy"
JULY = date(2025, 7, 1)
DUE = date(2025, 7, 7)
"""The fifth working day of July 2025."""
KEY = {"month": JUNE, "department": FE}


def line(desk: Desk, person: str = STAFF, month: str = JUNE, department: str = FE) -> LineRow:
    view = desk.ask(GetSheet(month=month, department=department), by=CLERK)
    return next(line for line in view.lines if line.person == person)


def said(desk: Desk, person: str = STAFF, **sheet: str) -> list[str]:
    return [f"{s.on.day} {s.half} {s.state}" for s in line(desk, person, **sheet).states]


def worked(desk: Desk, person: str, month: str, *but: tuple[date, str]) -> None:
    """Punches from nine to six on every working day, other times where `but` says so."""
    other = dict(but)
    year, number = (int(part) for part in month.split("-"))
    for day in calendar().working_days_of_month(year, number):
        times = other.get(day, "09:00 18:00").split()
        if times:
            history(desk, punched(person, day, *times, at=date(2025, 7, 1)))
