"""A machine's file counts as nothing: it speaks through the accepted sheet (A14)."""

from services.attendance.imports.events import PunchFileImported

Silent = PunchFileImported
