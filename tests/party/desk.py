"""The sample organ's Party affairs as a test drives them; days, people and clock as in the documents' tests.

In June 2025: p001 secretary of the Party group, p002 its deputy secretary, p003 to p007 its members; of the branch
committee p006 secretary, p008 deputy secretary, p009 organisation, p055 discipline, p053 publicity member.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from services.kernel.log.transaction import Reading
from services.kernel.procedure.context import Call, Context
from services.kernel.procedure.identity import Identity
from services.party import service
from services.party.operations import log
from tests.documents import desk
from tests.documents.desk import (
    AUDITOR,
    CHAIR,
    CLERK,
    COLLEAGUE,
    DIRECTOR,
    HEAD,
    LEADER,
    OTHER_HEAD,
    OTHER_STAFF,
    SECRETARY,
    STAFF,
    by,
    clock,
    day,
    read_back,
)

__all__ = [
    "AUDITOR",
    "CHAIR",
    "CLERK",
    "COLLEAGUE",
    "DIRECTOR",
    "HEAD",
    "LEADER",
    "ORGANISER",
    "OTHER_HEAD",
    "OTHER_STAFF",
    "PUBLICIST",
    "SECRETARY",
    "STAFF",
    "Desk",
    "by",
    "clock",
    "day",
    "read_back",
]
ORGANISER, PUBLICIST = "p009", "p053"
T = TypeVar("T")


class Desk(desk.Desk):
    SERVICE: Any = service
    LOG: Any = log

    def look(self, on: date, work: Callable[[Context], T]) -> T:
        """What a function of the service that takes a context sees on a day."""
        with self.app.store.reading() as connection:
            call = Call("party.get-member", {}, "", at=clock(on))
            return work(self.app.context(Reading(self.app.store, connection), call, Identity(ORGANISER, "test", 0.0)))
