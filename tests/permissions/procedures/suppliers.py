"""Suppliers (A31): everybody may look whom the organ buys from, logistics keeps the register."""

from __future__ import annotations

from tests.permissions.procedures.ledger import SEES_MONEY
from tests.permissions.words import JULY, row
from tests.permissions.world import Diary

NEW = {"name": "泉城办公", "tax_number": "91370100MA3C1D2E24", "account": "某银行 1"}


SELLER = "91370100MA3C1D2E0X"


def prepare(diary: Diary) -> None:
    """One of whom is bought, and one that is barred."""
    for n, (label, tax_number) in enumerate((("supplier", SELLER), ("barred-supplier", "91370100MA3C1D2E11"))):
        said = {**NEW, "tax_number": tax_number}
        diary.make(label, f"07-01T09:3{n}", "p010", "finance.enter-supplier", **said)
    diary.do("07-01T09:40", "p007", "finance.bar-supplier", supplier="@barred-supplier", reason="以次充好")


ROWS = (
    row("finance.enter-supplier", "logistics accountant", **NEW),
    row("finance.correct-supplier", "logistics accountant", supplier="@supplier", name="泉城公司"),
    row("finance.bar-supplier", "logistics discipline-head", supplier="@supplier", reason="围标"),
    row("finance.readmit-supplier", "discipline-head", supplier="@barred-supplier", reason="已整改"),
    row("finance.get-supplier", "everybody", supplier="@supplier"),
    row("finance.list-suppliers", "everybody"),
    row("finance.export-suppliers", f"{SEES_MONEY} logistics", **JULY),
)
