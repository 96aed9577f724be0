"""出差更正台账: a line per person, month and trip of which something is or was left to correct."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from services.attendance.trip_days import events as e
from services.attendance.trip_days.note import CITES, NoteStatus, TripNote
from services.kernel.log.registers import Register, Rows
from services.kernel.procedure.fields import Month
from services.kernel.procedure.record import Department, Person, Record


class TripNoteRecord(
    Record,
    table="trip_notes",
    zh="出差更正台账",
    en="Trip days to correct",
    one="出差更正事项 / trip days to correct",
    by="-month -person -id",
    find="person department month status trip",
    dated="noted_on",
    sheet="month person department trip enter remove noted_on settled_by settled_on note status",
    becomes=TripNote.BECOMES,
    cites=CITES,
):
    person: Person = Field(title="出差人 / traveller")
    department: Department
    month: Month
    trip: str = Field(max_length=60, title="出差单编号 / trip number")
    enter: list[str] = Field(title="应记为出差的日期 / days to be entered as a trip")
    remove: list[str] = Field(title="应撤销出差的日期 / days to be taken out")
    status: NoteStatus = Field(title="状态 / status")
    noted_on: date = Field(title="提出日 / noted on")
    settled_by: Person = Field(title="办理人 / seen to by")
    settled_on: date | None = Field(title="办理日 / seen to on")
    note: str = Field(title="办理情况 / what was done")


register = Register("trip-notes", TripNoteRecord, zh="出差更正台账", en="Trip days to correct")


@register.on(e.TripDaysNoted)
def noted(event: e.TripDaysNoted, rows: Rows) -> None:
    days = {name: [on.isoformat() for on in getattr(event, name)] for name in ("enter", "remove")}
    if event.originator_version == 1:
        rows.record(TripNoteRecord, event, noted_on=event.day, **days)
    else:
        rows.change(TripNoteRecord, event, noted_on=event.day, **days)


@register.on(e.TripNoteLapsed)
def lapsed(event: e.TripNoteLapsed, rows: Rows) -> None:
    rows.change(TripNoteRecord, event, enter=[], remove=[])


register.changes(TripNoteRecord, e.TripNoteSettled, "note", settled_by="actor", settled_on="day")
