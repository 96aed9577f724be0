"""Documents and office affairs: its procedures, one line each, and what it listens to."""

from __future__ import annotations

from services.directory.picture import Picture
from services.documents.resolutions.carried import metadata as carried_motions
from services.documents.resolutions.carried import take_carried
from services.kernel.delivery.messages import Consumer, mirrored
from services.kernel.delivery.service import builder
from services.kernel.procedure.procedure import listed

PROCEDURES = listed(
    "documents",
    "tasks",
    "information",
    "incoming",
    "circulation",
    "waiting",
    "outgoing",
    "seals",
    "inspections",
    "visits",
    "research",
    "townships",
    "meetings",
    "minutes",
    "resolutions",
    "materials",
    "archive",
    "holdings",
)
SUBSCRIPTIONS: dict[str, Consumer] = {"directory": mirrored, "party": take_carried}
build = builder("documents", PROCEDURES, Picture, source="directory", tables=[carried_motions])
