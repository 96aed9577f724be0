"""Whom a row speaks of, and to which day its punch counts: the same in any order, file and format (A14)."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from deploy.organ_import import import_organ
from services.attendance.imports.operations import ImportPunches, ImportReport
from services.attendance.punches.record import PunchRow
from services.attendance.sheets.operations import CompileSheet
from services.directory import service as directory
from services.directory.people.operations import HirePerson, LeaveService
from services.kernel.delivery.messages import Message
from services.kernel.delivery.outbox import Outbox
from services.kernel.domain.who import SYSTEM_ID
from services.kernel.log.store import Store
from services.kernel.log.transaction import Reading
from services.kernel.procedure.identity import Signer, Verifier, public_key
from services.kernel.procedure.office import Office
from tests.attendance.desk import CLERK, DEPLOY, KEY, Desk, clock, rules
from tests.attendance.months import line
from tests.given import Desk as AnyDesk
from tests.given import given as situation
from tests.stores import prepared

pytestmark = pytest.mark.slow

FE = "finance-economy"
CAME, WENT, ON = date(2025, 11, 2), date(2025, 11, 16), date(2025, 12, 1)
HIRED = {
    "x3001": ("张同", "3001", CAME, None),
    "x3002": ("张同", "3002", CAME, WENT),
    "x3003": ("王续", "3003", CAME, WENT),
    "x3004": ("王续", "3004", date(2025, 11, 20), None),
    "x0088": ("零开头", "0088", CAME, None),
    "x77": ("无零", "77", CAME, None),
    "x12": ("短号", "12", CAME, None),
    "x012": ("长号", "012", CAME, None),
    "x0012": ("走号", "0013", CAME, WENT),
    "x13": ("来号", "13", date(2025, 11, 20), None),
}


@lru_cache
def messages() -> tuple[Message, ...]:
    """The sample organ, and people who are easily taken for each other."""
    with TemporaryDirectory() as folder:
        nothing: Any = None
        office = Office(rules=rules(), calendar=nothing, verifier=Verifier(public_key(KEY)))
        app = directory.build(store=Store(f"sqlite:///{folder}/directory.db"), office=office)
        desk = AnyDesk(app, Signer(KEY), by=SYSTEM_ID)
        import_organ(DEPLOY / "organ", desk.do)
        for person, (name, number, came, went) in HIRED.items():
            since = date(2010, 7, 1)
            desk.do(HirePerson(person=person, name=name, number=number, work_since=since, department=FE, day=came))
            if went is not None:
                desk.do(LeaveService(person=person, day=went))
        told = tuple(Outbox(app.store, "directory").pull(0, 100_000))
        app.close()
    return told


def office_of_namesakes(store: Store) -> Desk:
    return Desk(store, messages())


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    store = prepared(tmp_path / "attendance.db", office_of_namesakes)
    yield office_of_namesakes(store)
    store.close()


def bring(desk: Desk, content: str | bytes, on: date = ON) -> ImportReport:
    content = content if isinstance(content, bytes) else content.encode()
    report: ImportReport = desk.ask(ImportPunches(file="考勤", content=content), by=CLERK, at=clock(on))
    return report


def table(*rows: str) -> str:
    return "\n".join(("工号,姓名,日期,上班1,下班1", *rows)) + "\n"


Cards = dict[tuple[str, date], set[datetime]]


def cards(desk: Desk) -> Cards:
    found: Cards = {}
    with desk.app.store.reading() as connection:
        for row in Reading(desk.app.store, connection).read(select(PunchRow.TABLE)):
            found.setdefault((row.person, row.on), set()).update(map(datetime.fromisoformat, row.at))
    return found


def moment(text: str) -> datetime:
    return datetime.fromisoformat(f"2025-{text}")


# -- one name, one number ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2), (2, 0, 1)])
def test_namesakes_are_told_apart_by_the_day_and_not_by_the_rows_before(desk: Desk, order: Sequence[int]) -> None:
    rows = [f",张同,2025-11-{day},08:{day},17:30" for day in ("20", "05", "23")]
    report = bring(desk, table(*(rows[n] for n in order)))
    assert cards(desk) == {
        ("x3001", date(2025, 11, 20)): {moment("11-20 08:20"), moment("11-20 17:30")},
        ("x3001", date(2025, 11, 23)): {moment("11-23 08:23"), moment("11-23 17:30")},
    }
    assert [(m.name, m.reason, m.punches) for m in report.unknown_people] == [("张同", "ambiguous", 2)]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0)])
def test_a_namesake_who_comes_after_another_left_is_in_office(desk: Desk, order: Sequence[int]) -> None:
    rows = [f",王续,2025-11-{day},08:30," for day in ("05", "18", "21")]
    report = bring(desk, table(*(rows[n] for n in order)))
    assert set(cards(desk)) == {("x3003", date(2025, 11, 5)), ("x3004", date(2025, 11, 21))}
    assert [(m.name, m.reason, m.punches) for m in report.unknown_people] == [("王续", "not-in-office", 1)]


def test_a_number_and_a_name_that_contradict_each_other_make_a_bad_row(desk: Desk) -> None:
    report = bring(
        desk, table("3004,张同,2025-11-21,08:30,17:30", "3001,张 同,2025-11-21,08:31,", "u-9,无零,2025-11-21,08:32,")
    )
    assert [(b.row, b.reason, b.value) for b in report.bad_rows] == [(2, "number-and-name", "3004 张同")]
    assert "王续" in report.bad_rows[0].zh
    assert set(cards(desk)) == {("x3001", date(2025, 11, 21)), ("x77", date(2025, 11, 21))}
    assert report.unknown_people == []


@pytest.mark.parametrize(
    ("number", "name", "day", "person"),
    [
        ("88", "", 5, "x0088"),  # lost in the file
        ("0088", "", 5, "x0088"),
        ("077", "", 5, "x77"),  # lost in the directory
        ("00077", "无零", 5, "x77"),
        ("012", "", 5, "x012"),  # kept, and so meant
        ("12", "短号", 5, "x12"),
        ("12", "长号", 5, "x012"),
        ("13", "", 5, "x0012"),  # one of the two has not come yet
        ("13", "", 21, "x13"),
        ("12", "", 5, "many-numbers"),
        ("0012", "", 5, "many-numbers"),
        ("88", "无零", 5, "number-and-name"),
    ],
)
def test_leading_zeros_may_be_lost_on_either_side(desk: Desk, number: str, name: str, day: int, person: str) -> None:
    report = bring(desk, table(f"{number},{name},2025-11-{day:02},08:30,"))
    found = [who for who, _ in cards(desk)] + [bad.reason for bad in report.bad_rows]
    assert (found, report.unknown_people) == ([person], [])


# -- what lies ahead, and before everything ---------------------------------------------------------------------------


def test_a_clock_that_is_wrong_spoils_its_own_rows_alone(desk: Desk) -> None:
    good = [f"3001,,2025-11-{day:02},08:30," for day in (24, 25, 26, 27, 28)]
    wrong = ["3001,,2063-11-05,08:30,", "3001,,2025-12-02,08:30,", "3001,,2025-12-01,12:01,", "2014,,2003-01-01,08:30,"]
    report = bring(desk, table(*good, *wrong, "3001,,2025-12-01,11:59,"))
    assert report.recorded == 6
    assert [(b.row, b.reason) for b in report.bad_rows] == [
        (7, "future"), (8, "future"), (9, "future"), (10, "before-rules"),
    ]  # fmt: skip
    assert all(bad.zh and bad.en and bad.value for bad in report.bad_rows)


def test_a_machines_log_with_one_line_of_another_time_goes_in(desk: Desk) -> None:
    lines = [f"     3001\t2025-11-{day} 08:30:00\t1\t0\t1\t0" for day in (24, 25, 26)]
    report = bring(desk, "\r\n".join([lines[0], "     3001\t2063-11-05 08:30:00\t1\t0\t1\t0", *lines[1:]]))
    assert (report.recorded, [(b.row, b.reason) for b in report.bad_rows]) == (3, [(2, "future")])


# -- the night --------------------------------------------------------------------------------------------------------

DAY, AFTER = date(2025, 11, 24), date(2025, 11, 25)
NIGHTS = {
    "template": table("3001,,2025-11-24,08:25,次日 00:30"),
    "bare": table("3001,,2025-11-24,08:25,00:30"),
    "beyond-24": table("3001,,2025-11-24,08:25,24:30"),
    "long": "工号,时间\n3001,2025-11-24 08:25\n3001,2025-11-25 00:30\n",
    "day-and-time-apart": "工号,日期,时间\n3001,2025-11-24,08:25\n3001,2025-11-25,00:30\n",
    "attlog": "     3001\t2025-11-24 08:25:00\t1\t0\t1\t0\r\n     3001\t2025-11-25 00:30:00\t1\t0\t1\t0\r\n",
}


@pytest.mark.parametrize("form", NIGHTS)
def test_one_night_makes_one_sheet_whatever_file_tells_of_it(desk: Desk, form: str) -> None:
    bring(desk, NIGHTS[form])
    assert cards(desk) == {("x3001", DAY): {moment("11-24 08:25"), moment("11-25 00:30")}}
    desk.do(CompileSheet(month="2025-11", department=FE), by=CLERK, at=clock(ON))
    sheet = line(desk, "x3001", "2025-11", FE)
    assert [s.state for s in sheet.states if s.on == DAY] == []
    assert {s.state for s in sheet.states if s.on == AFTER} == {"absent"}
    for other in NIGHTS.values():
        assert bring(desk, other).recorded == 0, "the same moments are known under the same day"
    assert desk.rebuilt_equal()


def test_the_last_night_of_a_month_stays_in_it(desk: Desk) -> None:
    report = bring(desk, "     3001\t2025-12-01 03:59:59\t1\t0\t1\t0\r\n     3001\t2025-12-01 04:00:00\t1\t0\t1\t0\r\n")
    assert report.recorded == 2
    assert set(cards(desk)) == {("x3001", date(2025, 11, 30)), ("x3001", date(2025, 12, 1))}


# -- any order and mixture --------------------------------------------------------------------------------------------


class Row(NamedTuple):
    """A row as one kind of file has it."""

    form: str
    text: str


HEADS = {"table": "工号,姓名,日期,上班1,下班1\n", "long": "工号,姓名,时间\n", "log": ""}


def _pool() -> list[Row]:
    chance = random.Random(8)
    people = [(number, name) for name, number, _, _ in HIRED.values()]
    rows = []
    for n in range(60):
        number, name = chance.choice(people)
        number = chance.choice([number, number.lstrip("0"), f"0{number}"])
        number, name = chance.choice([(number, name), (number, ""), ("", name), (number, "无零"), ("999", "无此人")])
        day, hour, minute = chance.randrange(1, 31), chance.choice([0, 3, 8, 12, 18, 23]), n % 60
        year = 2063 if n % 20 == 7 else 2025
        match chance.choice(["table", "table", "long", "log"]):
            case "table":
                second = chance.choice(["", "18:00", "次日 01:10", "24:20", "0:15", "晚上"])
                rows.append(Row("table", f"{number},{name},{year}-11-{day:02},{hour:02}:{minute:02},{second}"))
            case "long":
                rows.append(Row("long", f"{number},{name},{year}-11-{day:02} {hour:02}:{minute:02}"))
            case _:
                rows.append(
                    Row("log", f"{number or '3001':>9}\t{year}-11-{day:02} {hour:02}:{minute:02}:00\t1\t0\t1\t0")
                )
    return rows


POOL = _pool()


def files(rows: Sequence[Row]) -> Iterator[str]:
    for form, head in HEADS.items():
        own = [row.text for row in rows if row.form == form]
        if own:
            yield head + "\n".join(own) + "\n"


def taken_in(batches: Sequence[Sequence[Row]]) -> tuple[Cards, int]:
    with TemporaryDirectory() as folder:
        store = prepared(Path(folder) / "attendance.db", office_of_namesakes)
        desk = office_of_namesakes(store)
        recorded = 0
        for batch in batches:
            for file in files(batch):
                recorded += bring(desk, file).recorded
        found = cards(desk)
        store.close()
    return found, recorded


@lru_cache
def in_order() -> tuple[Cards, int]:
    return taken_in([POOL])


@pytest.mark.slow
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.permutations(POOL), st.sets(st.integers(1, len(POOL) - 1), max_size=3), st.lists(st.sampled_from(POOL)))
def test_any_order_and_mixture_of_rows_ends_in_the_same_cards(
    rows: list[Row], cuts: set[int], again: list[Row]
) -> None:
    """However the rows are shuffled, spread over files and brought again."""
    edges = [0, *sorted(cuts), len(rows)]
    batches = [rows[start:end] for start, end in pairwise(edges)]
    assert taken_in([*batches, again]) == in_order()


def test_the_mixture_holds_all_that_may_go_wrong(desk: Desk) -> None:
    reports = [bring(desk, file) for file in files(POOL)]
    reasons = {bad.reason for report in reports for bad in report.bad_rows}
    reasons |= {missing.reason for report in reports for missing in report.unknown_people}
    assert reasons >= {"future", "number-and-name", "many-numbers", "bad-time", "ambiguous", "not-in-office", "unknown"}
    nights = [(on, at) for (_, on), moments in cards(desk).items() for at in moments if at.date() != on]
    assert nights
    assert all(at.time() < time(4) for _, at in nights)
    assert len(cards(desk)) >= 20


def test_what_is_refused_leaves_nothing(desk: Desk) -> None:
    outcome = situation(to=desk).when(
        ImportPunches(file="f", content=table("3001,,2063-11-05,08:30,").encode()), by=CLERK, at=clock(ON)
    )
    outcome.then_answer(recorded=0, read=1, bad_row_count=1)
    assert cards(desk) == {}
