"""What somebody says against an entry of their record, and what is answered (A35). `person` is whose record it is."""

from __future__ import annotations

from datetime import date

from services.kernel.domain.events import Event, Personal


class RecordContested(Event):
    """The entry is the fact `n` of the event at `position` of `source`."""

    TOPIC = "appraisal.record-contested.v1"
    person: str
    year: int
    source: str
    position: int
    n: int
    kind: str
    due: date | None = None
    text: Personal[str] = ""


class OfContest(Event):
    person: str
    year: int


class ContestAnswered(OfContest):
    """`upheld`: the entry is wrong, and is put right where it was recorded."""

    TOPIC = "appraisal.contest-answered.v1"
    upheld: bool
    answer: Personal[str] = ""


class ContestWithdrawn(OfContest):
    TOPIC = "appraisal.contest-withdrawn.v1"


class ContestMissed(OfContest):
    """The day passed without an answer."""

    TOPIC = "appraisal.contest-missed.v1"
    due: date
