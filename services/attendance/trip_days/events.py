"""What of somebody's trip attendance could not mark by itself, in one month (A14, A30)."""

from __future__ import annotations

from datetime import date

from services.kernel.domain.events import Event, Personal, Reckoned


class OfTripNote(Event):
    """`trip` is the trip's number."""

    trip: str
    person: str
    month: str


class TripDaysNoted(OfTripNote):
    """All that is left to correct: days to be entered as a trip, and days to be taken out."""

    SAYS = "登记出差天数待更正事项"
    TOPIC = "attendance.trip-days-noted.v1"
    enter: Reckoned[tuple[date, ...]] = ()
    remove: Reckoned[tuple[date, ...]] = ()


class TripNoteLapsed(OfTripNote):
    """The trip changed so that nothing is left to correct."""

    SAYS = "出差天数无须更正"
    TOPIC = "attendance.trip-note-lapsed.v1"


class TripNoteSettled(OfTripNote):
    """The office has seen to it."""

    SAYS = "办结出差天数更正"
    TOPIC = "attendance.trip-note-settled.v1"
    enter: Reckoned[tuple[date, ...]] = ()
    remove: Reckoned[tuple[date, ...]] = ()
    note: Personal[str] = ""
