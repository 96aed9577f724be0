"""The appraisal's policy: drafted by those who never adopt one, adopted by the chair (A35)."""

from __future__ import annotations

from services.appraisal.policy.files import first_quarter, read_policy
from tests.permissions.words import DRAFTERS, row
from tests.permissions.world import ROOT, SYSTEM, Diary


def prepare(diary: Diary) -> None:
    """The organ's policy in force, and a draft."""
    policy = read_policy(ROOT / "deploy/regulations/policy.toml")
    first = policy.model_dump(mode="json")
    diary.do("2025-04-01T08:01", SYSTEM, "appraisal.draft-policy", policy=first)
    diary.do("2025-04-01T08:01", SYSTEM, "appraisal.adopt-policy", number=1, effective=str(first_quarter(policy)))
    diary.do("07-01T08:01", SYSTEM, "appraisal.draft-policy", policy=first | {"zh": "修订草案"})
    diary.made["policy"] = first | {"zh": "另一草案"}


HEAVIER = [{"part": "agenda.weight", "value": "40"}]
ROWS = (
    row("appraisal.draft-policy", "secretary-general office-director system", policy="@policy"),
    row("appraisal.adopt-policy", "chair system", number=2, effective="2026-Q4"),
    row(
        "appraisal.fork-policy", "secretary-general office-director system",
        number=1, name="forked", zh="又一草案", en="Another draft", take=[], change=[],
    ),
    row("appraisal.compare-policies", DRAFTERS, number=1, other=2),
    row("appraisal.try-changes", DRAFTERS, number=1, change=HEAVIER, quarters=["2026-Q3"], beside=[2]),
    row("appraisal.prove-changes", DRAFTERS, number=1, change=HEAVIER),
    row("appraisal.shake-weights", DRAFTERS, number=1, quarter="2026-Q3", draws=5),
    row("appraisal.get-policy", DRAFTERS, number=1),
    row("appraisal.list-policies", DRAFTERS),
    row("appraisal.export-policies", DRAFTERS),
)  # fmt: skip
