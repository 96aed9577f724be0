"""One month's cleaning, which the office organises for everybody (B12.6)."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from uuid import UUID, uuid5

from services.documents.inspections import events as e
from services.kernel.domain.aggregate import Act, Aggregate, Becomes
from services.kernel.domain.words import Status
from services.kernel.refusals import Refusal

NAMESPACE = UUID("5b0f8a5e-6a3f-5f0e-9f43-0c1f6f3a7d01")
CITES = ("B12.6",)


class CleaningStatus(Status):
    DUE = "due", "待组织", "due"
    HELD = "held", "已组织", "held"
    MISSED = "missed", "未组织", "not held"
    LATE = "late", "已组织(补登)", "held, entered late"
    """Of the register's line: held, but entered after it was missed."""


BECOMES: Becomes = {
    e.CleaningDue: CleaningStatus.DUE,
    e.CleaningHeld: CleaningStatus.HELD,
    e.CleaningMissed: CleaningStatus.MISSED,
}


class CleaningHeldAlready(Refusal):
    code = "documents.cleaning-held-already"
    next = ("无需重复登记；请打开该月记录核对。", "It need not be entered twice; open the month's entry.")


def cleaning_id(month: str) -> UUID:
    return uuid5(NAMESPACE, month)


def month_of(day: date) -> str:
    return f"{day:%Y-%m}"


def last_of(day: date) -> date:
    """The last day of its month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


class Cleaning(Aggregate):
    CITES = CITES
    CARRIES = ("month",)
    BECOMES = BECOMES
    month = ""

    def open(self, act: Act, *, first: date, department: str) -> None:
        """Owed by the last day of the month; does nothing where it is owed already."""
        if not self.month:
            self.trigger(e.CleaningDue, act, department=department, month=month_of(first), due=last_of(first))

    def hold(self, act: Act, *, on: date, department: str, departments: Sequence[str], note: str) -> None:
        if self.status == CleaningStatus.HELD:
            raise CleaningHeldAlready(
                f"{self.month}的集中清扫已登记。", f"The cleaning of {self.month} is recorded already.", cites=CITES
            )
        self.trigger(
            e.CleaningHeld,
            act,
            department=department,
            on=on,
            departments=tuple(sorted(set(departments))),
            was_missed=self.status == CleaningStatus.MISSED,
            note=note,
        )
