"""One cell of a machine's or an office's file: days, times and staff numbers as people write them."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from services.attendance.imports import cells

MONDAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    "text",
    ["2026-03-02", "2026/3/2", "2026.03.02", "2026年3月2日", "２０２６－０３－０２", "20260302", "2026/03/02 星期一",
     "26-03-02 星期一", "2026-03-02 周一", "2026-03-02 Mon", "2026-03-02 00:00:00", " 2026-3-2 (星期一)"],
)  # fmt: skip
def test_days_as_people_and_machines_write_them(text: str) -> None:
    assert cells.day_of(text) == MONDAY


@pytest.mark.parametrize(
    "cell",
    ["02/03/2026", "26-03-02", "2026-03-02 星期二", "2026-02-29", "1926-03-02", "3月2日", "", "今天", 12.5, 46083.25,
     True, None],
)  # fmt: skip
def test_what_could_be_another_day_is_no_day(cell: object) -> None:
    assert cells.day_of(cell) is None


@pytest.mark.parametrize(
    ("cell", "offset", "clock"),
    [
        ("08:25", 0, time(8, 25)),
        ("8:05", 0, time(8, 5)),
        ("０８：２５", 0, time(8, 25)),
        ("08:25:13", 0, time(8, 25, 13)),
        ("08:25:13.000", 0, time(8, 25, 13)),
        ("8时25分", 0, time(8, 25)),
        ("次日 02:10", 1, time(2, 10)),
        ("次日02:10", 1, time(2, 10)),
        ("昨日 23:50", -1, time(23, 50)),
        ("下午5:30", 0, time(17, 30)),
        ("12:05 AM", 0, time(0, 5)),
        ("外勤 09:00", 0, time(9, 0)),
        ("09:00(补卡)", 0, time(9, 0)),
        ("24:00", 1, time(0, 0)),
        ("24:30", 1, time(0, 30)),
        ("25:10:05", 1, time(1, 10, 5)),
        (0.5, 0, time(12, 0)),
        (time(8, 29, 59, 999_900), 0, time(8, 30)),
        (timedelta(hours=26), 1, time(2, 0)),
    ],
)
def test_times_as_people_and_machines_write_them(cell: object, offset: int, clock: time) -> None:
    assert cells.stamps_of(cell) == (cells.Clock(offset, clock),)


@pytest.mark.parametrize(
    "cell",
    [
        "35:00",
        "次日 24:30",
        "下午24:30",
        "08:60",
        "8.30",
        "0830",
        "08:251",
        "09:0018:00",
        "八点",
        "正常",
        "2026-03-02",
        0,
        8.5,
        True,
        "08:25x",
    ],
)
def test_what_could_be_another_time_is_no_time(cell: object) -> None:
    assert cells.stamps_of(cell) is None


def test_a_cell_may_list_all_punches_of_the_day() -> None:
    listed = cells.stamps_of("08:25;12:00\n13:30、次日 00:10")
    assert listed == tuple(
        cells.Clock(*c) for c in ((0, time(8, 25)), (0, time(12)), (0, time(13, 30)), (1, time(0, 10)))
    )


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (1001.0, "1001"),
        ("0012", "0012"),
        ('="0012"', "0012"),
        ("'0012", "0012"),
        ("１００１", "1001"),
        ("0012\t", "0012"),
        ("--", ""),
        (True, ""),
    ],
)
def test_staff_numbers_survive_spreadsheets(cell: object, number: str) -> None:
    assert cells.number_of(cell) == number
