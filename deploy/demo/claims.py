"""The quarter's claims: paid in every way, cut, sent back, refused, withdrawn, set off, on their way (A32)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import cycle
from typing import Any

from deploy.demo.advances import SETTLED_BY_CLAIM, Till
from deploy.demo.pieces import FORBIDDEN, d
from deploy.demo.plan import Plan
from deploy.demo.spending import MAJOR, Money

ACCOUNTANT, CASHIER, DIRECTOR, FINANCE_LEADER, STAND_IN = "p015", "p023", "p008", "p003", "p058"
SELLER = {"seller": "云柚文具有限公司", "seller_tax": "91350100M000100Y43"}
BUYER = {"buyer": "云柚区人民代表大会常务委员会", "buyer_tax": "11519903MB0A201807"}
ALL = ("check", "review", "approve", "pay", "file")


def claims(plan: Plan) -> None:
    counter = Counter(plan)
    _with_requests(counter)
    _small(counter)
    _advance(counter)
    _refused(counter)
    _on_their_way(counter)
    _earned(counter)


def _with_requests(counter: Counter) -> None:
    """In cash with something cut; by transfer to a seller, sent back on the way and approved in part; the equipment."""
    invoices = counter.register("p031", d(7, 9), "480.00", "330.00")
    counter.claim("CL1", d(7, 10), "p031", "agriculture", "office", invoices, spending="@SP1")
    cuts = [{"place": 2, "allowed": "300.00", "ground": "超出定点采购价格"}]
    counter.goes("CL1", d(7, 13), "p004", method="cash", check={"cuts": cuts})
    invoices = counter.register("p024", d(7, 15), "3150.00")
    seller = {"name": SELLER["seller"]}
    counter.claim("CL2", d(7, 16), "p024", "finance-economy", "printing", invoices, payee=seller, spending="@SP2")
    counter.do("CL2", d(7, 17), 9, ACCOUNTANT, "check-claim")
    counter.do("CL2", d(7, 17), 10, FINANCE_LEADER, "approve-claim", expect=FORBIDDEN)
    counter.do("CL2", d(7, 17), 11, DIRECTOR, "review-claim")
    counter.do("CL2", d(7, 20), 9, FINANCE_LEADER, "return-claim", to="check", reason="请核对印数")
    less = {"amount": "3000.00", "ground": "按合同约定印数支付"}
    counter.goes("CL2", d(7, 21), DIRECTOR, approve=less)
    invoices = counter.register("p010", d(8, 5), "66800.00")
    counter.claim("CL3", d(8, 6), "p010", "office", "equipment", invoices, payee=seller, spending=f"@{MAJOR}")
    counter.goes("CL3", d(8, 7), STAND_IN)


def _small(counter: Counter) -> None:
    """Without a request; handed in anew after it came back, and paid by card; approved by who stands in."""
    first, second = counter.register("p053", d(7, 21), "86.00", "68.00")
    counter.claim("CL4", d(7, 22), "p053", "research", "office", [first])
    counter.do("CL4", d(7, 23), 9, ACCOUNTANT, "return-claim", to="claimant", reason="发票与事由不符")
    counter.claim("CL4", d(7, 24), "p053", "research", "office", [second], revises=True)
    counter.goes("CL4", d(7, 27), "p005", method="card")
    counter.claim("CL5", d(9, 7), "p032", "agriculture", "office", counter.register("p032", d(9, 4), "120.00"))
    counter.goes("CL5", d(9, 8), "p004", approver=STAND_IN, method="cash")


def _advance(counter: Counter) -> None:
    """The advance is set off against the claim, and what is left of it repaid (B10.7)."""
    money, till = Money(counter.plan), Till(counter.plan)
    money.request("SP9", d(7, 8), "p046", "deputies", "meetings", "2800.00", "代表视察活动场地")
    money.decide("SP9", d(7, 8), FINANCE_LEADER, hour=11)
    invoices = counter.register("p046", d(7, 16), "2640.00", kind="services")
    counter.claim(
        "CL6", d(7, 17), "p046", "deputies", "meetings", invoices, kind="services", spending="@SP9",
        advance=f"@{SETTLED_BY_CLAIM}",
    )  # fmt: skip
    counter.goes("CL6", d(7, 20), DIRECTOR, method="cash")
    till.repay(SETTLED_BY_CLAIM, d(7, 22), "360.00", "cash")


def _refused(counter: Counter) -> None:
    """What the rules do not let pass, and what does not end in a payment."""
    (invoice,) = counter.register("p042", d(7, 13), "200.00")
    counter.claim("CL7", d(7, 14), "p042", "social", "office", [invoice])
    counter.claim(
        "CL7x", d(7, 14), "p042", "social", "office", [invoice], hour=11, expect="finance.invoice-not-free"
    )  # fmt: skip
    counter.do("CL7", d(7, 15), 9, ACCOUNTANT, "reject-claim", reason="与公务无关")
    counter.claim("CL8", d(7, 15), "p044", "social", "office", counter.register("p044", d(7, 14), "45.00"))
    counter.do("CL8", d(7, 16), 9, "p044", "withdraw-claim", reason="改由本人承担")
    counter.do("CL8", d(7, 16), 10, ACCOUNTANT, "check-claim", expect="finance.claim-not-at-step")
    again = counter.register("p038", d(9, 1), "560.00")
    counter.claim("CL13", d(9, 2), "p038", "education-culture", "office", again, spending="@SP8")
    counter.do("CL13", d(9, 3), 9, "p038", "withdraw-claim", reason="供货退回")
    large = counter.register("p047", d(7, 15), "900.00")
    counter.claim("CL9x", d(7, 16), "p047", "deputies", "office", large, expect="finance.not-asked-before")
    small = counter.register("p047", d(7, 20), "60.00")
    counter.claim("CL10x", d(7, 21), "p047", "deputies", "vehicles", small, expect="finance.not-in-plan")
    late = counter.register("p047", d(7, 21), "30.00", issued=d(4, 10))
    counter.claim("CL11x", d(7, 22), "p047", "deputies", "office", late, expect="finance.claim-too-late")
    counter.claim("CL12", d(7, 28), ACCOUNTANT, "office", "office", counter.register(ACCOUNTANT, d(7, 27), "50.00"))
    counter.do("CL12", d(7, 29), 9, ACCOUNTANT, "check-claim", expect="finance.own-matter")
    counter.do("CL12", d(7, 30), 9, ACCOUNTANT, "withdraw-claim", reason="由他人代垫")


def _on_their_way(counter: Counter) -> None:
    """At the quarter's end one waits at every step."""
    on = d(9, 24)
    for n, person in enumerate(("p039", "p043", "p050", "p035"), 1):
        department = counter.plan.roll.department(person, on)
        label = f"CL{13 + n}"
        counter.claim(label, on, person, department, "office", counter.register(person, on, f"{40 + n}.50"), hour=11)
        leader = counter.plan.roll.holder(counter.plan.roll.supervising_post(department, on), on)
        counter.goes(label, d(9, 25), leader, steps=ALL[: n - 1])


