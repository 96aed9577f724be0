"""What meetings of the branch count as: staying away without leave, for the person alone (A2, B3)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from services.kernel.rules.facts import PERSONAL, SCALE, Fact, Kind
from services.party.meetings import events as e

ABSENT = "personal.party-meeting-absent"
_ABSENT = "absent"

KINDS = (Kind(ABSENT, PERSONAL, "无故缺席党内会议(次)", "Absent from Party meetings without leave (times)"),)
Silent = (
    # to come is everybody's duty, and leave a matter between the branch and its member
    e.PartyMeetingCalled | e.PartyMeetingCancelled
    | e.MeetingLeaveAsked | e.MeetingLeaveGranted | e.MeetingLeaveRefused
    # the record of a meeting is nobody's merit
    | e.PartyMinutesFiled
)  # fmt: skip


def facts_of(event: e.PartyMeetingHeld | e.PartyAttendanceCorrected) -> tuple[Fact, ...]:
    match event:
        case e.PartyMeetingHeld():
            return tuple(_of(event, one.person, one.department, SCALE) for one in event.absent)
        case e.PartyAttendanceCorrected():
            return tuple(_corrected(event))
        case _:
            assert_never(event)


def _corrected(event: e.PartyAttendanceCorrected) -> Iterator[Fact]:
    if event.was == _ABSENT:
        yield _of(event, event.person, event.department, -SCALE)
    if event.state == _ABSENT:
        yield _of(event, event.person, event.department, SCALE)


def _of(event: e.PartyMeetingHeld | e.PartyAttendanceCorrected, person: str, department: str, quantity: int) -> Fact:
    return Fact(department, person, ABSENT, quantity, event.on, event.cites)
