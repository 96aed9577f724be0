"""Attendance and leave (A14–A16): its procedures, one line each, and what it listens to."""

from __future__ import annotations

from services.attendance.entitlement.handlers import procedure as entitlement
from services.attendance.imports.handlers import procedure as imports
from services.attendance.leave.handlers import procedure as leave
from services.attendance.punches.handlers import procedure as punches
from services.attendance.sheets.handlers import procedure as sheets
from services.directory.picture import Picture
from services.kernel.application import Application, Office
from services.kernel.live import Live
from services.kernel.messages import Consumer, mirrored
from services.kernel.mirror import Mirror
from services.kernel.store import Store

PROCEDURES = (leave, entitlement, punches, imports, sheets)
SUBSCRIPTIONS: dict[str, Consumer] = {"directory": mirrored}


def build(*, store: Store, office: Office, live: Live | None = None) -> Application:
    app = Application("attendance", PROCEDURES, store=store, office=office, organ=Mirror("directory", Picture()))
    if live is not None:
        app.announcers.append(live.publish)
    return app
