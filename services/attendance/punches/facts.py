"""Raw marks count as nothing: they speak through the accepted sheet, or through its correction (A14)."""

from __future__ import annotations

from services.attendance.punches.events import DayMarked, DayMarkWithdrawn, PunchCorrected, PunchesRecorded

Silent = PunchesRecorded | PunchCorrected | DayMarked | DayMarkWithdrawn
