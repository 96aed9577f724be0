"""One key in somebody's hands: lent until a day, brought back, or kept (B12.5)."""

from __future__ import annotations

from datetime import date

from services.documents.keys import events as e

from services.kernel.domain.aggregate import Act, Aggregate, Becomes
from services.kernel.domain.words import Status
from services.kernel.refusals import Refusal


class LoanStatus(Status):
    LENT = "lent", "借出", "lent"
    KEPT = "kept", "逾期", "kept too long"
    BACK = "back", "已还", "back"


BECOMES: Becomes = {e.KeyLent: LoanStatus.LENT, e.KeyKept: LoanStatus.KEPT, e.KeyReturned: LoanStatus.BACK}
CITES = ("B12.5",)


class KeyBack(Refusal):
    """What is back cannot come back again."""

    code = "documents.key-back"
    next = ("请核对台账。", "Look it up in the register.")


class Loan(Aggregate):
    CALLED = "钥匙", "key"
    CITES = CITES
    CARRIES = ("person", "department", "due")
    BECOMES = BECOMES
    WRONG_STATUS = KeyBack
    person = ""
    department = ""
    due: date

    def lend(self, act: Act, *, number: str, person: str, department: str, room: str, due: date, purpose: str) -> None:
        said = {"number": number, "person": person, "department": department, "room": room, "purpose": purpose}
        self.trigger(e.KeyLent, act, due=due, **said)

    def miss(self, act: Act) -> None:
        self.trigger(e.KeyKept, act)
