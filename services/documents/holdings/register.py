"""档案目录: one row per file, one per number ever given, one per loan."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Date, Index, Integer, MetaData, String, Table, Text

from services.documents.holdings.events import (
    AppraisalApproved,
    AppraisalProposed,
    AppraisalRejected,
    FileCorrected,
    FileDestroyed,
    FileFiled,
    FileGivenBack,
    FileLent,
    FilePlaced,
    FileRenumbered,
)
from services.documents.holdings.words import enter, pairs, strike
from services.kernel.events import Event
from services.kernel.registers import Register, Rows

metadata = MetaData()
MOST_A_YEAR = 1_000_000

files = Table(
    "archive_files",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("place", BigInteger, nullable=False),
    Column("number", String(60), nullable=False),
    Column("year", Integer, nullable=False),
    Column("period", String(8), nullable=False),
    Column("code", String(20), nullable=False),
    Column("serial", Integer, nullable=False),
    Column("box", Integer, nullable=False),
    Column("room", String(40), nullable=False),
    Column("shelf", String(40), nullable=False),
    Column("department", String(60), nullable=False),
    Column("transfer", String(32), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("record", String(32), nullable=False),
    Column("title", Text, nullable=False),
    Column("dated", Date, nullable=False),
    Column("document_number", String(100), nullable=False),
    Column("author", String(200), nullable=False),
    Column("pages", Integer, nullable=False),
    Column("copies", Integer, nullable=False),
    Column("secrecy", String(20), nullable=False),
    Column("form", String(12), nullable=False),
    Column("filed_on", Date, nullable=False),
    Column("status", String(12), nullable=False),
    Column("expires", Date),
    Column("outcome", String(12), nullable=False),
    Column("until", Date),
    Column("proposed_by", String(60), nullable=False),
    Column("approved_by", String(60), nullable=False),
    Column("approved_on", Date),
    Column("destroyed_on", Date),
    Column("witness", String(60), nullable=False),
    Column("reason", Text, nullable=False),
    Column("listed_by", String(60), nullable=False),
    Column("handed_over_by", String(60), nullable=False),
    Column("lent_to", String(60), nullable=False),
    Column("lent_until", Date),
    Column("version", Integer, nullable=False),
    Index("archive_file_place", "place", "number", unique=True),
    Index("archive_file_series", "year", "period", "code", "box"),
    Index("archive_file_department", "department", "place"),
    Index("archive_file_document", "document_number", "place"),
    Index("archive_file_status", "status", "place"),
    Index("archive_file_expires", "status", "expires", "id"),
)
"""`place`: in the order of filing, year by year. `outcome`, `until`, `proposed_by`, `approved_by` are of the last
appraisal; `reason` is the last one given."""

numbers = Table(
    "archive_numbers",
    metadata,
    Column("number", String(60), primary_key=True),
    Column("year", Integer, nullable=False),
    Column("period", String(8), nullable=False),
    Column("code", String(20), nullable=False),
    Column("serial", Integer, nullable=False),
    Column("file", String(32), nullable=False),
    Column("void", Boolean, nullable=False),
    Index("archive_number_series", "year", "period", "code", "serial", unique=True),
)
"""`void`: the file has another number now; this one is never given again."""

loans = Table(
    "archive_loans",
    metadata,
    Column("file", String(32), primary_key=True),
    Column("loan", Integer, primary_key=True),
    Column("number", String(60), nullable=False),
    Column("person", String(60), nullable=False),
    Column("department", String(60), nullable=False),
    Column("lent_on", Date, nullable=False),
    Column("until", Date, nullable=False),
    Column("back_on", Date),
    Column("out", Boolean, nullable=False),
    Column("purpose", Text, nullable=False),
    Index("archive_loans_out", "out", "until", "file", "loan"),
    Index("archive_loans_person", "person", "lent_on"),
)
"""`number` as it was when lent; `department` is the file's."""

register = Register("archive-files", files, numbers, loans, pairs, zh="档案目录", en="Archive catalogue")


