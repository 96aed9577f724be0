"""What one department owes of one year's files (A20)."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid5

from services.documents.archive.events import ArchiveExcused, ArchiveMissed, ArchiveOwed
from services.kernel.domain import Act, Aggregate, applies

NAMESPACE = UUID("5b0f8a5e-6a3f-5f0e-9f43-0c1f6f3a7d05")
CITES = ("A20",)


def year_id(department: str, year: int) -> UUID:
    return uuid5(NAMESPACE, f"{department}/{year}")


class ArchiveYear(Aggregate):
    department = ""
    year = 0

    def open(self, act: Act, *, department: str, year: int, due: date, cites: tuple[str, ...]) -> None:
        self.trigger(ArchiveOwed, act, department=department, year=year, due=due, cites=cites)

    def miss(self, act: Act, *, due: date) -> None:
        self.trigger(ArchiveMissed, act, department=self.department, year=self.year, due=due, cites=CITES)

    def excuse(self, act: Act) -> None:
        self.trigger(ArchiveExcused, act, department=self.department, year=self.year, cites=CITES)

    @applies(ArchiveOwed)
    def _owed(self, event: ArchiveOwed) -> None:
        self.department, self.year = event.department, event.year

    @applies(ArchiveMissed)
    def _missed(self, event: ArchiveMissed) -> None:
        pass

    @applies(ArchiveExcused)
    def _excused(self, event: ArchiveExcused) -> None:
        pass
