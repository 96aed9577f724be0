"""Circulations as the tests of 传阅 need them."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from services.directory.events import PersonHired, PersonLeft
from services.documents.circulation.operations import (
    AskRetention,
    GetCirculation,
    PassOnDocument,
    ReceiveCopy,
)
from services.documents.circulation.record import CirculationView
from services.kernel.delivery.messages import Message
from services.kernel.domain.events import encode
from tests.documents.desk import (
    CLERK,
    STAFF,
    Desk,
    by,
    clock,
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


def leaves(desk: Desk, person: str, on: date) -> None:
    """The directory tells that their service ends; `on` is the first day on which they are there no longer."""
    told = desk.told[-1]
    stream = next(one for one in desk.told if one.topic == PersonHired.TOPIC and f'"{person}"' in one.data.decode())
    left = PersonLeft(
        originator_id=UUID(hex=stream.aggregate),
        originator_version=1_000,
        timestamp=clock(on, 8),
        day=on,
        person=person,
        reason="调出",
    )
    place = told.position + 1
    desk.told.append(Message("directory", place, told.position, left.TOPIC, stream.aggregate, encode(left)))
    desk.inbox.catch_up()


def ask() -> AskRetention:
    return AskRetention(document=DOC, person=STAFF, until=day(6, 20), reason="起草汇报需参阅")
