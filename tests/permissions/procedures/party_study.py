"""Study (A6–A9, B1, B5): the branch and the office arrange, the named grant leave, each makes up what they missed."""

from __future__ import annotations

from datetime import date

from services.party.duties.duty import DutyKind, duty_id
from services.party.progress.target import Measure, target_id
from tests.permissions.procedures.members import COMMITTEE, OF_COMMITTEE
from tests.permissions.words import JULY, OFFICE, P, row
from tests.permissions.world import Diary

PUBLICIST = "p053"
ITEMS = [{"area": one, "title": one, "by": "2026-12-31"} for one in ("theory", "law", "business")]
MORE = [{"area": "law", "title": "监督法", "by": "2025-12-31"}]
AMENDED = {"meeting": "2025-0002", "on": "2026-07-08", "add": MORE}
THEORY = {"kind": "theory-group", "title": "专题学习", "area": "theory", "form": "reading"}
PAPER = {"person": P, "kind": "notes", "on": "2026-07-03", "title": "学习笔记", "text": "本周学习监督法。"}
JUDGED = [{"person": P, "result": "good"}]
STAFF = THEORY | {"kind": "staff", "on": "2026-07-08"}


def prepare(diary: Diary) -> None:
    """A plan that waits for the meeting, and one adopted; sessions in every status; p027 missed one and made one up."""
    diary.do("07-02T09:00", PUBLICIST, "party.draft-study-plan", year=2026, items=ITEMS)
    diary.do(
        "07-02T09:05",
        PUBLICIST,
        "party.draft-study-plan",
        year=2025,
        items=[one | {"by": "2025-12-31"} for one in ITEMS],
    )
    diary.do("07-02T09:10", "p011", "party.adopt-study-plan", year=2025, meeting="2025-0001", on="2026-07-02")
    diary.make("study-proposed", "07-02T09:20", "p003", "party.arrange-study-session", on="2026-07-10", **THEORY)
    for label in ("study-set", "study-asked"):
        diary.make(label, "07-02T09:30", PUBLICIST, "party.arrange-study-session", **STAFF)
    leave = {"session": "@study-asked", "person": P, "reason": "看病"}
    diary.do("07-02T10:00", P, "party.ask-study-leave", **leave)
    for label in ("study-missed", "study-made-up"):
        diary.make(label, "07-02T10:30", PUBLICIST, "party.arrange-study-session", **STAFF | {"on": "2026-07-02"})
        diary.do("07-02T17:00", PUBLICIST, "party.hold-study-session", session=f"@{label}", present=["p028"])
    up = {"session": "@study-made-up", "person": P, "made_up_on": "2026-07-03", "note": "自学材料"}
    diary.do("07-03T09:00", P, "party.make-up-study", **up)
    diary.make("study-paper", "07-03T09:30", P, "party.hand-in-study-paper", **PAPER)
    diary.make("study-check", "07-03T10:00", PUBLICIST, "party.record-notes-check", on="2026-07-03", results=JUDGED)
    diary.name("study-duty", "07-03T10:10", lambda made: str(duty_id(DutyKind.NOTES, date(2026, 7, 1))))
    diary.do("07-03T10:30", "system", "party.tick")
    diary.name("study-target", "07-03T10:40", lambda made: str(target_id(P, 2026, Measure.NOTES)))
    diary.do("07-03T11:00", PUBLICIST, "party.record-year-check", year=2025)


