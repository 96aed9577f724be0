"""What the tests of spending, claims and advances begin with: a plan in force, money in the bank and in the drawer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from services.finance import service
from services.finance.budget.operations import AdoptBudget, ListBudget, PlanBudgetLine
from services.finance.budget.record import BudgetLineRecord
from services.finance.ledger.operations import GetBalances, PostVoucher
from services.kernel.delivery.inbox import Inbox
from services.kernel.delivery.messages import Message
from services.kernel.domain.events import Event, encode, public_bytes
from services.kernel.procedure.context import Call, Context
from services.kernel.procedure.identity import Identity
from services.kernel.rules.months import month_of
from tests.finance.desk import ACCOUNTANT, CHAIR, Desk, by, clock, day
from tests.given import By, Fact

MAY = day(5, 30)
DEPARTMENTS = ("agriculture", "finance-economy", "leadership")


def planned(amount: str = "100000", line: str = "office", on: date = MAY, year: int = 2025) -> tuple[By, ...]:
    lines = (
        PlanBudgetLine(year=year, line=line, department=department, amount=Decimal(amount))
        for department in DEPARTMENTS
    )
    return *(by(ACCOUNTANT, on, one, 8) for one in lines), by(CHAIR, on, AdoptBudget(year=year, decision="纪要"), 8)


def for_entries(desk: Desk) -> Desk:
    """Two years' plans with the lines that these tests enter vouchers on by hand."""
    for year in (2025, 2026):
        for line, department in (("office", "budget"), ("office", "education-culture"), ("travel", "office")):
            one = PlanBudgetLine(year=year, line=line, department=department, amount=Decimal(1_000_000))
            desk.on(MAY, ACCOUNTANT, one, 8)
        desk.on(MAY, CHAIR, AdoptBudget(year=year, decision="纪要"), 8)
    return desk


def funds(bank: str = "50000", cash: str = "5000", on: date = MAY) -> By:
    both = str(Decimal(bank) + Decimal(cash))
    lines = [
        {"account": "bank", "debit": bank},
        {"account": "cash", "debit": cash},
        {"account": "appropriation", "credit": both},
    ]
    said = {"on": on, "summary": "财政拨款到账", "postings": [line for line in lines if set(line.values()) - {"0"}]}
    return by(ACCOUNTANT, on, PostVoucher.model_validate(said), 8)


def line(desk: Desk, on: date, department: str = "agriculture", line: str = "office") -> BudgetLineRecord:
    """The year's budget line as it stands."""
    found = desk.ask(ListBudget(year=on.year, department=department, line=line), by=ACCOUNTANT, at=clock(on, 23))
    (one,) = found.items
    assert isinstance(one, BudgetLineRecord)
    return one


def held(desk: Desk, on: date) -> dict[str, Decimal]:
    """What each account holds at the end of the month, debits less credits."""
    view = desk.ask(GetBalances(book="office", month=month_of(on)), by=ACCOUNTANT, at=clock(on, 23))
    assert view.balanced or not view.lines
    return {one.account: one.after for one in view.lines}


def party_tells(desk: Desk, *told: Fact) -> None:
    """The party service's log as finance's inbox pulls it."""
    events: list[Event] = [one.event(UUID(int=700 + n), 1) for n, one in enumerate(told)]
    messages = [
        Message("party", n, n - 1, one.TOPIC, one.originator_id.hex, public_bytes(one.TOPIC, encode(one)))
        for n, one in enumerate(events, 1)
    ]
    inbox = Inbox(desk.app, "party", service.SUBSCRIPTIONS["party"], lambda after, limit: messages[after:])
    inbox.catch_up()
    assert not inbox.quarantined()


def pays(desk: Desk, work: Callable[[Context], Any], at: datetime | None = None) -> Any:
    """As a procedure does that is carried out by the accountant: in one transaction, through its context."""

    def job(tx: Any) -> Any:
        call = Call("", {}, "", at=at or clock(day(6, 10)))
        ctx = desk.app.context(tx, call, Identity(ACCOUNTANT, "", 0))
        found = work(ctx)
        tx.append(*ctx.saved)
        return found

    return desk.app.record(job)
