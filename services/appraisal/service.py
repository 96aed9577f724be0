"""考核 service: what it consists of and what it listens to."""

from __future__ import annotations

from services.appraisal.facts.intake import take_facts
from services.appraisal.facts.meanings import SOURCES
from services.appraisal.facts.tables import metadata as fact_tables
from services.appraisal.policy.register import metadata as policy_tables
from services.directory.picture import Picture
from services.kernel.application import Application, Office
from services.kernel.live import Live
from services.kernel.messages import Consumer, mirrored
from services.kernel.mirror import Mirror
from services.kernel.procedure import listed
from services.kernel.store import Store

PROCEDURES = listed(
    "appraisal",
    "facts",
    "policy",
    "scorecards",
)
SUBSCRIPTIONS: dict[str, Consumer] = {"directory": mirrored, **dict.fromkeys(SOURCES, take_facts)}
"""By source: who takes its events in."""


def build(*, store: Store, office: Office, live: Live | None = None) -> Application:
    app = Application(
        "appraisal",
        PROCEDURES,
        store=store,
        office=office,
        organ=Mirror("directory", Picture()),
        tables=[policy_tables, fact_tables],
    )
    if live is not None:
        app.announcers.append(live.publish)
    return app
