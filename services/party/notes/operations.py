"""What can be asked of study notes, articles and their checks (B1.8, B5.8)."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.kernel.domain.who import SELF
from services.kernel.procedure.fields import Note, PersonId, Reason
from services.kernel.procedure.operations import Command, View
from services.kernel.procedure.registry import exporting, listing, showing
from services.party.notes.paper import PaperKind, PaperStatus
from services.party.notes.record import JudgedRow, NotesCheckRecord, PaperRecord, Result
from services.party.posts import COMMITTEE, SEES_BRANCH

COUNTED = "正文和手写字数填一项 / the text or the number of characters by hand, one of them"


class HandInStudyPaper(
    Command,
    path="POST /party/study-papers",
    who=(SELF,),
    cites=("B1.8", "B5.4", "B5.8"),
    zh="交学习笔记或体会文章",
    en="Hand in notes or an article",
    returns=PaperRecord,
):
    """With its text, whose characters are counted; of a notebook kept by hand their number, which checks verify."""

    person: PersonId
    kind: PaperKind = Field(title="种类 / kind")
    on: date = Field(title="撰写日期 / written on")
    title: str = Field(min_length=1, max_length=200, title="题目 / title")
    text: str = Field(default="", max_length=100_000, title="正文 / text", description=COUNTED)
    characters: int = Field(
        default=0, ge=0, le=1_000_000, title="手写笔记字数 / characters written by hand", description=COUNTED
    )


class OfPaper(Command, at="/party/study-papers/{paper}", returns=PaperRecord):
    paper: UUID = Field(title="笔记或文章 / paper")


class ReturnStudyPaper(
    OfPaper,
    does="return",
    who=(COMMITTEE,),
    when=PaperStatus.HANDED_IN,
    zh="退回笔记或文章",
    en="Return notes or an article",
):
    reason: Reason


class WithdrawStudyPaper(
    OfPaper,
    does="withdrawal",
    who=(SELF,),
    when=PaperStatus.HANDED_IN,
    zh="撤回笔记或文章",
    en="Withdraw notes or an article",
):
    reason: Reason


GetStudyPaper = showing(
    "GetStudyPaper",
    PaperRecord,
    path="GET /party/study-papers/{paper}",
    who=(SELF, *SEES_BRANCH),
    zh="查看笔记或文章",
    en="See notes or an article",
)
ListStudyPapers = listing(
    "ListStudyPapers", PaperRecord, path="GET /party/study-papers", who=(SELF, *SEES_BRANCH), offers=True
)
ExportStudyPapers = exporting("ExportStudyPapers", PaperRecord, path="GET /party/study-papers-export", who=SEES_BRANCH)


class JudgedIn(View):
    person: PersonId
    result: Annotated[Result, Field(min_length=1)]
    remark: str = Field(default="", max_length=500, title="意见 / remark")


class RecordNotesCheck(
    Command,
    path="POST /party/study-notes-checks",
    who=(COMMITTEE,),
    cites=("B5.8",),
    zh="登记笔记检查",
    en="Record a check of notes",
    returns=NotesCheckRecord,
):
    """Counts for the half-year of its day."""

    on: date = Field(title="检查日期 / checked on")
    results: tuple[JudgedIn, ...] = Field(min_length=1, max_length=500, title="结果 / results")
    note: Note = ""


GetNotesCheck = showing(
    "GetNotesCheck",
    NotesCheckRecord,
    path="GET /party/study-notes-checks/{check}",
    who=SEES_BRANCH,
    zh="查看笔记检查",
    en="See a check of notes",
)
ListNotesChecks = listing("ListNotesChecks", NotesCheckRecord, path="GET /party/study-notes-checks", who=SEES_BRANCH)
ListNotesResults = listing(
    "ListNotesResults", JudgedRow, path="GET /party/study-notes-results", who=(SELF, *SEES_BRANCH)
)
