"""Party dues (B8): kept by the organisation member, relief decided by the branch secretary, seen by few."""

from __future__ import annotations

from tests.permissions.words import JULY, P, row
from tests.permissions.world import SYSTEM, Diary

ORGANISER, OTHER = "p009", "p030"
YEAR = {"person": P, "year": 2026}
PAID = {"person": OTHER, "year": 2026, "month": "2026-07"}
OWED = {**YEAR, "month": "2026-07"}


def prepare(diary: Diary) -> None:
    """p027 owes July's, p030 has paid them; the base of p034 waits to be decided."""
    full = {"on": "2026-07-01", "joined": "2015-07-01", "formal": "2016-07-01"}
    for person in (OTHER, "p034"):
        diary.do("07-02T09:10", ORGANISER, "party.enter-member", person=person, **full)
    for person in (P, OTHER):
        of = {"person": person, "year": 2026, "first": "2026-07", "base": "6000.00"}
        diary.do("07-02T09:20", ORGANISER, "party.decide-dues-base", **of)
    diary.do("07-02T09:30", SYSTEM, "party.tick")
    paid = {**PAID, "on": "2026-07-02", "payer": OTHER, "amount": "90.00"}
    diary.do("07-02T09:40", ORGANISER, "party.enter-dues-payment", **paid)


FEW = "organiser secretary-general auditor"
"""p006, secretary-general, is secretary of the branch."""
ROWS = (
    row("party.decide-dues-base", "organiser", **YEAR, first="2026-07", base="6500.00"),
    row(
        "party.decide-dues-relief", "secretary-general",
        **YEAR, first="2026-07", last="2026-12", relief="exempt", reason="重病",
    ),
    row("party.enter-dues-payment", "organiser", **OWED, on="2026-07-08", payer=P, amount="90.00"),
    row("party.void-dues-payment", "organiser", **PAID, reason="误登"),
    row("party.refund-dues", "organiser", **PAID, amount="10.00", reason="基数有误"),
    row("party.explain-dues-delay", "self organiser", **OWED, reason="出差"),
    row("party.get-dues-year", f"self {FEW}", **YEAR),
    row("party.list-dues-years", f"self {FEW}", "of a person", person=P),
    row("party.list-dues-years", FEW, "of the branch"),
    row("party.list-dues", f"self {FEW}", "of a person", person=P),
    row("party.list-dues", FEW, "of the branch"),
    row("party.export-dues", FEW, **JULY),
    row("party.list-dues-receipts", f"self {FEW}", "of a person", person=P),
    row("party.list-dues-receipts", FEW, "of the branch"),
    row("party.get-dues-receipt", FEW, number="2026-0001"),
    row("party.print-dues-receipt", FEW, number="2026-0001"),
    row("party.remit-dues", "organiser", month="2026-07", on="2026-07-08", to="区直机关党工委"),
    row("party.get-remittance", FEW, month="2026-07"),
    row("party.get-remittance-register", FEW, month="2026-07"),
    row("party.list-remittances", FEW),
)  # fmt: skip
