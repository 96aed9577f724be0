"""Takes machine files in: read, find the people, record what is new month by month (A14)."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from sqlalchemy import select

from services.attendance.imports.file import PunchFile, file_id
from services.attendance.imports.formats import Opened, open_file
from services.attendance.imports.operations import (
    BadRowView,
    ExportImports,
    GetImportTemplate,
    ImportPunches,
    ImportReport,
    ImportRow,
    ListImports,
    UnknownPerson,
)
from services.attendance.imports.people import Finder
from services.attendance.imports.readings import BadRow, Reading
from services.attendance.imports.register import imports, register
from services.attendance.imports.template import blank
from services.attendance.punches.card import PunchCard, card_id, month_of
from services.attendance.sheets.register import sheets
from services.directory.organ import name_of, picture
from services.kernel.context import Context
from services.kernel.ledger import Ledger, Shown, exported, span
from services.kernel.operations import File, Page
from services.kernel.paging import page
from services.kernel.procedure import Procedure
from services.kernel.workbook import MEDIA_TYPE

if TYPE_CHECKING:
    from services.kernel.application import LongContext

CARDS_PER_COMMIT = 250
"""Person-months in one transaction: others wait for at most one of these."""
BAD_ROWS_SHOWN = 1_000

procedure = Procedure("imports", zh="考勤导入", en="Imports", registers=[register])
Cards = dict[tuple[str, str], list[tuple[date, datetime]]]


class _Sorted:
    """A file's readings by person and month, with what could not be used."""

    def __init__(self, ctx: Context, opened: Opened) -> None:
        self.cards: Cards = {}
        self.bad: list[BadRow] = []
        self.read = 0
        organ = picture(ctx)
        self.finder = Finder(organ)
        closed = {
            (row.department, row.month)
            for row in ctx.rows(select(sheets.c.department, sheets.c.month).where(sheets.c.status == "accepted"))
        }
        months: dict[date, str] = {}
        shut: dict[tuple[str, date], bool] = {}
        for reading in opened.readings():
            if isinstance(reading, BadRow):
                self.bad.append(reading)
                continue
            self.read += 1
            person = self.finder.person(reading)
            if not person:
                continue
            day = reading.day
            month = months.get(day)
            if month is None:
                ctx.calendar.is_workday(day)  # an unknown year is refused before anything is recorded
                month = months[day] = month_of(day)
            is_shut = shut.get((person, day))
            if is_shut is None:
                is_shut = shut[person, day] = (organ.department_of(person, day), month) in closed
            if is_shut:
                self.bad.append(_closed_month(reading, month))
            else:
                self.cards.setdefault((person, month), []).append((day, reading.at))


def _closed_month(reading: Reading, month: str) -> BadRow:
    return BadRow(
        reading.row,
        "",
        "month-closed",
        f"{month}的考勤表已接收,请办理考勤表更正",
        f"The sheet of {month} is accepted: correct the sheet instead.",
        reading.at.isoformat(sep=" "),
    )


@procedure.handles_long(ImportPunches)
def import_punches(op: ImportPunches, ctx: LongContext) -> ImportReport:
    digest = hashlib.sha256(op.content).hexdigest()
    opened = open_file(op.content, op.file)
    found = ctx.reading(lambda reading: _Sorted(reading, opened))
    entries = iter(found.cards.items())
    recorded = done = 0
    usable = sum(map(len, found.cards.values()))
    while chunk := list(islice(entries, CARDS_PER_COMMIT)):
        recorded += ctx.job(partial(_record, chunk=chunk, source=digest))
        done += sum(len(punches) for _, punches in chunk)
        ctx.progress(done, usable)
    counts: dict[str, str | int] = {
        "digest": digest,
        "file": op.file,
        "format": opened.format,
        "read": found.read,
        "recorded": recorded,
        "known": usable - recorded,
        "bad": len(found.bad),
        "unknown_people": len(found.finder.missing),
    }
    ctx.job(lambda job: _note(job, digest, counts))
    return ImportReport(
        file=op.file,
        format=opened.format,
        digest=digest,
        read=found.read,
        recorded=recorded,
        known=usable - recorded,
        unknown_people=[
            UnknownPerson(
                number=m.number, name=m.name, department=m.department, row=m.row, punches=m.punches, reason=m.reason
            )
            for m in found.finder.missing.values()
        ],
        bad_rows=[_bad_row(bad) for bad in found.bad[:BAD_ROWS_SHOWN]],
        bad_row_count=len(found.bad),
    )


def _record(ctx: Context, chunk: list[tuple[tuple[str, str], list[tuple[date, datetime]]]], source: str) -> int:
    organ, recorded = picture(ctx), 0
    for (person, month), punches in chunk:
        card = ctx.find(PunchCard, card_id(person, month))
        department = organ.department_of(person, punches[0][0])
        recorded += card.record(
            ctx.act, person=person, department=department, month=month, source=source, punches=punches
        )
        ctx.save(card)
    return recorded


def _note(ctx: Context, digest: str, counts: dict[str, str | int]) -> None:
    file = ctx.find(PunchFile, file_id(digest))
    file.take_in(ctx.act, **counts)
    ctx.save(file)


def _bad_row(bad: BadRow) -> BadRowView:
    return BadRowView(
        sheet=bad.sheet, row=bad.row, column=bad.column, reason=bad.reason, zh=bad.zh, en=bad.en, value=bad.value
    )


@procedure.handles(ListImports)
def list_imports(op: ListImports, ctx: Context) -> Page[ImportRow]:
    t = imports.c
    rows, following = page(ctx, select(imports), (t.imported_on.desc(), t.id, t.number), op.after, op.limit)
    items = [ImportRow.of(r) for r in rows]
    return Page[ImportRow](items=items, next=following)


LEDGER = Ledger(
    "考勤导入台账",
    Shown("导入日期", 12, "imported_on"),
    Shown("文件", 40, "file"),
    Shown("格式", 12, "format"),
    Shown("导入人", 12, "imported_by", name_of),
    Shown("读取", 8, "read"),
    Shown("新增", 8, "recorded"),
    Shown("已有", 8, "known"),
    Shown("问题行", 8, "bad"),
    Shown("查无此人", 10, "unknown_people"),
    Shown("摘要", 66, "digest"),
)


@procedure.handles(ExportImports)
def export_imports(op: ExportImports, ctx: Context) -> File:
    t = imports.c
    rows = ctx.rows(
        select(imports).where(t.imported_on.between(op.start, op.end)).order_by(t.imported_on, t.id, t.number)
    )
    return exported(f"imports-{op.start}-{op.end}", LEDGER.sheet(ctx, rows, span(op.start, op.end)))


@procedure.handles(GetImportTemplate)
def get_import_template(op: GetImportTemplate, ctx: Context) -> File:
    return File(
        name="attendance-template.xlsx",
        media_type=MEDIA_TYPE,
        content=blank(),
    )
