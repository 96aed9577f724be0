"""Claims (A32): the department claims, finance checks, the office director reviews, the finance leader approves."""

from __future__ import annotations

from tests.permissions.procedures.ledger import SEES_MONEY
from tests.permissions.words import BUDGET, JULY, LINE, P, row
from tests.permissions.world import Diary

CLAIM = {
    **BUDGET,
    "line": "office",
    "purpose": "下乡调研",
    "items": [{"kind": "meals", "amount": "100"}],
    "payees": [{"person": P, "amount": "100"}],
}
STEPS = (
    ("check-claim", "p015", {}),
    ("review-claim", "p008", {}),
    ("approve-claim", "p003", {}),
    ("pay-claim", "p023", {"method": "cash"}),
)
"""The leader who supervises budget is in charge of finance: the office director reviews."""
BACK = {"on": "2026-07-03", "reason": "户名不符"}


def prepare(diary: Diary) -> None:
    """One of p027's at every step, and one that came back."""
    for n, label in enumerate(("claim", "claim-checked", "claim-reviewed", "claim-approved", "claim-paid")):
        diary.make(label, f"07-03T10:0{n}", P, "finance.submit-claim", **CLAIM)
        for hour, (operation, by, fields) in enumerate(STEPS[:n], 11):
            diary.do(f"07-03T{hour}:0{n}", by, f"finance.{operation}", claim=f"@{label}", **fields)
    for n, label in enumerate(("claim-transferred", "claim-bounced"), 5):
        diary.make(label, f"07-03T10:0{n}", P, "finance.submit-claim", **CLAIM)
        for hour, (operation, by, fields) in enumerate(STEPS, 11):
            how = {"method": "transfer"} if fields else {}
            diary.do(f"07-03T{hour}:0{n}", by, f"finance.{operation}", claim=f"@{label}", **how)
    diary.do("07-03T15:06", "p015", "finance.record-claim-bounce", claim="@claim-bounced", **BACK)
    diary.make("claim-returned", "07-03T10:10", P, "finance.submit-claim", **CLAIM)
    back = {"claim": "@claim-returned", "to": "claimant", "reason": "补充说明"}
    diary.do("07-03T11:10", "p015", "finance.return-claim", **back)


READERS = f"{LINE} {SEES_MONEY}"
WHY = {"reason": "补充说明"}
ROWS = (
    row("finance.submit-claim", "colleague head clerk", **CLAIM),
    row("finance.revise-claim", "self", claim="@claim-returned", **CLAIM),
    row("finance.check-claim", "accountant", claim="@claim"),
    row("finance.review-claim", "office-director", claim="@claim-checked"),
    row("finance.approve-claim", "finance-leader", claim="@claim-reviewed"),
    row("finance.pay-claim", "cashier", claim="@claim-approved", method="cash"),
    row("finance.pay-claim", "cashier", "sent back", claim="@claim-bounced", method="transfer"),
    row("finance.record-claim-bounce", "accountant", claim="@claim-transferred", **BACK),
    row("finance.take-back-claim-bounce", "accountant", claim="@claim-bounced", **WHY),
    row("finance.archive-claim", "accountant", claim="@claim-paid", volume="2026-07-1"),
    row("finance.return-claim", "accountant", claim="@claim", to="claimant", **WHY),
    row("finance.return-claim", "office-director", "checked", claim="@claim-checked", to="check", **WHY),
    row("finance.return-claim", "finance-leader", "reviewed", claim="@claim-reviewed", to="review", **WHY),
    row("finance.return-claim", "cashier", "approved", claim="@claim-approved", to="approval", **WHY),
    row("finance.reject-claim", "accountant", claim="@claim", **WHY),
    row("finance.reject-claim", "office-director", "checked", claim="@claim-checked", **WHY),
    row("finance.reject-claim", "finance-leader", "reviewed", claim="@claim-reviewed", **WHY),
    row("finance.withdraw-claim", "self", claim="@claim", **WHY),
    row("finance.get-claim", f"self {READERS}", claim="@claim"),
    row("finance.print-claim", f"self {READERS}", claim="@claim"),
    row("finance.print-claim-payment", f"self {READERS}", claim="@claim-paid"),
    row("finance.list-claims", READERS, "of a department", **BUDGET),
    row("finance.list-claims", f"self {READERS}", "of a person", person=P),
    row("finance.list-claims", SEES_MONEY, "of the organ"),
    row("finance.export-claims", SEES_MONEY, **JULY),
)
