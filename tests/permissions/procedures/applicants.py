"""The way into the Party (B4.3): kept by the organisation member, the plan adopted by the branch secretary."""

from __future__ import annotations

from tests.permissions.words import JULY, row
from tests.permissions.world import Diary

ORGANISER, APPLICANT = "p009", "p025"
COMMITTEE = "organiser secretary-general office-director discipline-member auditor"
SECRETARY = ("chair",)
"""Of the Party group."""
ON = "2026-07-08"


def prepare(diary: Diary) -> None:
    """p025 has applied, p043 is an activist, p044 a candidate; p041 and p042 are full members."""
    full = {"on": "2025-06-02", "joined": "2010-07-01", "formal": "2011-07-01"}
    for person in ("p041", "p042"):
        diary.do("06-19T09:00", ORGANISER, "party.enter-member", person=person, **full)
    diary.do("06-19T09:10", ORGANISER, "party.propose-growth-plan", year=2026, places=3)
    diary.do("06-19T09:20", "p006", "party.adopt-growth-plan", year=2026)
    diary.do("06-19T09:25", ORGANISER, "party.propose-growth-plan", year=2027, places=1)
    for label, person in (("activist", "p043"), ("candidate", "p044")):
        diary.make(label, "06-19T09:30", ORGANISER, "party.receive-application", person=person, on="2025-06-02")
        named = {"applicant": f"@{label}", "on": "2025-06-03", "contacts": ["p041"]}
        diary.do("06-19T09:40", ORGANISER, "party.name-activist", **named)
    diary.make("applied", "06-19T09:30", ORGANISER, "party.receive-application", person=APPLICANT, on="2026-06-02")
    diary.do("06-19T09:50", ORGANISER, "party.name-candidate", applicant="@candidate", on="2026-06-10")
    lent = {"applicant": "@applied", "on": "2026-06-19", "paper": "申请书", "borrower": "p008", "due": "2026-08-01"}
    diary.do("06-19T10:00", ORGANISER, "party.lend-applicant-paper", **lent)


ROWS = (
    row("party.receive-application", "organiser", person="p046", on=ON),
    row("party.name-activist", "organiser", applicant="@applied", on=ON, contacts=["p041"]),
    row("party.name-candidate", "organiser", applicant="@activist", on=ON),
    row("party.admit-applicant", "organiser", applicant="@candidate", on=ON, sponsors=["p041", "p042"]),
    row("party.end-application", "organiser", applicant="@applied", on=ON, reason="撤回"),
    row("party.hand-in-thought-report", "organiser", applicant="@applied", on=ON, title="思想汇报"),
    row("party.examine-applicant", "organiser", applicant="@activist", on=ON, finding="表现较好"),
    row(
        "party.lend-applicant-paper", "organiser",
        applicant="@applied", on=ON, paper="自传", borrower="p008", due="2026-08-01",
    ),
    row("party.return-applicant-paper", "organiser", applicant="@applied", on=ON, loan=1),
    row("party.get-applicant", COMMITTEE, "", SECRETARY, applicant="@applied"),
    row("party.list-applicants", COMMITTEE, "", SECRETARY),
    row("party.export-applicants", COMMITTEE, "", SECRETARY, **JULY),
    row("party.propose-growth-plan", "organiser", year=2028, places=2),
    row("party.adopt-growth-plan", "secretary-general", year=2027),
    row("party.get-growth-plan", COMMITTEE, "", SECRETARY, year=2026),
    row("party.list-growth-plans", COMMITTEE, "", SECRETARY),
)  # fmt: skip
