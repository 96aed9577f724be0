"""A retired colleague on the register, and one duty towards them (B9.7)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID, uuid5

from services.kernel.domain.aggregate import Act, Aggregate, Becomes, applies
from services.kernel.domain.words import Status
from services.kernel.refusals import Invalid, Refusal
from services.party.retired import events as e

CITES = ("B9.7",)


class RetiredStatus(Status):
    ON_REGISTER = "on-register", "在册", "on the register"
    LEFT = "left", "已注销", "no longer"


class CareStatus(Status):
    DUE = "due", "待办", "due"
    GIVEN = "given", "已办", "done"
    LAPSED = "lapsed", "不再需要", "owed no more"


RETIRED_BECOMES: Becomes = {e.RetiredEntered: RetiredStatus.ON_REGISTER, e.RetiredLeft: RetiredStatus.LEFT}
CARE_BECOMES: Becomes = {
    e.CareDue: CareStatus.DUE,
    e.CareGiven: CareStatus.GIVEN,
    e.CareLapsed: CareStatus.LAPSED,
}


class OccasionKnown(Refusal):
    """One condolence for one occasion."""

    code = "party.retired-occasion-known"
    next = ("请打开该项慰问记录办理。", "Open the entry that is there.")


def care_id(retired: UUID, duty: str, period: str) -> UUID:
    return uuid5(retired, f"{duty}/{period}")


class Retired(Aggregate):
    CALLED = "离退休人员", "retired colleague"
    CITES = CITES
    BECOMES = RETIRED_BECOMES
    name = ""

    def enter(
        self,
        act: Act,
        *,
        number: str,
        name: str,
        retired_on: date,
        born: date | None,
        address: str,
        contact: str,
        condition: str,
    ) -> None:
        if born is not None and born >= retired_on:
            raise Invalid("出生、退休日期先后不合。", "They retire after they are born.", fields=[{"field": "born"}])
        self.trigger(
            e.RetiredEntered, act, number=number, name=name, retired_on=retired_on, born=born, address=address,
            contact=contact, condition=condition,
        )  # fmt: skip

    @applies(e.RetiredEntered)
    def _entered(self, event: e.RetiredEntered) -> None:
        self.name = event.name

    @applies(e.RetiredDetailsChanged)
    def _changed(self, event: e.RetiredDetailsChanged) -> None:
        """Of the register alone."""


class Care(Aggregate):
    CALLED = "慰问走访", "duty of care"
    CITES = CITES
    CARRIES = ("retired", "duty", "period", "due", "department")
    BECOMES = CARE_BECOMES
    retired = ""
    duty = ""
    period = ""
    department = ""
    due: date | None = None
    missed = False

    def open(
        self, act: Act, *, retired: UUID, name: str, duty: str, period: str, due: date, department: str, note: str = ""
    ) -> None:
        if self.exists:
            raise OccasionKnown("该事项已登记。", "It has been entered already.", cites=CITES)
        self.trigger(
            e.CareDue, act, retired=retired.hex, name=name, duty=duty, period=period, due=due, department=department,
            note=note,
        )  # fmt: skip

    def give(self, act: Act, *, on: date, visitors: Sequence[str], what: str) -> None:
        self.trigger(e.CareGiven, act, on=on, visitors=tuple(visitors), what=what, was_missed=self.missed)

    def miss(self, act: Act) -> None:
        self.trigger(e.CareMissed, act)

    def lapse(self, act: Act) -> None:
        self.trigger(e.CareLapsed, act)

    @applies(e.CareMissed)
    def _missed(self, event: e.CareMissed) -> None:
        self.missed = True
