"""Takes machine files in: read, find the people, record what is new month by month (A14)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, datetime, time
from functools import cache, partial
from itertools import islice
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from services.attendance.imports import operations as ops
from services.attendance.imports.file import PunchFile, file_id
from services.attendance.imports.people import Finder
from services.attendance.imports.reader import Entry, read_file
from services.attendance.imports.readings import BadRow, FileFormat, Reading, Reason, bad_reading
from services.attendance.imports.record import ImportRecord, register
from services.attendance.imports.template import HEADINGS, NOTE
from services.attendance.punches.card import NEXT_DAY, PunchCard, card_id
from services.attendance.punches.days import day_begins
from services.attendance.sheets.record import SheetRecord
from services.attendance.sheets.sheet import SheetStatus
from services.directory.organ import picture
from services.kernel.procedure.commands import lists
from services.kernel.procedure.context import Context
from services.kernel.procedure.operations import File
from services.kernel.procedure.procedure import Procedure
from services.kernel.procedure.registry import export_period
from services.kernel.procedure.worksheet import blank, exported
from services.kernel.rules.model import NotInForce
from services.kernel.rules.months import month_of

if TYPE_CHECKING:
    from services.kernel.procedure.long_context import LongContext

CARDS_PER_COMMIT = 250
"""Person-months in one transaction: others wait for at most one of these."""
BAD_ROWS_SHOWN = 1_000

procedure = Procedure("imports", zh="考勤导入", en="Imports", registers=[register])
Cards = dict[tuple[str, str], list[tuple[date, datetime]]]


class _Sorted:
    """A file's readings by person and month, with what could not be used. The order of the rows decides nothing."""

    def __init__(self, ctx: Context, entries: Iterable[Entry]) -> None:
        self.cards: Cards = {}
        self.bad: list[BadRow] = []
        self.read = 0
        self.finder = Finder(picture(ctx))
        self._days = _Days(ctx)
        self._spoken: set[tuple[str, int, str]] = set()
        now = ctx.now.replace(tzinfo=None)
        for entry in entries:
            if isinstance(entry, BadRow):
                self.bad.append(entry)
                continue
            self.read += 1
            if entry.at > now:
                self.bad.append(bad_reading(entry, Reason.FUTURE))
            elif (counted := self._days.counted(entry)) is None:
                self.bad.append(bad_reading(entry, Reason.BEFORE_RULES))
            elif counted[1] > now:
                self.bad.append(bad_reading(entry, Reason.FUTURE))
            else:
                self._take(entry, *counted)

    def _take(self, reading: Reading, day: date, at: datetime) -> None:
        person = self.finder.person(reading, day)
        if isinstance(person, BadRow):
            spoken = (person.sheet, person.row, person.reason)
            if spoken not in self._spoken:  # a row of four punches is bad once
                self._spoken.add(spoken)
                self.bad.append(person)
        elif person and self._days.is_shut(person, day):
            self.bad.append(bad_reading(reading, Reason.MONTH_CLOSED, at.isoformat(sep=" "), month=month_of(day)))
        elif person:
            self.cards.setdefault((person, month_of(day)), []).append((day, at))


class _Days:
    """What the office says of a day, asked once for each: when it begins, and whether it is closed."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._organ = picture(ctx)
        s = SheetRecord.columns()
        self._closed = {
            (row.department, row.month)
            for row in ctx.rows(select(s.department, s.month).where(s.status == SheetStatus.ACCEPTED))
        }
        self.begins = cache(self._begins)
        self.is_shut = cache(self._is_shut)

    def _begins(self, on: date) -> time | None:
        try:
            return day_begins(self._ctx, on)
        except NotInForce:
            return None

    def counted(self, reading: Reading) -> tuple[date, datetime] | None:
        """The working day to which a punch counts, and its moment, the same whatever file tells of it. None where there
        was no rule yet: no machine has punches of then.
        """
        at = reading.at
        on = at.date()
        begins = self.begins(on)
        if begins is None:
            return None
        if at.time() >= begins:
            return on, at
        return (on, at + NEXT_DAY) if reading.bare else (on - NEXT_DAY, at)

    def _is_shut(self, person: str, day: date) -> bool:
        return (self._organ.department_of(person, day), month_of(day)) in self._closed


@procedure.handles_long(ops.ImportPunches)
def import_punches(op: ops.ImportPunches, ctx: LongContext) -> ops.ImportReport:
    digest = hashlib.sha256(op.content).hexdigest()
    file = read_file(op.content, op.file)
    found = ctx.reading(lambda reading: _Sorted(reading, file.entries))
    entries = iter(sorted(found.cards.items()))
    recorded = done = 0
    usable = sum(map(len, found.cards.values()))
    while chunk := list(islice(entries, CARDS_PER_COMMIT)):
        recorded += ctx.job(partial(_record, chunk=chunk, source=digest))
        done += sum(len(punches) for _, punches in chunk)
        ctx.progress(done, usable)
    counts: dict[str, Any] = {
        "digest": digest,
        "file": op.file,
        "format": FileFormat(file.format),
        "read": found.read,
        "recorded": recorded,
        "known": usable - recorded,
    }
    missing = found.finder.missing
    ctx.job(lambda job: _note(job, digest, counts | {"bad": len(found.bad), "unknown_people": len(missing)}))
    return ops.ImportReport(
        **counts,
        unknown_people=[ops.UnknownPerson.of(one) for one in islice(missing.values(), BAD_ROWS_SHOWN)],
        unknown_people_count=len(missing),
        bad_rows=[ops.BadRowView.of(bad) for bad in found.bad[:BAD_ROWS_SHOWN]],
        bad_row_count=len(found.bad),
    )


def _record(ctx: Context, chunk: list[tuple[tuple[str, str], list[tuple[date, datetime]]]], source: str) -> int:
    organ, recorded = picture(ctx), 0
    for (person, month), punches in chunk:
        card = ctx.find(PunchCard, card_id(person, month))
        department = organ.department_of(person, min(punches)[0])
        recorded += card.record(
            ctx.act, person=person, department=department, month=month, source=source, punches=punches
        )
        ctx.save(card)
    return recorded


def _note(ctx: Context, digest: str, counts: dict[str, Any]) -> None:
    file = ctx.find(PunchFile, file_id(digest))
    file.take_in(ctx.act, **counts)
    ctx.save(file)


lists(procedure, ops.ListImports, ImportRecord)


@procedure.handles(ops.ExportImports)
def export_imports(op: Any, ctx: Context) -> File:
    return export_period(op, ctx, ImportRecord, "imports")


@procedure.handles(ops.GetImportTemplate)
def get_import_template(op: ops.GetImportTemplate, ctx: Context) -> File:
    return exported("attendance-template", blank("考勤", NOTE, HEADINGS))
