"""Warning education and self-checks (A4, B14): entered by branch and discipline group; leaders check themselves."""

from __future__ import annotations

from tests.permissions.words import row
from tests.permissions.world import Diary

LEADER = "p003"
"""Who supervises the budget commission."""
ITEMS = ("gifts", "bills", "family", "trips", "extravagance", "conduct")
ANSWERS = [{"item": item, "clear": True} for item in ITEMS]


def prepare(diary: Diary) -> None:
    """The first half-year's self-check of the leader waits for its review."""
    first = {"person": LEADER, "period": "2026-H1"}
    diary.do("06-22T09:00", LEADER, "party.hand-in-self-check", answers=ANSWERS, **first)


GROUP = "discipline-member"
ORGANISERS = f"secretary-general {GROUP}"
HIMSELF = ("supervisor",)
YEAR = {"start": "2026-01-01", "end": "2026-12-31"}
ROWS = (
    row(
        "party.record-warning-education", ORGANISERS,
        year=2026, on="2026-07-08", form="film", topic="典型案例", present=["p027"],
    ),
    row("party.get-warning-education", "everybody", year=2026),
    row("party.list-warning-sessions", "everybody"),
    row("party.export-warning-education", ORGANISERS, **YEAR),
    row("party.hand-in-self-check", "nobody", "", HIMSELF, person=LEADER, period="2026-H2", answers=ANSWERS),
    row("party.review-self-check", GROUP, person=LEADER, period="2026-H1", finding="已审阅"),
    row("party.get-self-check", GROUP, "", HIMSELF, person=LEADER, period="2026-H1"),
    row("party.list-self-checks", GROUP),
    row("party.list-self-checks", GROUP, "one's own", HIMSELF, person=LEADER),
)  # fmt: skip
