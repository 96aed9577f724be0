"""Information (A34, B9.2): a department submits for itself, the office forwards and records what the levels took."""

from __future__ import annotations

from tests.permissions.words import BUDGET, OF_BUDGET, OFFICE, THIRD, TOP, P, row
from tests.permissions.world import Diary


def prepare(diary: Diary) -> None:
    """Of p027: one handed in, one adopted."""
    for label in ("item", "adopted"):
        fields = {"department": "budget", "authors": ["p027"], "title": label, "body": "正文"}
        diary.make(label, "07-02T10:00", "p027", "documents.submit-information", **fields)
    printed = {"level": "city", "publication": "每日信息", "on": "2026-07-06"}
    diary.do("07-06T09:00", "p011", "documents.record-adoption", item="@adopted", **printed)


CITY = {"level": "city", "publication": "每日信息"}


ROWS = (
    row("documents.submit-information", "colleague head", **BUDGET, authors=[P], title="预算动态", body="正文"),
    row("documents.edit-information", f"colleague head {OFFICE}", item="@item", title="预算动态", body="正文"),
    row("documents.forward-information", OFFICE, item="@item", level="city", to="市人大办公室"),
    row("documents.record-adoption", OFFICE, item="@item", **CITY, on="2026-07-06"),
    row("documents.withdraw-adoption", OFFICE, item="@adopted", **CITY, reason="登记有误"),
    row("documents.withdraw-information", "colleague head", item="@item", reason="数据有误"),
    row("documents.get-information", OF_BUDGET, item="@item"),
    row("documents.list-information", OF_BUDGET, "of a department", **BUDGET),
    row("documents.list-information", f"{OFFICE} {TOP}", "of the organ"),
    row("documents.get-information-quota", OF_BUDGET, **BUDGET, **THIRD),
    row("documents.export-information", f"{OFFICE} {TOP}", start="2026-07-01", end="2026-07-31"),
)  # fmt: skip
