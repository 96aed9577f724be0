"""Finance and logistics: its procedures, one line each, and what it listens to."""

from __future__ import annotations

from services.directory.picture import Picture
from services.finance.carried import metadata as decided_motions
from services.finance.carried import takes_motions
from services.finance.spending.motions import decided
from services.kernel.delivery.messages import Consumer, mirrored
from services.kernel.delivery.service import builder
from services.kernel.procedure.procedure import listed

PROCEDURES = listed(
    "finance",
    "ledger",
    "bank_statements",
    "budget",
    "fees",
    "month_end",
    "receipts",
    "suppliers",
    "procurement",
    "assets",
    "stocktaking",
    "trips",
    "overtime",
    "duty",
    "invoices",
    "spending",
    "reception",
    "vehicles",
    "advances",
    "claims",
    "union_members",
    "union_fund",
    "union_care",
    "union_health",
)
SUBSCRIPTIONS: dict[str, Consumer] = {"directory": mirrored, "party": takes_motions(decided)}
build = builder("finance", PROCEDURES, Picture, source="directory", tables=[decided_motions])
