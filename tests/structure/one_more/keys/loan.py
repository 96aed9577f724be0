"""One key in somebody's hands: lent until a day, brought back, or kept (B12.5)."""

from __future__ import annotations

from datetime import date

from services.documents.keys.events import KeyKept, KeyLent, KeyReturned

from services.kernel.domain import Act, Aggregate, applies
from services.kernel.refusals import Refusal

CITES = ("B12.5",)


class KeyBack(Refusal):
    """What is back cannot come back again."""

    code = "documents.key-back"


class Loan(Aggregate):
    person = ""
    department = ""
    back = False

    def lend(self, act: Act, *, number: str, person: str, department: str, room: str, due: date, purpose: str) -> None:
        self.trigger(
            KeyLent,
            act,
            number=number,
            person=person,
            department=department,
            room=room,
            due=due,
            purpose=purpose,
            cites=CITES,
        )

    def bring_back(self, act: Act) -> None:
        if self.back:
            raise KeyBack("该钥匙已归还。", "The key is back already.", cites=CITES)
        self.trigger(KeyReturned, act, person=self.person, department=self.department, cites=CITES)

    def keep(self, act: Act, *, due: date) -> None:
        self.trigger(KeyKept, act, person=self.person, department=self.department, due=due, cites=CITES)

    @applies(KeyLent)
    def _lent(self, event: KeyLent) -> None:
        self.person, self.department = event.person, event.department

    @applies(KeyReturned)
    def _returned(self, event: KeyReturned) -> None:
        self.back = True

    @applies(KeyKept)
    def _kept(self, event: KeyKept) -> None:
        pass
