"""A year's warning education (A4, B14.2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID, uuid5

from services.kernel.domain.aggregate import Act, Aggregate, Becomes, applies
from services.kernel.domain.words import Status
from services.kernel.refusals import Invalid
from services.party.integrity import events as e

NAMESPACE = UUID("9b7a1c66-0a55-4d0e-8f3a-1c5e2b7d4e21")
CITES = ("A4", "B14.2")


class EducationStatus(Status):
    DUE = "due", "待开展", "due"
    HELD = "held", "已开展", "held"
    MISSED = "missed", "未开展", "not held"


BECOMES: Becomes = {
    e.WarningEducationDue: EducationStatus.DUE,
    e.WarningEducationHeld: EducationStatus.HELD,
    e.WarningEducationMissed: EducationStatus.MISSED,
}


def education_id(year: int) -> UUID:
    return uuid5(NAMESPACE, str(year))


class Education(Aggregate):
    CALLED = "廉政警示教育", "warning education"
    CITES = CITES
    CARRIES = ("year", "person", "department")
    BECOMES = BECOMES
    year = 0
    person = ""
    department = ""
    held = 0

    def open(self, act: Act, *, year: int, person: str, department: str, due: date) -> None:
        """Does nothing where it is owed already."""
        if not self.exists:
            self.trigger(e.WarningEducationDue, act, year=year, person=person, department=department, due=due)

    def hold(
        self, act: Act, *, on: date, form: str, topic: str, present: Sequence[str], serving: Sequence[str]
    ) -> None:
        """`serving` are all who were in service that day. The first of the year is what is owed; there may be more."""
        if on.year != self.year:
            raise Invalid("日期不在该年度。", "The day does not lie in the year.", fields=[{"field": "on"}])
        if strangers := sorted(set(present) - set(serving)):
            raise Invalid(
                "所列人员当日不在本机关。",
                "They were not in the organ that day.",
                fields=[{"field": "present", "value": " ".join(strangers)}],
            )
        self.trigger(
            e.WarningEducationHeld, act, nth=self.held + 1, on=on, form=form, topic=topic,
            present=tuple(sorted(set(present))), absent=tuple(sorted(set(serving) - set(present))),
        )  # fmt: skip

    def miss(self, act: Act, *, due: date) -> None:
        self.trigger(e.WarningEducationMissed, act, due=due)

    @applies(e.WarningEducationHeld)
    def _held(self, event: e.WarningEducationHeld) -> None:
        self.held = event.nth
