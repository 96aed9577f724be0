"""Duty (A30): the office publishes and enters, those on duty swap among themselves, everybody reads the rota."""

from __future__ import annotations

from tests.permissions.procedures.ledger import SEES_MONEY
from tests.permissions.words import JULY, OFFICE, P, row
from tests.permissions.world import Diary

TURNS = {"past": "2026-07-07", "coming": "2026-07-16", "asked": "2026-07-17", "offered": "2026-07-18"}
WHOSE = {"offered": "p028"}
REASON = {"reason": "另行安排"}


def prepare(diary: Diary) -> None:
    """Turns of p027: one that is over, one to come, one that a colleague is asked to take; and a colleague's that p027
    is asked to take."""
    for n, (label, on) in enumerate(TURNS.items()):
        turns = [{"on": on, "person": WHOSE.get(label, "p027")}]
        diary.do(f"07-01T08:{n + 40}", "p011", "finance.publish-rota", turns=turns)
        diary.name(f"{label}-turn", f"07-01T08:{n + 40}:30", lambda made, on=on: _turn(diary, on))
    diary.do("07-01T09:50", "p027", "finance.ask-swap", turn="@asked-turn", to="p028")
    diary.do("07-01T09:55", "p028", "finance.ask-swap", turn="@offered-turn", to="p027")


def _turn(diary: Diary, on: str) -> str:
    app = diary.world.embedded.services["finance"].app
    found = [row for row in app.store.rows(0) if row.topic == "finance.duty-published.v1" and on.encode() in row.state]
    return str(found[-1].originator_id)


ROWS = (
    row("finance.publish-rota", OFFICE, turns=[{"on": "2026-07-20", "person": "p027"}]),
    row("finance.ask-swap", "self", turn="@coming-turn", to="p028"),
    row("finance.agree-to-swap", "self", turn="@offered-turn"),
    row("finance.decline-swap", "self", turn="@offered-turn"),
    row("finance.withdraw-swap", "self", turn="@asked-turn"),
    row("finance.confirm-duty", OFFICE, turn="@past-turn"),
    row("finance.note-absence", OFFICE, turn="@past-turn", **REASON),
    row("finance.cancel-duty", OFFICE, turn="@coming-turn", **REASON),
    row("finance.get-duty", "everybody", turn="@past-turn"),
    row("finance.list-duty", "everybody", "of a person", person=P),
    row("finance.list-duty", "everybody", "of the organ"),
    row("finance.export-duty", f"{OFFICE} {SEES_MONEY}", **JULY),
)  # fmt: skip
