"""Seals (B11.5): asked for by whoever needs one, consented to by the chair alone, pressed by the keeper alone."""

from __future__ import annotations

from tests.permissions.words import BUDGET, JULY, OF_BUDGET, OFFICE, TOP, P, row
from tests.permissions.world import Diary


def prepare(diary: Diary) -> None:
    """A use that is asked for, and one that is granted."""
    for label in ("seal-use", "approved-seal-use"):
        asked = {**BUDGET, "seal": "office", "title": label, "purpose": "发函", "copies": 1}
        diary.make(label, "07-02T11:00", "p027", "documents.request-seal-use", **asked)
    diary.do("07-02T11:30", "p002", "documents.approve-seal-use", use="@approved-seal-use")


ROWS = (
    row(
        "documents.request-seal-use", "colleague head clerk",
        **BUDGET, seal="office", title="公函", purpose="发函", copies=1,
    ),
    row("documents.approve-seal-use", "chair", use="@seal-use"),
    row("documents.reject-seal-use", "chair", use="@seal-use", reason="不需用印"),
    row("documents.withdraw-seal-use", "self", use="@seal-use", reason="不再需要"),
    row("documents.apply-seal", "seal-keeper", use="@approved-seal-use", document="云人办〔2026〕1号", copies=1),
    row("documents.get-seal-use", f"{OF_BUDGET} seal-keeper", use="@seal-use"),
    row("documents.list-seal-uses", f"{OF_BUDGET} seal-keeper", "of a person", person=P),
    row("documents.list-seal-uses", f"{OF_BUDGET} seal-keeper", "of a department", **BUDGET),
    row("documents.list-seal-uses", f"{OFFICE} {TOP} seal-keeper", "of the organ"),
    row("documents.export-seal-uses", f"{OFFICE} {TOP} seal-keeper", **JULY),
)  # fmt: skip
