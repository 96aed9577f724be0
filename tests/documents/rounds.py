"""Circulations as the tests of 传阅 need them."""

from __future__ import annotations

from datetime import date
from typing import Any

from services.documents.circulation.operations import (
    AskRetention,
    CirculationView,
    GetCirculation,
    PassOnDocument,
    ReceiveCopy,
)
from tests.documents.desk import (
    CLERK,
    STAFF,
    Desk,
    by,
    day,
)
from tests.documents.papers import (
    DOC,
    READERS,
)
from tests.given import By

KIND = "documents.circulation"
THIRD_READER = READERS[2]


def passed(person: str, on: date, hour: int = 10, **more: Any) -> By:
    return by(person, on, PassOnDocument(document=DOC, person=person, **more), hour)


def received(on: date, copy: int = 1, hour: int = 11, *, read: bool = True) -> By:
    return by(CLERK, on, ReceiveCopy(document=DOC, copy_number=copy, read=read), hour)


def seen(desk: Desk) -> CirculationView:
    view: CirculationView = desk.ask(GetCirculation(document=DOC), by=CLERK)
    return view


def ask() -> AskRetention:
    return AskRetention(document=DOC, person=STAFF, until=day(6, 20), reason="起草汇报需参阅")
