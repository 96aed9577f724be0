"""What a trip may cost at most (A30, B14.6): by rank and place, nights and days, before and after a standard changes.

The oracle is written from the travel rule (财行〔2013〕531号): a limit a night for lodging, 100 yuan a calendar day for
meals (120 in Tibet, Qinghai and Xinjiang), 80 for local transport; in the district what the organ set.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from services.finance.budget import events as budget
from services.finance.trips import events as e
from services.finance.trips.events import Stay
from services.finance.trips.operations import ApproveTrip, ConfirmReturn, GetTrip, ReportReturn, RequestTrip
from services.finance.trips.standards import Expense, Line, lines
from services.finance.trips.trip import ClassTooHigh, Trip
from services.finance.trips.using import Cut, TripNotReturned, allowance, check_claim, ended
from services.kernel.domain.aggregate import Act
from services.kernel.procedure.context import Call, Context
from services.kernel.procedure.identity import Identity
from services.kernel.refusals import Invalid
from services.kernel.rules.regulations import Rules
from tests.attendance.desk import DEPLOY, rules
from tests.documents import desk as desks
from tests.finance.desk import CHAIR, FIRST, LEADER, OTHER_HEAD, OTHER_STAFF, STAFF, Desk, by, clock, day
from tests.finance.test_budget import planned
from tests.given import fact, given, proven

FROM = day(6, 10)
HOTEL, HOSTED, NONE = "hotel", "hosted", "none"


def stay(days: int, rank: str = "others", start: date = FROM, person: str = STAFF) -> Stay:
    end = start + timedelta(days=days - 1)
    return Stay(person=person, department="finance-economy", rank=rank, start=start, end=end)


def most(days: int, *, area: str = "beyond", place: str = "", lodging: str = HOTEL, **more: Any) -> dict[str, Decimal]:
    book = more.pop("book", None) or rules()
    of_trip = lines(book, [stay(days, **more)], area=area, place=place, lodging=lodging)
    return {line.kind.value: line.most for line in of_trip}


# -- by rank and place ------------------------------------------------------------------------------------------------

NIGHTLY = {
    "beijing": (650, 500), "shanghai": (600, 500), "guangzhou": (550, 450), "shenzhen": (550, 450),
    "hangzhou": (500, 400), "nanjing": (490, 380), "chengdu": (470, 370), "nanning": (470, 350), "other": (450, 330),
}  # fmt: skip
"""Of the table of 财行〔2015〕497号, as the organ took it over: bureau level, others."""


@pytest.mark.parametrize("place", [*NIGHTLY, "tibet", "qinghai", "xinjiang"])
@pytest.mark.parametrize("rank", ["bureau", "others"])
def test_a_night_is_limited_by_rank_and_place(place: str, rank: str) -> None:
    bureau, others = NIGHTLY.get(place, NIGHTLY["other"])
    assert most(2, rank=rank, place=place)["lodging"] == (bureau if rank == "bureau" else others)


@pytest.mark.parametrize(
    ("place", "meals"), [("beijing", 100), ("other", 100), ("tibet", 120), ("qinghai", 120), ("xinjiang", 120)]
)
def test_meals_go_by_the_day_and_more_in_three_places(place: str, meals: int) -> None:
    assert most(1, place=place)["meals"] == meals


def test_local_transport_goes_by_the_day_everywhere_alike() -> None:
    assert {most(3, place=place)["local-transport"] for place in NIGHTLY} == {Decimal(240)}


def test_in_the_district_its_own_standards() -> None:
    assert most(2, area="district") == {"lodging": 200, "meals": 80, "local-transport": 0}


@pytest.mark.parametrize(("days", "nights"), [(1, 0), (2, 1), (3, 2), (15, 14)])
def test_nights_are_one_less_than_days(days: int, nights: int) -> None:
    assert most(days, place="beijing") == {"lodging": 500 * nights, "meals": 100 * days, "local-transport": 80 * days}


@pytest.mark.parametrize("lodging", [HOSTED, NONE])
def test_who_pays_for_no_bed_claims_none(lodging: str) -> None:
    assert most(5, place="beijing", lodging=lodging)["lodging"] == 0


def test_days_count_over_the_turn_of_a_month_and_of_a_year() -> None:
    for start in (day(6, 29), day(12, 30), day(2, 27, 2024)):
        assert most(4, place="other", start=start) == {"lodging": 990, "meals": 400, "local-transport": 320}


# -- when a standard changes ------------------------------------------------------------------------------------------


def amended(folder: Path, *changes: tuple[str, str]) -> Rules:
    shutil.copytree(DEPLOY / "regulations", folder)
    book = folder / "finance-trips.toml"
    text = book.read_text("utf-8")
    for was, now in changes:
        assert text.count(was) == 1, was
        text = text.replace(was, now)
    book.write_text(text, "utf-8")
    return Rules.load(folder)


def test_the_standard_of_the_first_day_away_counts(tmp_path: Path) -> None:
    """A trip over the day on which a standard changes keeps the one with which it began."""
    was = "value = { district = 40, tibet = 120, qinghai = 120, xinjiang = 120, other = 100 } }]"
    now = was[:-1] + ', { effective_from = 2025-07-01, cites = ["organ"], value = { district = 50, other = 110 } }]'
    book = amended(tmp_path / "regulations", (was, now))
    for start, meals in ((day(6, 29), 300), (day(6, 30), 300), (day(7, 1), 330), (day(7, 2), 330)):
        assert most(3, place="other", start=start, book=book)["meals"] == meals
    before, after = lines(book, [stay(1, start=day(6, 30)), stay(1, start=day(7, 1))], **NOWHERE), []
    for line in before:
        after += [line.cites] if line.kind is Expense.MEALS else []
    assert after == [("A30", "B14.6", "organ"), ("organ",)]


NOWHERE: dict[str, str] = {"area": "beyond", "place": "other", "lodging": HOTEL}
LEVELS = '"正县级", en = "county head", rank = "others"'


@pytest.fixture
def a_higher_organ(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whose head is of bureau level."""
    book = amended(tmp_path / "regulations", (LEVELS, LEVELS.replace("others", "bureau")))
    monkeypatch.setattr(desks, "rules", lambda: book)


