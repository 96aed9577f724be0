"""The way into the Party: the year's plan, two who have applied, reports, a paper that was lent (B4.3)."""

from __future__ import annotations

from datetime import date
from typing import Any

from deploy.demo.members import ORGANISER
from deploy.demo.pieces import FORBIDDEN, d
from deploy.demo.plan import Plan

SECRETARY = "p006"


def applicants(plan: Plan) -> None:
    def do(day: date, hour: int, operation: str, *, by: str = ORGANISER, expect: str = "", label: str = "",
           **body: Any) -> None:  # fmt: skip
        plan.do(plan.at(day, hour), by, f"party.{operation}", expect=expect, label=label, **body)

    applied: dict[str, Any] = {"education": "university", "born": date(1994, 3, 8)}
    do(d(7, 2), 9, "receive-application", label="way-1", person="p018", on=date(2025, 3, 3), **applied)
    do(d(7, 2), 10, "receive-application", label="way-2", person="p032", on=d(7, 1), education="postgraduate")
    do(d(7, 2), 11, "receive-application", expect="party.applied-already", person="p022", on=d(7, 1))
    for day, n, on, contacts, expect in (
        (d(7, 3), 1, date(2025, 7, 14), ["p022"], ""),
        (d(7, 15), 2, d(7, 15), ["p028", "p022"], "party.applicant-members"),
        (d(7, 15), 2, d(7, 15), ["p034", "p022"], ""),
    ):
        hour = 9 if expect else 11
        do(day, hour, "name-activist", expect=expect, applicant=f"@way-{n}", on=on, contacts=contacts)
    one: dict[str, Any] = {"applicant": "@way-1"}
    do(d(7, 8), 9, "name-candidate", expect="party.growth-not-planned", on=d(7, 8), **one)
    do(d(7, 8), 10, "propose-growth-plan", year=2026, places=1, people=["p018"])
    do(d(7, 9), 9, "adopt-growth-plan", expect=FORBIDDEN, year=2026)
    do(d(7, 9), 10, "adopt-growth-plan", by=SECRETARY, year=2026)
    do(d(7, 10), 9, "name-candidate", expect="party.applicant-too-early", on=d(7, 10), **one)
    do(d(7, 14), 9, "examine-applicant", on=d(7, 14), finding="培养考察满一年,表现良好", **one)
    do(d(7, 14), 10, "name-candidate", on=d(7, 14), **one)
    for n, day in ((1, d(7, 6)), (2, d(9, 28)), (1, d(9, 29))):
        by = "p018" if n == 1 else "p032"
        do(day, 15, "hand-in-thought-report", by=by, applicant=f"@way-{n}", on=day, title="本季度思想汇报")
    lent: dict[str, Any] = {"paper": "入党申请书、自传", "borrower": "p008"}
    do(d(8, 3), 9, "lend-applicant-paper", on=d(8, 3), due=d(8, 14), **one, **lent)
    do(d(8, 19), 9, "return-applicant-paper", on=d(8, 19), loan=1, **one)
    do(d(8, 19), 10, "return-applicant-paper", expect="party.applicant-no-such-loan", on=d(8, 19), loan=1, **one)
