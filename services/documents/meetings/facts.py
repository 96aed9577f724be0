"""Meetings count as nothing by themselves: what comes of them does, their minutes (A17) and their tasks (A34)."""

from services.documents.meetings import events as e

Silent = (
    # who is called and who came is between a meeting and its members: no rule appraises it
    e.MeetingCalled | e.MeetingMoved | e.MeetingCancelled | e.PeopleInvited | e.MeetingHeld | e.AttendanceCorrected
    # the minutes speak for themselves
    | e.MinutesDueSet | e.RecorderNamed | e.RecordsCollected
    # what is discussed counts by the tasks that come of it
    | e.TopicProposed | e.AgendaSet | e.TopicWithdrawn | e.TopicDeferred
)  # fmt: skip
