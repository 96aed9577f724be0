"""Facts of the appraisal: seen by those concerned (A34)."""

from __future__ import annotations

from tests.permissions.words import BUDGET, LINE, TOP, P, row

ROWS = (
    row("appraisal.list-facts", f"self {LINE} {TOP} office-director", "of a person", person=P),
    row("appraisal.list-facts", f"{LINE} {TOP} office-director", "of a department", **BUDGET),
    row("appraisal.rebuild-facts", "auditor administrator"),
)  # fmt: skip
