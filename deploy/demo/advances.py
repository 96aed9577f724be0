"""The quarter's advances: settled, refused, one overdue and kept back from pay, a rest written off (B10.7)."""

from __future__ import annotations

from datetime import date
from typing import Any

from deploy.demo.pieces import FORBIDDEN, d
from deploy.demo.plan import Plan

CHAIR, STAND_IN, CASHIER = "p002", "p058", "p023"
SETTLED_BY_CLAIM = "AD1"
"""p046's of July: a claim is set off against it, the rest repaid."""


def advances(plan: Plan) -> None:
    till = Till(plan)
    till.request(SETTLED_BY_CLAIM, d(7, 6), "p046", "3000.00", "代表视察活动预支")
    till.request("AD1x", d(7, 7), "p046", "500.00", "另一项活动预支", expect="finance.advance-open")
    till.consent(SETTLED_BY_CLAIM, d(7, 7), "p003", STAND_IN)
    till.do(SETTLED_BY_CLAIM, d(7, 8), 9, CASHIER, "draw-advance")
    till.request("AD2", d(7, 30), "p032", "2000.00", "赴外地调研预支")
    till.do("AD2", d(7, 30), 15, CASHIER, "draw-advance", expect="finance.advance-not-approved")
    till.consent("AD2", d(7, 31), "p004", CHAIR)
    till.do("AD2", d(8, 3), 9, CASHIER, "draw-advance")
    till.do("AD2", d(9, 7), 9, CHAIR, "decide-deduction", reason="逾期未还", expect="finance.advance-not-decided")
    till.repay("AD2", d(9, 8), "1200.00", "bank")
    till.repay("AD2", d(9, 9), "100.00", "pay", expect="finance.advance-not-decided")
    till.do("AD2", d(9, 14), 9, CHAIR, "decide-deduction", reason="逾期未还，从工资中扣还")
    till.repay("AD2", d(9, 28), "300.00", "pay")
    till.repay("AD2", d(9, 28), "900.00", "cash", hour=15, expect="finance.advance-more-than-owed")
    till.request("AD3", d(7, 9), "p039", "8000.00", "购置办公设备")
    till.do("AD3", d(7, 10), 10, "p005", "reject-advance", reason="应按采购程序办理")
    till.request("AD4", d(7, 13), "p051", "600.00", "外出送达")
    till.consent("AD4", d(7, 14), "p004", STAND_IN)
    till.do("AD4", d(7, 15), 9, "p051", "withdraw-advance", reason="改由他人办理")
    till.request("AD5", d(8, 10), "p018", "560.00", "零星采购预支")
    till.consent("AD5", d(8, 11), STAND_IN, CHAIR)
    till.do("AD5", d(8, 11), 15, CASHIER, "draw-advance")
    till.repay("AD5", d(8, 28), "500.00", "cash")
    till.do("AD5", d(9, 21), 9, "p015", "write-off-advance", reason="票据遗失", expect=FORBIDDEN)
    till.do("AD5", d(9, 21), 10, CHAIR, "write-off-advance", reason="押金无法收回")
    till.request("AD6", d(9, 29), "p027", "1000.00", "十月外出调研预支")


class Till:
    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    def request(self, label: str, on: date, person: str, amount: str, purpose: str, *, expect: str = "") -> None:
        self.plan.do(
            self.plan.at(on, 9), person, "finance.request-advance", label="" if expect else label, expect=expect,
            amount=amount, purpose=purpose,
        )  # fmt: skip

    def consent(self, label: str, on: date, *people: str) -> None:
        for hour, person in enumerate(people, 10):
            self.do(label, on, hour, person, "consent-to-advance")

    def repay(self, label: str, on: date, amount: str, means: str, *, hour: int = 10, expect: str = "") -> None:
        self.do(label, on, hour, CASHIER, "repay-advance", expect=expect, amount=amount, means=means)

    def do(
        self, label: str, on: date, hour: int, person: str, does: str, *, expect: str = "", **more: Any
    ) -> None:  # fmt: skip
        self.plan.do(self.plan.at(on, hour), person, f"finance.{does}", expect=expect, advance=f"@{label}", **more)
