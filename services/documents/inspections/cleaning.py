"""One month's cleaning, which the office organises for everybody (B12.6)."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from uuid import UUID, uuid5

from services.documents.inspections.events import CleaningDue, CleaningHeld, CleaningMissed
from services.kernel.domain import Act, Aggregate, applies
from services.kernel.refusals import Refusal

NAMESPACE = UUID("5b0f8a5e-6a3f-5f0e-9f43-0c1f6f3a7d01")
CITES = ("B12.6",)


class CleaningHeldAlready(Refusal):
    code = "documents.cleaning-held-already"


def cleaning_id(month: str) -> UUID:
    return uuid5(NAMESPACE, month)


def month_of(day: date) -> str:
    return f"{day:%Y-%m}"


def last_of(day: date) -> date:
    """The last day of its month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


class Cleaning(Aggregate):
    month = ""
    held = False
    missed = False

    def open(self, act: Act, *, first: date, department: str) -> None:
        """Owed by the last day of the month; does nothing where it is owed already."""
        if self.month:
            return
        self.trigger(CleaningDue, act, department=department, month=month_of(first), due=last_of(first), cites=CITES)

    def hold(self, act: Act, *, on: date, department: str, departments: Sequence[str], note: str) -> None:
        if self.held:
            raise CleaningHeldAlready(
                f"{self.month}的集中清扫已登记。", f"The cleaning of {self.month} is recorded already.", cites=CITES
            )
        self.trigger(
            CleaningHeld,
            act,
            department=department,
            month=self.month,
            on=on,
            departments=tuple(sorted(set(departments))),
            was_missed=self.missed,
            note=note,
            cites=CITES,
        )

    def miss(self, act: Act, *, due: date, department: str) -> None:
        self.trigger(CleaningMissed, act, department=department, month=self.month, due=due, cites=CITES)

    @applies(CleaningDue)
    def _due(self, event: CleaningDue) -> None:
        self.month = event.month

    @applies(CleaningHeld)
    def _held(self, event: CleaningHeld) -> None:
        self.held = True

    @applies(CleaningMissed)
    def _missed(self, event: CleaningMissed) -> None:
        self.missed = True
