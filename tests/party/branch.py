"""A branch for tests that need members: five of them in June 2025, two groups, one on probation."""

from __future__ import annotations

from datetime import date

from services.party.members.operations import EnterMember
from tests.given import By
from tests.party.desk import ORGANISER, by, day

ENTERED = day(6, 2)
SECRETARY, DEPUTY, WITHIN, PROBATIONER = "p006", "p008", "p024", "p025"
"""Of the branch: its secretary and deputy secretary, an ordinary member, one on probation; p009 is its organiser."""
MEMBERS = ("p006", "p008", "p009", "p024", "p025")
FIRST_GROUP, SECOND_GROUP = "第一党小组", "第二党小组"
GROUPS = {"p006": FIRST_GROUP, "p008": FIRST_GROUP, "p009": SECOND_GROUP, "p024": SECOND_GROUP, "p025": SECOND_GROUP}


def entered(*people: str, on: date = ENTERED) -> list[By]:
    """These, or all five, entered on that day."""
    return [
        by(
            ORGANISER,
            on,
            EnterMember(
                person=person,
                on=on,
                joined=day(6, 2, 2024) if person == PROBATIONER else day(7, 1, 2010),
                formal=None if person == PROBATIONER else day(7, 1, 2011),
                group=GROUPS.get(person, ""),
            ),
        )
        for person in people or MEMBERS
    ]
