"""One meeting that is owed in one period (A2, B2.3, B3, B5.6)."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid5

from services.kernel.domain.aggregate import Act, Aggregate, Becomes, applies
from services.kernel.domain.words import Status
from services.party.cadences import events as e

NAMESPACE = UUID("1d0f6f0e-5d5c-4b0f-8a55-90a7f2f3c602")
PARTY_GROUP = "party-group"
"""The one kind that is called and kept by the office (A17) and only counted here."""


class OwedStatus(Status):
    OWED = "owed", "待召开", "owed"
    HELD = "held", "已召开", "held"
    MISSED = "missed", "未召开", "not held"
    LATE = "late", "已召开(补登)", "held, entered late"
    """Of the register's line: held in its period, but entered after it was missed."""


BECOMES: Becomes = {
    e.MeetingOwed: OwedStatus.OWED,
    e.OwedMeetingHeld: OwedStatus.HELD,
    e.OwedMeetingMissed: OwedStatus.MISSED,
}


def owed_id(kind: str, group: str, period: str) -> UUID:
    return uuid5(NAMESPACE, f"{kind}/{group}/{period}")


class Owed(Aggregate):
    CALLED = "应开会议", "meeting that is owed"
    CITES = ("A2",)
    CARRIES = ("kind", "period", "group", "person", "department", "due")
    BECOMES = BECOMES
    kind = ""
    period = ""
    group = ""
    person = ""
    department = ""
    first: date
    due: date
    cites: tuple[str, ...] = ()

    def open(
        self,
        act: Act,
        *,
        kind: str,
        group: str,
        period: str,
        first: date,
        due: date,
        person: str,
        department: str,
        cites: tuple[str, ...],
    ) -> None:
        """Does nothing where it is owed already."""
        if not self.exists:
            self.trigger(
                e.MeetingOwed,
                act,
                kind=kind,
                group=group,
                period=period,
                first=first,
                due=due,
                person=person,
                department=department,
                cites=cites,
            )

    def hold(self, act: Act, *, meeting: UUID, on: date) -> None:
        """By a meeting on a day of its period, the first that is entered; further ones change nothing.

        It is dated on the meeting's own day: what was held in time is in time, whenever it was entered.
        """
        if self.status in (OwedStatus.OWED, OwedStatus.MISSED) and self.first <= on <= self.due:
            missed = self.status == OwedStatus.MISSED
            self.trigger(
                e.OwedMeetingHeld, act, day=on, meeting=meeting.hex, on=on, was_missed=missed, cites=self.cites
            )

    def miss(self, act: Act) -> None:
        if self.status == OwedStatus.OWED:
            self.trigger(e.OwedMeetingMissed, act, cites=self.cites)

    @applies(e.MeetingOwed)
    def _opened(self, event: e.MeetingOwed) -> None:
        self.first, self.cites = event.first, event.cites
