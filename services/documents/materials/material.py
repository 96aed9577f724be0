"""One paper that somebody owes for a meeting: demanded, chased, handed in, returned or waived (B11.4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from services.documents.materials import events as e
from services.kernel.domain.aggregate import Act, Aggregate, Becomes, applies
from services.kernel.domain.words import Status
from services.kernel.refusals import Refusal
from services.kernel.rules.halfdays import Slot


class MaterialStatus(Status):
    OWED = "owed", "待交", "owed"
    HANDED_IN = "handed-in", "已交", "handed in"
    WAIVED = "waived", "免交", "waived"


BECOMES: Becomes = {
    e.MaterialDemanded: MaterialStatus.OWED,
    e.MaterialHandedIn: MaterialStatus.HANDED_IN,
    e.MaterialReturned: MaterialStatus.OWED,
    e.MaterialWaived: MaterialStatus.WAIVED,
}
CITES = ("B11.4",)


class MaterialNotOwed(Refusal):
    """Handed in or waived already, or not handed in yet."""

    code = "documents.meeting-material-not-open"
    next = ("请打开该会议查看材料情况。", "Open the meeting to see how its materials stand.")


class MaterialDueInThePast(Refusal):
    code = "documents.meeting-material-due-in-the-past"
    kind = "invalid"
    next = ("请改填今天或以后的期限。", "Give today or a later day.")


class Material(Aggregate):
    CALLED = "材料", "material"
    CITES = CITES
    CARRIES = ("meeting", "department", "person", "due")
    BECOMES = BECOMES
    WRONG_STATUS = MaterialNotOwed
    meeting = ""
    department = ""
    person = ""
    due: date
    overdue = False
    urged = 0

    def demand(
        self, act: Act, *, meeting: UUID, title: str, department: str, person: str, due: date, first: Slot
    ) -> None:
        """`first` is the half-day in which it is chased for the first time."""
        if due < act.day:
            raise MaterialDueInThePast("交材料的期限不能早于今天。", "The due day cannot lie in the past.", cites=CITES)
        self.trigger(
            e.MaterialDemanded,
            act,
            meeting=meeting.hex,
            department=department,
            person=person,
            due=due,
            urge_on=first.day,
            urge_half=first.half,
            title=title,
        )

    def hand_in(self, act: Act, *, attachments: Sequence[str], note: str) -> None:
        """A day that has passed is recorded, whether or not a clock has looked."""
        if act.day > self.due and not self.overdue:
            self.miss(act)
        given = {"attachments": tuple(attachments), "note": note}
        self.trigger(e.MaterialHandedIn, act, was_overdue=self.overdue, **given)

    def send_back(self, act: Act, *, reason: str, first: Slot) -> None:
        self.trigger(e.MaterialReturned, act, urge_on=first.day, urge_half=first.half, reason=reason)

    def waive(self, act: Act, *, reason: str) -> None:
        self.trigger(e.MaterialWaived, act, was_overdue=self.overdue, reason=reason)

    def urge(self, act: Act, *, following: Slot) -> None:
        """Once more; `following` is when it is chased next."""
        self.trigger(e.MaterialUrged, act, nth=self.urged + 1, urge_on=following.day, urge_half=following.half)

    def miss(self, act: Act) -> None:
        self.trigger(e.MaterialOverdue, act)

    @applies(e.MaterialUrged)
    def _urged(self, event: e.MaterialUrged) -> None:
        self.urged = event.nth

    @applies(e.MaterialOverdue)
    def _overdue(self, event: e.MaterialOverdue) -> None:
        self.overdue = True
