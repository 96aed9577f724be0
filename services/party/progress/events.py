"""The facts of what a person owes of study in a year (B1.2, B1.8, B5.8), in half days, characters or articles."""

from __future__ import annotations

from datetime import date

from services.kernel.domain.events import Event


class OfStudyTarget(Event):
    """`measure` is `days`, `notes` or `articles`; `owed` by the day of the event, `done` as the registers stood."""

    person: str
    year: int
    measure: str


class StudyTargetSet(OfStudyTarget):
    """The person owes something of it this year, or owes it again."""

    SAYS = "确定学习指标"
    TOPIC = "party.study-target-set.v1"
    owed: int
    due: date


class StudyTargetReached(OfStudyTarget):
    SAYS = "完成学习指标"
    TOPIC = "party.study-target-reached.v1"
    owed: int
    done: int


class StudyTargetReopened(OfStudyTarget):
    """More is owed than before, or less stands: notes returned, an attendance corrected, another role."""

    SAYS = "学习指标重新列为未完成"
    TOPIC = "party.study-target-reopened.v1"
    owed: int
    done: int
    missed: bool = False


class StudyTargetLifted(OfStudyTarget):
    """Nothing of it is owed any more: left the organ, or never held the role on the first of a month."""

    SAYS = "免除学习指标"
    TOPIC = "party.study-target-lifted.v1"


class StudyTargetMissed(OfStudyTarget):
    """The year passed; `owed` less `done` is what was short, as it stood that day."""

    SAYS = "记录学习指标未完成"
    TOPIC = "party.study-target-missed.v1"
    owed: int
    done: int
    due: date
