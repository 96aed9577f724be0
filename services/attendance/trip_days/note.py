"""What is left to correct of one person's trip in a month that takes no marks any more (A14, A30)."""

from __future__ import annotations

from collections.abc import Set
from datetime import date
from uuid import UUID, uuid5

from services.attendance.trip_days import events as e
from services.kernel.domain.aggregate import Act, Aggregate, applies
from services.kernel.domain.words import Status
from services.kernel.refusals import Refusal

NAMESPACE = UUID("2f1d7f0e-9f0b-5c0a-8e5b-6a1c3c0de011")
CITES = ("A14", "A30")
NO_DAYS: frozenset[date] = frozenset()


class NoteStatus(Status):
    OPEN = "open", "待更正", "to be corrected"
    SETTLED = "settled", "已办理", "seen to"
    LAPSED = "lapsed", "无需更正", "nothing left to correct"


class NoteSettled(Refusal):
    """Nothing is left to correct."""

    code = "attendance.trip-note-settled"
    next = ("无需办理。", "Nothing needs to be done.")


class OwnTripNote(Refusal):
    """Nobody sees to their own days."""

    code = "attendance.trip-note-own"
    kind = "forbidden"
    next = ("请由办公室其他负责考勤的人办理。", "Leave it to somebody else of the office.")


def note_id(trip: str, person: str, month: str) -> UUID:
    return uuid5(NAMESPACE, f"{trip}/{person}/{month}")


class TripNote(Aggregate):
    CALLED = "出差更正事项", "note of a trip's days"
    CITES = CITES
    CARRIES = ("department", "trip", "person", "month")
    BECOMES = {
        e.TripDaysNoted: NoteStatus.OPEN,
        e.TripNoteSettled: NoteStatus.SETTLED,
        e.TripNoteLapsed: NoteStatus.LAPSED,
    }
    WRONG_STATUS = NoteSettled
    department = ""
    trip = ""
    person = ""
    month = ""
    enter = NO_DAYS
    remove = NO_DAYS
    """What is left to correct."""
    entered = NO_DAYS
    removed = NO_DAYS
    """What the office has corrected."""

    @property
    def corrected(self) -> frozenset[date]:
        """The days that the office entered and that stand."""
        return self.entered - self.removed

    def keep(
        self, act: Act, *, trip: str, person: str, month: str, department: str, marked: Set[date], wanted: Set[date]
    ) -> None:
        """`marked` are the month's days that carry the trip's mark, `wanted` those of which the trip now speaks. Says
        nothing where that leaves to correct what was left before."""
        known = (marked - self.removed) | self.corrected
        enter, remove = frozenset(wanted - known), frozenset(known - wanted)
        if (enter, remove) == (self.enter, self.remove):
            return
        if enter or remove:
            self.trigger(
                e.TripDaysNoted, act, trip=trip, person=person, month=month, department=department,
                enter=tuple(sorted(enter)), remove=tuple(sorted(remove)),
            )  # fmt: skip
        else:
            self.trigger(e.TripNoteLapsed, act)

    def settle(self, act: Act, *, note: str) -> None:
        if act.actor == self.person:
            raise OwnTripNote(
                "不能办理本人的考勤更正事项。", "Nobody sees to what is left to correct of their own days.", cites=CITES
            )
        enter, remove = tuple(sorted(self.enter)), tuple(sorted(self.remove))
        self.trigger(e.TripNoteSettled, act, enter=enter, remove=remove, note=note)

    @applies(e.TripDaysNoted)
    def _noted(self, event: e.TripDaysNoted) -> None:
        self.enter, self.remove = frozenset(event.enter), frozenset(event.remove)

    @applies(e.TripNoteLapsed)
    def _lapsed(self, event: e.TripNoteLapsed) -> None:
        self.enter = self.remove = NO_DAYS

    @applies(e.TripNoteSettled)
    def _settled(self, event: e.TripNoteSettled) -> None:
        self.entered = (self.entered | self.enter) - self.remove
        self.removed = (self.removed | self.remove) - self.enter
        self.enter = self.remove = NO_DAYS
