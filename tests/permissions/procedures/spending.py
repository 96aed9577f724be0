"""Requests to spend (B10.7, A31): by the department, consented to by the post that the amount asks for."""

from __future__ import annotations

from tests.permissions.procedures.ledger import SEES_MONEY
from tests.permissions.words import BUDGET, JULY, LINE, P, row
from tests.permissions.world import Diary

REQUEST = {**BUDGET, "line": "office", "purpose": "购置办公用品", "amount": "800"}


def prepare(diary: Diary) -> None:
    """Asked for by p027: one that the supervising leader decides, one for the chair, one consented to,
    one that the plan lacks."""
    for n, (label, amount) in enumerate((("spending", "800"), ("spending-large", "20000"), ("spending-given", "900"))):
        asked = REQUEST | {"amount": amount}
        diary.make(label, f"07-02T10:0{n}", "p027", "finance.request-spending", **asked)
    unplanned = REQUEST | {"line": "vehicles"}
    diary.make("spending-unplanned", "07-02T10:05", "p027", "finance.request-spending", **unplanned)
    diary.do("07-02T11:00", "p003", "finance.approve-spending", spending="@spending-given")


READERS = f"colleague {LINE} {SEES_MONEY}"
ROWS = (
    row("finance.request-spending", "colleague head clerk", **REQUEST),
    row("finance.approve-spending", "supervisor", spending="@spending"),
    row("finance.approve-spending", "chair", "of a large sum", spending="@spending-large"),
    row("finance.reject-spending", "supervisor", spending="@spending", reason="暂缓"),
    row("finance.withdraw-spending", "self", spending="@spending-given", reason="不再需要"),
    row("finance.get-spending", READERS, spending="@spending"),
    row("finance.print-spending", READERS, spending="@spending"),
    row("finance.list-spending", READERS, "of a department", **BUDGET),
    row("finance.list-spending", READERS, "of a person", person=P),
    row("finance.list-spending", SEES_MONEY, "of the organ"),
    row("finance.export-spending", SEES_MONEY, **JULY),
)
