"""What the archive's tests share: the people, the days, a list on its way to the shelf."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from services.documents.archive.operations import (
    AcceptTransfer,
    Described,
    FileTransfer,
    GetTransferItems,
    HandOverTransfer,
    ListTransferItems,
    PrepareTransfer,
    ReturnTransfer,
)
from services.documents.archive.record import TransferRecord
from services.documents.holdings.operations import SearchFiles
from services.documents.holdings.record import FileRecord
from tests.documents.desk import FIRST, HEAD, STAFF, Desk, by, day
from tests.given import By

ARCHIVIST, CHAIR = "p012", "p002"
"""In 2026."""
KIND = "documents.archive"
DEPARTMENT = "finance-economy"
NEW_YEAR, MARCH, DUE, APRIL = day(1, 1, 2026), day(3, 2, 2026), day(3, 31, 2026), day(4, 1, 2026)


def described(title: str = "关于预算执行情况的报告", **more: Any) -> Described:
    named = {"kind": "other", "dated": day(6, 9), "author": "财政经济工作委员会", "pages": 12}
    return Described(title=title, **{**named, **more})


def prepared(on: date = MARCH, department: str = DEPARTMENT, year: int = 2025, person: str = STAFF) -> By:
    return by(person, on, PrepareTransfer(department=department, year=year), 9)


def listed(*items: Described, on: date = MARCH, transfer: UUID = FIRST, person: str = STAFF) -> By:
    return by(person, on, ListTransferItems(transfer=transfer, items=items or (described(),)), 10)


def handed_over(on: date = MARCH, transfer: UUID = FIRST, person: str = HEAD) -> By:
    return by(person, on, HandOverTransfer(transfer=transfer), 11)


def returned(on: date = MARCH, transfer: UUID = FIRST, **more: Any) -> By:
    return by(ARCHIVIST, on, ReturnTransfer(transfer=transfer, reason="页数不符", **more), 14)


def accepted(on: date = MARCH, transfer: UUID = FIRST) -> By:
    return by(ARCHIVIST, on, AcceptTransfer(transfer=transfer), 15)


def filed(on: date = MARCH, transfer: UUID = FIRST) -> By:
    return by(ARCHIVIST, on, FileTransfer(transfer=transfer, room="201", shelf="3"), 16)


def shelved(*items: Described) -> tuple[By, ...]:
    """A list from its beginning to the shelf."""
    return prepared(), listed(*items), handed_over(), accepted(), filed()


def began(desk: Desk, on: date = MARCH, **more: Any) -> TransferRecord:
    """A further list, with its id."""
    named = {"department": DEPARTMENT, "year": 2025, **more}
    person = named.pop("person", STAFF)
    return desk.on(on, person, PrepareTransfer(**named))  # type: ignore[no-any-return]


def shelf(desk: Desk, on: date = MARCH, person: str = ARCHIVIST, **asked: Any) -> list[FileRecord]:
    return list(desk.on(on, person, SearchFiles(**asked)).items)


def lines(desk: Desk, person: str = STAFF, transfer: UUID = FIRST, on: date = MARCH) -> list[Any]:
    return list(desk.on(on, person, GetTransferItems(transfer=transfer)).items)


def debt(desk: Desk, department: str = DEPARTMENT) -> list[tuple[date, str]]:
    return [(due, status) for _, owing, due, status in desk.owed(KIND) if owing == department]
