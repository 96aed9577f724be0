"""The directory: people, posts, departments and bodies, all dated. Every other service mirrors its facts."""

from __future__ import annotations

from services.directory.picture import Picture
from services.kernel.delivery.messages import Consumer
from services.kernel.delivery.service import builder
from services.kernel.log.store import LOG
from services.kernel.procedure.procedure import listed

PROCEDURES = listed(
    "directory",
    "people",
    "departments",
    "posts",
    "bodies",
    "proposals",
    "calendars",
    "changes",
    "erasures",
    "accounts",
    "logins",
    "looks",
)
SUBSCRIPTIONS: dict[str, Consumer] = {}
"""It listens to nobody."""
build = builder("directory", PROCEDURES, Picture, source=LOG)
