"""Trips (A30, B14.6): consented to by the supervising leader in the district, by the chair outside it."""

from __future__ import annotations

from tests.permissions.procedures.ledger import SEES_MONEY
from tests.permissions.words import BUDGET, JULY, LINE, OFFICE, P, row
from tests.permissions.world import Diary

NEAR = {"area": "district", "destination": "云柚镇", "transport": "road", "purpose": "调研"}
FAR = {"area": "province", "place": "other", "destination": "省城", "transport": "second", "purpose": "培训"}
REASON = {"reason": "任务有变"}


def prepare(diary: Diary) -> None:
    """Of p027: a trip in the district and one outside it that are asked for, one that waits to be prolonged, one
    for which the budget has too little, one that is over, one reported, one that is consented to and runs."""

    def trip(label: str, start: str, end: str, far: bool = False, hour: int = 9) -> None:
        days = {"start": f"2026-{start}", "end": f"2026-{end}", "travellers": ["p027"]}
        where = FAR if far else NEAR
        diary.make(label, f"07-01T{hour:02d}:20", "p027", "finance.request-trip", **BUDGET, **where, **days)

    def consent(label: str) -> None:
        diary.do("07-01T15:00", "p003", "finance.approve-trip", trip=f"@{label}")

    trip("near-trip", "07-20", "07-21")
    dear = {"start": "2026-07-13", "end": "2026-07-13", "travellers": ["p027"], "estimate": "9000000"}
    diary.make("dear-trip", "07-01T16:30", "p027", "finance.request-trip", **BUDGET, **NEAR, **dear)
    trip("far-trip", "07-23", "07-24", far=True, hour=10)
    for label, on, hour in (("longer-trip", "07-27", 11), ("past-trip", "07-02", 12), ("back-trip", "07-05", 13)):
        trip(label, on, on, hour=hour)
        consent(label)
    trip("running-trip", "07-07", "07-08", hour=14)
    consent("running-trip")
    longer = {"trip": "@longer-trip", "end": "2026-07-28", **REASON}
    diary.do("07-02T09:00", "p027", "finance.prolong-trip", **longer)
    back = {"trip": "@back-trip", "start": "2026-07-05", "end": "2026-07-05"}
    diary.do("07-06T09:00", "p027", "finance.report-return", **back)


ASKED = {**BUDGET, "travellers": [P], **NEAR, "start": "2026-07-30", "end": "2026-07-31"}
READERS = f"self colleague {LINE} {OFFICE} {SEES_MONEY}"
ROWS = (
    row("finance.request-trip", "colleague head clerk", **ASKED),
    row("finance.approve-trip", "supervisor", "in the district", trip="@near-trip"),
    row("finance.approve-trip", "chair", "outside the district", trip="@far-trip"),
    row("finance.approve-trip", "supervisor", "to be prolonged", trip="@longer-trip"),
    row("finance.reject-trip", "supervisor", trip="@near-trip", **REASON),
    row("finance.withdraw-trip", "self", trip="@near-trip", **REASON),
    row("finance.cancel-trip", "self", trip="@running-trip", **REASON),
    row("finance.shorten-trip", "self", trip="@running-trip", end="2026-07-07", **REASON),
    row("finance.prolong-trip", "self", trip="@running-trip", end="2026-07-09", **REASON),
    row("finance.report-return", "self", trip="@running-trip", start="2026-07-07", end="2026-07-08"),
    row("finance.confirm-return", "head", trip="@back-trip"),
    row("finance.send-return-back", "head", trip="@back-trip", **REASON),
    row("finance.get-trip", READERS, trip="@near-trip"),
    row("finance.print-trip", READERS, trip="@near-trip"),
    row("finance.get-allowance", READERS, trip="@near-trip"),
    row("finance.list-trips", READERS, "of a person", person=P),
    row("finance.list-trips", READERS, "of a department", **BUDGET),
    row("finance.list-trips", f"{OFFICE} {SEES_MONEY}", "of the organ"),
    row("finance.list-stays", READERS, "of a person", person=P),
    row("finance.list-stays", f"{OFFICE} {SEES_MONEY}", "of the organ"),
    row("finance.export-trips", f"{OFFICE} {SEES_MONEY}", **JULY),
)  # fmt: skip
