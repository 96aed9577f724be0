"""Motions (B2.4–B2.7): a member of the Party group proposes, its secretary presides, those in the room vote."""

from __future__ import annotations

from tests.permissions.procedures.members import COMMITTEE, SECRETARY
from tests.permissions.procedures.party_meetings import GROUP
from tests.permissions.words import JULY, row
from tests.permissions.world import Diary

PROPOSER, CHAIR = "p004", "p002"
PRESENT = ["p002", "p003", "p004", "p005", "p006", "p007", "p058"]
"""The whole Party group."""
WHAT = {"body": "party-group", "matter": "spending", "title": "关于设备更新", "text": "同意更新办公设备。"}


def prepare(diary: Diary) -> None:
    """One in every state before it is decided; of a secret ballot p003 and p004 are the tellers."""
    for n, (label, matter, steps) in enumerate(
        (
            ("motion", "spending", 0),
            ("motion-on-agenda", "other", 1),
            ("motion-discussed", "spending", 2),
            ("motion-open", "spending", 3),
            ("motion-secret", "personnel", 3),
            ("motion-voted", "other", 3),
            ("group-resolution", "other", 3),
        )
    ):
        diary.make(label, f"07-06T09:0{n}", PROPOSER, "party.propose-motion", **WHAT | {"matter": matter})
        tellers = ["p003", "p004"] if matter == "personnel" else []
        for hour, operation, fields in (
            (10, "put-motion-on-agenda", {"on": "2026-07-07"}),
            (33, "discuss-motion", {"note": "意见一致"}),
            (34, "open-vote", {"present": PRESENT, "tellers": tellers}),
        )[:steps]:
            at = f"07-0{6 + hour // 24}T{hour % 24:02d}:0{n}"
            diary.do(at, CHAIR, f"party.{operation}", motion=f"@{label}", **fields)
    for motion, n, person in [(m, n, p) for m in ("motion-voted", "group-resolution") for n, p in enumerate(PRESENT)]:
        diary.do(f"07-07T11:0{n}", person, "party.cast-vote", motion=f"@{motion}", choice="in-favour")
    diary.do("07-07T11:30", CHAIR, "party.declare-result", motion="@group-resolution")


MEMBERS = (*SECRETARY, *GROUP, "secretary-general")
"""The Party group's members among the callers."""
PRESIDES = ("chair", "chair's stand-in")
"""Its secretary and deputy secretary: p002 and p058."""
TELLERS = ("supervisor", "supervisor of another department")
READERS = (*SECRETARY, *GROUP)
ROWS = (
    row("party.propose-motion", "nobody", "", MEMBERS, **WHAT),
    row("party.withdraw-motion", "nobody", "", ("supervisor of another department",), motion="@motion", reason="另议"),
    row("party.put-motion-on-agenda", "nobody", "", SECRETARY, motion="@motion", on="2026-07-20"),
    row("party.defer-motion", "nobody", "", SECRETARY, motion="@motion-on-agenda", reason="材料不足"),
    row("party.recuse-from-motion", "nobody", "", MEMBERS, motion="@motion"),
    row("party.discuss-motion", "nobody", "", PRESIDES, motion="@motion-on-agenda", note="意见一致"),
    row("party.open-vote", "nobody", "", PRESIDES, motion="@motion-discussed", present=PRESENT),
    row("party.cast-vote", "nobody", "", MEMBERS, motion="@motion-open", choice="against"),
    row(
        "party.count-ballots", "nobody", "", TELLERS,
        motion="@motion-secret", in_favour=5, against=1, abstained=1,
    ),
    row("party.review-resolution", "nobody", "", SECRETARY, motion="@group-resolution", finding="正在落实"),
    row("party.declare-result", "nobody", "", PRESIDES, motion="@motion-voted"),
    row("party.get-motion", COMMITTEE, "", READERS, motion="@motion"),
    row("party.list-motions", "everybody"),
    row("party.export-motions", COMMITTEE, "", READERS, **JULY),
)  # fmt: skip
