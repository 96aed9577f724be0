"""What one department owes of one year's files (A20)."""

from __future__ import annotations

from uuid import UUID, uuid5

from services.documents.archive import events as e
from services.kernel.domain.aggregate import Aggregate, Becomes
from services.kernel.domain.words import Status

NAMESPACE = UUID("5b0f8a5e-6a3f-5f0e-9f43-0c1f6f3a7d05")


class DebtStatus(Status):
    OWED = "owed", "待移交", "owed"
    MISSED = "missed", "逾期未移交", "overdue"
    PAID = "paid", "已移交", "handed over"
    LATE = "late", "逾期移交", "handed over late"
    EXCUSED = "excused", "部门已撤销", "the department is no more"


BECOMES: Becomes = {
    e.ArchiveOwed: DebtStatus.OWED,
    e.ArchiveMissed: DebtStatus.MISSED,
    e.ArchiveExcused: DebtStatus.EXCUSED,
}


def year_id(department: str, year: int) -> UUID:
    return uuid5(NAMESPACE, f"{department}/{year}")


class ArchiveYear(Aggregate):
    """What it says of itself; that it was handed over, the lists say."""

    CALLED = "归档年度", "year to be archived"
    CITES = ("A20",)
    CARRIES = ("department", "year")
    BECOMES = BECOMES
    department = ""
    year = 0
