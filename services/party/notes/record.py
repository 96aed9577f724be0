"""学习笔记台账: a line per piece of notes or article, one per check, one per person in it (B1.8, B5.8)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field
from sqlalchemy import Index

from services.kernel.log.registers import Register, Rows
from services.kernel.procedure.fields import Year
from services.kernel.procedure.record import COMPUTED, Department, Number, Person, Record, Row, choice
from services.party.notes import events as e
from services.party.notes.paper import BECOMES, CITES, PaperKind, PaperStatus

Result = Annotated[str, *choice("study.check_results", "检查结果 / result")]


class PaperRecord(
    Record,
    table="study_papers",
    zh="学习笔记台账",
    en="Register of study notes",
    one="笔记或文章 / paper",
    by="-year -serial",
    find="person kind status year",
    dated="on",
    sheet="number person department kind on characters counted status",
    becomes=BECOMES,
    cites=CITES,
    more=(Index("study_papers_of_person", "person", "year"),),
):
    """The workbook leaves out what they say, and their titles."""

    number: Number
    person: Person
    department: Department
    kind: PaperKind = Field(title="种类 / kind")
    year: Year
    on: date = Field(title="撰写日期 / written on")
    characters: int = Field(title="字数 / characters")
    counted: bool = Field(title="按正文计数 / counted by the text")
    title: str = Field(max_length=200, title="题目 / title")
    text: str = Field(title="正文 / text")
    status: PaperStatus = Field(title="状态 / status")
    reason: str = Field(max_length=500, title="理由 / reason")


class JudgedRow(
    Row,
    table="study_notes_judged",
    zh="笔记检查结果",
    en="Results of checks of notes",
    one="检查结果 / result",
    key="number person",
    by="-on -number -person",
    find="person result",
    dated="on",
    sheet="number on person department result",
    cites=("B5.8",),
):
    number: str = Field(max_length=60, title="检查编号 / check")
    on: date = Field(title="检查日期 / checked on")
    person: Person
    department: Department
    result: Result
    remark: str = Field(max_length=500, title="意见 / remark")


class NotesCheckRecord(
    Record,
    table="study_notes_checks",
    zh="笔记检查台账",
    en="Register of checks of notes",
    one="笔记检查 / check of notes",
    by="-year -serial",
    dated="on",
    sheet="number first on note",
    cites=("B5.8",),
):
    number: Number
    first: date = Field(title="半年自 / half-year from")
    on: date = Field(title="检查日期 / checked on")
    note: str = Field(title="说明 / note")
    results: Annotated[list[JudgedRow], COMPUTED] = Field(default=[], title="结果 / results")


register = Register("study-notes", PaperRecord, JudgedRow, NotesCheckRecord)
register.opens(PaperRecord, e.StudyPaperHandedIn)
register.changes(PaperRecord, e.StudyPaperReturned, "reason")
register.changes(PaperRecord, e.StudyPaperWithdrawn, "reason")
register.opens(NotesCheckRecord, e.StudyNotesChecked)


@register.on(e.StudyNotesJudged)
def judged(event: e.StudyNotesJudged, rows: Rows) -> None:
    rows.record(JudgedRow, event)
    rows.change(NotesCheckRecord, event)
