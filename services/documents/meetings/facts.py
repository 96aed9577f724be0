"""Meetings count as nothing by themselves: what comes of them does, their minutes (A17) and their tasks (A34)."""

from __future__ import annotations

from services.documents.meetings.events import (
    AgendaSet,
    AttendanceCorrected,
    MeetingCalled,
    MeetingCancelled,
    MeetingHeld,
    MeetingMoved,
    PeopleInvited,
    RecorderNamed,
    RecordsCollected,
    TopicDeferred,
    TopicProposed,
    TopicWithdrawn,
)

Silent = (
    # who is called and who came is between a meeting and its members: no rule appraises it
    MeetingCalled | MeetingMoved | MeetingCancelled | PeopleInvited | MeetingHeld | AttendanceCorrected
    # the minutes speak for themselves
    | RecorderNamed | RecordsCollected
    # what is discussed counts by the tasks that come of it
    | TopicProposed | AgendaSet | TopicWithdrawn | TopicDeferred
)  # fmt: skip
