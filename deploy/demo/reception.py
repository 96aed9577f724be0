"""The quarter's receptions: by letter, cut at the check, cancelled, refused, and one that is still to come (A29)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from typing import Any

from deploy.demo.claims import BUYER, SELLER, Counter
from deploy.demo.pieces import FORBIDDEN, d
from deploy.demo.plan import Plan

DIRECTOR, STANDS_IN, ACCOUNTANT, CLERK = "p008", "p009", "p015", "p011"
ECONOMY = {"department": "finance-economy", "responsible": "p022", "companions": ["p022", "p024"]}
DEPUTIES = {"department": "deputies", "responsible": "p046", "companions": ["p046", "p047", "p048"]}


def reception(plan: Plan) -> None:
    hall = Hall(plan)
    _in_order(hall)
    _cut_and_returned(hall)
    _without_letter(hall)
    _standing_in(hall)
    _refused(hall)
    hall.request("RC9", d(9, 29), "p024", d(10, 13), ECONOMY, guests=6, letter=9)


class Hall:
    """Plans the way of receptions, each named by its label."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.minute = 0

    def at(self, on: date, hour: int) -> Any:
        self.minute += 1
        return self.plan.at(on, hour, self.minute % 60)

    def letter(self, on: date, by: str, n: int) -> Mapping[str, Any]:
        """Uploaded, and as the request says it."""
        name, text = f"来访公函{n}.txt", f"关于赴云柚区开展工作调研的函（{n}）"
        self.plan.files[name] = text.encode()
        self.plan.do(self.at(on, 8), by, "finance.upload-file", file_name=name, content={"@file": name})
        scan = [sha256(text.encode()).hexdigest()]
        number = f"市人办函〔2026〕{n}号"
        return {"letter_from": "市人大常委会办公室", "letter_number": number, "letter_day": on, "letter_scan": scan}

    def request(
        self, label: str, on: date, by: str, start: date, whose: Mapping[str, Any], *, guests: int = 4,
        cost: str = "400.00", letter: int = 0, expect: str = "", **more: Any,
    ) -> None:  # fmt: skip
        said: dict[str, Any] = {
            "paid_by": "office", "purpose": "工作调研座谈", "start": start, "end": start,
            "guests": [{"unit": "市人大常委会", "rank": "county", "count": guests}],
            "planned": [{"kind": "meal", "times": 1, "cost": cost}],
        }  # fmt: skip
        said["planned"] = more.pop("planned", said["planned"])
        written = self.letter(on, by, letter) if letter else {}
        self.plan.do(
            self.at(on, 9), by, "finance.request-reception", label="" if expect else label, expect=expect,
            **said, **whose, **written, **more,
        )  # fmt: skip

    def do(self, label: str, on: date, by: str, does: str, *, hour: int = 11, expect: str = "", **more: Any) -> None:
        self.plan.do(self.at(on, hour), by, f"finance.{does}", expect=expect, reception=f"@{label}", **more)

    def sign(
        self, label: str, on: date, whose: Mapping[str, Any], *items: Mapping[str, Any], guests: int = 4,
        companions: list[str] | None = None, hour: int = 15, expect: str = "",
    ) -> None:  # fmt: skip
        there = companions if companions is not None else whose["companions"]
        base = {"kind": "meal", "on": on, "place": "机关食堂", "guests": guests, "companions": len(there)}
        self.do(
            label, on, whose["responsible"], "sign-reception-list", hour=hour, expect=expect, guest_count=guests,
            companions=there, items=[{**base, **one} for one in items],
        )  # fmt: skip

    def claim(self, label: str, on: date, sum_: str) -> None:
        """The office claims it on an invoice of the canteen."""
        invoice = f"INV-{label}"
        said: dict[str, Any] = {"kind": "digital", "number": f"2651200000007700{on:%m%d}", "gross": sum_, "net": sum_}
        self.plan.do(self.at(on, 8), CLERK, "finance.register-invoice", label=invoice, on=on, **said, **SELLER, **BUYER)
        Counter(self.plan).claim(
            f"CL-{label}", on, CLERK, "office", "reception", [(f"@{invoice}", sum_)], kind="reception",
            payee={"name": SELLER["seller"]}, reception=f"@{label}",
        )  # fmt: skip


