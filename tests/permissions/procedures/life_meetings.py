"""Life meetings (B6): called by the branch's secretaries, seen by their members alone, measures by their owners too."""

from __future__ import annotations

from services.party.life_meetings.meeting import meeting_id
from tests.permissions.words import JULY, P, row
from tests.permissions.world import SYSTEM, Diary

SECRETARY, ORGANISER, AWAY = "p006", "p009", "p053"
SAID = {"topics": ["对照检查"], "reason": "近期另有安排"}
HELD = {"self_examined": [SECRETARY], "critics": [SECRETARY], "record": "开展批评和自我批评"}


def prepare(diary: Diary) -> None:
    """Of the first half-year one to be entered, one to be closed with a measure of p027; of the second one called with
    leave asked from it, one held."""
    diary.do("06-20T08:00", SYSTEM, "party.tick")
    for label, kind, period in (
        ("entered", "ordinary", "2026-H1"),
        ("closed", "integrity", "2026-H1"),
        ("called", "ordinary", "2026-H2"),
        ("held", "integrity", "2026-H2"),
    ):
        diary.made[f"life-{label}"] = str(meeting_id(kind, period))
    diary.do("06-20T09:00", SECRETARY, "party.call-life-meeting", meeting="@life-closed", on="2026-06-22", **SAID)
    diary.do("06-22T17:00", ORGANISER, "party.record-life-meeting", meeting="@life-closed", present=[SECRETARY], **HELD)
    measure = {"person": P, "due": "2026-07-20", "problem": "联系群众不够", "measure": "每月走访"}
    diary.make("rectification", "06-22T17:30", ORGANISER, "party.set-rectification", meeting="@life-closed", **measure)
    diary.do(
        "06-23T09:00", ORGANISER, "party.report-life-meeting", meeting="@life-closed", on="2026-06-23", to="上级党组织"
    )
    diary.do("07-01T08:00", SYSTEM, "party.tick")
    diary.do("07-01T09:00", SECRETARY, "party.call-life-meeting", meeting="@life-entered", on="2026-07-08", **SAID)
    diary.do("07-01T09:10", SECRETARY, "party.call-life-meeting", meeting="@life-called", on="2026-07-12", **SAID)
    diary.make("life-leave", "07-01T10:00", AWAY, "party.ask-life-meeting-leave", meeting="@life-called", reason="出差")
    diary.do("07-01T10:10", SECRETARY, "party.call-life-meeting", meeting="@life-held", on="2026-07-02", **SAID)
    diary.do("07-02T17:00", ORGANISER, "party.record-life-meeting", meeting="@life-held", present=[SECRETARY], **HELD)


COMMITTEE = "organiser secretary-general office-director discipline-member auditor"
"""The branch committee's members among the callers, and the auditor, who reads."""
LEAVE_READERS = "organiser secretary-general office-director auditor"
MEMBERS = f"{COMMITTEE} chair supervisor"
OTHER_LEADER = ("supervisor of another department",)
CONVENORS, KEEPERS = "secretary-general office-director", "organiser secretary-general"
SECRETARY_OF_GROUP = ("chair",)
"""Of the Party group; whoever stands in for the chair is none for that."""
ROWS = (
    row("party.call-life-meeting", CONVENORS, "", SECRETARY_OF_GROUP, meeting="@life-called", on="2026-07-15", **SAID),
    row("party.ask-life-meeting-leave", MEMBERS, "", OTHER_LEADER, ("auditor",), meeting="@life-called", reason="出差"),
    row("party.record-life-meeting", KEEPERS, meeting="@life-entered", present=[SECRETARY], **HELD),
    row(
        "party.set-rectification", KEEPERS,
        meeting="@life-held", person=P, due="2026-08-01", problem="调研不深", measure="蹲点调研",
    ),
    row("party.report-life-meeting", KEEPERS, meeting="@life-held", on="2026-07-08", to="上级党组织"),
    row("party.close-life-meeting", CONVENORS, "", SECRETARY_OF_GROUP, meeting="@life-closed"),
    row("party.get-life-meeting", MEMBERS, "", OTHER_LEADER, meeting="@life-held"),
    row("party.list-life-meetings", MEMBERS, "", OTHER_LEADER),
    row("party.export-life-meetings", MEMBERS, "", OTHER_LEADER, **JULY),
    row("party.grant-life-meeting-leave", "secretary-general", absence="@life-leave"),
    row("party.refuse-life-meeting-leave", "secretary-general", absence="@life-leave", reason="请调整行程"),
    row("party.get-life-meeting-leave", LEAVE_READERS, "", SECRETARY_OF_GROUP, absence="@life-leave"),
    row("party.list-life-meeting-leaves", LEAVE_READERS, "", SECRETARY_OF_GROUP),
    row("party.list-life-meeting-leaves", f"self {LEAVE_READERS}", "one's own", SECRETARY_OF_GROUP, person=P),
    row("party.report-rectification", "self", measure="@rectification", outcome="已走访四次"),
    row(
        "party.review-rectification", CONVENORS, "", SECRETARY_OF_GROUP,
        measure="@rectification", settled=True, finding="已落实",
    ),
    row("party.get-rectification", f"self {MEMBERS}", "", OTHER_LEADER, measure="@rectification"),
    row("party.list-rectifications", MEMBERS, "", OTHER_LEADER),
    row("party.list-rectifications", f"self {MEMBERS}", "one's own", OTHER_LEADER, person=P),
)  # fmt: skip
