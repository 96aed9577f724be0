"""The turn of the year: numbers begin again, terms pass over the holiday, and each year keeps its own (A13, B11)."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from deploy.embedded import Embedded
from services.kernel.domain import events
from services.kernel.log.rebuild import Rebuild
from services.kernel.procedure.operations import Command
from services.kernel.procedure.own_log.handlers import check_seal
from tests.scenario import new_year, oracle
from tests.scenario.runner import ORGAN, REGULATIONS, Run, embedded, own, same
from tests.scenario.test_quarter import whole
from tests.scenario.unknown_year import Seen

pytestmark = pytest.mark.slow
EVE = new_year.EVE
Turn = tuple[Embedded, Run]


@pytest.fixture(scope="module")
def turn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Turn]:
    runtime = embedded(tmp_path_factory.mktemp("new-year"), new_year.START)
    yield runtime, new_year_run(runtime).carry_out()
    runtime.close()


def new_year_run(desk: Any) -> Run:
    made = new_year.script()
    return Run(desk, made.deeds, made.files, start=new_year.START)


def by_hand(quarter: str) -> dict[str, Any]:
    made = new_year.script()
    return oracle.scorecards(ORGAN, REGULATIONS, made.deeds, made.days, quarter)


@pytest.mark.parametrize("quarter", [new_year.OLD, new_year.NEW])
def test_both_years_are_the_oracles(turn: Turn, quarter: str) -> None:
    _, run = turn
    cards = run.cards(quarter)
    same(cards, by_hand(quarter))
    assert len(set(cards.values())) == len(cards) == 12


def ledger(kind: str) -> list[tuple[str, date]]:
    """What the oracle wrote of a kind, taken back left out."""
    made = new_year.script()
    sums: Counter[tuple[str, date]] = Counter()
    for department, column, day, quantity in oracle.work_through(ORGAN, REGULATIONS, made.deeds, made.days).ledger:
        if column == kind:
            sums[department, day] += int(quantity)
    return sorted(found for found, quantity in sums.items() if quantity)


def test_terms_over_the_holiday_and_the_sunday_that_is_worked() -> None:
    """Two working days after 30 December end on Sunday 4 January, which is also the first after the 31st."""
    assert ledger("housekeeping.circulation-overdue") == [
        ("agriculture", date(2026, 1, 4)), ("budget", date(2026, 1, 4)), ("ethnic-overseas", date(2026, 1, 9)),
        ("social", date(2026, 1, 5)), ("supervision-law", date(2025, 12, 31)),
    ]  # fmt: skip
    assert ledger("agenda.overdue") == [("agriculture", date(2025, 12, 31)), ("research", date(2025, 12, 31))]
    assert ledger("agenda.late") == [("social", date(2026, 1, 3))], "a holiday does not move what the office wrote"
    assert ledger("attendance.sheet-late") == [("budget", date(2025, 12, 31))], "due on the 8th: the fifth working day"
    assert ledger("attendance.sheet-missing") == [("ethnic-overseas", EVE), (new_year.GROUP, EVE)]


def test_a_new_year_begins_with_a_warning() -> None:
    assert ledger("housekeeping.warning") == [("social", date(2025, 12, 29)), ("social", date(2026, 1, 4))]
    assert ledger("housekeeping.criticism") == [("social", date(2025, 12, 31)), ("social", date(2026, 1, 7))]
    assert ledger("housekeeping.cleaning-missed") == [
        ("office", date(2026, 1, 31)), ("office", date(2026, 2, 28)), ("office", date(2026, 3, 31)),
    ], "held in December, entered in January; and no clock ran in February"  # fmt: skip


@pytest.mark.parametrize(
    "register",
    ["list-incoming", "list-information", "list-seal-uses", "list-visits", "list-complaints", "list-inspections",
     "list-articles"],
)  # fmt: skip
def test_numbers_begin_again_with_the_year(turn: Turn, register: str) -> None:
    """Gapless in each: one entered before midnight belongs to the old year, and is not numbered anew when corrected."""
    _, run = turn
    years: dict[int, list[int]] = defaultdict(list)
    for row in whole(run, f"documents.{register}"):
        found = re.fullmatch(r"(\d{4})-(\d+)", row["number"])
        assert found
        years[int(found[1])].append(int(found[2]))
    assert years.keys() == {2025, 2026}
    for numbers in years.values():
        assert sorted(numbers) == list(range(1, len(numbers) + 1))


def test_each_series_and_kind_begins_again(turn: Turn) -> None:
    """Outgoing documents by their series, meetings by their kind, handover lists by the year of the files."""
    _, run = turn
    numbers = {one["number"] for one in whole(run, "documents.list-outgoing")}
    assert numbers == {
        "云人办〔2025〕1号", "云人办〔2025〕2号", "云人办〔2026〕1号", "云人办函〔2025〕1号", "云人办函〔2026〕1号",
        "云人常〔2026〕1号",
    }  # fmt: skip
    assert {one["number"] for one in whole(run, "documents.list-meetings")} == {
        "chairpersons-2025-1", "chairpersons-2025-2", "chairpersons-2026-1", "other-2025-1", "other-2026-1",
    }  # fmt: skip
    lists = sorted(one["number"] for one in whole(run, "documents.list-transfers"))
    assert lists == [f"2025-{n:03d}" for n in range(1, len(lists) + 1)]


def test_minutes_and_the_years_files() -> None:
    """Minutes of the 31st are due on 8 January; the year's files on 31 March, whatever weekday it is (A17, A20)."""
    assert ledger("housekeeping.minutes-late") == [("office", date(2026, 1, 8))]
    assert ledger("housekeeping.minutes-missing") == [("office", date(2026, 1, 13))]
    due = date(2026, 3, 31)
    assert ledger("housekeeping.archive-late") == [(who, due) for who in ("agriculture", "deputies", "social")]
    assert ledger("housekeeping.archive-missing") == [(who, due) for who in ("ethnic-overseas", "office")]


