"""考核 service: what it consists of and what it listens to."""

from __future__ import annotations

from services.appraisal.facts.intake import take_facts
from services.appraisal.facts.meanings import SOURCES
from services.appraisal.facts.tables import metadata as fact_tables
from services.appraisal.quarters.carried import metadata as carried_grades
from services.appraisal.quarters.carried import take_party
from services.directory.picture import Picture
from services.kernel.delivery.messages import Consumer, mirrored
from services.kernel.delivery.service import builder
from services.kernel.procedure.procedure import listed

PROCEDURES = listed(
    "appraisal",
    "facts",
    "policy",
    "scorecards",
    "quarters",
    "ballots",
    "records",
    "years",
    "surveys",
    "movements",
    "comparisons",
    "outlooks",
    "workbench",
    "proofs",
)
SUBSCRIPTIONS: dict[str, Consumer] = {"directory": mirrored, **dict.fromkeys(SOURCES, take_facts), "party": take_party}
"""By source: who takes its events in."""
build = builder("appraisal", PROCEDURES, Picture, source="directory", tables=[fact_tables, carried_grades])
