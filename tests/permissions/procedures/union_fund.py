"""The union's fund (A27): anybody asks, its chair decides, the cashier pays, the accountant helps with the books."""

from __future__ import annotations

from typing import Any

from tests.permissions.words import JULY, P, row
from tests.permissions.world import Diary

EIGHT = ("treats", "bonuses", "luxury", "hidden-funds", "merged", "diverted", "fundraising", "unrelated")
GIFT: dict[str, Any] = {
    "purpose": "festival", "item": "goods", "what": "节日慰问", "amount": "100", "recipients": ["p028"],
    "payee": "某超市", "answers": [{"prohibition": one, "answer": "yes"} for one in EIGHT],
}  # fmt: skip
GRANT = {"on": "2026-07-01", "amount": "50000", "account": "union-bank", "source": "区总工会"}
DUES = {"on": "2026-07-01", "period": "2026-Q2", "base": "1000000", "account": "union-bank"}


def prepare(diary: Diary) -> None:
    """A payment in every state that something can be done in, one of which concerns the chair of the union."""
    diary.make("union-grant", "07-01T11:00", "p015", "finance.receive-union-grant", **GRANT)
    diary.make("union-grant-too-many", "07-01T11:01", "p015", "finance.receive-union-grant", **GRANT | {"amount": "1"})
    for n, state in enumerate(("asked", "returned", "approved", "paid")):
        diary.make(f"union-{state}", f"07-02T09:{n + 10}", P, "finance.request-union-payment", **GIFT)
    of_chair = GIFT | {"recipients": ["p017"]}
    diary.make("union-of-chair", "07-02T09:20", "p038", "finance.request-union-payment", **of_chair)
    diary.do("07-02T10:00", "p017", "finance.return-union-payment", payment="@union-returned", reason="补充说明")
    for state in ("approved", "paid"):
        diary.do("07-02T10:10", "p017", "finance.approve-union-payment", payment=f"@union-{state}")
    paid = {"payment": "@union-paid", "on": "2026-07-02", "account": "union-bank"}
    diary.do("07-02T10:20", "p023", "finance.pay-union-payment", **paid)


ASKED, OF_CHAIR = {"payment": "@union-asked"}, {"payment": "@union-of-chair"}
KEEPERS = "union-chair finance-leader accountant cashier auditor"
ROWS = (
    row("finance.request-union-payment", "everybody", **GIFT),
    row("finance.revise-union-payment", "self", payment="@union-returned", **GIFT),
    row("finance.approve-union-payment", "union-chair", **ASKED),
    row("finance.return-union-payment", "union-chair", **ASKED, reason="补充"),
    row("finance.reject-union-payment", "union-chair", **ASKED, reason="不符合规定"),
    row("finance.approve-union-payment", "finance-leader", "of the chair", **OF_CHAIR),
    row("finance.return-union-payment", "finance-leader", "of the chair", **OF_CHAIR, reason="补充"),
    row("finance.reject-union-payment", "finance-leader", "of the chair", **OF_CHAIR, reason="不符合规定"),
    row("finance.withdraw-union-payment", "self", **ASKED, reason="不再需要"),
    row("finance.pay-union-payment", "cashier", payment="@union-approved", on="2026-07-08", account="union-bank"),
    row("finance.take-back-union-payment", "accountant", payment="@union-paid", reason="退款"),
    row("finance.get-union-payment", f"self {KEEPERS}", **ASKED),
    row("finance.print-union-payment", f"self {KEEPERS}", **ASKED),
    row("finance.list-union-payments", f"self {KEEPERS}", "of a person", person=P),
    row("finance.list-union-payments", KEEPERS, "of all"),
    row("finance.export-union-payments", KEEPERS, **JULY),
    row("finance.receive-union-grant", "accountant cashier", **GRANT),
    row("finance.collect-union-dues", "accountant cashier", **DUES),
    row("finance.take-back-union-income", "accountant", income="@union-grant-too-many", reason="重复"),
    row("finance.get-union-income", KEEPERS, income="@union-grant"),
    row("finance.list-union-income", KEEPERS),
    row("finance.get-union-year", "everybody", year=2026),
    row("finance.export-union-year", KEEPERS, year=2026),
)  # fmt: skip
