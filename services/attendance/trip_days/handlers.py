"""Carries out what is left to correct of trips (A14, A30)."""

from __future__ import annotations

from services.attendance.trip_days import operations as ops
from services.attendance.trip_days.note import TripNote
from services.attendance.trip_days.record import TripNoteRecord, register
from services.kernel.procedure.commands import Commands
from services.kernel.procedure.context import Context
from services.kernel.procedure.procedure import Procedure

procedure = Procedure("trip-days", zh="出差天数", en="Trip days", registers=[register])
commands = Commands(
    procedure, TripNote, key="trip_note", record=TripNoteRecord, shows=ops.GetTripNote
)  # fmt: skip


def own(note: TripNoteRecord, ctx: Context) -> bool:
    return note.person == ctx.caller


commands.acts(ops.SettleTripNote, TripNote.settle, unless=own)
commands.lists(ops.ListTripNotes)
commands.exports(ops.ExportTripNotes, "trip-notes")
commands.waits(ops.SettleTripNote, since="noted_on", title="trip")
