"""The directory: people, posts, departments and bodies, all dated. Every other service mirrors its facts."""

from __future__ import annotations

from services.directory.changes.register import metadata
from services.directory.picture import Picture
from services.kernel.application import Application, Office
from services.kernel.live import Live
from services.kernel.messages import Consumer
from services.kernel.mirror import Mirror
from services.kernel.procedure import listed
from services.kernel.store import LOG, Store

PROCEDURES = listed(
    "directory",
    "people",
    "departments",
    "posts",
    "bodies",
    "changes",
)
SUBSCRIPTIONS: dict[str, Consumer] = {}
"""It listens to nobody."""


def build(*, store: Store, office: Office, live: Live | None = None) -> Application:
    app = Application(
        "directory",
        PROCEDURES,
        store=store,
        office=office,
        organ=Mirror(LOG, Picture()),
        tables=[metadata],
    )
    if live is not None:
        app.announcers.append(live.publish)
    return app
