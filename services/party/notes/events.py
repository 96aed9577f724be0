"""The facts of study notes and articles (B1.8, B5.8). What they say is private; how long they are is not."""

from __future__ import annotations

from datetime import date

from services.kernel.domain.events import Event, Personal, Shared


class StudyPaperHandedIn(Event):
    """`characters` are those of the text, or of a notebook kept by hand (`counted` false), less blanks.

    `year` is that of `on`, the day on which it was written; it counts for that year.
    """

    SAYS = "提交学习材料"
    TOPIC = "party.study-paper-handed-in.v1"
    number: str
    person: str
    kind: str
    year: int
    on: date
    characters: int
    counted: bool
    title: Personal[str] = ""
    text: Personal[str] = ""


class OfStudyPaper(Event):
    person: str
    kind: str
    year: int
    characters: int


class StudyPaperReturned(OfStudyPaper):
    """By the branch; it counts no longer."""

    SAYS = "退回学习材料"
    TOPIC = "party.study-paper-returned.v1"
    reason: Personal[str] = ""


class StudyPaperWithdrawn(OfStudyPaper):
    SAYS = "撤回学习材料"
    TOPIC = "party.study-paper-withdrawn.v1"
    reason: Personal[str] = ""


class StudyNotesChecked(Event):
    """The branch looked through the notes of these people; `first` is the first day of the half-year."""

    SAYS = "检查学习笔记"
    TOPIC = "party.study-notes-checked.v1"
    number: str
    first: date
    on: date
    people: tuple[str, ...]
    note: str = ""


class StudyNotesJudged(Event):
    """What the check found with one person."""

    SAYS = "评定学习笔记"
    TOPIC = "party.study-notes-judged.v1"
    number: str
    person: str
    on: date
    result: Shared[str]
    remark: Personal[str] = ""
