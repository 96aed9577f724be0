"""Leave (A15): asking is one's own, the clerk takes down a written slip; deciding follows the route, step by step."""

from __future__ import annotations

from tests.permissions.words import BUDGET, DAY_READERS, LINE, OFFICE, TOP, P, row
from tests.permissions.world import Diary


def prepare(diary: Diary) -> None:
    """Leave of p027 in every state, one that fell with the year's forfeiture, and one of the chair's stand-in."""
    _ask(diary, "asked", "p027", "07-10", "07-10")
    _ask(diary, "endorsed", "p027", "07-13", "07-15", "p026")
    _ask(diary, "endorsed-twice", "p027", "07-20", "07-24", "p026", "p003")
    _ask(diary, "approved", "p027", "07-02", "07-02", "p026")
    _ask(diary, "fallen", "p027", "12-01", "12-01", "p026", kind="annual")
    _ask(diary, "too much", "p027", "10-12", "10-26", "p026", "p003", "p002")
    _ask(diary, "stand-in's", "p058", "07-30", "07-30")


def _ask(diary: Diary, label: str, person: str, first: str, last: str, *signed_by: str, kind: str = "personal") -> None:
    slip = {"person": person, "kind": kind, "start": f"2026-{first}", "end": f"2026-{last}"}
    diary.make(label, "07-01T09:00", person, "attendance.request-leave", **slip)
    for signer in signed_by:
        diary.do("07-01T09:10", signer, "attendance.approve-leave", leave=f"@{label}")


SLIP = {"person": P, "kind": "sick", "start": "2026-09-21", "end": "2026-09-21"}


ROWS = (
    row("attendance.request-leave", "self clerk", **SLIP),
    row("attendance.withdraw-leave", "self clerk", leave="@asked"),
    row("attendance.approve-leave", "head", "up to a day", leave="@asked"),
    row("attendance.approve-leave", "supervisor", "up to three days, after the head", leave="@endorsed"),
    row("attendance.approve-leave", "chair", "longer, after the supervising leader", leave="@endorsed-twice"),
    row("attendance.approve-leave", "chair", "of the stand-in", (), ("chair's stand-in",), leave="@stand-in's"),
    row("attendance.reject-leave", "head", "up to a day", leave="@asked", reason="工作安排不开"),
    row("attendance.reject-leave", "supervisor", "up to three days", leave="@endorsed", reason="工作安排不开"),
    row("attendance.reject-leave", "chair", "longer", leave="@endorsed-twice", reason="工作安排不开"),
    row("attendance.register-return", OFFICE, leave="@approved"),
    row("attendance.revoke-leave", OFFICE, leave="@approved", reason="未实际休假"),
    row("attendance.note-fall", "self", leave="@fallen"),
    row("attendance.get-leave", DAY_READERS, leave="@asked"),
    row("attendance.get-leave", f"{DAY_READERS}", "the chair is on its route", leave="@endorsed-twice"),
    row("attendance.list-leave", DAY_READERS, "of a person", person=P),
    row("attendance.list-leave", f"{LINE} {OFFICE} {TOP}", "of a department", **BUDGET),
    row("attendance.list-leave", f"{OFFICE} {TOP}", "of the organ"),
    row("attendance.list-waiting-leave", "everybody"),
    row("attendance.export-leave", f"{OFFICE} {TOP}", start="2026-07-01", end="2026-07-31"),
)  # fmt: skip
