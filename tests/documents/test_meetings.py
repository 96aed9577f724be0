"""会议 meetings: called by whom the kind says, discussed as set, attended as entered (A17, B2, B11.4)."""

from __future__ import annotations

from datetime import time

from services.documents.meetings.events import (
    MeetingCalled,
)
from services.documents.meetings.operations import GetMeeting
from tests.documents.desk import CHAIR, CLERK, STAFF, Desk, clock, day
from tests.documents.sessions import (
    CALLING,
    CHAIRPERSONS,
    MEETING,
    MONDAY,
    RECORDER,
    a_meeting,
    call,
)
from tests.given import fact, given, proven


def test_the_office_calls_a_meeting_for_whoever_belongs_to_it(desk: Desk) -> None:
    given(to=desk).when(call(), by=CLERK, at=clock(CALLING)).then(
        fact(
            MeetingCalled,
            kind="chairpersons",
            on=MONDAY,
            start=time(9),
            convenor=CHAIR,
            members=CHAIRPERSONS,
            recorder=RECORDER,
            department="office",
            minutes_due=day(6, 16),
            cites=("A17",),
        )
    ).then_answer(status="called", number="", minutes="owed", version=1)


def test_a_meeting_from_called_to_collected(desk: Desk) -> None:
    given(*a_meeting(), to=desk)
    seen = desk.on(MONDAY, STAFF, GetMeeting(meeting=MEETING))
    assert (seen.status, seen.number, seen.presided_by) == ("held", "chairpersons-2025-1", CHAIR)
    proven(desk.app)
