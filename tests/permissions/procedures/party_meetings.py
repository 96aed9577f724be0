"""The branch's meetings (A2, B3): its secretaries call them and decide leave, its organiser keeps the record."""

from __future__ import annotations

from services.party.cadences.owed import owed_id
from tests.permissions.procedures.members import COMMITTEE, SECRETARY
from tests.permissions.words import JULY, P, row
from tests.permissions.world import Diary

BRANCH_SECRETARY, DEPUTY, ORGANISER = "p006", "p008", "p009"
DAY = {"kind": "theme-day", "title": "主题党日", "start": "15:00", "place": "会议室"}


def prepare(diary: Diary) -> None:
    """A theme day to come, from which p027 asks leave; one of today; one that was held; what the calendar owes."""
    for label, on in (("theme-day", "07-20"), ("todays-theme-day", "07-08"), ("held-theme-day", "07-06")):
        diary.make(label, "07-03T09:00", BRANCH_SECRETARY, "party.call-party-meeting", **DAY, on=f"2026-{on}")
    asked = {"meeting": "@todays-theme-day", "reason": "就医"}
    diary.do("07-03T10:00", P, "party.ask-meeting-leave", **asked)
    held = {"meeting": "@held-theme-day", "presided_by": P, "present": [P]}
    diary.do("07-06T17:00", ORGANISER, "party.hold-party-meeting", **held)
    diary.do("07-03T08:00", "system", "party.tick")
    diary.name("owed-meeting", "07-03T08:00", lambda made: str(owed_id("lecture", "", "2026")))


SECRETARIES = "secretary-general office-director"
"""p006 and p008, of the branch."""
GROUP = ("supervisor", "supervisor's stand-in", "supervisor of another department", "chair's stand-in")
"""Of the Party group beside its secretary."""
ROWS = (
    row("party.call-party-meeting", f"{SECRETARIES} organiser", "theme day", **DAY, on="2026-07-21"),
    row(
        "party.call-party-meeting", SECRETARIES, "committee",
        **DAY | {"kind": "committee"}, on="2026-07-21",
    ),
    row("party.cancel-party-meeting", f"{SECRETARIES} organiser", meeting="@theme-day", reason="改期"),
    row("party.ask-meeting-leave", "self", meeting="@theme-day", reason="就医"),
    row("party.grant-meeting-leave", SECRETARIES, meeting="@todays-theme-day", person=P),
    row("party.refuse-meeting-leave", SECRETARIES, meeting="@todays-theme-day", person=P, reason="会议重要"),
    row("party.hold-party-meeting", "organiser", meeting="@todays-theme-day", presided_by=P, present=[P]),
    row(
        "party.correct-party-attendance", "organiser",
        meeting="@held-theme-day", person=P, state="on-leave", reason="会前已请假",
    ),
    row("party.file-party-minutes", "organiser", meeting="@held-theme-day", text="会议记录"),
    row("party.get-party-meeting", f"self {COMMITTEE}", "", SECRETARY, meeting="@theme-day"),
    row("party.list-party-meetings", "everybody"),
    row("party.export-party-meetings", COMMITTEE, "", SECRETARY, **JULY),
    row("party.get-owed-meeting", COMMITTEE, "", (*SECRETARY, *GROUP), owed="@owed-meeting"),
    row("party.list-owed-meetings", COMMITTEE, "", (*SECRETARY, *GROUP)),
    row("party.export-owed-meetings", COMMITTEE, "", (*SECRETARY, *GROUP), **JULY),
)  # fmt: skip