@register.on(FileFiled)
def filed(event: FileFiled, rows: Rows) -> None:
    rows.insert(
        files,
        id=event.originator_id.hex,
        place=place_of(event.year, event.entry),
        number=event.number,
        year=event.year,
        period=event.period,
        code=event.code,
        serial=event.serial,
        box=event.box,
        room=event.room,
        shelf=event.shelf,
        department=event.department,
        transfer=event.transfer,
        kind=event.kind,
        record=event.record,
        title=event.title,
        dated=event.dated,
        document_number=event.document_number,
        author=event.author,
        pages=event.pages,
        copies=event.copies,
        secrecy=event.secrecy,
        form=event.form,
        filed_on=event.day,
        status="kept",
        expires=event.expires,
        outcome="",
        until=None,
        proposed_by="",
        approved_by="",
        approved_on=None,
        destroyed_on=None,
        witness="",
        reason="",
        listed_by=event.listed_by,
        handed_over_by=event.handed_over_by,
        lent_to="",
        lent_until=None,
        version=event.originator_version,
    )
    _given(rows, event)
    enter(rows, place_of(event.year, event.entry), event.title)


def place_of(year: int, entry: int) -> int:
    return year * MOST_A_YEAR + entry


def _given(rows: Rows, event: FileFiled | FileRenumbered) -> None:
    rows.insert(
        numbers,
        number=event.number,
        year=event.year,
        period=event.period,
        code=event.code,
        serial=event.serial,
        file=event.originator_id.hex,
        void=False,
    )


def _file(rows: Rows, event: Event, **values: object) -> None:
    rows.update(files, {"id": event.originator_id.hex}, version=event.originator_version, **values)


@register.on(FileCorrected)
def corrected(event: FileCorrected, rows: Rows) -> None:
    was = rows.get(files, id=event.originator_id.hex)
    strike(rows, was.place, was.title)
    enter(rows, was.place, event.title)
    _file(
        rows,
        event,
        title=event.title,
        dated=event.dated,
        document_number=event.document_number,
        author=event.author,
        pages=event.pages,
        copies=event.copies,
        secrecy=event.secrecy,
        form=event.form,
        reason=event.reason,
    )


@register.on(FileRenumbered)
def renumbered(event: FileRenumbered, rows: Rows) -> None:
    rows.update(numbers, {"number": event.previous}, void=True)
    _given(rows, event)
    _file(
        rows,
        event,
        number=event.number,
        period=event.period,
        code=event.code,
        serial=event.serial,
        box=event.box,
        expires=event.expires,
        reason=event.reason,
    )


@register.on(FilePlaced)
def placed(event: FilePlaced, rows: Rows) -> None:
    _file(rows, event, box=event.box, room=event.room, shelf=event.shelf)


@register.on(AppraisalProposed)
def proposed(event: AppraisalProposed, rows: Rows) -> None:
    _file(
        rows,
        event,
        status="proposed",
        outcome=event.outcome,
        until=event.until,
        proposed_by=event.actor,
        approved_by="",
        approved_on=None,
        reason=event.reason,
    )


@register.on(AppraisalApproved)
def approved(event: AppraisalApproved, rows: Rows) -> None:
    decided = {"approved_by": event.actor, "approved_on": event.day}
    if event.outcome == "extend":
        _file(rows, event, status="kept", expires=event.until, **decided)
    else:
        _file(rows, event, status="condemned", **decided)


@register.on(AppraisalRejected)
def rejected(event: AppraisalRejected, rows: Rows) -> None:
    _file(rows, event, status="kept", reason=event.reason)


@register.on(FileDestroyed)
def destroyed(event: FileDestroyed, rows: Rows) -> None:
    _file(rows, event, status="destroyed", destroyed_on=event.on, witness=event.witness)


@register.on(FileLent)
def lent(event: FileLent, rows: Rows) -> None:
    rows.insert(
        loans,
        file=event.originator_id.hex,
        loan=event.loan,
        number=event.number,
        person=event.person,
        department=event.department,
        lent_on=event.day,
        until=event.until,
        back_on=None,
        out=True,
        purpose=event.purpose,
    )
    _file(rows, event, lent_to=event.person, lent_until=event.until)


@register.on(FileGivenBack)
def given_back(event: FileGivenBack, rows: Rows) -> None:
    rows.update(loans, {"file": event.originator_id.hex, "loan": event.loan}, back_on=event.day, out=False)
    _file(rows, event, lent_to="", lent_until=None)
