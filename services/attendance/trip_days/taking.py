"""Takes in what finance tells of trips: their days are marked 出差, and a mark goes with its day (A14, A30).

The facts are recorded as done by whoever consented or changed the trip. A month whose sheet is handed in or accepted,
and a day that carries another mark, are left as they are and noted for the office.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from sqlalchemy import select

from services.attendance.leave.span import Part
from services.attendance.punches.card import TRIP, PunchCard, card_id
from services.attendance.punches.record import MarkRow
from services.attendance.sheets.record import LineRow, SheetRecord
from services.attendance.sheets.sheet import SheetStatus
from services.attendance.trip_days.note import NO_DAYS, TripNote, note_id
from services.attendance.trip_days.record import TripNoteRecord
from services.finance.trips.events import OfTripDays, TripApproved, TripCancelled, TripChanged, TripReturnConfirmed
from services.kernel.delivery.messages import Message
from services.kernel.domain.aggregate import Act
from services.kernel.log.transaction import Writing, now_at_least
from services.kernel.procedure.causes import place_of
from services.kernel.rules.months import month_of

TOLD = {told.TOPIC for told in (TripApproved, TripChanged, TripCancelled, TripReturnConfirmed)}
CLOSED = (SheetStatus.SUBMITTED, SheetStatus.ACCEPTED)
DAY = timedelta(days=1)
Place = tuple[str, str]
"""A person and a month."""


def take_trips(tx: Writing, messages: Sequence[Message]) -> None:
    """The inbox's consumer: of all that happens in finance, which days who is on a trip."""
    for message in messages:
        event = message.event() if message.topic in TOLD else None
        if isinstance(event, OfTripDays):
            _take(tx, event, _act(tx, event, message))


def _act(tx: Writing, event: OfTripDays, message: Message) -> Act:
    at, cause = now_at_least(tx, event.timestamp), place_of(message)
    return Act(at, event.day, event.actor, event.post, event.stands_in_for, event.correlation, cause)


def _take(tx: Writing, event: OfTripDays, act: Act) -> None:
    wanted = _by_month(_away(event))
    marked = _by_month((row.person, row.on) for row in tx.get_all(MarkRow.TABLE, {"trip": event.number}))
    noted = {(row.person, row.month) for row in tx.get_all(TripNoteRecord.TABLE, {"trip": event.number})}
    departments = {stay.person: stay.department for stay in event.stays}
    for place in sorted({*wanted, *marked, *noted}):
        person, month = place
        department = departments.get(person, event.department)
        now, before = wanted.get(place, NO_DAYS), marked.get(place, NO_DAYS)
        note = tx.load(TripNote, note_id(event.number, person, month))
        if not _is_closed(tx, person, month):
            others = _mark(tx, act, place, department, event.number, now, before)
            now, before = others | (note.corrected & now), NO_DAYS
        note.keep(
            act, trip=event.number, person=person, month=month, department=department, marked=before, wanted=now
        )  # fmt: skip
        tx.append(note)


def _mark(
    tx: Writing, act: Act, place: Place, department: str, trip: str, wanted: frozenset[date], marked: frozenset[date]
) -> frozenset[date]:
    """Returns the days that carry another mark."""
    card, others = tx.load(PunchCard, card_id(*place)), set[date]()
    whose = {"person": place[0], "department": department}
    for on in sorted(marked - wanted):
        card.withdraw_mark(act, on=on, half=Part.WHOLE, state=TRIP, **whose)
    for on in sorted(wanted - marked):
        standing = card.standing(on, Part.WHOLE, TRIP)
        if not standing:
            card.mark(act, on=on, half=Part.WHOLE, state=TRIP, trip=trip, **whose)
        elif standing != [(Part.WHOLE, TRIP)]:
            others.add(on)
    tx.append(card)
    return frozenset(others)


def _away(event: OfTripDays) -> Iterator[tuple[str, date]]:
    if isinstance(event, TripCancelled):
        return
    for stay in event.stays:
        on = stay.start
        while on <= stay.end:
            yield stay.person, on
            on += DAY


def _by_month(days: Iterable[tuple[str, date]]) -> dict[Place, frozenset[date]]:
    found: dict[Place, frozenset[date]] = {}
    for person, on in days:
        place = person, month_of(on)
        found[place] = found.get(place, NO_DAYS) | {on}
    return found


def _is_closed(tx: Writing, person: str, month: str) -> bool:
    """Whether a sheet that carries the person in the month is handed in or accepted."""
    sheet, line = SheetRecord.columns(), LineRow.columns()
    here = (line.month == sheet.month) & (line.department == sheet.department)
    query = select(sheet.status).select_from(SheetRecord.TABLE.join(LineRow.TABLE, here))
    return bool(tx.read(query.where(line.month == month, line.person == person, sheet.status.in_(CLOSED)).limit(1)))
