"""What happens in a year's evaluation of the members (B7).

Who voted how on whom is in no event: the group counts, and the count is entered. What members write, what is said of
them and how they were counted stays in the service; on the bus goes the result.
"""

from __future__ import annotations

from datetime import date

from services.kernel.domain.events import Event, Personal


class OfEvaluation(Event):
    year: int


class EvaluationDue(OfEvaluation):
    """The year has begun; `person` is the secretary whom it binds."""

    TOPIC = "party.evaluation-due.v1"
    person: str
    due: date


class EvaluationStarted(OfEvaluation):
    """With the contents on which every member answers, and how many members take part."""

    TOPIC = "party.evaluation-started.v1"
    contents: tuple[str, ...]
    members: int


class EvaluationStudied(OfEvaluation):
    """The first step: study."""

    TOPIC = "party.evaluation-studied.v1"
    on: date
    topic: str
    present: tuple[str, ...] = ()


class EvaluationAdvanced(OfEvaluation):
    """Everybody has done the step before; now it is the turn of `step`."""

    TOPIC = "party.evaluation-advanced.v1"
    step: str


class EvaluationClosed(OfEvaluation):
    """Every member has a result, whoever is unqualified is dealt with; the forms are kept until `kept_until`."""

    TOPIC = "party.evaluation-closed.v1"
    kept_until: date


class EvaluationMissed(OfEvaluation):
    """The year passed and it was not closed; recorded once by the clock."""

    TOPIC = "party.evaluation-missed.v1"
    person: str
    due: date


class OfMember(OfEvaluation):
    """Of the form of one member, `person`."""

    person: str


class EvaluationFormOpened(OfMember):
    """`capacities` are those in which they are assessed: as a member, and leaders as a leader too."""

    TOPIC = "party.evaluation-form-opened.v1"
    group: str = ""
    capacities: tuple[str, ...]


class SelfAssessed(OfMember):
    """A text for each of the `contents`, in their order."""

    TOPIC = "party.member-self-assessed.v1"
    contents: tuple[str, ...]
    texts: Personal[tuple[str, ...]] = ()


class MutuallyAssessed(OfMember):
    """What the others thought, as it was counted: `votes` for each of the `results`. Entered again, it replaces."""

    TOPIC = "party.member-mutually-assessed.v1"
    capacity: str
    on: date
    results: Personal[tuple[str, ...]] = ()
    votes: Personal[tuple[int, ...]] = ()
    opinion: Personal[str] = ""


class MemberExamined(OfMember):
    """The organisation's finding."""

    TOPIC = "party.member-examined.v1"
    result: str
    opinion: Personal[str] = ""


class MemberExcused(OfMember):
    """Takes no part in this year's evaluation, and so has no result."""

    TOPIC = "party.member-excused.v1"
    reason: Personal[str] = ""


class MemberCommended(OfMember):
    TOPIC = "party.member-commended.v1"
    note: Personal[str] = ""


class MemberHandled(OfMember):
    """What is done about an unqualified member; `secretary` looks at it again by `due`, where a time was set."""

    TOPIC = "party.member-handled.v1"
    handling: str
    secretary: str = ""
    due: date | None = None
    note: Personal[str] = ""


class HandlingEnded(OfMember):
    TOPIC = "party.member-handling-ended.v1"
    improved: bool
    note: Personal[str] = ""


class HandlingMissed(OfMember):
    """The time set passed and nobody looked at it again; recorded once by the clock."""

    TOPIC = "party.member-handling-missed.v1"
    due: date
