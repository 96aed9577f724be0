"""Party affairs, study and outreach: its procedures, one line each, and what it listens to."""

from __future__ import annotations

from services.directory.picture import Picture
from services.kernel.delivery.messages import Consumer, mirrored
from services.kernel.delivery.service import builder
from services.kernel.procedure.procedure import listed
from services.party.cadences.group_meetings import metadata as group_meetings
from services.party.cadences.group_meetings import take_group_meetings

PROCEDURES = listed(
    "party",
    "members",
    "applicants",
    "dues",
    "deputies",
    "contacts",
    "cadences",
    "meetings",
    "motions",
    "life_meetings",
    "plan",
    "duties",
    "sessions",
    "notes",
    "progress",
    "checks",
    "evaluation",
    "declarations",
    "discipline",
    "integrity",
    "retired",
)
SUBSCRIPTIONS: dict[str, Consumer] = {"directory": mirrored, "documents": take_group_meetings}
build = builder("party", PROCEDURES, Picture, source="directory", tables=[group_meetings])
