"""Notes count as nothing: what the office corrects speaks through the sheet (A14)."""

from services.attendance.trip_days import events as e

Silent = e.TripDaysNoted | e.TripNoteLapsed | e.TripNoteSettled
