"""Advances (B10.7): two leaders consent, the cashier hands out and takes back, the chair decides on what is left."""

from __future__ import annotations

from tests.permissions.procedures.ledger import SEES_MONEY
from tests.permissions.words import BUDGET, JULY, LINE, P, row
from tests.permissions.world import Diary

ROUTE = (("p003", "finance.consent-to-advance"), ("p002", "finance.consent-to-advance"))
DRAWN = (*ROUTE, ("p023", "finance.draw-advance"))


def prepare(diary: Diary) -> None:
    """p027's is settled; others of whom nobody is tried have one at every step. There is cash in the drawer
    and money in the bank, and a line that bears what is written off."""
    bears = {"year": 2026, "line": "other", "department": "deputies", "amount": "5000"}
    diary.do("07-01T09:03", "p015", "finance.plan-budget-line", **bears)
    came = [{"account": name, "debit": sum_} for name, sum_ in (("cash", "20000"), ("bank", "200000"))]
    paid_in = {"summary": "提取备用金", "postings": [*came, {"account": "appropriation", "credit": "220000"}]}
    diary.do("07-01T08:40", "p015", "finance.post-voucher", on="2026-07-01", **paid_in)
    for n, (label, person, steps) in enumerate(
        (
            ("advance-settled", "p027", DRAWN),
            ("advance", "p025", ()),
            ("advance-endorsed", "p047", ROUTE[:1]),
            ("advance-approved", "p048", ROUTE),
            ("advance-drawn", "p057", DRAWN),
        )
    ):
        diary.make(label, f"07-02T13:0{n}", person, "finance.request-advance", purpose="外出考察", amount="900")
        for hour, (by, operation) in enumerate(steps, 14):
            diary.do(f"07-02T{hour}:0{n}", by, operation, advance=f"@{label}")
    settled = {"advance": "@advance-settled", "amount": "900", "means": "cash"}
    diary.do("07-03T09:00", "p023", "finance.repay-advance", **settled)
    diary.find(
        "repayment", "07-03T09:01", "p015", "finance.get-advance", lambda one: one["repayments"][0]["voucher"], **REPAID
    )


READERS = f"{LINE} {SEES_MONEY}"
REPAID = {"advance": "@advance-settled"}
OWED, WHY = {"advance": "@advance-drawn"}, {"reason": "逾期不还"}
ROWS = (
    row("finance.request-advance", "everybody", purpose="外出考察", amount="500"),
    row("finance.consent-to-advance", "supervisor", advance="@advance"),
    row("finance.consent-to-advance", "chair", "endorsed", advance="@advance-endorsed"),
    row("finance.reject-advance", "supervisor", advance="@advance", reason="可用公务卡"),
    row("finance.withdraw-advance", "nobody", advance="@advance", reason="行程取消"),
    row("finance.draw-advance", "cashier", advance="@advance-approved"),
    row("finance.repay-advance", "cashier", **OWED, amount="100", means="cash"),
    row("finance.take-back-repayment", "accountant", **REPAID, voucher="@repayment", reason="金额录错"),
    row("finance.decide-deduction", "chair", **OWED, **WHY),
    row("finance.write-off-advance", "chair", **OWED, **WHY),
    row("finance.get-advance", f"self {READERS}", advance="@advance-settled"),
    row("finance.print-advance", f"self {READERS}", advance="@advance-settled"),
    row("finance.list-advances", f"self {READERS}", "of a person", person=P),
    row("finance.list-advances", READERS, "of a department", **BUDGET),
    row("finance.list-advances", SEES_MONEY, "of the organ"),
    row("finance.export-advances", SEES_MONEY, **JULY),
    row("finance.get-ageing", SEES_MONEY),
    row("finance.export-ageing", SEES_MONEY),
)  # fmt: skip
