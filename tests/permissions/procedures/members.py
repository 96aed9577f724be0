"""Party members (B4.3): entered by the organisation member of the branch, seen by its committee and the secretary."""

from __future__ import annotations

from tests.permissions.words import JULY, P, row
from tests.permissions.world import Diary

ORGANISER = "p009"


def prepare(diary: Diary) -> None:
    """p027 on probation; a group that nobody is in yet."""
    diary.make("group", "07-01T09:00", ORGANISER, "party.set-up-group", name="第一党小组", on="2026-07-01")
    diary.do("07-02T09:00", ORGANISER, "party.enter-member", person=P, on="2026-07-01", joined="2025-07-01")


OF_COMMITTEE = "organiser secretary-general office-director discipline-member"
"""The branch committee's members among the callers."""
COMMITTEE = f"{OF_COMMITTEE} auditor"
"""Who reads what is the committee's."""
SECRETARY = ("chair",)
"""Of the Party group; whoever stands in for the chair is none for that."""
ROWS = (
    row("party.enter-member", "organiser", person="p024", on="2026-07-01", joined="2025-07-01"),
    row("party.make-member-formal", "organiser", person=P, on="2026-07-08"),
    row("party.end-membership", "organiser", person=P, on="2026-07-08", gone_to="区委党校党支部", reason="调离"),
    row("party.extend-probation", "organiser", person=P, on="2026-07-08", months=6, reason="需继续考察"),
    row("party.place-member", "organiser", person=P, on="2026-07-08", group="第一党小组", kind="mobile"),
    row("party.get-member", f"self {COMMITTEE}", "", SECRETARY, person=P),
    row("party.list-members", COMMITTEE, "", SECRETARY),
    row("party.export-branch-statistics", COMMITTEE, "", SECRETARY, on="2026-07-08"),
    row("party.set-up-group", "organiser", name="第二党小组", on="2026-07-08"),
    row("party.name-group-officers", "organiser", group="@group", on="2026-07-08", leader=P),
    row("party.dissolve-group", "organiser", group="@group", on="2026-07-08"),
    row("party.get-group", COMMITTEE, "", SECRETARY, group="@group"),
    row("party.list-groups", COMMITTEE, "", SECRETARY),
    row("party.export-members", COMMITTEE, "", SECRETARY, **JULY),
)
