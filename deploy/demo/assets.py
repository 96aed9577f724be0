"""The quarter's assets: what was there before, handed over, disposed of, counted in September (A28, B9.5)."""

from __future__ import annotations

from datetime import date
from typing import Any

from deploy.demo.pieces import FORBIDDEN, d
from deploy.demo.plan import Plan

LOGISTICS, ACCOUNTANT, FINANCE_LEADER = "p010", "p015", "p003"
THERE = (
    ("AS20", "投影仪", "computers", "5600.00", "p016", "office", "第一会议室"),
    ("AS21", "碎纸机", "computers", "1800.00", "p011", "office", "文印室"),
    ("AS22", "工程测距仪", "computers", "3200.00", "p033", "urban-environment", "东楼205室"),
    ("AS23", "书柜", "furniture", "2400.00", "p053", "research", "西楼301室"),
)
"""Before there was a register: label, name, category, value, keeper, department, place."""
BOUGHT = tuple(f"AS{n}" for n in range(1, 15))
"""As `procurement.py` registers them; p018 keeps the first, p013 the fourth to the last."""


def assets(plan: Plan) -> None:
    store = Store(plan)
    _there_before(store)
    _hands(store)
    _disposed(store)
    _counted(store)


class Store:
    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    def do(
        self, on: date, hour: int, by: str, operation: str, /, *, label: str = "", expect: str = "", **body: Any
    ) -> None:
        self.plan.do(self.plan.at(on, hour), by, f"finance.{operation}", label=label, expect=expect, **body)

    def of(self, asset: str, on: date, hour: int, by: str, does: str, /, *, expect: str = "", **body: Any) -> None:
        self.do(on, hour, by, does, expect=expect, asset=f"@{asset}", **body)

    def count(self, asset: str, on: date, by: str, result: str = "found", *, expect: str = "", note: str = "") -> None:
        said = {"stocktaking": "@ST1", "result": result, "note": note}
        self.of(asset, on, 10, by, "count-asset", expect=expect, **said)


def _there_before(store: Store) -> None:
    for label, name, category, value, keeper, department, place in THERE:
        said: dict[str, Any] = {
            "source": "stock",
            "name": name,
            "category": category,
            "value": value,
            "acquired_on": d(7, 1),
        }
        where = {"keeper": keeper, "department": department, "place": place}
        store.do(d(7, 2), 14, ACCOUNTANT, "enter-asset", label=label, **said, **where)


def _hands(store: Store) -> None:
    """Of a keeper who left, by the office; declined, taken back, accepted."""
    give: dict[str, Any] = {"receiver": "p034", "place": "东楼206室", "reason": "原保管人离任"}
    store.of("AS22", d(7, 10), 9, LOGISTICS, "hand-over-asset", **give, expect="finance.asset-keeper-signs")
    store.of("AS22", d(7, 14), 9, LOGISTICS, "hand-over-asset", **give)
    store.of("AS22", d(7, 14), 15, "p034", "accept-asset")
    said: dict[str, Any] = {"place": "文印室", "reason": "集中使用"}
    store.of("AS21", d(7, 16), 9, "p011", "hand-over-asset", receiver="p057", **said)
    store.of("AS21", d(7, 17), 9, "p057", "decline-asset", reason="本部门已有")
    store.of("AS21", d(7, 20), 9, "p011", "hand-over-asset", receiver="p012", **said)
    store.of("AS21", d(7, 20), 11, "p011", "take-asset-back", reason="暂不调整")
    store.of("AS21", d(7, 22), 9, "p011", "hand-over-asset", receiver="p013", **said)
    store.of("AS21", d(7, 22), 10, "p011", "accept-asset", expect=FORBIDDEN)
    store.of("AS21", d(7, 23), 9, "p013", "accept-asset")


def _disposed(store: Store) -> None:
    scrapped: dict[str, Any] = {"way": "scrapped", "reason": "灯泡和主板损坏，无维修价值"}
    store.of("AS20", d(8, 10), 9, "p016", "request-disposal", **scrapped)
    store.of("AS20", d(8, 11), 9, ACCOUNTANT, "approve-disposal", expect=FORBIDDEN)
    store.of("AS20", d(8, 12), 9, FINANCE_LEADER, "approve-disposal")
    store.of("AS20", d(8, 13), 9, ACCOUNTANT, "record-disposal")
    store.of("AS23", d(8, 17), 9, LOGISTICS, "request-disposal", way="passed-on", reason="调给下属单位")
    store.of("AS23", d(8, 18), 9, FINANCE_LEADER, "reject-disposal", reason="仍在使用")
    store.of("AS23", d(9, 28), 9, "p053", "request-disposal", way="sold", reason="办公用房调整")


def _counted(store: Store) -> None:
    """Each by one of two who does not keep it; one is missing, one damaged, and both are explained."""
    on, closed = d(9, 1), d(9, 4)
    two: dict[str, Any] = {"counters": ["p018", "p013"]}
    alone: dict[str, Any] = {"counters": ["p018"]}
    store.do(on, 9, LOGISTICS, "open-stocktaking", expect="kernel.invalid", **alone)
    store.do(on, 9, LOGISTICS, "open-stocktaking", label="ST1", **two)
    store.do(on, 9, ACCOUNTANT, "open-stocktaking", expect="finance.stocktaking-of-the-day", **two)
    store.count("AS1", on, "p018", expect="finance.own-matter")
    store.count("AS1", on, "p013")
    for asset in (*BOUGHT[1:], "AS21", "AS22"):
        result = {"AS14": "damaged", "AS22": "missing"}.get(asset, "found")
        store.count(asset, on, "p018", result, note="" if result == "found" else "多处查找核对")
    close: dict[str, Any] = {"stocktaking": "@ST1"}
    store.do(on, 16, LOGISTICS, "close-stocktaking", **close, expect="finance.stocktaking-not-counted")
    store.count("AS23", d(9, 2), "p018")
    store.do(d(9, 2), 16, LOGISTICS, "close-stocktaking", **close, expect="finance.stocktaking-not-explained")
    for asset, why in (("AS22", "借给规划部门，已催还"), ("AS14", "椅背松动，供应商保修")):
        store.of(asset, d(9, 3), 9, ACCOUNTANT, "explain-difference", **close, explanation=why)
    store.of("AS1", d(9, 3), 10, ACCOUNTANT, "explain-difference", **close, explanation="无",
             expect="finance.stocktaking-no-difference")  # fmt: skip
    store.do(closed, 9, LOGISTICS, "close-stocktaking", **close)
