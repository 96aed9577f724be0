"""Purchases (A31): the handler buys, three sign each step, logistics accepts, finance checks and pays."""

from __future__ import annotations

from typing import Any

from services.finance.invoices.numbers import invoice_id
from tests.permissions.procedures.invoices import face
from tests.permissions.procedures.ledger import SEES_MONEY
from tests.permissions.procedures.suppliers import SELLER
from tests.permissions.words import BUDGET, JULY, LINE, P, row
from tests.permissions.world import Diary

WHAT = {
    **BUDGET, "category": "consumables", "what": "复印纸", "quantity": 10, "estimate": "900", "line": "office",
    "reason": "日常办公",
}  # fmt: skip
QUOTE = {"supplier": "@supplier", "amount": "900", "on": "2026-07-02"}
DELIVERY = {"on": "2026-07-06", "quantity": 10, "note": "完好"}
SIGN = (("p027", "sign-as-handler"), ("p010", "sign-for-logistics"), ("p007", "sign-for-discipline"))
STEPS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("p027", "enter-quote", QUOTE),
    ("p027", "choose-supplier", {"supplier": "@supplier"}),
    *((person, sign, {}) for person, sign in SIGN),
    ("p027", "order-goods", {"contract": "1", "amount": "900", "on": "2026-07-06"}),
    ("p027", "enter-delivery", {**DELIVERY, "quantity": 4}),
    *((person, sign, {}) for person, sign in SIGN),
    ("p010", "accept-delivery", {}),
    ("p027", "enter-delivery", {**DELIVERY, "quantity": 6}),
    *((person, sign, {}) for person, sign in SIGN),
    ("p010", "accept-delivery", {}),
    ("p027", "hand-in-purchase-invoice", {}),
    ("p015", "check-purchase-invoice", {}),
    *((person, sign, {}) for person, sign in SIGN),
    ("p023", "pay-purchase", {}),
    ("p015", "record-purchase-bounce", {"on": "2026-07-06", "reason": "户名不符"}),
)
STAND = {
    "new-purchase": 0, "purchase": 1, "chosen-purchase": 2, "signed-purchase": 5, "ordered-purchase": 6,
    "delivered-purchase": 10, "partly-delivered-purchase": 11, "received-purchase": 16, "invoiced-purchase": 17,
    "owed-purchase": 18, "payable-purchase": 21, "paid-purchase": 22, "bounced-purchase": 23,
}  # fmt: skip
"""How many steps each has gone."""


FREE = str(invoice_id("", "26512000000000001099"))


def prepare(diary: Diary) -> None:
    registered(diary, 99)
    for n, (label, steps) in enumerate(STAND.items()):
        diary.make(label, f"07-02T14:{n:02d}", P, "finance.request-purchase", **WHAT)
        for nth, (person, step, said) in enumerate(STEPS[:steps]):
            at = f"07-06T{9 + nth // 3:02d}:{20 * (nth % 3) + n:02d}"
            if step == "hand-in-purchase-invoice":
                said = {"invoices": [{"invoice": registered(diary, n)}]}
            diary.do(at, person, f"finance.{step}", purchase=f"@{label}", **said)


def registered(diary: Diary, n: int) -> str:
    """An invoice of the supplier; its id."""
    number = f"26512000000000001{n:03d}"
    said = {"seller": "泉城办公", "seller_tax": SELLER, "gross": "900", "tax": "0"}
    diary.do(f"07-02T15:{n % 60:02d}", P, "finance.register-invoice", **face(number, **said))
    return str(invoice_id("", number))


SEES = f"{SEES_MONEY} logistics discipline-head"
READERS = f"colleague {LINE} {SEES}"
ROWS = (
    row("finance.request-purchase", "colleague head clerk logistics", **WHAT),
    row("finance.name-purchase-handler", "head logistics", purchase="@purchase", handler="p028", reason="借调"),
    row("finance.enter-quote", "self", purchase="@purchase", **QUOTE),
    row("finance.choose-supplier", "self", purchase="@purchase", supplier="@supplier"),
    row("finance.sign-as-handler", "self", purchase="@chosen-purchase"),
    row("finance.sign-for-logistics", "logistics", purchase="@chosen-purchase"),
    row("finance.sign-for-discipline", "discipline-head", purchase="@chosen-purchase"),
    row(
        "finance.withdraw-signature", "self logistics discipline-head",
        purchase="@signed-purchase", reason="数量有误",
    ),
    row("finance.decline-purchase", "logistics discipline-head", purchase="@chosen-purchase", reason="偏高"),
    row(
        "finance.order-goods", "self",
        purchase="@signed-purchase", contract="2", amount="900", on="2026-07-08",
    ),
    row("finance.enter-delivery", "self", purchase="@ordered-purchase", **DELIVERY),
    row("finance.accept-delivery", "logistics", purchase="@delivered-purchase"),
    row("finance.end-deliveries", "self logistics", purchase="@partly-delivered-purchase", reason="停产"),
    row("finance.hand-in-purchase-invoice", "self", purchase="@received-purchase", invoices=[{"invoice": FREE}]),
    row("finance.check-purchase-invoice", "accountant", purchase="@invoiced-purchase"),
    row("finance.return-purchase-invoice", "accountant", purchase="@payable-purchase", reason="有误"),
    row("finance.pay-purchase", "cashier", purchase="@payable-purchase"),
    row("finance.pay-purchase", "cashier", "sent back", purchase="@bounced-purchase"),
    row("finance.record-purchase-bounce", "accountant", purchase="@paid-purchase", on="2026-07-06", reason="有误"),
    row("finance.take-back-purchase-bounce", "accountant", purchase="@bounced-purchase", reason="有误"),
    row("finance.close-purchase", "self logistics", purchase="@paid-purchase"),
    row("finance.cancel-purchase", "self logistics", purchase="@ordered-purchase", reason="不再需要"),
    row("finance.get-purchase", f"self {READERS}", purchase="@purchase"),
    row("finance.print-purchase", f"self {READERS}", purchase="@purchase"),
    row("finance.print-acceptance", f"self {READERS}", purchase="@purchase"),
    row("finance.print-purchase-payment", f"self {READERS}", purchase="@paid-purchase"),
    row("finance.list-purchases", f"self {READERS}", "of a person", person=P),
    row("finance.list-purchases", READERS, "of a department", **BUDGET),
    row("finance.list-purchases", SEES, "of the organ"),
    row("finance.export-purchases", SEES, **JULY),
)  # fmt: skip
