"""Declarations (A5, B14): everybody makes their own, the discipline group deals with them."""

from __future__ import annotations

from tests.permissions.words import JULY, P, row
from tests.permissions.world import Diary

GIFT = {"received_on": "2026-06-30", "kind": "cash", "what": "礼金", "value": 500, "giver": "某企业"}
EVENT = {"occasion": "wedding", "place": "某酒店", "guests": 80, "budget": 20000, "reason": "日期临时确定"}
TRIP = {"kind": "tourism", "first": "2026-07-20", "last": "2026-07-25", "destination": "某地", "purpose": "休假"}


def prepare(diary: Diary) -> None:
    """Of p027: a gift, a wedding that has taken place, a trip to come."""
    diary.make("gift", "07-01T09:00", "p027", "party.hand-in-gift", **GIFT)
    diary.make("wedding", "07-01T09:10", "p027", "party.report-family-event", on="2026-07-06", **EVENT)
    diary.make("trip", "07-01T09:20", "p027", "party.state-trip", paid_by="oneself", **TRIP)


GROUP = "discipline-member"
ROWS = (
    row("party.hand-in-gift", "everybody", **GIFT),
    row("party.dispose-of-gift", GROUP, gift="@gift", on="2026-07-08", disposal="treasury"),
    row("party.get-gift", f"self {GROUP}", gift="@gift"),
    row("party.list-gifts", GROUP),
    row("party.list-gifts", f"self {GROUP}", "one's own", person=P),
    row("party.export-gifts", GROUP, **JULY),
    row("party.report-family-event", "everybody", on="2026-07-30", **EVENT),
    row("party.account-for-family-event", "self", event="@wedding", guests=75, cost=18000),
    row("party.get-family-event", f"self {GROUP}", event="@wedding"),
    row("party.list-family-events", GROUP),
    row("party.list-family-events", f"self {GROUP}", "one's own", person=P),
    row("party.state-trip", "everybody", paid_by="oneself", **TRIP),
    row("party.note-trip", GROUP, trip="@trip"),
    row("party.object-to-trip", GROUP, trip="@trip", reason="有重要会议"),
    row("party.get-trip", f"self {GROUP}", trip="@trip"),
    row("party.list-trips", GROUP),
    row("party.list-trips", f"self {GROUP}", "one's own", person=P),
)
