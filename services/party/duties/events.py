"""The facts of the study calendar (A6, A8, A9, B5). `duty` and `first`, the first day of its period, name one."""

from __future__ import annotations

from datetime import date

from services.kernel.domain.events import Event


class StudyDutyOpened(Event):
    """The period has begun: `on` is the day it is for, where the rule fixes one; it is owed by `due`.

    `person` answers for it, `department` theirs on that day; both empty where the post is vacant.
    """

    SAYS = "登记应完成学习任务"
    TOPIC = "party.study-duty-opened.v1"
    duty: str
    first: date
    last: date
    due: date
    on: date | None = None
    person: str = ""


class OfStudyDuty(Event):
    duty: str
    first: date


class StudyDutyPassed(OfStudyDuty):
    """Somebody else answers for it now."""

    SAYS = "移交学习任务"
    TOPIC = "party.study-duty-passed.v1"
    due: date
    person: str


class StudyDutyDone(OfStudyDuty):
    """`by` is the number of the session, plan or check."""

    SAYS = "完成学习任务"
    TOPIC = "party.study-duty-done.v1"
    by: str


class StudyDutyUndone(OfStudyDuty):
    """What had fulfilled it was cancelled; `missed` says that its day had passed before."""

    SAYS = "学习任务重新列为未完成"
    TOPIC = "party.study-duty-undone.v1"
    by: str
    missed: bool = False


class StudyDutyMissed(OfStudyDuty):
    SAYS = "记录学习任务未完成"
    TOPIC = "party.study-duty-missed.v1"
    due: date
    person: str = ""
