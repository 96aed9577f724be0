"""A record declared once: its table, the lines that events open and take on, and what its list can be asked for."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Annotated, Any
from uuid import UUID

import pytest
from pydantic import Field, TypeAdapter, ValidationError
from sqlalchemy import create_engine, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.schema import CreateTable

from services.kernel.domain.aggregate import Aggregate
from services.kernel.domain.events import Event
from services.kernel.domain.who import ANYONE, SELF, Subject
from services.kernel.domain.words import Status
from services.kernel.log.prepared import Prepared
from services.kernel.log.registers import Register, Rows, naive
from services.kernel.procedure.commands import Commands, lists
from services.kernel.procedure.operations import Command
from services.kernel.procedure.procedure import Procedure
from services.kernel.procedure.record import Count, Days, Department, Moment, Number, Record, Row, choice
from services.kernel.procedure.registry import listing, showing, worksheet_of
from services.kernel.rules.values import Choice, Choices
from tests.given import DAY, ZONE, fact


class Owed(Event):
    TOPIC = "toys.owed.v1"
    year: int
    due: date


class Paid(Event):
    TOPIC = "toys.paid.v1"
    year: int


class Kept(Event):
    TOPIC = "toys.kept.v1"
    number: str
    year: int


class DebtStatus(Status):
    OWED = "owed", "待交", "owed"
    PAID = "paid", "已交", "paid"


class Debt(Row, table="toy_debts", key="department year", becomes={Owed: DebtStatus.OWED, Paid: DebtStatus.PAID}):
    department: Department
    year: int = Field(title="年度 / year")
    due: date = Field(title="期限 / due")
    status: DebtStatus = Field(title="状态 / status")


class Toy(Record, table="toys", zh="玩具", en="Toys", by="-year -serial", find="year size", cites=("A1",)):
    number: Number
    year: int = Field(ge=1990, le=2999, title="年度 / year")
    size: int = Field(title="大小 / size")


class Written:
    """A session that keeps what is written to it."""

    def __init__(self) -> None:
        self.written: list[tuple[str, dict[str, Any]]] = []

    @property
    def prepared_for(self) -> Dialect:
        return sqlite.dialect()  # type: ignore[no-untyped-call, no-any-return]

    def write(self, statement: Prepared, values: tuple[Any, ...]) -> None:
        said = dict(zip(statement.given, values, strict=True))
        self.written.append((statement.sql.partition(" ")[0], said))

    def get(self, table: Any, key: dict[str, Any]) -> Any:
        raise AssertionError("nothing is read")


def written(verb: Any, line: type[Row], event: Any) -> tuple[str, dict[str, Any]]:
    session = Written()
    verb(Rows(session), line, event)
    return session.written[0]


def test_a_line_with_a_key_of_its_own_is_opened_and_taken_on_by_it() -> None:
    owed = fact(Owed, department="budget", year=2025, due=date(2025, 12, 31)).event
    paid = fact(Paid, department="budget", year=2025).event
    stream = UUID(int=7)
    verb, row = written(Rows.record, Debt, owed(stream, 1))
    assert (verb, row) == (
        "INSERT",
        {"b_department": "budget", "b_year": 2025, "b_due": date(2025, 12, 31), "b_status": "owed"},
    )
    verb, row = written(Rows.change, Debt, paid(stream, 2))
    assert (verb, row) == ("UPDATE", {"b_status": "paid", "b_key_department": "budget", "b_key_year": 2025})


def test_what_an_event_does_to_a_line_is_declared_in_one_line() -> None:
    register = Register("toy-debts", Debt)
    register.opens(Debt, Owed, due="day")
    register.changes(Debt, Paid, due=None)
    opened, paid = (projection.body for projection in register.projections)
    session = Written()
    opened(fact(Owed, department="budget", year=2025, due=date(2025, 12, 31)).event(UUID(int=7), 1), Rows(session))
    paid(fact(Paid, department="budget", year=2025).event(UUID(int=7), 2), Rows(session))
    assert [row["b_due"] for _, row in session.written] == [DAY, None]
    other = Register("toy-debts", Debt)
    other.opens(Debt, Owed)
    other.changes(Debt, Paid, due=None)
    assert register.digest() != other.digest(), "a register that takes other fields is rebuilt"


@pytest.mark.parametrize("taken", [{"due": "payed_on"}, {"paid_on": "day"}])
def test_a_column_or_a_field_that_is_not_there_is_seen_at_once(taken: dict[str, str]) -> None:
    with pytest.raises(TypeError, match="there is no"):
        Register("toy-debts", Debt).changes(Debt, Paid, **taken)


def test_a_year_that_is_a_field_is_the_one_that_numbers_count_in() -> None:
    assert [column.name for column in Toy.TABLE.columns if column.name in ("year", "serial")] == ["serial", "year"]
    _, row = written(Rows.record, Toy, fact(Kept, number="2025-0012", year=2025).event(UUID(int=7), 1))
    assert (row["b_year"], row["b_serial"], row["b_version"]) == (2025, 12, 1)


def test_an_index_stands_for_each_filter_that_neither_the_order_nor_the_key_leads_to() -> None:
    """The year of `-year -serial` is found by the order itself, what begins the key by the key."""
    assert {index.name: [c.name for c in index.columns] for index in Toy.TABLE.indexes} == {
        "toys_size": ["size", "year", "serial"],
        "toys_order": ["year", "serial"],
    }

    class Wheel(Row, table="toy_wheels", key="toy place", by="toy place", find="toy"):
        toy: UUID
        place: int

    assert Wheel.TABLE.indexes == set()


@pytest.mark.parametrize("asked", [{"year": 1989}, {"year": 3000}, {"size": 1 << 31}, {"size": -(1 << 31) - 1}])
def test_a_list_is_not_asked_for_numbers_that_no_column_holds(asked: dict[str, int]) -> None:
    found = listing("ListToys", Toy, path="GET /toys", who=(ANYONE,))
    assert found(year=1990, size=(1 << 31) - 1).model_dump()["year"] == 1990
    with pytest.raises(ValidationError):
        found(**asked)


def test_a_recording_time_is_kept_in_utc_whatever_zone_said_it() -> None:
    at = datetime(2025, 6, 9, 9, tzinfo=ZONE)
    assert naive(at) == datetime(2025, 6, 9, 1)
    assert TypeAdapter(Moment).validate_python(naive(at)) == at


class Stay(Row, table="toy_stays", key="guest", sheet="nights days kind", zh="住宿", en="Stays"):
    guest: str = Field(max_length=10, title="客人 / guest")
    days: Days = Field(title="天数 / days")
    nights: Count = Field(title="夜数 / nights")
    kind: Annotated[str, *choice("toys.kinds toys.more", "种类 / kind")]


@pytest.mark.parametrize("length", ["0", "0.5", "3.50", "-12.0"])
def test_a_length_is_kept_as_it_is_written(length: str) -> None:
    engine = create_engine("sqlite:///:memory:")
    with engine.begin() as connection:
        connection.execute(CreateTable(Stay.TABLE))
        connection.execute(Stay.TABLE.insert().values(guest="a", days=Decimal(length), nights=0, kind=""))
        (row,) = connection.execute(select(Stay.TABLE)).all()
    assert (row.days, str(row.days)) == (Decimal(length), length)
    assert Stay.EMPTY["days"] == Decimal(0)


def test_a_sheet_shows_a_zero_that_counts_a_length_with_its_half_and_the_words_of_every_list() -> None:
    known = {
        "toys.kinds": Choices((Choice("tent", "帐篷", "tent"),)),
        "toys.more": Choices((Choice("hut", "木屋", "hut"),)),
    }
    ctx: Any = SimpleNamespace(rules=SimpleNamespace(value=lambda name, on: known[name]), today=DAY)
    rows = [SimpleNamespace(nights=0, days=Decimal("0.5"), kind=kind) for kind in ("tent", "hut", "cave")]
    sheet = worksheet_of(Stay).sheet(ctx, rows)
    assert [column.form for column in sheet.columns] == ["", "0.0", ""]
    assert [tuple(row) for row in sheet.rows] == [
        (0, Decimal("0.5"), "帐篷"), (0, Decimal("0.5"), "木屋"), (0, Decimal("0.5"), "cave"),
    ]  # fmt: skip


class Basket(Aggregate):
    """Of apples that belong to whoever put them in."""


class OfBasket(Command, at="/toys/baskets/{basket}"):
    basket: UUID


class TakeApple(OfBasket, path="POST /toys/baskets/{basket}/apples/{apple}", who=(SELF,), zh="取", en="Take an apple"):
    apple: int


class BasketView(Record):
    apples: dict[int, str] = Field(title="苹果 / apples")


GetBasket = showing(
    "GetBasket", BasketView, path="GET /toys/baskets/{basket}", who=(ANYONE,), zh="看", en="See a basket"
)


@pytest.mark.parametrize(("apples", "offered"), [({1: "p1"}, []), ({1: "p1", 2: "p2"}, ["toys.take-apple"]), ({}, [])])
def test_what_names_a_part_is_offered_where_one_of_the_parts_admits(apples: dict[int, str], offered: list[str]) -> None:
    commands = Commands(Procedure("baskets", zh="篮", en="Baskets"), Basket, key="basket", shows=GetBasket)
    view = BasketView(id=UUID(int=1), version=1, apples=apples)

    @commands.does(TakeApple, about=lambda op, ctx: Subject(view.apples[op.apple]), each=lambda basket: basket.apples)
    def take(op: TakeApple, basket: Basket, ctx: Any) -> None:
        raise AssertionError("only offered here")

    ctx = SimpleNamespace(caller="p2", today=date(2026, 7, 1), organ=SimpleNamespace(is_active=lambda person, on: True))
    assert commands.offered(view, GetBasket(basket=view.id), ctx).allowed == offered


def test_the_aggregate_of_an_operation_may_be_found_in_a_way_of_its_own() -> None:
    """Where it need not exist before something is done to it."""
    found = Basket(UUID(int=5))
    commands = Commands(
        Procedure("baskets", zh="篮", en="Baskets"), Basket, key="basket", loads=lambda op, ctx: found, shows=GetBasket
    )
    assert commands.load(GetBasket(basket=UUID(int=9)), None) is found  # type: ignore[arg-type]


def test_a_list_shows_what_the_views_make_of_its_lines() -> None:
    list_toys = listing("ListToys", Toy, path="GET /toys", who=(ANYONE,))
    procedure, asked = Procedure("toys", zh="玩具", en="Toys"), []

    def rows(query: Any) -> list[Any]:
        asked.append(str(query))
        known = {"id": UUID(int=1).hex, "version": 1, "number": "2025-0001", "year": 2025, "serial": 1, "size": 3}
        return [SimpleNamespace(**known)]

    lists(
        procedure,
        list_toys,
        Toy,
        where=lambda op, ctx: [Toy.columns().size > 2],
        views=lambda ctx, rows: [Toy.of(row, size=row.size * 2) for row in rows],
    )
    page = procedure.handlers[list_toys](list_toys(year=2025), SimpleNamespace(rows=rows))
    assert [toy.size for toy in page.items] == [6]
    assert "toys.year = " in asked[0]
    assert "toys.size > " in asked[0]


class OpenStall(OfBasket, path="POST /toys/baskets/{basket}/stall", who=(ANYONE,), zh="摆摊", en="Open a stall"): ...


@pytest.mark.parametrize(("apples", "offered"), [({1: "p1"}, ["toys.open-stall"]), ({}, [])])
def test_what_another_procedure_begins_with_a_record_is_offered_beside_it(
    apples: dict[int, str], offered: list[str]
) -> None:
    commands = Commands(Procedure("baskets", zh="篮", en="Baskets"), Basket, key="basket", shows=GetBasket)
    commands.leads_to(OpenStall, unless=lambda basket, ctx: not basket.apples)
    view = BasketView(id=UUID(int=1), version=1, apples=apples)
    ctx = SimpleNamespace(caller="p2", today=date(2026, 7, 1), organ=SimpleNamespace(is_active=lambda person, on: True))
    assert commands.offered(view, GetBasket(basket=view.id), ctx).allowed == offered
