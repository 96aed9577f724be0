"""The archive (A20): listed by the department, handed over by its head, accepted, filed and lent by the archivist.

The archivist is the one who stands in for the clerk; nobody stands in for the archivist.
"""

from __future__ import annotations

from uuid import UUID

from services.documents.holdings.file import file_id
from tests.permissions.words import BUDGET, OF_BUDGET, OFFICE, TOP, P, row
from tests.permissions.world import Diary

YEAR = {**BUDGET, "year": 2025}
ITEM = {"kind": "other", "title": "工作总结", "dated": "2014-12-05", "author": "预算工作委员会", "pages": 6}
THE_ARCHIVIST = ("nobody", "", ("clerk's stand-in",))
ITS_DEPARTMENT = "colleague head"
STEPS = (
    ("p026", "hand-over-transfer", {}),
    ("p012", "accept-transfer", {}),
    ("p012", "file-transfer", {"room": "201", "shelf": "3"}),
)


def prepare(diary: Diary) -> None:
    """Lists of the budget commission at every step; files, one of them on loan, some whose period is over."""

    def listed(label: str, steps: int, year: int = 2025, items: int = 1) -> None:
        diary.make(label, "07-03T09:00", "p028", "documents.prepare-transfer", **BUDGET, year=year)
        entries = [ITEM] * items
        diary.do("07-03T09:10", "p028", "documents.list-transfer-items", transfer=f"@{label}", items=entries)
        for by, operation, more in STEPS[:steps]:
            diary.do("07-03T09:20", by, f"documents.{operation}", transfer=f"@{label}", **more)

    def filed(label: str, transfer: str, item: int) -> None:
        diary.name(label, "07-03T09:30", lambda made: str(file_id(UUID(made[transfer]), item)))

    for steps, label in enumerate(("list", "handed-list", "accepted-list", "filed-list")):
        listed(label, steps)
    listed("old-list", 3, 2015, 3)
    filed("file", "filed-list", 1)
    for item, label in enumerate(("lent-file", "old-file", "proposed-file"), start=1):
        filed(label, "old-list", item)
    listed("older-list", 3, 2014)
    filed("condemned-file", "older-list", 1)
    for label in ("proposed-file", "condemned-file"):
        proposed = {"file": f"@{label}", "outcome": "destroy", "reason": "无保存价值"}
        diary.do("07-03T10:00", "p012", "documents.propose-appraisal", **proposed)
    diary.do("07-03T11:00", "p002", "documents.approve-appraisal", file="@condemned-file")
    diary.do("07-03T12:00", "p012", "documents.lend-file", file="@lent-file", person=P, until="2026-07-20")


READERS = OF_BUDGET
KEEPERS = f"{OFFICE} {TOP}"
CATALOGUED = {
    "title": "工作总结", "dated": "2015-12-05", "author": "预算工作委员会", "pages": 6, "secrecy": "ordinary",
    "form": "paper", "reason": "著录更正",
}  # fmt: skip

ROWS = (
    row("documents.prepare-transfer", ITS_DEPARTMENT, **YEAR),
    row("documents.list-transfer-items", ITS_DEPARTMENT, transfer="@list", items=[ITEM]),
    row("documents.revise-transfer-item", ITS_DEPARTMENT, transfer="@list", item=1, described=ITEM),
    row("documents.remove-transfer-item", ITS_DEPARTMENT, transfer="@list", item=1),
    row("documents.hand-over-transfer", "head", transfer="@list"),
    row("documents.declare-nothing", "head", **YEAR, note="无归档材料"),
    row("documents.return-transfer", *THE_ARCHIVIST, transfer="@handed-list", reason="页数不符"),
    row("documents.accept-transfer", *THE_ARCHIVIST, transfer="@handed-list"),
    row("documents.file-transfer", *THE_ARCHIVIST, transfer="@accepted-list", room="201", shelf="3"),
    row("documents.get-transfer", READERS, transfer="@list"),
    row("documents.list-transfers", READERS, "of a department", **BUDGET),
    row("documents.list-transfers", KEEPERS, "of the organ"),
    row("documents.get-transfer-items", READERS, transfer="@list"),
    row("documents.list-archive-candidates", READERS, **YEAR, kind="task"),
    row("documents.export-transfer", READERS, transfer="@list"),
    row("documents.export-transfers", KEEPERS, year=2025),
    # the archive itself
    row("documents.search-files", "everybody"),
    row("documents.get-archive-file", "everybody", file="@file"),
    row("documents.list-expired-files", KEEPERS),
    row("documents.correct-file", *THE_ARCHIVIST, file="@file", **CATALOGUED),
    row("documents.renumber-file", *THE_ARCHIVIST, file="@file", period="Y", reason="应永久保管"),
    row("documents.place-file", *THE_ARCHIVIST, file="@file", box=2, room="202", shelf="1"),
    row(
        "documents.propose-appraisal", *THE_ARCHIVIST,
        file="@old-file", outcome="destroy", reason="无保存价值",
    ),
    row("documents.approve-appraisal", "chair", file="@proposed-file"),
    row("documents.reject-appraisal", "chair", file="@proposed-file", reason="继续保管"),
    row("documents.record-destruction", *THE_ARCHIVIST, file="@condemned-file", on="2026-07-08", witness="p008"),
    row("documents.lend-file", *THE_ARCHIVIST, file="@file", person=P, until="2026-07-20"),
    row("documents.take-file-back", *THE_ARCHIVIST, file="@lent-file"),
    row("documents.list-loans", f"self {KEEPERS}", "of a person", person=P),
    row("documents.list-loans", KEEPERS, "of the organ"),
    row("documents.export-catalogue", KEEPERS, year=2025),
    row("documents.export-loans", KEEPERS, start="2026-07-01", end="2026-07-31"),
)  # fmt: skip
