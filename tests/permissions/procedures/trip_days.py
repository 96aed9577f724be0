"""Days of trips that attendance could not mark by itself (A14, A30): the office sees to them, not to its own."""

from __future__ import annotations

from tests.permissions.procedures.trips import NEAR
from tests.permissions.words import BUDGET, DAY_READERS, JULY, LINE, OFFICE, TOP, P, row
from tests.permissions.world import Diary

ON = "2026-07-29"


def prepare(diary: Diary) -> None:
    """A day of p027 that somebody had marked before the trip was consented to."""
    diary.do("07-01T08:30", "p026", "attendance.mark-day", person="p027", on=ON, half="am", state="elsewhere")
    days = {"start": ON, "end": ON, "travellers": ["p027"]}
    diary.make("marked-trip", "07-01T16:00", "p027", "finance.request-trip", **BUDGET, **NEAR, **days)
    diary.do("07-01T16:10", "p003", "finance.approve-trip", trip="@marked-trip")
    diary.name("trip-note", "07-01T16:20", lambda made: _note(diary))


def _note(diary: Diary) -> str:
    store = diary.world.embedded.services["attendance"].app.store
    return next(row.originator_id for row in store.rows(0) if row.topic == "attendance.trip-days-noted.v1")


ROWS = (
    row("attendance.settle-trip-note", OFFICE, trip_note="@trip-note", note="已核对"),
    row("attendance.get-trip-note", DAY_READERS, trip_note="@trip-note"),
    row("attendance.list-trip-notes", DAY_READERS, "of a person", person=P),
    row("attendance.list-trip-notes", f"{LINE} {OFFICE} {TOP}", "of a department", **BUDGET),
    row("attendance.list-trip-notes", f"{OFFICE} {TOP}", "of the organ"),
    row("attendance.export-trip-notes", f"{OFFICE} {TOP}", **JULY),
)
