"""What can be asked of trip days that a closed month did not take (A14, A30)."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.attendance.trip_days.note import NoteStatus
from services.attendance.trip_days.record import TripNoteRecord
from services.kernel.domain.office import OFFICE, RESPONSIBLE, SEES_ALL
from services.kernel.domain.who import SELF
from services.kernel.procedure.operations import Command
from services.kernel.procedure.registry import exporting, listing, showing

READERS = (SELF, *RESPONSIBLE, *SEES_ALL)


class SettleTripNote(
    Command,
    path="POST /attendance/trip-notes/{trip_note}/settlement",
    who=OFFICE,
    cites=("A14", "A30"),
    when=NoteStatus.OPEN,
    zh="办结出差更正事项",
    en="See to the days of a trip",
    returns=TripNoteRecord,
):
    """After the sheet was corrected or sent back, or where it is right as it stands; never of one's own days."""

    trip_note: Annotated[UUID, Field(title="出差更正事项 / trip days to correct")]
    note: str = Field(min_length=1, max_length=500, title="办理情况 / what was done")


GetTripNote = showing(
    "GetTripNote",
    TripNoteRecord,
    path="GET /attendance/trip-notes/{trip_note}",
    who=READERS,
    zh="查看出差更正事项",
    en="See what is to be corrected of a trip",
)
ListTripNotes = listing(
    "ListTripNotes", TripNoteRecord, path="GET /attendance/trip-notes", who=READERS, offers=True
)  # fmt: skip
ExportTripNotes = exporting(
    "ExportTripNotes", TripNoteRecord, path="GET /attendance/trip-notes-export", who=SEES_ALL
)  # fmt: skip
