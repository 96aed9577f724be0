"""A random but lawful history of attendance: sheets, corrections, slips, returns that were missed."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from services.attendance.leave.events import LateSlipFiled, LeaveApproved, ReturnMissed
from services.attendance.sheets.events import DayState, SheetCorrected, SheetMissed, SheetSubmitted
from tests.appraisal.office import Desk, line

PEOPLE = {"office": ("p2", "p3", "p4"), "law": ("p5", "p6"), "top": ("p1",)}
MONTHS = ("2026-06", "2026-07", "2026-08", "2026-09", "2026-10")
STATES = ("late", "left-early", "absent", "leave", "trip")


def add_event(desk: Desk, chance: Random) -> None:
    """One more event of attendance, of a department, month and person by chance."""
    department = chance.choice(sorted(PEOPLE))
    month, person = chance.choice(MONTHS), chance.choice(PEOPLE[department])
    start = date.fromisoformat(f"{month}-01")
    on = start + timedelta(days=chance.randrange(28))
    log, common = desk.attendance, {"department": department, "cites": ("A14",)}
    match chance.randrange(7):
        case 0:
            desk.accept_sheet(department, month, [_line(chance, who, start) for who in PEOPLE[department]])
        case 1:
            log.add(SheetMissed, f"{department}/{month}", month=month, due=on, **common)
        case 2:
            late = chance.random() < 0.5
            log.add(SheetSubmitted, f"{department}/{month}", month=month, late=late, missed=late, **common)
        case 3:
            log.add(ReturnMissed, "leave", person=person, due=on, **common)
        case 4:
            log.add(LateSlipFiled, "leave", person=person, start=on, end=on, workdays_late=1, day=on, **common)
        case 5:
            log.add(LeaveApproved, "leave", person=person, step=0, kind="sick", start=on, end=on, days=Decimal(1),
                    return_due=on, **common)  # fmt: skip
        case _:
            was, now = ((DayState(on=on, half="am", state=chance.choice(STATES)),) for _ in range(2))
            log.add(SheetCorrected, f"{department}/{month}", month=month, person=person, on=on, was=was, now=now,
                    present_change=Decimal(chance.choice(("0", "0.5", "-0.5"))), **common)  # fmt: skip


def _line(chance: Random, person: str, start: date) -> object:
    states = [((start + timedelta(days=chance.randrange(28))).isoformat(), chance.choice(STATES)) for _ in range(3)]
    return line(person, "22", str(Decimal(chance.randrange(36, 45)) / 2), *states)
