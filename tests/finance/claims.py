"""A desk at which claims go their way, with a plan in force and money; for the tests of claims."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from services.finance.advances.operations import ConsentToAdvance, DrawAdvance, RequestAdvance
from services.finance.claims.operations import (
    ApproveClaim,
    ArchiveClaim,
    CheckClaim,
    GetClaim,
    PayClaim,
    ReviewClaim,
    SubmitClaim,
)
from services.finance.claims.record import ClaimRecord
from services.finance.spending.operations import ApproveSpending, GetSpending, RequestSpending
from services.kernel.procedure.operations import Operation
from tests.finance.desk import ACCOUNTANT, CASHIER, CHAIR, FINANCE_LEADER, Desk, clock, day
from tests.finance.invoices import ISSUED, typed
from tests.finance.money import MAY, funds, planned
from tests.given import By, given

CLAIMANT, TRAVELS_TOO, SUPERVISING = "p031", "p030", "p004"
"""Of agriculture, which p004 supervises."""
MONDAY, TUESDAY = day(6, 9), day(6, 10)

ALL = ("check", "review", "approve", "pay", "file")


class Office:
    """A desk at which claims go their way; a plan is in force and there is money."""

    def __init__(
        self, desk: Desk, on: date = MONDAY, *, plan: Sequence[By] | None = None, money: By | None = None
    ) -> None:
        self.desk, self.invoices, self.on = desk, 0, on
        begun = min(on, MAY)
        given(*(plan or planned(on=begun)), money or funds(on=begun), to=desk)

    def invoice(self, gross: str = "106", person: str = CLAIMANT, on: date = ISSUED) -> UUID:
        """Another one."""
        self.invoices += 1
        amount = Decimal(gross)
        said = {"gross": amount, "net": amount, "tax": Decimal(0), "on": on}
        found = self.ask(person, typed(f"2551200000001234{self.invoices:04d}", **said), 8)
        return UUID(str(found.id))

    def request(self, amount: str, person: str = CLAIMANT, line: str = "office") -> UUID:
        """A request to spend that was consented to."""
        asked = RequestSpending(department="agriculture", line=line, purpose="开支", amount=Decimal(amount))
        id = self.ask(person, asked, 8).id
        seen = self.ask(ACCOUNTANT, GetSpending(spending=id), 8)
        consents = {"deputy-chair-3": SUPERVISING, "finance-leader": FINANCE_LEADER, "chair": CHAIR}
        self.ask(consents[seen.decides], ApproveSpending(spending=id), 8)
        return UUID(str(id))

    def advance(self, amount: str, person: str = CLAIMANT) -> UUID:
        id = self.ask(person, RequestAdvance(purpose="预支", amount=Decimal(amount)), 8).id
        for consents in (SUPERVISING, CHAIR):
            self.ask(consents, ConsentToAdvance(advance=id), 8)
        self.ask(CASHIER, DrawAdvance(advance=id), 8)
        return UUID(str(id))

    def claim(self, **more: Any) -> ClaimRecord:
        found: ClaimRecord = self.ask(more.pop("person", CLAIMANT), self.said(**more), 9)
        return found

    def said(self, *sums: str, cls: Any = SubmitClaim, **more: Any) -> Any:
        """What is handed in: by default one small invoice, paid to the claimant."""
        sums = sums or ("106",)
        payer = more.pop("registered_by", CLAIMANT)
        items = more.pop("items", None) or [
            {"kind": "goods", "amount": sum_, "invoice": self.invoice(sum_, payer)} for sum_ in sums
        ]
        whole = sum((Decimal(str(item["amount"])) for item in items), Decimal(0))
        said = {
            "department": "agriculture", "line": "office", "purpose": "购置办公用品", "items": items,
            "payees": [{"person": CLAIMANT, "amount": whole}],
        }  # fmt: skip
        return cls.model_validate(said | more)

    def ask(self, person: str, operation: Operation, hour: int = 10) -> Any:
        return self.desk.ask(operation, by=person, at=clock(self.on, hour))

    def when(self, operation: Operation, by: str, hour: int = 15) -> Any:
        return given(to=self.desk).when(operation, by=by, at=clock(self.on, hour))

    def goes(self, claim: UUID, *steps: str, **more: Any) -> ClaimRecord:
        """On its usual way: check, review, approve, pay, file."""
        usual: dict[str, tuple[str, Operation]] = {
            "check": (ACCOUNTANT, CheckClaim(claim=claim, **more.get("check", {}))),
            "review": (SUPERVISING, ReviewClaim(claim=claim)),
            "approve": (FINANCE_LEADER, ApproveClaim(claim=claim, **more.get("approve", {}))),
            "pay": (CASHIER, PayClaim(claim=claim, method=more.get("method", "transfer"))),
            "file": (ACCOUNTANT, ArchiveClaim(claim=claim, volume="2025-06-1")),
        }
        for step in steps:
            found = self.ask(*usual[step])
        return found  # type: ignore[no-any-return]

    def review(self, claim: UUID, person: str) -> ClaimRecord:
        found: ClaimRecord = self.ask(person, ReviewClaim(claim=claim))
        return found

    def seen(self, claim: UUID) -> ClaimRecord:
        found: ClaimRecord = self.ask(ACCOUNTANT, self.get(claim), 23)
        return found

    def get(self, claim: UUID) -> Operation:
        return GetClaim(claim=claim)


def cut(place: int, allowed: str, ground: str = "超出标准") -> dict[str, Any]:
    return {"place": place, "allowed": allowed, "ground": ground}


def two_items(office: Office, **more: Any) -> ClaimRecord:
    items = [{"kind": "goods", "amount": sum_, "invoice": office.invoice(sum_)} for sum_ in ("100", "200")]
    return office.claim(items=items, **more)
