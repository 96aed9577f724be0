"""Attachments of party (B9.3): whoever sees what a record says has its files; of a motion those in the room alone."""

from __future__ import annotations

from tests.permissions.files import Cabinet
from tests.permissions.procedures.life_meetings import MEMBERS as LIFE_MEMBERS
from tests.permissions.procedures.life_meetings import OTHER_LEADER
from tests.permissions.procedures.members import COMMITTEE, OF_COMMITTEE, SECRETARY
from tests.permissions.procedures.motions import MEMBERS
from tests.permissions.words import LINE, OFFICE
from tests.permissions.world import Diary

CABINET = Cabinet("party")


def prepare(diary: Diary) -> None:
    CABINET.prepare(
        diary,
        ("p009", "party-meeting", "theme-day"),
        ("p009", "life-meeting", "life-held"),
        ("p009", "applicant", "applied"),
        ("p004", "motion", "motion-secret"),
        ("p027", "contact", "contact"),
        ("p027", "study-paper", "study-paper"),
        ("p053", "study-session", "study-set"),
    )


ROWS = (
    *CABINET.general(),
    *CABINET.rows_of("party-meeting", "theme-day", "organiser secretary-general", f"self {OF_COMMITTEE}"),
    *CABINET.rows_of(
        "life-meeting", "life-held", "organiser secretary-general", LIFE_MEMBERS, see_also=OTHER_LEADER
    ),
    *CABINET.rows_of("applicant", "applied", "organiser", COMMITTEE, see_also=SECRETARY),
    *CABINET.rows_of("motion", "motion-secret", "nobody", "nobody", attach_also=MEMBERS, see_also=MEMBERS),
    *CABINET.rows_of("contact", "contact", "self head office-director", f"self {LINE} office-director"),
    *CABINET.rows_of("study-paper", "study-paper", "self", f"self {COMMITTEE}", see_also=SECRETARY),
    *CABINET.rows_of("study-session", "study-set", f"{OF_COMMITTEE} {OFFICE}", "everybody"),
)  # fmt: skip
