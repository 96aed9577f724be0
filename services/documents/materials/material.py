"""One paper that somebody owes for a meeting: demanded, chased, handed in, returned or waived (B11.4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from services.documents.halfdays import Slot
from services.documents.materials.events import (
    MaterialDemanded,
    MaterialHandedIn,
    MaterialOverdue,
    MaterialReturned,
    MaterialUrged,
    MaterialWaived,
)
from services.kernel.domain import Act, Aggregate, applies
from services.kernel.refusals import Refusal

OWED, HANDED_IN, WAIVED = "owed", "handed-in", "waived"
STATUS_ZH = {OWED: "待交", HANDED_IN: "已交", WAIVED: "免交"}
CITES = ("B11.4",)


class MaterialNotOwed(Refusal):
    """Handed in or waived already, or not handed in yet."""

    code = "documents.meeting-material-not-open"


class MaterialDueInThePast(Refusal):
    code = "documents.meeting-material-due-in-the-past"
    kind = "invalid"


class Material(Aggregate):
    meeting = ""
    department = ""
    person = ""
    due: date
    status = ""
    overdue = False
    urged = 0

    def demand(
        self, act: Act, *, meeting: UUID, title: str, department: str, person: str, due: date, first: Slot
    ) -> None:
        """`first` is the half-day in which it is chased for the first time."""
        if due < act.day:
            raise MaterialDueInThePast("交材料的期限不能早于今天。", "The due day cannot lie in the past.", cites=CITES)
        self.trigger(
            MaterialDemanded,
            act,
            meeting=meeting.hex,
            department=department,
            person=person,
            due=due,
            urge_on=first.day,
            urge_half=first.half,
            title=title,
            cites=CITES,
        )

    def hand_in(self, act: Act, *, attachments: Sequence[str], note: str) -> None:
        """A day that has passed is recorded, whether or not a clock has looked."""
        self._in(OWED)
        if act.day > self.due and not self.overdue:
            self.miss(act)
        self.trigger(
            MaterialHandedIn,
            act,
            meeting=self.meeting,
            department=self.department,
            person=self.person,
            due=self.due,
            was_overdue=self.overdue,
            attachments=tuple(attachments),
            note=note,
            cites=CITES,
        )

    def send_back(self, act: Act, *, reason: str, first: Slot) -> None:
        self._in(HANDED_IN)
        self.trigger(
            MaterialReturned,
            act,
            meeting=self.meeting,
            department=self.department,
            person=self.person,
            due=self.due,
            urge_on=first.day,
            urge_half=first.half,
            reason=reason,
            cites=CITES,
        )

    def waive(self, act: Act, *, reason: str) -> None:
        self._in(OWED)
        self.trigger(
            MaterialWaived,
            act,
            meeting=self.meeting,
            department=self.department,
            person=self.person,
            was_overdue=self.overdue,
            reason=reason,
            cites=CITES,
        )

    def urge(self, act: Act, *, following: Slot) -> None:
        self.trigger(
            MaterialUrged,
            act,
            meeting=self.meeting,
            department=self.department,
            person=self.person,
            nth=self.urged + 1,
            urge_on=following.day,
            urge_half=following.half,
            cites=CITES,
        )

    def miss(self, act: Act) -> None:
        self.trigger(
            MaterialOverdue,
            act,
            meeting=self.meeting,
            department=self.department,
            person=self.person,
            due=self.due,
            cites=CITES,
        )

    def _in(self, allowed: str) -> None:
        if self.status != allowed:
            raise MaterialNotOwed(
                f"该材料{STATUS_ZH[self.status]},不能这样办理。",
                f"The material is {self.status}; this cannot be done to it.",
                cites=CITES,
                status=self.status,
            )

    @applies(MaterialDemanded)
    def _demanded(self, event: MaterialDemanded) -> None:
        self.meeting, self.department, self.person = event.meeting, event.department, event.person
        self.due, self.status = event.due, OWED

    @applies(MaterialHandedIn)
    def _handed_in(self, event: MaterialHandedIn) -> None:
        self.status = HANDED_IN

    @applies(MaterialReturned)
    def _returned(self, event: MaterialReturned) -> None:
        self.status = OWED

    @applies(MaterialWaived)
    def _waived(self, event: MaterialWaived) -> None:
        self.status = WAIVED

    @applies(MaterialUrged)
    def _urged(self, event: MaterialUrged) -> None:
        self.urged = event.nth

    @applies(MaterialOverdue)
    def _overdue(self, event: MaterialOverdue) -> None:
        self.overdue = True
