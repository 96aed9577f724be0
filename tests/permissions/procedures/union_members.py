"""The union's register (A24): its chair keeps it; a line is seen by them, by the member and by the auditor."""

from __future__ import annotations

from tests.permissions.words import P, row
from tests.permissions.world import Diary

MEMBERS = (P, "p028", "p038", "p017", "p003", "p015")
BIRTHDAYS = {"p028": "1990-07-25"}
"""Who has one in the month, and the others in spring."""


def prepare(diary: Diary) -> None:
    for n, person in enumerate(MEMBERS):
        born = BIRTHDAYS.get(person, f"1980-03-{n + 1:02d}")
        entry = {"person": person, "joined": "2020-03-01", "born": born}
        diary.make(f"union-member-{person}", f"07-01T09:{n + 10}", "p017", "finance.enter-union-member", **entry)


ONE = {"member": f"@union-member-{P}"}
ROWS = (
    row("finance.enter-union-member", "union-chair", person="p029", joined="2020-03-01"),
    row("finance.correct-union-member", "union-chair", **ONE, joined="2020-03-02", born=None),
    row("finance.end-union-membership", "union-chair", **ONE, on="2026-07-08", reason="调离"),
    row("finance.get-union-member", "self union-chair auditor", **ONE),
    row("finance.list-union-members", "union-chair auditor", "of all"),
    row("finance.list-union-members", "self union-chair auditor", "of a person", person=P),
    row("finance.export-union-members", "union-chair auditor"),
)  # fmt: skip
