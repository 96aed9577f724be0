"""What of somebody's trip attendance could not mark by itself, in one month (A14, A30)."""

from __future__ import annotations

from datetime import date

from services.kernel.domain.events import Event, Personal


class OfTripNote(Event):
    """`trip` is the trip's number."""

    trip: str
    person: str
    month: str


class TripDaysNoted(OfTripNote):
    """All that is left to correct: days to be entered as a trip, and days to be taken out."""

    TOPIC = "attendance.trip-days-noted.v1"
    enter: tuple[date, ...] = ()
    remove: tuple[date, ...] = ()


class TripNoteLapsed(OfTripNote):
    """The trip changed so that nothing is left to correct."""

    TOPIC = "attendance.trip-note-lapsed.v1"


class TripNoteSettled(OfTripNote):
    """The office has seen to it."""

    TOPIC = "attendance.trip-note-settled.v1"
    enter: tuple[date, ...] = ()
    remove: tuple[date, ...] = ()
    note: Personal[str] = ""
