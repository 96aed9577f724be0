"""The year's plan in force, and money in the bank and in the drawer, before anything of the quarter is spent (A28)."""

from __future__ import annotations

from typing import Any

from deploy.demo.pieces import d
from deploy.demo.plan import Plan

ACCOUNTANT, CHAIR = "p015", "p002"
EVERYBODY = {"office": "60000", "printing": "30000", "travel": "60000", "meetings": "30000", "training": "20000"}
"""A year's budget of each department, in yuan, by line."""
OFFICE = {
    "office": "300000",
    "post": "30000",
    "utilities": "120000",
    "reception": "80000",
    "vehicles": "150000",
    "maintenance": "120000",
    "labour": "60000",
    "overtime": "60000",
    "deputies": "200000",
    "equipment": "300000",
    "other": "50000",
}
"""Of the office, which pays for the organ: instead, and beside."""
BANK, CASH = "1500000", "30000"


def budget(plan: Plan) -> None:
    on = d(7, 1)
    for department in plan.roll.departments:
        for line, amount in (EVERYBODY | OFFICE if department == "office" else EVERYBODY).items():
            said: dict[str, Any] = {"year": 2026, "line": line, "department": department, "amount": amount}
            plan.do(plan.at(on, 8, 10), ACCOUNTANT, "finance.plan-budget-line", **said)
    plan.do(plan.at(on, 8, 40), CHAIR, "finance.adopt-budget", year=2026, decision="党组会议纪要2026年第1号")
    came = [
        {"account": "bank", "debit": BANK},
        {"account": "cash", "debit": CASH},
        {"account": "appropriation", "credit": str(int(BANK) + int(CASH))},
    ]
    plan.do(
        plan.at(on, 8, 45), ACCOUNTANT, "finance.post-voucher", on=on, summary="财政拨款和提取备用金", postings=came
    )  # fmt: skip