PARTY_GROUP = ("chair", "chair's stand-in", "supervisor", "supervisor's stand-in", "supervisor of another department")
"""Members of it among the callers, beside the secretary-general."""
ARRANGERS = f"{OF_COMMITTEE} {OFFICE}"
KEEPERS = f"{COMMITTEE} {OFFICE}"
ROWS = (
    row("party.draft-study-plan", "secretary-general office-director", year=2026, items=ITEMS),
    row("party.adopt-study-plan", f"{OFFICE} secretary-general", year=2026, meeting="2026-0001", on="2026-07-08"),
    row("party.amend-study-plan", f"{OFFICE} secretary-general", year=2025, **AMENDED),
    row("party.get-study-plan", "everybody", year=2026),
    row("party.list-study-plans", "everybody"),
    row("party.get-study-duty", "everybody", duty="@study-duty"),
    row("party.list-study-duties", "everybody"),
    row("party.export-study-duties", KEEPERS, "", ("chair",), **JULY),
    row("party.arrange-study-session", ARRANGERS, "", PARTY_GROUP, on="2026-07-10", **THEORY),
    row("party.approve-study-content", "nobody", "", ("chair",), session="@study-proposed"),
    row("party.move-study-session", ARRANGERS, session="@study-set", on="2026-07-09", reason="与会议冲突"),
    row("party.cancel-study-session", ARRANGERS, session="@study-set", reason="与会议冲突"),
    row("party.ask-study-leave", "self", session="@study-set", person=P, reason="看病"),
    row("party.grant-study-leave", "secretary-general", session="@study-asked", person=P),
    row("party.refuse-study-leave", "secretary-general", session="@study-asked", person=P, reason="不宜缺席"),
    row("party.hold-study-session", ARRANGERS, session="@study-set", present=["p028"]),
    row("party.correct-study-attendance", ARRANGERS, session="@study-missed", person=P, state="present", reason="漏登"),
    row("party.make-up-study", "self", session="@study-missed", person=P, made_up_on="2026-07-07", note="自学材料"),
    row("party.return-make-up", OF_COMMITTEE, session="@study-made-up", person=P, reason="未附笔记"),
    row("party.get-study-session", "everybody", session="@study-set"),
    row("party.list-study-sessions", "everybody"),
    row("party.export-study-sessions", KEEPERS, "", ("chair",), **JULY),
    row("party.list-study-attendance", f"self {KEEPERS}", "of a person", ("chair",), person=P),
    row("party.list-study-attendance", KEEPERS, "of the branch", ("chair",)),
    row("party.show-law-rota", "everybody"),
    row("party.export-study-plans", "everybody", start="2026-07-01", end="2026-12-31"),
    row("party.hand-in-study-paper", "self", **PAPER),
    row("party.return-study-paper", OF_COMMITTEE, paper="@study-paper", reason="内容不符"),
    row("party.withdraw-study-paper", "self", paper="@study-paper", reason="另交"),
    row("party.get-study-paper", f"self {COMMITTEE}", "", ("chair",), paper="@study-paper"),
    row("party.list-study-papers", f"self {COMMITTEE}", "of a person", ("chair",), person=P),
    row("party.list-study-papers", COMMITTEE, "of the branch", ("chair",)),
    row("party.export-study-papers", COMMITTEE, "", ("chair",), **JULY),
    row("party.record-notes-check", OF_COMMITTEE, on="2026-07-08", results=JUDGED),
    row("party.get-notes-check", COMMITTEE, "", ("chair",), check="@study-check"),
    row("party.list-notes-checks", COMMITTEE, "", ("chair",)),
    row("party.list-notes-results", f"self {COMMITTEE}", "of a person", ("chair",), person=P),
    row("party.list-notes-results", COMMITTEE, "of the branch", ("chair",)),
    row("party.get-study-progress", f"self {COMMITTEE}", "", ("chair",), person=P, year=2026),
    row("party.list-study-progress", COMMITTEE, "", ("chair",), year=2026),
    row("party.export-study-progress", COMMITTEE, "", ("chair",), year=2026),
    row("party.get-study-target", f"self {COMMITTEE}", "", ("chair",), target="@study-target"),
    row("party.list-study-targets", f"self {COMMITTEE}", "of a person", ("chair",), person=P),
    row("party.list-study-targets", COMMITTEE, "of the branch", ("chair",)),
    row("party.record-year-check", OF_COMMITTEE, year=2024),
    row("party.get-year-check", COMMITTEE, "", ("chair",), year=2025),
    row("party.list-year-checks", COMMITTEE, "", ("chair",)),
    row("party.export-year-checks", COMMITTEE, "", ("chair",), **JULY),
    row("party.show-six-points", COMMITTEE, "", ("chair",), year=2026),
)  # fmt: skip
