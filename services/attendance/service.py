"""Attendance and leave (A14–A16): its procedures, one line each, and what it listens to."""

from __future__ import annotations

from services.directory.picture import Picture
from services.kernel.application import Application, Office
from services.kernel.live import Live
from services.kernel.messages import Consumer, mirrored
from services.kernel.mirror import Mirror
from services.kernel.procedure import listed
from services.kernel.store import Store

PROCEDURES = listed(
    "attendance",
    "leave",
    "entitlement",
    "punches",
    "imports",
    "sheets",
)
SUBSCRIPTIONS: dict[str, Consumer] = {"directory": mirrored}


def build(*, store: Store, office: Office, live: Live | None = None) -> Application:
    app = Application("attendance", PROCEDURES, store=store, office=office, organ=Mirror("directory", Picture()))
    if live is not None:
        app.announcers.append(live.publish)
    return app
