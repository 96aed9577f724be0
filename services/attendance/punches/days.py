"""When a working day begins: one hour divides every night between two days, for machines and for the office (A14)."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from services.attendance.punches.card import NEXT_DAY

if TYPE_CHECKING:
    from services.kernel.procedure.context import Context


def day_begins(ctx: Context, on: date) -> time:
    """What is punched before this hour belongs to the working day before."""
    return ctx.rules.value("attendance.day_begins", on, time)


def moment_of(clock: time, on: date, begins: time, zone: ZoneInfo) -> datetime:
    """The one moment of a working day at which a clock shows this; a clock that names its offset is the office's first.

    In the wall clock of the office, as all punches are.
    """
    if clock.tzinfo is not None:
        clock = datetime.combine(on, clock).astimezone(zone).time()
    return datetime.combine(on if clock >= begins else on + NEXT_DAY, clock)