def _earned(counter: Counter) -> None:
    """A turn of duty, by whoever had it after the swap: the office pays such sums (A30)."""
    for label, hour, sum_, expect in (
        ("CL18x", 9, "240.00", "kernel.invalid"),
        ("CL18", 10, "120.00", ""),
        ("CL18y", 11, "120.00", "finance.claim-occasion-claimed"),
    ):
        counter.claim(
            label, d(9, 1), "p024", "office", "overtime", [("", sum_)], kind="duty", hour=hour, expect=expect,
            duty="@DUTY-0704/items/0/id",
        )  # fmt: skip
    counter.goes("CL18", d(9, 2), DIRECTOR)


PURPOSES = {
    "office": (
        "购买文件夹和装订用品", "更换调研用录音笔电池", "购买会议桌签", "复印执法检查材料", "邮寄代表建议答复函",
        "购买档案盒和标签", "冲印视察活动照片", "购买硒鼓", "扫描历史卷宗",
    ),
    "printing": ("印制预算审查资料汇编",),
    "equipment": ("购置机关办公设备",),
    "meetings": ("代表视察活动场地和资料",),
    "vehicles": ("公务车辆清洗",),
    "reception": ("上级来访工作餐",),
    "overtime": ("加班值班补助",),
}  # fmt: skip
"""What was bought for, by budget line, in turn."""


class Counter:
    """Where claims are handed in and go their way; invoices are numbered through."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.invoices = plan, 0
        self.purposes = {line: cycle(told) for line, told in PURPOSES.items()}

    def register(
        self, person: str, on: date, *sums: str, kind: str = "goods", issued: date | None = None
    ) -> list[tuple[str, str]]:
        """Each with its sum, by the label under which it is claimed."""
        found = []
        for sum_ in sums:
            self.invoices += 1
            label = f"INV{self.invoices}"
            said: dict[str, Any] = {
                "kind": "digital", "number": f"265120000000876{self.invoices:05d}", "gross": sum_, "net": sum_,
                "on": issued or on - timedelta(days=3), **SELLER, **BUYER,
            }  # fmt: skip
            at = self.plan.at(on, 9, self.invoices % 60)
            self.plan.do(at, person, "finance.register-invoice", label=label, **said)
            found.append((f"@{label}", sum_))
        return found

    def claim(
        self, label: str, on: date, person: str, department: str, line: str, invoices: Sequence[tuple[str, str]], *,
        kind: str = "goods", payee: dict[str, str] | None = None, revises: bool = False, hour: int = 10,
        expect: str = "", **more: str,
    ) -> None:  # fmt: skip
        whole = f"{sum(float(sum_) for _, sum_ in invoices):.2f}"
        said: dict[str, Any] = {
            "department": department, "line": line, "purpose": next(self.purposes[line]),
            "items": [{"kind": kind, "amount": sum_, "invoice": invoice or None} for invoice, sum_ in invoices],
            "payees": [{**(payee or {"person": person}), "amount": whole}], **more,
        }  # fmt: skip
        if revises:
            self.do(label, on, hour, person, "revise-claim", **said)
        else:
            name = "" if expect else label
            self.plan.do(
                self.plan.at(on, hour), person, "finance.submit-claim", label=name, expect=expect, **said
            )  # fmt: skip

    def goes(
        self, label: str, on: date, reviewer: str, *, approver: str = FINANCE_LEADER, method: str = "transfer",
        steps: Sequence[str] = ALL, check: dict[str, Any] | None = None, approve: dict[str, Any] | None = None,
    ) -> None:  # fmt: skip
        usual: dict[str, tuple[str, str, dict[str, Any]]] = {
            "check": (ACCOUNTANT, "check-claim", check or {}),
            "review": (reviewer, "review-claim", {}),
            "approve": (approver, "approve-claim", approve or {}),
            "pay": (CASHIER, "pay-claim", {"method": method}),
            "file": (ACCOUNTANT, "archive-claim", {"volume": f"2026年{on.month}月第1册"}),
        }
        for hour, step in enumerate(steps, 13):
            person, operation, fields = usual[step]
            self.do(label, on, hour, person, operation, **fields)

    def do(
        self, label: str, on: date, hour: int, person: str, does: str, *, expect: str = "", **more: Any
    ) -> None:  # fmt: skip
        self.plan.do(self.plan.at(on, hour), person, f"finance.{does}", expect=expect, claim=f"@{label}", **more)