FIRST_CLASS = RequestTrip(
    department="leadership", travellers=(CHAIR,), area="beyond", destination="北京", place="beijing", purpose="会议",
    start=FROM, end=FROM, transport="first",
)  # fmt: skip


def test_which_standard_a_level_follows_is_said_by_the_rule(a_higher_organ: None, desk: Desk) -> None:
    given(to=desk).when(FIRST_CLASS, by=CHAIR, at=clock(FROM)).then_answer(transport="first")
    assert [one.rank for one in desk.on(FROM, CHAIR, GetTrip(trip=FIRST)).stays] == ["bureau"]
    two = FIRST_CLASS.model_copy(update={"travellers": (LEADER,)})
    given(to=desk).when(two, by=CHAIR, at=clock(FROM)).then_refused(ClassTooHigh)


def test_a_districts_own_leaders_travel_as_others_do(desk: Desk) -> None:
    given(to=desk).when(FIRST_CLASS, by=CHAIR, at=clock(FROM)).then_refused(ClassTooHigh, person=CHAIR)


# -- against the oracle -----------------------------------------------------------------------------------------------


def owed(stays: list[Stay], area: str, place: str, lodging: str) -> dict[str, int]:
    """By the words of the rule, a night and a day at a time."""
    together = {"lodging": 0, "meals": 0, "local-transport": 0}
    for one in stays:
        morning = one.start
        while morning <= one.end:
            together["meals"] += 40 if area == "district" else 120 if place in ("tibet", "qinghai", "xinjiang") else 100
            together["local-transport"] += 0 if area == "district" else 80
            if morning < one.end and lodging == "hotel":
                of_place = (200, 200) if area == "district" else NIGHTLY.get(place, NIGHTLY["other"])
                together["lodging"] += of_place[0] if one.rank == "bureau" else of_place[1]
            morning += timedelta(days=1)
    return together


STAYS = st.lists(
    st.builds(stay, st.integers(1, 40), st.sampled_from(["bureau", "others"]), st.dates(day(1, 1), day(12, 31))),
    min_size=1,
    max_size=5,
)
PLACES = st.one_of(
    st.just(("district", "")),
    st.tuples(
        st.sampled_from(["city", "province", "beyond"]), st.sampled_from([*NIGHTLY, "tibet", "qinghai", "xinjiang"])
    ),
)


