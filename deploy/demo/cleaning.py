"""The monthly cleanings (集中清扫): held, recorded only after the month was over, and forgotten (A22, B12)."""

from __future__ import annotations

from deploy.demo.leave import CLERK
from deploy.demo.pieces import FORBIDDEN, d
from deploy.demo.plan import Plan
from deploy.demo.sheets import APPRAISED


def cleanings(plan: Plan) -> None:
    for recorded, on, by, expect in (
        (d(7, 24), d(7, 24), "p022", FORBIDDEN),
        (d(7, 24), d(7, 24), CLERK, ""),
        (d(7, 31), d(7, 31), CLERK, "documents.cleaning-held-already"),
        (d(9, 3), d(8, 28), CLERK, ""),
    ):
        plan.do(
            plan.at(recorded, 17), by, "documents.record-cleaning", expect=expect,
            on=on, departments=list(APPRAISED), note="全体参加",
        )  # fmt: skip
