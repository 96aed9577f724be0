"""党费 a year of two hundred members who pay in time, late or never, come, leave, move: by the oracle's notebook (B8).

Few ways to live through the year are drawn, and two hundred people live them with pays of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis import given as drawn
from hypothesis import strategies as st

from deploy.demo.deed import Deed
from deploy.demo.plan import ZONE
from services.directory.people.operations import HirePerson, MovePerson
from services.kernel.delivery.messages import Message
from services.kernel.domain.who import SYSTEM_ID
from services.kernel.log.store import Store
from services.kernel.rules.capitals import capitals
from services.party.dues.operations import GetRemittanceRegister, ListDues, ListDuesReceipts
from tests.attendance.organs import organ_where
from tests.given import proven
from tests.party.desk import ORGANISER, SECRETARY, Desk, clock, day, read_back
from tests.scenario.oracle_party import Branch, Line, share
from tests.stores import prepared

pytestmark = pytest.mark.slow
PEOPLE = tuple(f"m{number:03d}" for number in range(200))
MOVE = day(7, 1)
MONTHS = range(1, 13)
LAST = date(2025, 12, 31)
WAYS = ("in time", "late", "explained", "never", "entered late", "voided", "refunded", "exempt", "reduced")


@dataclass(frozen=True)
class Life:
    """How somebody lives through the year: in which month they come in, at the end of which they leave (13 is not at
    all), their pay, and what they do in each month."""

    comes: int
    leaves: int
    pay: Decimal
    months: tuple[str, ...]


edges = st.sampled_from(
    [Decimal(edge) for edge in ("3000.00", "3000.01", "5000.00", "5000.01", "10000.00", "10000.01")]
)
lives = st.builds(
    Life,
    comes=st.sampled_from([1, 1, 1, 4, 11]),
    leaves=st.sampled_from([13, 13, 13, 6, 12]),
    pay=edges | st.decimals(500, 20_000, places=2),
    months=st.tuples(*(st.sampled_from(WAYS) for _ in MONTHS)),
).filter(lambda life: life.comes < life.leaves)


def lived(lives: list[Life]) -> dict[str, Life]:
    """Everybody's: those drawn in turn, each with a pay of their own; the first pays always, so that something is there
    to hand up in every month."""
    punctual = Life(1, 13, Decimal("6000.00"), ("in time",) * len(MONTHS))
    dealt = {person: lives[n % len(lives)] for n, person in enumerate(PEOPLE[1:])}
    return {PEOPLE[0]: punctual} | {
        person: Life(life.comes, life.leaves, life.pay + n // len(lives), life.months)
        for n, (person, life) in enumerate(dealt.items())
    }


class Notebook:
    """Plain deeds, for the branch and for the oracle alike."""

    def __init__(self) -> None:
        self.deeds: list[Deed] = []

    def do(self, on: date, hour: int, by: str, operation: str, /, **body: Any) -> None:
        at = datetime.combine(on, time(hour), ZONE)
        self.deeds.append(Deed(at, by, f"party.{operation}", body))

    def live(self, person: str, life: Life) -> None:
        on = day(life.comes, 1 if life.comes == 1 else 15)
        self.do(on, 8, ORGANISER, "enter-member", person=person, on=on, joined=day(7, 1, 2010), formal=day(7, 1, 2011),
                group="", came_from="" if life.comes == 1 else "某支部")  # fmt: skip
        base = {"first": f"2025-{life.comes:02d}", "base": str(life.pay), "approval": ""}
        self.do(on, 9, ORGANISER, "decide-dues-base", person=person, year=2025, **base)
        for month in range(life.comes if life.comes == 1 else life.comes + 1, min(life.leaves, 12) + 1):
            self._month(person, month, life.months[month - 1], share(str(life.pay)))
        if life.leaves <= 12:
            gone = {"on": day(life.leaves, 25), "gone_to": "某支部", "reason": "组织关系转出"}
            self.do(day(life.leaves, 25), 9, ORGANISER, "end-membership", person=person, **gone)

    def _month(self, person: str, number: int, what: str, owed: Fraction) -> None:
        of: dict[str, Any] = {"person": person, "year": 2025}
        month = f"2025-{number:02d}"

        def paid(on: int, entered: int = 0, amount: Fraction = owed) -> None:
            said = {"month": month, "on": day(number, on), "payer": person, "amount": str(as_yuan(amount))}
            self.do(day(number, entered or on), 11, ORGANISER, "enter-dues-payment", **of, **said)

        relief: dict[str, Any] = {**of, "first": month, "last": month, "reason": "家庭困难"}
        match what:
            case "in time":
                paid(10)
            case "late":
                paid(11)
            case "explained":
                self.do(day(number, 10), 9, person, "explain-dues-delay", **of, month=month, reason="出差")
                paid(19)
            case "entered late":
                paid(9, entered=12)
            case "voided":
                paid(4)
                self.do(day(number, 5), 9, ORGANISER, "void-dues-payment", **of, month=month, reason="登记有误")
                paid(5)
            case "refunded":
                paid(4)
                self.do(day(number, 6), 9, ORGANISER, "refund-dues", **of, month=month, amount="1.00", reason="多缴")
            case "exempt":
                self.do(day(number, 3), 9, SECRETARY, "decide-dues-relief", **relief, relief="exempt")
            case "reduced":
                self.do(day(number, 3), 9, SECRETARY, "decide-dues-relief", **relief, relief="reduced", amount="1.50")
                paid(8, amount=Fraction(3, 2))
            case _:
                assert what == "never"

    def in_order(self) -> list[Deed]:
        for number in MONTHS:
            for on in (1, 11):
                self.do(day(number, on), 1, SYSTEM_ID, "tick")
            self.do(day(number, 17), 16, ORGANISER, "remit-dues", month=f"2025-{number:02d}", on=day(number, 17), to="")
        return sorted(self.deeds, key=lambda deed: deed.at)


def as_yuan(amount: Fraction) -> Decimal:
    return (Decimal(amount.numerator) / amount.denominator).quantize(Decimal("0.01"))


@cache
def organ() -> list[Message]:
    """The sample organ with two hundred people more, of whom every second moves in July."""
    hired = (
        HirePerson(person=person, name=f"党员{person}", number=f"9{person[1:]}", work_since=day(7, 1, 2005),
                   department="budget", day=day(7, 1, 2024))
        for person in PEOPLE
    )  # fmt: skip
    moved = (MovePerson(person=person, department="social", day=MOVE) for person in PEOPLE[::2])
    with TemporaryDirectory() as folder:
        return organ_where(Path(folder), *hired, *moved)


def of_many(store: Store) -> Desk:
    return Desk(store, organ())


@settings(max_examples=3, deadline=None, phases=[Phase.generate])  # a year that fails is told whole: it takes a minute
@drawn(st.lists(lives, min_size=8, max_size=16, unique=True))
def test_what_two_hundred_owed_paid_and_handed_up_is_the_oracles(drawn_lives: list[Life]) -> None:
    with TemporaryDirectory() as folder:
        _the_year_is_the_oracles(Path(folder), drawn_lives)


def _the_year_is_the_oracles(folder: Path, drawn_lives: list[Life]) -> None:
    notebook = Notebook()
    for person, life in lived(drawn_lives).items():
        notebook.live(person, life)
    deeds = notebook.in_order()
    desk = of_many(prepared(folder / "party.db", of_many))
    for deed in deeds:
        desk.ask(desk.app.operations[deed.operation](**deed.body), by=deed.caller, at=deed.at)
    branch = Branch(deeds, LAST)
    lines = [line for page in pages(desk, ListDues) for line in page]
    assert {
        (line.person, line.month): Line(Fraction(line.amount), line.due, line.status.value, line.measure.value)
        for line in lines
    } == branch.dues()
    for line in lines:
        moves = line.person in PEOPLE[::2] and line.month >= f"{MOVE:%Y-%m}"
        assert line.department == ("social" if moves else "budget")
    _handed_up(desk, branch)
    proven(desk.app)
    desk.app.store.close()


def _handed_up(desk: Desk, branch: Branch) -> None:
    """The register of each month lists what was handed up, receipt by receipt; what is left came in afterwards."""
    for month, (receipts, total) in branch.remitted.items():
        rows = read_back(desk.ask(GetRemittanceRegister(month=month), by=ORGANISER, at=clock(LAST)).content)
        at = rows[1].index("金额(元)")
        amounts = [Fraction(str(row[at])) for row in rows[2:-1]]
        assert (len(amounts), sum(amounts)) == (receipts, total), month
        assert capitals(as_yuan(total)) in str(rows[-1][0]), month
    kept = [one for page in pages(desk, ListDuesReceipts) for one in page if not one.void and not one.remitted]
    assert sum(Fraction(one.amount) for one in kept) == sum(amount for _, amount, *_ in branch.box)


def pages(desk: Desk, listing: Any) -> Iterator[list[Any]]:
    after = None
    while True:
        page = desk.ask(listing(limit=500, after=after), by=ORGANISER, at=clock(LAST))
        yield page.items
        after = page.next
        if after is None:
            return
