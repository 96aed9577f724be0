"""What somebody says against an entry of their record, and what is answered (A35). `person` is whose record it is."""

from __future__ import annotations

from datetime import date

from services.kernel.domain.events import Event, Personal, Reckoned


class RecordContested(Event):
    """The entry is the fact `n` of the event at `position` of `source`."""

    SAYS = "对记录提出异议"
    TOPIC = "appraisal.record-contested.v1"
    person: str
    year: int
    source: str
    position: int
    n: int
    kind: Reckoned[str] = ""
    due: date | None = None
    text: Personal[str] = ""


class OfContest(Event):
    person: str
    year: int


class ContestAnswered(OfContest):
    """`upheld`: the entry is wrong, and is put right where it was recorded."""

    SAYS = "答复记录异议"
    TOPIC = "appraisal.contest-answered.v1"
    upheld: bool
    answer: Personal[str] = ""


class ContestWithdrawn(OfContest):
    SAYS = "撤回记录异议"
    TOPIC = "appraisal.contest-withdrawn.v1"


class ContestMissed(OfContest):
    """The day passed without an answer."""

    SAYS = "记录异议逾期未答复"
    TOPIC = "appraisal.contest-missed.v1"
    due: date
