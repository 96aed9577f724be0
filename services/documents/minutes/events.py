"""The facts of a meeting's minutes (A17). What they say never leaves the service."""

from __future__ import annotations

from datetime import date

from services.kernel.domain.events import Confidential, Event


class OfMinutes(Event):
    """`meeting` is its id; `kind` that of the meeting."""

    meeting: str
    kind: str


class MinutesFiled(OfMinutes):
    """`minutes_missed`: they had been recorded as missing, and are late instead; `due` is None where it was open."""

    SAYS = "提交会议记录"
    TOPIC = "documents.minutes-filed.v1"
    due: date | None
    minutes_missed: bool = False
    text: Confidential[str] = ""
    attachments: tuple[str, ...] = ()
    """Digests."""


class MinutesCorrected(OfMinutes):
    """Another wording stands beside the first; revision 0 stays readable."""

    SAYS = "更正会议记录"
    TOPIC = "documents.minutes-corrected.v1"
    revision: int
    text: Confidential[str] = ""
    reason: Confidential[str] = ""


class MinutesMissed(OfMinutes):
    """Not filed by the last day; recorded once, by the clock or before a later filing."""

    SAYS = "记录会议记录逾期"
    TOPIC = "documents.minutes-missed.v1"
    due: date


class MinutesExcused(OfMinutes):
    """The meeting was cancelled after they had been recorded as missing: they were never owed."""

    SAYS = "免除会议记录"
    TOPIC = "documents.minutes-excused.v1"
    due: date
