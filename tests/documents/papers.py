"""Incoming documents as the tests of 收文 and 传阅 need them."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from services.documents.circulation.operations import StartCirculation
from services.documents.circulation.record import CirculationView
from services.documents.circulation.states import Mode
from services.documents.incoming.document import Urgency
from services.documents.incoming.operations import (
    InstructIncoming,
    ProposeHandling,
    RegisterIncoming,
)
from services.kernel.procedure.secrecy import Secrecy
from tests.documents.desk import CLERK, DIRECTOR, LEADER, STAFF, Desk, by, day
from tests.given import By

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (day(6, n) for n in range(9, 14))
NEXT_MONDAY = day(6, 16)
DOC = UUID(int=1)
"""The first document that is registered."""
LEADER_POST = "deputy-chair-2"
READERS = (STAFF, "p027", "p030")


def arrival(received: date = MONDAY, **more: Any) -> RegisterIncoming:
    fields: dict[str, Any] = {"sender": "市人大常委会办公室", "title": "关于开展专项检查的通知", "received": received}
    return RegisterIncoming(**fields | more)


def registered(on: date = MONDAY, **more: Any) -> By:
    return by(CLERK, on, arrival(on, **more))


def proposed(on: date = MONDAY, document: UUID = DOC, post: str = LEADER_POST) -> By:
    return by(DIRECTOR, on, ProposeHandling(document=document, leader_post=post, proposal="请分管领导阅示"))


def instructed(on: date = MONDAY, document: UUID = DOC) -> By:
    return by(LEADER, on, InstructIncoming(document=document, text="请财经工委阅办"))


def ready(on: date = MONDAY, **more: Any) -> list[By]:
    """Registered, proposed, instructed: it may be distributed."""
    return [registered(on, **more), proposed(on), instructed(on)]


def done(desk: Desk, *deeds: By) -> Any:
    """Deeds one after the other; the last one's answer."""
    answer: Any = None
    for deed in deeds:
        answer = desk.ask(deed.operation, by=deed.person, at=deed.at)
    return answer


def circulating(
    desk: Desk,
    *readers: str,
    on: date = MONDAY,
    hour: int = 9,
    copies: int = 1,
    secrecy: Secrecy = Secrecy.ORDINARY,
    urgency: Urgency = Urgency.ORDINARY,
) -> CirculationView:
    done(desk, *ready(on, copies=copies, secrecy=secrecy, urgency=urgency))
    mode = Mode.PARALLEL if copies > 1 else Mode.SERIAL
    operation = StartCirculation(document=DOC, readers=readers or READERS, mode=mode, copies=copies, why="按批示阅知")
    answer: CirculationView = desk.on(on, CLERK, operation, hour)
    return answer


def statuses(view: CirculationView) -> dict[str, str]:
    return {reader.person: reader.status for reader in view.readers}
