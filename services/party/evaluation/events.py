"""What happens in a year's evaluation of the members (B7).

Who voted how on whom is in no event: the group counts, and the count is entered. What members write, what is said of
them and how they were counted stays in the service; on the bus goes the result.
"""

from __future__ import annotations

from datetime import date

from services.kernel.domain.events import Event, Personal, Reckoned, Shared


class OfEvaluation(Event):
    year: int


class EvaluationDue(OfEvaluation):
    """The year has begun; `person` is the secretary whom it binds."""

    SAYS = "登记应开展民主评议"
    TOPIC = "party.evaluation-due.v1"
    person: str
    due: date


class EvaluationStarted(OfEvaluation):
    """With the contents on which every member answers, and how many members take part."""

    SAYS = "启动民主评议"
    TOPIC = "party.evaluation-started.v1"
    contents: tuple[str, ...]
    members: int


class EvaluationStudied(OfEvaluation):
    """The first step: study."""

    SAYS = "完成评议学习"
    TOPIC = "party.evaluation-studied.v1"
    on: date
    topic: str
    present: tuple[str, ...] = ()


class EvaluationAdvanced(OfEvaluation):
    """Everybody has done the step before; now it is the turn of `step`."""

    SAYS = "民主评议进入下一步"
    TOPIC = "party.evaluation-advanced.v1"
    step: str


class EvaluationClosed(OfEvaluation):
    """Every member has a result, whoever is unqualified is dealt with; the forms are kept until `kept_until`."""

    SAYS = "结束民主评议"
    TOPIC = "party.evaluation-closed.v1"
    kept_until: date


class EvaluationMissed(OfEvaluation):
    """The year passed and it was not closed; recorded once by the clock."""

    SAYS = "记录民主评议未开展"
    TOPIC = "party.evaluation-missed.v1"
    person: str
    due: date


class OfMember(OfEvaluation):
    """Of the form of one member, `person`."""

    person: str


class EvaluationFormOpened(OfMember):
    """`capacities` are those in which they are assessed: as a member, and leaders as a leader too."""

    SAYS = "建立民主评议表"
    TOPIC = "party.evaluation-form-opened.v1"
    group: str = ""
    capacities: tuple[str, ...]


class SelfAssessed(OfMember):
    """A text for each of the `contents`, in their order."""

    SAYS = "提交党员自评"
    TOPIC = "party.member-self-assessed.v1"
    contents: tuple[str, ...]
    texts: Personal[tuple[str, ...]] = ()


class MutuallyAssessed(OfMember):
    """What the others thought, as it was counted: `votes` for each of the `results`. Entered again, it replaces."""

    SAYS = "登记党员互评"
    TOPIC = "party.member-mutually-assessed.v1"
    capacity: str
    on: date
    results: Reckoned[tuple[str, ...]] = ()
    votes: Reckoned[tuple[int, ...]] = ()
    opinion: Personal[str] = ""


class MemberExamined(OfMember):
    """The organisation's finding."""

    SAYS = "作出评议结论"
    TOPIC = "party.member-examined.v1"
    result: Shared[str]
    opinion: Personal[str] = ""


class MemberExcused(OfMember):
    """Takes no part in this year's evaluation, and so has no result."""

    SAYS = "免予参加民主评议"
    TOPIC = "party.member-excused.v1"
    reason: Personal[str] = ""


class MemberCommended(OfMember):
    SAYS = "表彰党员"
    TOPIC = "party.member-commended.v1"
    note: Personal[str] = ""


class MemberHandled(OfMember):
    """What is done about an unqualified member; `secretary` looks at it again by `due`, where a time was set."""

    SAYS = "处置不合格党员"
    TOPIC = "party.member-handled.v1"
    handling: Shared[str]
    secretary: str = ""
    due: date | None = None
    note: Personal[str] = ""


class HandlingEnded(OfMember):
    SAYS = "结束党员处置"
    TOPIC = "party.member-handling-ended.v1"
    improved: bool
    note: Personal[str] = ""


class HandlingMissed(OfMember):
    """The time set passed and nobody looked at it again; recorded once by the clock."""

    SAYS = "记录党员处置逾期未复查"
    TOPIC = "party.member-handling-missed.v1"
    due: date
