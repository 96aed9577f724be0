"""What happens to one key in somebody's hands (B12.5)."""

from __future__ import annotations

from datetime import date

from services.kernel.domain.events import Confidential, Event


class KeyLent(Event):
    SAYS = "借出钥匙"
    TOPIC = "documents.key-lent.v1"
    number: str
    person: str
    room: str
    due: date
    purpose: Confidential[str] = ""


class KeyReturned(Event):
    SAYS = "归还钥匙"
    TOPIC = "documents.key-returned.v1"
    person: str


class KeyKept(Event):
    """Not back by its day; recorded once by the clock."""

    SAYS = "登记钥匙逾期未还"
    TOPIC = "documents.key-kept.v1"
    person: str
    due: date
