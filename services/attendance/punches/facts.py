"""Raw marks count as nothing: they speak through the accepted sheet, or through its correction (A14)."""

from services.attendance.punches import events as e

Silent = e.PunchesRecorded | e.PunchCorrected | e.DayMarked | e.DayMarkWithdrawn
