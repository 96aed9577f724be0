"""The quarter's purchases: small and major, split, returned, short, declined, cancelled, on their way (A31).

Suppliers are invented; the check digits of their tax numbers are right.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from deploy.demo.motions import SECRETARY, YES, Room
from deploy.demo.pieces import FORBIDDEN, d
from deploy.demo.plan import Plan

LOGISTICS, DISCIPLINE, ACCOUNTANT, CASHIER = "p010", "p007", "p015", "p023"
SUPPLIERS: Mapping[str, tuple[str, str]] = {
    "SU1": ("云柚办公设备有限公司", "91370100MA3C1D2E0X"),
    "SU2": ("青柚信息技术有限公司", "91370100MA3C1D2E11"),
    "SU3": ("泉城家具厂", "91370100MA3C1D2E24"),
    "SU4": ("历下装饰工程队", "91370100MA3C1D2E37"),
}
BUYER = {"buyer": "云柚区人民代表大会常务委员会", "buyer_tax": "11519903MB0A201807"}
MISSING = "finance.purchase-signatures-missing"


def procurement(plan: Plan) -> None:
    buyer = Buyer(plan)
    _suppliers(buyer)
    _computers(buyer)
    _major(buyer)
    _split(buyer)
    _small(buyer)
    _on_their_way(buyer)


@dataclass
class Buyer:
    """Plans the way of purchases, each named by its label, and handled by somebody."""

    plan: Plan
    invoices: int = 0

    def do(
        self, on: date, hour: int, by: str, operation: str, /, *, label: str = "", expect: str = "", **body: Any
    ) -> None:
        self.plan.do(self.plan.at(on, hour), by, f"finance.{operation}", label=label, expect=expect, **body)

    def of(self, purchase: str, on: date, hour: int, by: str, does: str, /, *, expect: str = "", **body: Any) -> None:
        self.do(on, hour, by, does, expect=expect, purchase=f"@{purchase}", **body)

    def request(
        self, label: str, on: date, by: str, what: str, quantity: int, estimate: str, *, category: str, line: str,
        department: str = "office", unit: str = "件", hour: int = 9, expect: str = "", **more: Any,
    ) -> None:  # fmt: skip
        said = {"department": department, "category": category, "what": what, "quantity": quantity, "unit": unit}
        self.do(
            on, hour, by, "request-purchase", label="" if expect else label, expect=expect, **said, estimate=estimate,
            line=line, reason="现有设备和用品不能满足工作需要", **more,
        )  # fmt: skip

    def quotes(self, purchase: str, on: date, by: str, **amounts: str) -> None:
        for supplier, amount in amounts.items():
            self.of(purchase, on, 10, by, "enter-quote", supplier=f"@{supplier}", amount=amount, on=on)

    def signs(self, purchase: str, on: date, hour: int, *people: str) -> None:
        for person, does in zip(people, ("sign-as-handler", "sign-for-logistics", "sign-for-discipline"), strict=True):
            if person:
                self.of(purchase, on, hour, person, does)

    def delivers(self, purchase: str, on: date, by: str, quantity: int, defective: int = 0) -> None:
        """Came, was signed for by the three, and accepted."""
        note = "外观完好，试用正常" if not defective else "部分不能开机，退回更换"
        self.of(purchase, on, 9, by, "enter-delivery", on=on, quantity=quantity, defective=defective, note=note)
        self.signs(purchase, on, 10, by, LOGISTICS, DISCIPLINE)
        self.of(purchase, on, 11, LOGISTICS, "accept-delivery")

    def invoice(self, on: date, by: str, supplier: str, gross: str) -> str:
        """Registered by the handler; its label."""
        self.invoices += 1
        name, tax_number = SUPPLIERS[supplier]
        self.do(
            on, 9, by, "register-invoice", label=f"PI{self.invoices}", kind="digital",
            number=f"2651200000300000{self.invoices:04d}", on=on, gross=gross, tax="0.00", net=gross, seller=name,
            seller_tax=tax_number, **BUYER,
        )  # fmt: skip
        return f"@PI{self.invoices}"

    def is_paid(self, purchase: str, on: date, by: str, supplier: str, gross: str, paid: date) -> None:
        """Handed in, checked, signed for by the three, paid."""
        self.of(
            purchase,
            on,
            10,
            by,
            "hand-in-purchase-invoice",
            invoices=[{"invoice": self.invoice(on, by, supplier, gross)}],
        )
        self.of(purchase, on, 14, ACCOUNTANT, "check-purchase-invoice")
        self.signs(purchase, paid, 9, by, LOGISTICS, DISCIPLINE)
        self.of(purchase, paid, 15, CASHIER, "pay-purchase")


def _suppliers(buyer: Buyer) -> None:
    """Entered once; one is barred until a day and readmitted by the clock, one by the discipline group."""
    on = d(7, 2)
    for label, (name, tax_number) in SUPPLIERS.items():
        said = {"name": name, "tax_number": tax_number, "account": f"云柚农商行 62{tax_number[-4:]}"}
        buyer.do(on, 9, LOGISTICS, "enter-supplier", label=label, **said)
    twice = {"name": "云柚办公设备公司", "tax_number": SUPPLIERS["SU1"][1]}
    buyer.do(on, 10, ACCOUNTANT, "enter-supplier", expect="finance.supplier-known", **twice)
    wrong = {"name": "某公司", "tax_number": "91370100MA3C1D2E10"}
    buyer.do(on, 10, ACCOUNTANT, "enter-supplier", expect="finance.invoice-tax-number", **wrong)
    said = {"name": SUPPLIERS["SU2"][0], "account": "云柚农商行 620099"}
    buyer.do(on, 11, ACCOUNTANT, "correct-supplier", supplier="@SU2", **said)
    late: dict[str, Any] = {"supplier": "@SU4", "reason": "逾期完工"}
    buyer.do(d(7, 3), 9, LOGISTICS, "bar-supplier", **late, until=d(7, 10))
    buyer.do(d(7, 3), 10, "p018", "bar-supplier", **late, expect=FORBIDDEN)
    buyer.do(d(9, 15), 9, DISCIPLINE, "bar-supplier", supplier="@SU3", reason="有人举报围标，暂停核查")
    buyer.do(d(9, 22), 9, DISCIPLINE, "readmit-supplier", supplier="@SU3", reason="查无实据")


def _computers(buyer: Buyer) -> None:
    """Not the lowest, with the reason; one came broken; the first invoice went back; four assets."""
    it, by = "PU1", "p018"
    buyer.request(it, d(7, 6), by, "台式计算机", 4, "24000.00", category="computers", line="equipment", unit="台")
    buyer.request("PU1x", d(7, 6), "p024", "键盘", 1, "90.00", category="consumables", line="office", expect=FORBIDDEN)
    buyer.of(it, d(7, 6), 10, by, "enter-quote", supplier="@SU4", amount="20000.00", on=d(7, 6),
             expect="finance.supplier-barred")  # fmt: skip
    buyer.quotes(it, d(7, 6), by, SU1="23600.00", SU2="23900.00")
    buyer.of(it, d(7, 6), 11, by, "choose-supplier", supplier="@SU2", expect="finance.purchase-too-few-quotes")
    buyer.quotes(it, d(7, 7), by, SU3="24500.00", SU2="23800.00")
    buyer.of(it, d(7, 7), 11, by, "choose-supplier", supplier="@SU2", expect="finance.purchase-not-lowest")
    buyer.of(it, d(7, 7), 11, by, "choose-supplier", supplier="@SU2", reason="含三年上门服务")
    buyer.signs(it, d(7, 8), 9, by, LOGISTICS, "")
    buyer.of(it, d(7, 8), 10, LOGISTICS, "sign-for-logistics", expect="finance.purchase-signed")
    order: dict[str, Any] = {"contract": "云人采2026-1", "amount": "23800.00"}
    buyer.of(it, d(7, 8), 11, by, "order-goods", on=d(7, 8), **order, expect=MISSING)
    buyer.signs(it, d(7, 9), 9, "", "", DISCIPLINE)
    buyer.of(it, d(7, 9), 10, DISCIPLINE, "withdraw-signature", reason="核对报价")
    buyer.of(it, d(7, 9), 11, DISCIPLINE, "withdraw-signature", reason="核对报价", expect="finance.purchase-not-signed")
    buyer.signs(it, d(7, 10), 9, "", "", DISCIPLINE)
    buyer.of(it, d(7, 13), 9, by, "order-goods", on=d(7, 13), **order | {"amount": "23900.00"},
             expect="finance.purchase-above-quote")  # fmt: skip
    buyer.of(it, d(7, 13), 10, by, "order-goods", on=d(7, 13), **order)
    contract: dict[str, Any] = {"file_name": "采购合同.txt", "content": {"@file": "采购合同.txt"}}
    buyer.plan.files["采购合同.txt"] = "台式计算机四台，三年上门服务。".encode()
    buyer.do(d(7, 13), 11, by, "attach-file", kind="purchase", record=f"@{it}", **contract)
    came: dict[str, Any] = {"on": d(7, 20), "quantity": 5, "note": "外观完好"}
    buyer.of(it, d(7, 20), 9, by, "enter-delivery", **came, expect="finance.purchase-above-order")
    buyer.of(it, d(7, 20), 9, by, "enter-delivery", **came | {"quantity": 4})
    buyer.of(it, d(7, 20), 9, LOGISTICS, "accept-delivery", expect=MISSING)
    buyer.delivers(it, d(7, 20), by, 4, 1)
    buyer.delivers(it, d(7, 23), by, 1)
    dear = buyer.invoice(d(7, 24), by, "SU2", "24000.00")
    buyer.of(
        it,
        d(7, 24),
        10,
        by,
        "hand-in-purchase-invoice",
        invoices=[{"invoice": dear}],
        expect="finance.purchase-above-order",
    )
    other = buyer.invoice(d(7, 24), by, "SU1", "23800.00")
    buyer.of(
        it,
        d(7, 24),
        10,
        by,
        "hand-in-purchase-invoice",
        invoices=[{"invoice": other}],
        expect="finance.purchase-other-seller",
    )
    first = buyer.invoice(d(7, 24), by, "SU2", "23800.00")
    buyer.of(it, d(7, 24), 10, by, "hand-in-purchase-invoice", invoices=[{"invoice": first}])
    buyer.of(it, d(7, 27), 9, ACCOUNTANT, "return-purchase-invoice", reason="备注栏未写合同编号")
    buyer.of(it, d(7, 28), 10, by, "hand-in-purchase-invoice", invoices=[{"invoice": first}])
    buyer.of(it, d(7, 28), 14, ACCOUNTANT, "check-purchase-invoice")
    buyer.of(it, d(7, 29), 9, CASHIER, "pay-purchase", expect=MISSING)
    buyer.signs(it, d(7, 29), 10, by, LOGISTICS, DISCIPLINE)
    buyer.of(it, d(7, 30), 9, CASHIER, "pay-purchase")
    asset: dict[str, Any] = {"name": "台式计算机", "place": "主楼办公室"}
    buyer.of(it, d(7, 30), 15, by, "close-purchase", expect="finance.purchase-assets")
    for n, keeper in enumerate(("p018", "p011", "p012", "p013"), 1):
        buyer.do(d(7, 31), 9, LOGISTICS, "register-asset", label=f"AS{n}", purchase=f"@{it}", keeper=keeper, **asset)
    buyer.of(
        it, d(7, 31), 10, LOGISTICS, "register-asset", keeper="p016", **asset, expect="finance.assets-all-registered"
    )
    buyer.of(it, d(8, 3), 9, by, "close-purchase")


def _major(buyer: Buyer) -> None:
    """The Party group decides; two of twelve never came, and ten twelfths are paid."""
    it, by = "PU2", "p013"
    buyer.request(it, d(7, 8), by, "会议桌椅", 12, "60000.00", category="furniture", line="equipment", unit="套")
    buyer.quotes(it, d(7, 13), by, SU1="61200.00", SU2="62000.00", SU3="58800.00")
    buyer.of(it, d(7, 14), 9, by, "choose-supplier", supplier="@SU3")
    buyer.signs(it, d(7, 15), 9, by, LOGISTICS, DISCIPLINE)
    order: dict[str, Any] = {"contract": "云人采2026-2", "amount": "58800.00"}
    buyer.of(it, d(7, 16), 9, by, "order-goods", on=d(7, 16), **order, expect="finance.purchase-awaits-decision")
    room, motion, on = Room(buyer.plan), "VP", d(7, 27)
    room.propose(
        motion, d(7, 20), "p003", "spending", "更新会议室桌椅", department="office",
        reference="finance.procurement:2026-0002",
    )  # fmt: skip
    room.discussed(motion, d(7, 22), on)
    present = room.present(on)
    room.do(motion, on, 14, SECRETARY, "open-vote", {"present": present})
    for person in present:
        room.do(motion, on, 15, person, "cast-vote", {"choice": YES})
    room.do(motion, on, 17, SECRETARY, "declare-result", {})
    buyer.of(it, d(7, 29), 9, by, "order-goods", on=d(7, 29), **order)
    buyer.delivers(it, d(8, 12), by, 10)
    buyer.of(it, d(8, 12), 14, by, "cancel-purchase", reason="其余不要", expect="finance.purchase-goods-accepted")
    buyer.of(it, d(8, 20), 9, by, "end-deliveries", reason="该型号停产")
    buyer.is_paid(it, d(8, 21), by, "SU3", "49000.00", d(8, 25))
    for n in range(5, 15):
        said = {"name": "会议桌椅", "keeper": "p013", "place": "第一会议室"}
        buyer.do(d(8, 26), 10, ACCOUNTANT, "register-asset", label=f"AS{n}", purchase=f"@{it}", **said)
    buyer.of(it, d(8, 27), 9, LOGISTICS, "close-purchase")


def _split(buyer: Buyer) -> None:
    """Two repairs within thirty days reach the threshold together: the second is declined, and comes to nothing."""
    by = "p012"
    said: dict[str, Any] = {"category": "repairs", "line": "maintenance", "unit": "项"}
    buyer.request("PU3", d(7, 15), by, "主楼外墙维修", 1, "30000.00", **said)
    buyer.quotes("PU3", d(7, 16), by, SU1="31000.00", SU2="33000.00", SU4="29800.00")
    buyer.of("PU3", d(7, 16), 14, by, "choose-supplier", supplier="@SU4")
    buyer.signs("PU3", d(7, 17), 9, by, LOGISTICS, DISCIPLINE)
    buyer.of("PU3", d(7, 22), 9, by, "order-goods", contract="云人采2026-3", amount="29800.00", on=d(7, 22))
    buyer.delivers("PU3", d(9, 10), by, 1)
    buyer.is_paid("PU3", d(9, 14), by, "SU4", "29800.00", d(9, 17))
    buyer.of("PU3", d(9, 18), 9, by, "close-purchase")
    buyer.request("PU4", d(8, 10), by, "附楼外墙维修", 1, "25000.00", **said)
    buyer.quotes("PU4", d(8, 11), by, SU1="26000.00", SU2="27000.00", SU4="24600.00")
    buyer.of("PU4", d(8, 11), 14, by, "choose-supplier", supplier="@SU4")
    buyer.signs("PU4", d(8, 12), 9, by, LOGISTICS, DISCIPLINE)
    order: dict[str, Any] = {"contract": "云人采2026-4", "amount": "24600.00", "on": d(8, 13)}
    buyer.of("PU4", d(8, 13), 9, by, "order-goods", **order, expect="finance.purchase-awaits-decision")
    buyer.of("PU4", d(8, 14), 9, DISCIPLINE, "decline-purchase", reason="与主楼外墙维修属同一工程，应一并报党组")
    buyer.of("PU4", d(8, 17), 9, by, "cancel-purchase", reason="并入明年维修计划")


def _small(buyer: Buyer) -> None:
    """Of a commission: one quote, another handler, and nothing for the register of assets."""
    it, by = "PU5", "p025"
    said: dict[str, Any] = {"category": "consumables", "line": "office", "department": "finance-economy", "unit": "箱"}
    buyer.request(it, d(8, 18), "p024", "复印纸和硒鼓", 6, "960.00", **said)
    buyer.of(it, d(8, 19), 9, "p022", "name-purchase-handler", handler=by, reason="原经办人参加调研")
    buyer.of(it, d(8, 19), 10, "p024", "enter-quote", supplier="@SU1", amount="900.00", on=d(8, 19), expect=FORBIDDEN)
    buyer.quotes(it, d(8, 20), by, SU1="936.00")
    buyer.of(it, d(8, 20), 11, by, "choose-supplier", supplier="@SU1")
    buyer.signs(it, d(8, 21), 9, by, LOGISTICS, DISCIPLINE)
    buyer.of(it, d(8, 24), 9, by, "order-goods", contract="云人采2026-5", amount="936.00", on=d(8, 24))
    buyer.delivers(it, d(8, 28), by, 6)
    buyer.is_paid(it, d(8, 31), by, "SU1", "936.00", d(9, 2))
    buyer.of(it, d(9, 3), 9, by, "close-purchase")


def _on_their_way(buyer: Buyer) -> None:
    """At the quarter's end: compared, half signed for, ordered; of what logistics asked for their stand-in signs."""
    buyer.request("PU6", d(9, 25), "p027", "法律图书", 20, "1600.00", category="publications", line="office",
                  department="budget", unit="册")  # fmt: skip
    buyer.quotes("PU6", d(9, 28), "p027", SU1="1580.00")
    said: dict[str, Any] = {"category": "services", "line": "maintenance", "unit": "次"}
    buyer.request("PU7", d(9, 23), LOGISTICS, "电梯维保", 1, "4800.00", **said, handler="p018")
    buyer.quotes("PU7", d(9, 24), "p018", SU1="4700.00", SU4="4600.00")
    buyer.of("PU7", d(9, 24), 11, "p018", "choose-supplier", supplier="@SU4")
    buyer.signs("PU7", d(9, 25), 9, "p018", "", DISCIPLINE)
    buyer.of("PU7", d(9, 25), 10, LOGISTICS, "sign-for-logistics", expect="finance.own-matter")
    buyer.request("PU8", d(9, 16), "p054", "会议话筒", 3, "2700.00", category="computers", line="equipment", unit="支")
    buyer.quotes("PU8", d(9, 17), "p054", SU1="2640.00", SU2="2700.00")
    buyer.of("PU8", d(9, 17), 11, "p054", "choose-supplier", supplier="@SU1")
    buyer.signs("PU8", d(9, 18), 9, "p054", LOGISTICS, DISCIPLINE)
    buyer.of("PU8", d(9, 21), 9, "p054", "order-goods", contract="云人采2026-6", amount="2640.00", on=d(9, 21))
