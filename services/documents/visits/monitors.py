"""考核监督小组: the group that checks how visitors are received and looks into complaints (B13.4)."""

from __future__ import annotations

from datetime import date

from services.directory.picture import Picture
from services.kernel.who import Organ, Standing, Subject, Who

BODY = "conduct-group"


def _holds(organ: Organ, caller: str, subject: Subject, on: date) -> Standing | None:
    assert isinstance(organ, Picture)
    return Standing() if any(member.person == caller for member in organ.body_members(BODY, on)) else None


MONITOR = Who("conduct-group", "考核监督小组成员", "a member of the conduct group", _holds)
