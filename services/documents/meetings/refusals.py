"""Why something cannot be done with a meeting."""

from __future__ import annotations

from services.kernel.refusals import Forbidden, Refusal


class MeetingNotOpen(Refusal):
    """The meeting is not at the step at which this can be done."""

    code = "documents.meeting-not-open"


class NotTheConvenor(Refusal):
    """The kind is convened by somebody else."""

    code = "documents.meeting-not-the-convenor"
    kind = "invalid"


class NotThePresider(Refusal):
    """The kind is presided over by somebody else."""

    code = "documents.meeting-not-the-presider"
    kind = "invalid"


class NotCalledToTheMeeting(Refusal):
    """Neither a member nor invited."""

    code = "documents.meeting-not-called"
    kind = "invalid"


class AgendaNotSet(Refusal):
    code = "documents.meeting-agenda-not-set"


class NoSuchTopic(Refusal):
    code = "documents.meeting-no-such-topic"
    kind = "missing"


class TopicNotOpen(Refusal):
    """The item is withdrawn, deferred, discussed, or not on the agenda."""

    code = "documents.meeting-topic-not-open"


class MeetingNotYetHeld(Refusal):
    code = "documents.meeting-not-yet-held"


class AttendanceUnchanged(Refusal):
    code = "documents.meeting-attendance-unchanged"


class RecordsIncomplete(Refusal):
    """Minutes or materials are still out (B11.4)."""

    code = "documents.meeting-records-incomplete"


class MeetingWithheld(Forbidden):
    """Secret: for those who took part, and no one else (B2.7)."""

    code = "documents.meeting-withheld"
    kind = "forbidden"
