"""All of it in any order, by anybody, two at a time and killed in between: what A27 to A32 and B10 promise holds
whatever was tried. Nothing is expected of a deed, everything of what stands after it (`machine/oracle.py`).

Hypothesis draws the course and, where a promise breaks, shrinks it: to fewer steps, by the usual people, one after the
other, without a death, as far as it breaks that way too. What it prints is a course that can be gone again.
"""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from services.kernel.log.store import Store
from tests.finance.machine.office import EVERYBODY, WAYS, Office
from tests.finance.machine.way import Chance

SUMS = [Decimal(amount) for amount in ("106", "240", "37.50", "0.01", "999.99", "1500", "4000.01", "20000")]
CHANCE = st.builds(Chance, st.sampled_from(SUMS), st.integers(0, 60), st.integers(0, 11))
WAY, WHICH = st.sampled_from(sorted(WAYS)), st.integers(0, 3)
TOGETHER = st.sampled_from([False, False, True])
ANYBODY = st.sampled_from([*[""] * 2 * len(EVERYBODY), *EVERYBODY])
"""Nobody named is whoever usually does it."""


def going(*ways: str) -> dict[str, Any]:
    """What a rule draws that takes one of the last such records on, or a new one."""
    return {
        "way": st.sampled_from(ways), "chance": CHANCE, "anew": st.booleans(), "which": WHICH,
        "steps": st.integers(1, 24), "together": TOGETHER,
    }  # fmt: skip


class Money(RuleBasedStateMachine):
    """Each rule is a deed, or some, at the office's two desks."""

    makes: Callable[[], Office]

    def __init__(self) -> None:
        super().__init__()
        self.office = type(self).makes()

    @rule(**going("claim", "spending", "advance", "invoice", "adjustment"))
    def pays(self, **how: Any) -> None:
        self.office.goes_on(**how)

    @rule(**going("trip", "reception", "overtime", "duty"))
    def travels_receives_and_works_late(self, **how: Any) -> None:
        self.office.goes_on(**how)

    @rule(**going("purchase", "asset"))
    def buys(self, **how: Any) -> None:
        self.office.goes_on(**how)

    @rule(**going("receipt", "charge", "takings", "handing-up"))
    def takes_in(self, **how: Any) -> None:
        self.office.goes_on(**how)

    @rule(**going("union-payment", "union-income"))
    def keeps_the_unions_fund(self, **how: Any) -> None:
        self.office.goes_on(**how)

    @rule(**going("entry"))
    def moves_cash(self, **how: Any) -> None:
        self.office.goes_on(**how)

    @rule(**going("month"))
    def keeps_books(self, **how: Any) -> None:
        self.office.goes_on(**how)

    @rule(way=WAY, chance=CHANCE, person=ANYBODY, together=TOGETHER)
    def begins(self, way: str, chance: Chance, person: str, together: bool) -> None:
        self.office.begins(way, chance, person, together)

    @rule(way=WAY, chance=CHANCE, which=WHICH, nth=st.integers(0, 16), person=ANYBODY, together=TOGETHER)
    def strays(self, **how: Any) -> None:
        self.office.strays(**how)

    @rule(days=st.integers(1, 9))
    def days_pass(self, days: int) -> None:
        self.office.days_pass(days)

    @rule(chance=CHANCE, steps=st.integers(1, 8))
    def a_month_ends(self, chance: Chance, steps: int) -> None:
        self.office.a_month_ends(chance, steps)

    @rule(milliseconds=st.integers(0, 60), way=WAY, chance=CHANCE)
    def is_killed(self, milliseconds: int, way: str, chance: Chance) -> None:
        self.office.is_killed(milliseconds / 1000, way, chance)

    def teardown(self) -> None:
        self.office.proves()
        self.office.closes()


def on_postgres(url: str, folder: Path) -> Callable[[], Office]:
    """Each in a schema of its own."""

    def office() -> Office:
        schema = f"finance{uuid4().hex[:8]}"
        made = Office(lambda: Store(url.replace("://", "+psycopg://"), schema=schema), folder / "files")
        made.is_busy()
        return made

    return office


def on_sqlite(folder: Path, *, busy: bool = True) -> Callable[[], Office]:
    """Each is a copy of one that has begun."""
    numbers, begun = itertools.count(), folder / "begun.db"
    first = Office(lambda: Store(f"sqlite:///{begun}"), folder / "files")
    if busy:
        first.is_busy()
    first.closes()

    def office() -> Office:
        path = shutil.copy(begun, folder / f"finance{next(numbers)}.db")
        return Office(lambda: Store(f"sqlite:///{path}"), folder / "files")

    return office


ENDS = {
    "duty": "DutyDone DutyPaid", "overtime": "OvertimeConfirmed OvertimePaid",
    "adjustment": "BudgetLineAdjusted", "advance": "AdvanceRepaid", "asset": "AssetDisposed",
    "charge": "ChargeCollected", "claim": "ClaimPaidAgain ClaimArchived", "entry": "VoucherReversed",
    "handing-up": "HandedUp", "invoice": "InvoiceRegistered", "month": "ReconciliationSigned PeriodClosed MonthClosed",
    "purchase": "PurchasePaid PurchaseBounced PurchasePaidAgain AssetRegistered PurchaseClosed",
    "receipt": "ReceiptIssued", "reception": "ReceptionSettled ReceptionReopened ReceptionRepaid",
    "spending": "SpendingUsed", "takings": "TakingsBanked TakingsChecked", "trip": "TripSettled",
    "union-income": "UnionIncomeReceived", "union-payment": "UnionPaymentPaid",
}  # fmt: skip
"""What a way comes to when it is gone to its end."""


@pytest.mark.slow
def test_every_way_can_be_gone_to_its_end(tmp_path: Path) -> None:
    """What the machine draws from leads somewhere: a way that is refused at once would prove nothing."""
    assert ENDS.keys() == WAYS.keys()
    makes = on_sqlite(tmp_path, busy=False)
    for way, ends in ENDS.items():
        office = makes()
        for number in range(4):
            chance = Chance(Decimal(2400 if way == "purchase" else 240), number, number)
            office.goes_on(way, chance, anew=True)
            office.days_pass(1)
            for other in (way, "claim", way, "takings"):
                office.goes_on(other, chance)
            office.a_month_ends(chance, 8 * (way == "month"))
            office.goes_on(way, chance)
        office.closes()
        assert not set(ends.split()) - office.done.keys(), f"{way}: {office.done}"


def tries(makes: Callable[[], Office], examples: int) -> None:
    machine = type("Money", (Money,), {"makes": staticmethod(makes)})
    run_state_machine_as_test(machine, settings=settings(max_examples=examples, stateful_step_count=40))


@pytest.mark.slow
def test_whatever_is_tried_the_money_is_right(tmp_path: Path) -> None:
    tries(on_sqlite(tmp_path), settings.default.max_examples // 10)


@pytest.mark.slow
def test_so_it_is_on_postgresql(postgres_url: str, tmp_path: Path) -> None:
    tries(on_postgres(postgres_url, tmp_path), settings.default.max_examples // 25)