def _in_order(hall: Hall) -> None:
    hall.request("RC1", d(7, 14), "p024", d(7, 16), ECONOMY, letter=1)
    hall.do("RC1", d(7, 14), "p024", "approve-reception", expect=FORBIDDEN)
    hall.do("RC1", d(7, 15), DIRECTOR, "approve-reception")
    hall.sign("RC1", d(7, 16), ECONOMY, {"cost": "368.00"})
    hall.do("RC1", d(7, 17), ACCOUNTANT, "check-reception")
    hall.claim("RC1", d(7, 20), "368.00")
    Counter(hall.plan).goes("CL-RC1", d(7, 21), DIRECTOR)


def _cut_and_returned(hall: Hall) -> None:
    """Twelve guests; one more accompanied than may, and the meal was over the standard."""
    hall.request("RC2", d(7, 20), "p047", d(7, 22), DEPUTIES, guests=12, cost="1400.00", letter=2)
    hall.do("RC2", d(7, 21), DIRECTOR, "approve-reception")
    crowd = [*DEPUTIES["companions"], "p049", "p050"]
    extra = {"cost": "88.00", "kind": "tobacco"}
    hall.sign("RC2", d(7, 22), DEPUTIES, {"cost": "1700.00"}, extra, guests=12, companions=crowd,
              expect="finance.reception-extravagant")  # fmt: skip
    hall.sign("RC2", d(7, 22), DEPUTIES, {"cost": "1700.00"}, guests=12, companions=crowd, hour=16)
    hall.do("RC2", d(7, 23), ACCOUNTANT, "return-reception-list", reason="请补写用车费用")
    base = {"on": d(7, 22), "guests": 12, "companions": 5}
    items = [
        {**base, "kind": "meal", "place": "机关食堂", "cost": "1700.00"},
        {**base, "kind": "transport", "place": "中心城区至清柚镇", "cost": "260.00"},
    ]
    hall.do(
        "RC2", d(7, 23), "p046", "sign-reception-list", hour=15, guest_count=12, companions=crowd, items=items
    )  # fmt: skip
    hall.do("RC2", d(7, 24), ACCOUNTANT, "check-reception")


def _without_letter(hall: Hall) -> None:
    """Announced by telephone: no consent before the letter came; then the guests did not come."""
    hall.request("RC3", d(8, 3), "p024", d(8, 6), ECONOMY)
    hall.do("RC3", d(8, 3), DIRECTOR, "approve-reception", expect="finance.reception-without-letter")
    written = hall.letter(d(8, 4), "p024", 3)
    hall.do("RC3", d(8, 4), "p024", "enter-reception-letter", hour=9, **written)
    hall.do("RC3", d(8, 4), DIRECTOR, "approve-reception")
    hall.do("RC3", d(8, 5), "p024", "cancel-reception", reason="来访改期")
    hall.request("RC4", d(8, 10), "p047", d(8, 12), DEPUTIES, letter=4)
    hall.do("RC4", d(8, 11), DIRECTOR, "reject-reception", reason="与另一批来访合并接待")


def _standing_in(hall: Hall) -> None:
    """The office director is away: who stands in decides, but not on what they asked for."""
    office = {"department": "office", "responsible": "p010", "companions": ["p010"]}
    hall.request("RC5", d(8, 25), STANDS_IN, d(8, 27), office, letter=5)
    hall.do("RC5", d(8, 25), STANDS_IN, "approve-reception", expect="finance.own-matter")
    hall.do("RC5", d(8, 26), DIRECTOR, "approve-reception")
    hall.sign("RC5", d(8, 27), office, {"cost": "400.00"})
    hall.do("RC5", d(8, 28), ACCOUNTANT, "check-reception")


def _refused(hall: Hall) -> None:
    on, come = d(9, 3), d(9, 8)
    crowd = {**ECONOMY, "companions": ["p022", "p023", "p024", "p025"]}
    hall.request("x", on, "p024", come, crowd, expect="finance.reception-too-many-companions")
    hall.request("x", on, "p024", come, ECONOMY, cost="600.01", expect="finance.reception-over-standard")
    twice = [{"kind": "meal", "times": 2, "cost": "400"}]
    hall.request("x", on, "p024", come, ECONOMY, planned=twice, expect="finance.reception-too-many-meals")
