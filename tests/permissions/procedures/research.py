"""Research articles (A13, B9.2): the article is p028's, so that the head may decide on it."""

from __future__ import annotations

from tests.permissions.words import BUDGET, OF_BUDGET, OFFICE, TOP, row
from tests.permissions.world import Diary


def prepare(diary: Diary) -> None:
    """One handed in, one approved, one returned."""
    for label in ("article", "approved-article", "returned-article"):
        written = {"department": "budget", "year": 2026, "authors": ["p028"], "title": label, "body": "正文"}
        diary.make(label, "07-03T11:00", "p028", "documents.submit-article", **written)
    diary.do("07-03T12:00", "p026", "documents.approve-article", article="@approved-article")
    diary.do("07-03T12:00", "p026", "documents.return-article", article="@returned-article", reason="需修改")


STRAY = {"reason": "登记有误"}


ROWS = (
    row(
        "documents.submit-article", "colleague head",
        **BUDGET, year=2026, authors=["p028"], title="调研", body="正文",
    ),
    row("documents.revise-article", "colleague head", article="@returned-article", title="调研", body="修改稿"),
    row("documents.approve-article", "head supervisor", article="@article"),
    row("documents.return-article", "head supervisor", article="@article", reason="数据需核实"),
    row("documents.publish-article", OFFICE, article="@approved-article", publication="人大调研", on="2026-07-08"),
    row("documents.withdraw-article", "colleague head", article="@article", **STRAY),
    row("documents.get-article", OF_BUDGET, article="@article"),
    row("documents.list-articles", OF_BUDGET, "of a department", **BUDGET),
    row("documents.list-articles", f"{OFFICE} {TOP}", "of the organ"),
    row("documents.export-articles", f"{OFFICE} {TOP}", year=2026),
)  # fmt: skip
