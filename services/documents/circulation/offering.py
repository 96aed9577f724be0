"""What a page need not offer of a circulation: what its readers and its copies rule out (B11.2)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from services.documents.circulation.record import CirculationView, Reader
from services.documents.circulation.states import HELD, Circulating, CopyPlace, ReaderStatus
from services.documents.incoming.document import IncomingStatus
from services.documents.incoming.record import IncomingRecord
from services.kernel.procedure.context import Context


def goes_round(document: IncomingRecord, ctx: Context) -> bool:
    return document.circulation != Circulating.NOT


def undistributable(circulation: CirculationView, ctx: Context) -> bool:
    """Its document is closed."""
    return bool(ctx.shown(IncomingRecord, circulation.document).status != IncomingStatus.INSTRUCTED)


def waiting(circulation: CirculationView) -> list[str]:
    return [reader.person for reader in circulation.readers if reader.status == ReaderStatus.WAITING]


def nothing_to_hand_out(circulation: CirculationView, ctx: Context) -> bool:
    """No copy is at the office, or nobody who is in service waits for one."""
    free = any(copy.place == CopyPlace.OFFICE for copy in circulation.copies)
    return not free or not any(ctx.organ.is_active(person, ctx.today) for person in waiting(circulation))


def out(circulation: CirculationView) -> list[int]:
    return [copy.copy_number for copy in circulation.copies if copy.place != CopyPlace.OFFICE]


def nothing_asked(circulation: CirculationView, ctx: Context) -> bool:
    """Nobody but the caller asks to keep it."""
    return not any(reader.asked_until and reader.person != ctx.caller for reader in circulation.readers)


def not_held(reader: Reader, ctx: Context) -> bool:
    return reader.status not in HELD


def not_to_be_kept(reader: Reader, ctx: Context) -> bool:
    """Called back, asked for already, or kept for as long as may be."""
    longest: Any = ctx.today + timedelta(days=ctx.rules.value("circulation.retention_limit", ctx.today, int))
    kept_to = reader.due or ctx.today
    lies = reader.status in (ReaderStatus.READING, ReaderStatus.RETAINED)
    return not lies or reader.asked_until is not None or kept_to >= longest


def not_asked(reader: Reader, ctx: Context) -> bool:
    """Nobody decides on their own request."""
    return reader.asked_until is None or reader.person == ctx.caller
