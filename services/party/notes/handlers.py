"""Carries out study notes and articles: handed in, counted, returned, checked each half-year (B1.8, B5.8)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services.directory.organ import check_person, picture
from services.kernel.domain.who import SELF
from services.kernel.procedure.checks import check_choice, check_happened
from services.kernel.procedure.commands import Commands, lists
from services.kernel.procedure.context import Context
from services.kernel.procedure.numbers import next_number
from services.kernel.procedure.procedure import Procedure
from services.kernel.refusals import Invalid
from services.party.duties import periods
from services.party.duties.duty import DUTIES, DutyKind
from services.party.duties.fulfilling import fulfil
from services.party.notes import events as e
from services.party.notes import operations as ops
from services.party.notes.paper import NotesCheck, Paper, PaperStatus, length
from services.party.notes.record import JudgedRow, NotesCheckRecord, PaperRecord, register

procedure = Procedure("notes", zh="学习笔记", en="Study notes", registers=[register])
papers = Commands(procedure, Paper, key="paper", record=PaperRecord, shows=ops.GetStudyPaper)
papers.lists(ops.ListStudyPapers)
papers.exports(ops.ExportStudyPapers, "study-papers", PaperRecord, JudgedRow)
procedure.attachable(
    "study-paper", ops.GetStudyPaper, by=(SELF,), open=lambda paper: paper.status == PaperStatus.HANDED_IN
)


@papers.opens(ops.HandInStudyPaper)
def hand_in(op: ops.HandInStudyPaper, ctx: Context) -> Paper:
    check_happened(ctx, op.on)
    counted = length(op.text)
    if bool(counted) == bool(op.characters):
        raise Invalid(
            "请交正文，由系统计数；手写笔记填写字数。",
            "Hand in the text, which is counted, or the number of characters written by hand.",
            cites=("B5.8",),
            fields=[{"field": "characters" if counted else "text"}],
        )
    paper = Paper(ctx.new_id())
    paper.trigger(
        e.StudyPaperHandedIn,
        ctx.act,
        number=next_number(ctx, PaperRecord.TABLE, op.on.year),
        department=picture(ctx).department_of(op.person, ctx.today),
        year=op.on.year,
        counted=bool(counted),
        **op.model_dump() | {"characters": counted or op.characters, "kind": op.kind.value},
    )
    return paper


def own(paper: PaperRecord, ctx: Context) -> bool:
    return paper.person == ctx.caller


papers.acts(ops.ReturnStudyPaper, Paper.send_back, unless=own)
papers.records(ops.WithdrawStudyPaper, e.StudyPaperWithdrawn)


# -- the half-yearly check ---------------------------------------------------------------------------------------------


def _views(ctx: Context, rows: Sequence[Any]) -> list[NotesCheckRecord]:
    found: dict[str, list[JudgedRow]] = {row.number: [] for row in rows}
    for one in ctx.rows_of(JudgedRow, number=list(found)):
        found[one.number].append(JudgedRow.of(one))
    return [NotesCheckRecord.of(row, results=found[row.number]) for row in rows]


checks = Commands(procedure, NotesCheck, key="check", record=NotesCheckRecord, views=_views, shows=ops.GetNotesCheck)
checks.lists(ops.ListNotesChecks)
lists(procedure, ops.ListNotesResults, JudgedRow)


@checks.opens(ops.RecordNotesCheck)
def record_check(op: ops.RecordNotesCheck, ctx: Context) -> NotesCheck:
    check_happened(ctx, op.on)
    for one in op.results:
        check_person(ctx, one.person, op.on, "results")
        check_choice(ctx, "study.check_results", one.result, "results", op.on)
    results = {one.person: (one.result, one.remark) for one in op.results}
    if len(results) < len(op.results):
        raise Invalid("同一人列了两次。", "Somebody is named twice.", fields=[{"field": "results"}])
    half = periods.of_day(DUTIES[DutyKind.NOTES].periods, DutyKind.NOTES, ctx.rules, ctx.calendar, op.on)
    assert half is not None
    check = NotesCheck(ctx.new_id())
    check.record(
        ctx.act,
        number=next_number(ctx, NotesCheckRecord.TABLE, op.on.year),
        first=half.first,
        on=op.on,
        note=op.note,
        results=results,
        departments={person: picture(ctx).department_of(person, op.on) for person in results},
    )
    ctx.save(check)
    fulfil(ctx, DutyKind.NOTES, op.on, check.number)
    return check