def test_each_midnight_has_its_document(turn: Turn) -> None:
    _, run = turn
    entered = sorted((one["registered_on"], one["number"]) for one in whole(run, "documents.list-incoming"))
    assert entered[-3:] == [("2025-12-31", "2025-0003"), ("2025-12-31", "2025-0004"), ("2026-01-01", "2026-0001")]


def test_articles_are_owed_by_the_years_last_day(turn: Turn) -> None:
    """Two have written theirs by then, one an hour too late; who was dissolved in the year owes nothing (A13)."""
    runtime, _ = turn
    topics = Counter(row.topic for row in runtime.services["documents"].app.store.rows())
    departments = 11
    assert topics["documents.research-article-missed.v1"] == departments - 2
    assert topics["documents.research-article-excused.v1"] == 1, "the petitions section was merged in July"
    assert topics["documents.research-article-owed.v1"] == departments + 1 + departments + 1, (
        "and the preparatory group"
    )


def test_everything_that_can_happen_to_documents_has_happened(
    quarter: Turn, turn: Turn, unknown_year: tuple[Embedded, Run, Seen]
) -> None:
    """Every fact and every command of the service itself, in the quarter or at the turn of a year, which may not be
    known yet: nothing is left out. What may be done with any log is tried with the kernel.
    """
    runtimes = quarter[0], turn[0], unknown_year[0]
    recorded = {row.topic for runtime in runtimes for row in runtime.services["documents"].app.store.rows()}
    declared = {topic for topic, fact in events.declared("documents").items() if own(fact)}
    assert declared - recorded == set()
    used = {deed.operation for _, run in (quarter, turn) for deed in run.deeds if not deed.expect}
    asked = quarter[0].services["documents"].app.operations
    commands = {name for name, operation in asked.items() if issubclass(operation, Command) and own(operation)}
    assert commands - used == set()


def test_registers_and_seals_hold(turn: Turn) -> None:
    proven(turn[0])


def proven(runtime: Embedded) -> None:
    """Registers follow from the logs, and the seals hold."""
    for name, service in runtime.services.items():
        report = Rebuild(service.app, service.app.registers).run()
        assert report.equal, (name, [one.difference for one in report.registers if one.difference])
        assert check_seal(service.app.store)[1] is None, name
