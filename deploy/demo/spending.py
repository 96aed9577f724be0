"""The quarter's requests to spend: small and large, carried by the Party group, refused, given back (B10.7, A31)."""

from __future__ import annotations

from datetime import date
from typing import Any

from deploy.demo.pieces import FORBIDDEN, d
from deploy.demo.plan import Plan

CHAIR, STAND_IN, FINANCE_LEADER = "p002", "p058", "p003"
MAJOR = "SP3"
"""The request that the Party group's motion of July is about: the year's third."""


def spending(plan: Plan) -> None:
    money = Money(plan)
    on = d(7, 1)
    money.request("SP1", on, "p031", "agriculture", "office", "800.00", "购置办公用品", minute=0)
    money.request("SP2", on, "p024", "finance-economy", "printing", "3200.00", "印制调研资料", minute=1)
    money.request(MAJOR, on, "p010", "office", "equipment", "68000.00", "更新办公设备", minute=2)
    money.request("SP4x", on, "p024", "agriculture", "office", "100.00", "代他部门申请", minute=3, expect=FORBIDDEN)
    money.decide("SP1", d(7, 2), "p004")
    money.decide("SP2", d(7, 2), FINANCE_LEADER)
    money.decide(MAJOR, d(7, 6), CHAIR, expect="finance.spending-not-carried")
    money.decide(MAJOR, d(7, 27), CHAIR)
    money.request("SP5", d(7, 7), "p046", "deputies", "meetings", "12000.00", "代表小组活动场地")
    money.decide("SP5", d(7, 8), STAND_IN)
    money.request("SP6", d(7, 8), "p042", "social", "office", "900.00", "购置书报")
    money.decide("SP6", d(7, 9), "p005", does="reject-spending", reason="已有订阅，请共用")
    money.decide("SP6", d(7, 9), "p005", hour=15, expect="finance.spending-decided")
    money.request("SP7", d(7, 10), "p053", "research", "printing", "1500.00", "印制调研报告")
    money.decide("SP7", d(7, 13), "p005")
    money.do("SP7", d(7, 20), "p053", "withdraw-spending", reason="改为电子版")
    money.request("SP8", d(7, 13), "p038", "education-culture", "office", "600.00", "购置展板")
    money.decide("SP8", d(7, 14), "p005")


class Money:
    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    def request(
        self, label: str, on: date, person: str, department: str, line: str, amount: str, purpose: str, *,
        minute: int = 0, expect: str = "",
    ) -> None:  # fmt: skip
        said = {"department": department, "line": line, "amount": amount, "purpose": purpose}
        self.plan.do(
            self.plan.at(on, 9, minute), person, "finance.request-spending", label="" if expect else label,
            expect=expect, **said,
        )  # fmt: skip

    def decide(
        self, label: str, on: date, person: str, *, does: str = "approve-spending", hour: int = 10, expect: str = "",
        **more: Any,
    ) -> None:  # fmt: skip
        self.do(label, on, person, does, hour=hour, expect=expect, **more)

    def do(
        self, label: str, on: date, person: str, does: str, *, hour: int = 10, expect: str = "", **more: Any
    ) -> None:
        self.plan.do(
            self.plan.at(on, hour), person, f"finance.{does}", expect=expect, spending=f"@{label}", **more
        )  # fmt: skip