def together(of_trip: Iterator[Line]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for line in of_trip:
        found[line.kind.value] = found.get(line.kind.value, Decimal(0)) + line.most
    return found


@drawn(STAYS, PLACES, st.sampled_from([HOTEL, HOSTED, NONE]))
def test_the_allowance_is_what_the_rules_text_gives(stays: list[Stay], where: tuple[str, str], lodging: str) -> None:
    area, place = where
    found = together(lines(rules(), stays, area=area, place=place, lodging=lodging))
    assert found == owed(stays, area, place, lodging)


# -- claims -----------------------------------------------------------------------------------------------------------


def returned(*stays: Stay, **more: Any) -> Trip:
    said = {"number": "2025-0001", "person": STAFF, "area": "beyond", "place": "beijing", "lodging": HOTEL}
    trip = Trip(FIRST)
    act = Act(at=clock(FROM), day=FROM, actor=STAFF)
    trip.trigger(
        e.TripRequested, act, origin="机关", destination="北京", transport="second", stays=stays or (stay(3),),
        **{**said, **more},
    )  # fmt: skip
    trip.trigger(e.TripApproved, act, stays=trip.stays)
    trip.trigger(e.TripReturnReported, act, away=trip.stays)
    trip.trigger(e.TripReturnConfirmed, act, stays=trip.stays)
    return trip


ONLY_RULES: Any = SimpleNamespace(rules=rules())
CITES = ("A30", "B14.6", "organ")


def cuts(trip: Trip, **claimed: str) -> list[Cut]:
    kinds = {kind.replace("_", "-"): Decimal(amount) for kind, amount in claimed.items()}
    return list(check_claim(ONLY_RULES, trip, kinds))


def test_what_keeps_to_the_standard_is_not_cut() -> None:
    """To the fen; fares come by their receipts, whatever they are."""
    assert cuts(returned(), lodging="1000.00", meals="300.00", local_transport="240.00", transport="99999") == []
    assert cuts(returned()) == []


def test_what_is_beyond_the_standard_is_cut_kind_by_kind() -> None:
    found = cuts(returned(), lodging="1000.01", meals="200", local_transport="241")
    assert found == [
        Cut(Expense.LODGING, Decimal("1000.01"), Decimal("1000.00"), CITES),
        Cut(Expense.LOCAL, Decimal(241), Decimal("240.00"), CITES),
    ]
    assert [one.amount for one in found] == [Decimal("0.01"), Decimal("1.00")]


def test_everybodys_days_really_away_count_together() -> None:
    two = returned(stay(3), stay(2, person=OTHER_STAFF))
    assert cuts(two, lodging="1500", meals="500", local_transport="400") == []
    assert [one.amount for one in cuts(two, lodging="1501", meals="501", local_transport="401")] == [1, 1, 1]


def test_an_expense_that_trips_do_not_have_is_refused() -> None:
    with pytest.raises(Invalid):
        cuts(returned(), gifts="1")


@pytest.mark.parametrize("settled", [False, True])
def test_nothing_is_claimed_before_the_days_are_confirmed_nor_twice(settled: bool) -> None:
    trip = returned()
    act = Act(at=clock(FROM), day=FROM, actor=STAFF)
    if settled:
        trip.trigger(e.TripSettled, act)
    else:
        trip = Trip.from_events(FIRST, trip.pending[:2])
    with pytest.raises(TripNotReturned) as refused:
        cuts(trip)
    assert refused.value.cites == ("A30",)


def test_what_is_set_aside_and_not_claimed_is_free_again(desk: Desk) -> None:
    asked = RequestTrip(
        department="budget", travellers=(OTHER_STAFF,), area="district", destination="云柚镇", purpose="调研",
        start=FROM, end=FROM, transport="road", estimate=Decimal(300),
    )  # fmt: skip
    given(*planned(("travel", "1000")), by(OTHER_STAFF, FROM, asked), to=desk)
    trip = desk.on(FROM, CHAIR, GetTrip(trip=FIRST)).id
    history = (
        by(LEADER, FROM, ApproveTrip(trip=trip)),
        by(OTHER_STAFF, FROM, ReportReturn(trip=trip, start=FROM, end=FROM), 16),
        by(OTHER_HEAD, FROM, ConfirmReturn(trip=trip), 17),
    )

    def claim(desk: Desk) -> None:
        def work(tx: Any) -> None:
            ctx: Context = desk.app.context(tx, Call("", {}, ""), Identity(CHAIR, "", 0))
            found = ctx.find(Trip, trip)
            assert sum(line.most for line in allowance(ctx, found)) == 40
            assert list(check_claim(ctx, found, {"meals": Decimal(40)})) == []
            ended(ctx, found)
            tx.append(*ctx.saved)

        desk.app.record(work)

    given(*history, to=desk).when(claim).then(
        fact(e.TripSettled, number="2025-0001"), fact(budget.BudgetReleased, amount=Decimal("300.00"))
    )
    proven(desk.app)
