"""Machine files through the operation: every format, the same file twice, strangers, closed months, speed (A14)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta

import pytest

from services.attendance.imports.events import PunchFileImported
from services.attendance.imports.operations import (
    GetImportTemplate,
    ImportPunches,
    ImportReport,
    ListImports,
)
from services.attendance.imports.readings import UnreadableFile
from services.attendance.punches.card import card_id
from services.attendance.punches.events import DayPunches, PunchesRecorded
from services.attendance.punches.operations import CorrectPunch, GetDay
from services.kernel.domain.who import SYSTEM_ID
from services.kernel.refusals import Forbidden, KeyReused, NothingToMatch
from tests import exports
from tests.attendance.desk import (
    CLERK,
    DIRECTOR,
    HEAD,
    MONDAY,
    STAFF,
    TUESDAY,
    Desk,
    clock,
    handed_in,
    history,
)
from tests.exports import Day
from tests.given import fact, given

pytestmark = pytest.mark.slow

FE = "财政经济工作委员会"
OFFICE = "办公室"
NINE, SIX = time(9), time(18)
DAYS: list[Day] = [
    ("2168", "李当归", FE, MONDAY, [NINE, SIX]),
    ("2168", "李当归", FE, TUESDAY, [time(9, 40), time(0, 30)]),
    ("2175", "丁青蒿", FE, MONDAY, [NINE]),
    ("2077", "方白芷", OFFICE, MONDAY, []),
]
AFTER = date(2025, 6, 20)
Writer = Callable[[Sequence[Day]], bytes]


def without_midnight(days: Sequence[Day]) -> bytes:
    """The machine's log knows moments, not working days: what comes after midnight is the next day's."""
    return exports.zkteco(
        [(n, name, dept, day, [at for at in times if at.hour > 3]) for n, name, dept, day, times in days]
    )


WRITERS: dict[str, Writer] = {
    "dingtalk": exports.dingtalk,
    "wecom": exports.wecom,
    "template-csv": exports.template_csv,
    "template-xlsx": exports.template_xlsx,
    "zkteco": without_midnight,
}


def bring(desk: Desk, content: bytes, *, file: str = "考勤", by: str = CLERK, on: date = AFTER) -> ImportReport:
    report: ImportReport = desk.ask(ImportPunches(file=file, content=content), by=by, at=clock(on))
    return report


def punches(desk: Desk, person: str, on: date) -> list[datetime]:
    found: list[datetime] = desk.ask(GetDay(person=person, on=on), by=CLERK).punches
    return found


def at(day: date, *times: str) -> list[datetime]:
    return [datetime.combine(day, time.fromisoformat(one)) for one in times]


@pytest.mark.parametrize("form", WRITERS)
def test_every_format_says_the_same(desk: Desk, form: str) -> None:
    report = bring(desk, WRITERS[form](DAYS))
    assert (report.format, report.bad_row_count, report.unknown_people) == (form.split("-")[0], 0, [])
    assert punches(desk, STAFF, MONDAY) == at(MONDAY, "09:00", "18:00")
    assert punches(desk, "p025", MONDAY) == at(MONDAY, "09:00")
    assert punches(desk, "p011", MONDAY) == []
    late = [] if form == "zkteco" else [datetime.combine(TUESDAY + timedelta(days=1), time(0, 30))]
    assert punches(desk, STAFF, TUESDAY) == at(TUESDAY, "09:40") + late
    assert report.recorded == report.read == 4 + len(late)
    assert desk.rebuilt_equal()


@pytest.mark.parametrize("form", WRITERS)
def test_the_same_file_twice_changes_nothing(desk: Desk, form: str) -> None:
    content = WRITERS[form](DAYS)
    first = bring(desk, content)
    outcome = given(to=desk).when(ImportPunches(file="又一次", content=content), by=CLERK, at=clock(AFTER))
    outcome.then_nothing().then_answer(recorded=0, known=first.read, digest=first.digest)


def test_an_import_is_answered_once_for_its_key(desk: Desk) -> None:
    """Repeated after its answer was lost it says what it said, and not that everything is known."""
    content = exports.template_csv(DAYS)
    operation = ImportPunches(file="六月", content=content)
    first = desk.ask(operation, by=CLERK, at=clock(AFTER), key="once")
    assert first.recorded == 5
    outcome = given(to=desk).when(operation, by=CLERK, at=clock(AFTER), key="once").then_nothing()
    assert outcome.result == first
    other = ImportPunches(file="六月", content=exports.template_csv(DAYS[:1]))
    given(to=desk).when(other, by=CLERK, at=clock(AFTER), key="once").then_refused(KeyReused)
    given(to=desk).when(operation, by=CLERK, at=clock(AFTER), key="twice").then_answer(recorded=0, known=5)
    given(to=desk).when(operation, by=CLERK, at=clock(AFTER), if_match=1).then_refused(NothingToMatch, seen=1)


def test_the_same_punches_from_another_machine_are_known(desk: Desk) -> None:
    bring(desk, exports.dingtalk(DAYS))
    report = bring(desk, exports.template_csv(DAYS))
    assert (report.recorded, report.known) == (0, 5)
    rows = {row.format: (row.recorded, row.known) for row in desk.ask(ListImports(), by=CLERK).items}
    assert rows == {"dingtalk": (5, 0), "template": (0, 5)}


def test_a_longer_file_brings_only_what_is_new(desk: Desk) -> None:
    bring(desk, exports.template_csv(DAYS))
    more: Day = ("2168", "李当归", FE, MONDAY, [NINE, time(12, 5), SIX])
    outcome = given(to=desk).when(
        ImportPunches(file="补", content=exports.template_csv([more])), by=CLERK, at=clock(AFTER)
    )
    assert [type(event) for event in outcome.recorded] == [PunchesRecorded, PunchFileImported]
    assert punches(desk, STAFF, MONDAY) == at(MONDAY, "09:00", "12:05", "18:00")
    outcome.then_answer(recorded=1, known=2)


def test_what_the_office_struck_out_does_not_come_back(desk: Desk) -> None:
    content = exports.template_csv(DAYS)
    bring(desk, content)
    struck = CorrectPunch(person=STAFF, on=MONDAY, times=(NINE, time(17, 30)), reason="代打卡")
    desk.do(struck, by=CLERK, at=clock(AFTER))
    assert bring(desk, content).recorded == 0
    assert punches(desk, STAFF, MONDAY) == at(MONDAY, "09:00", "17:30")
    assert desk.rebuilt_equal()


def test_who_may_bring_a_file(desk: Desk) -> None:
    content = exports.template_csv(DAYS)
    for by in (STAFF, HEAD, "p001", "p016"):
        given(to=desk).when(ImportPunches(file="f", content=content), by=by).then_refused(Forbidden, cites=("A14",))
    for by in (DIRECTOR, SYSTEM_ID):
        assert bring(desk, content, by=by).read == 5


# -- what cannot be used ----------------------------------------------------------------------------------------------


def test_a_bad_row_is_named_and_the_good_ones_go_in(desk: Desk) -> None:
    bad = (
        "工号,姓名,部门,日期,上班1,下班1\n2168,李当归,财经,2025-06-09,09:00,晚上\n"
        "2175,丁青蒿,财经,六月九日,09:00,18:00\n"
    )
    report = bring(desk, (bad + "2175,丁青蒿,财经,2025-06-10,09:00,18:00\n").encode())
    assert [(row.row, row.column, row.reason, row.value) for row in report.bad_rows] == [
        (2, "下班1", "bad-time", "晚上"),
        (3, "日期", "bad-date", "六月九日"),
    ]
    assert all(row.zh and row.en for row in report.bad_rows)
    assert punches(desk, STAFF, MONDAY) == at(MONDAY, "09:00")
    assert punches(desk, "p025", TUESDAY) == at(TUESDAY, "09:00", "18:00")


def test_strangers_are_listed_once(desk: Desk) -> None:
    strangers: list[Day] = [("9999", "无名", OFFICE, day, [NINE, SIX]) for day in (MONDAY, TUESDAY)]
    report = bring(desk, exports.template_csv([*strangers, *DAYS]))
    (missing,) = report.unknown_people
    assert (missing.number, missing.name, missing.row, missing.punches, missing.reason) == (
        "9999",
        "无名",
        2,
        4,
        "unknown",
    )
    assert report.recorded == 5


def test_two_people_of_one_name_are_told_apart_by_department_or_not_at_all(desk: Desk) -> None:
    """p024 and p042 are both 李当归; nobody is guessed."""
    unnamed: list[Day] = [("", "李当归", FE, MONDAY, [NINE]), ("", "李当归", "不知何处", MONDAY, [SIX])]
    report = bring(desk, exports.template_csv(unnamed))
    assert punches(desk, STAFF, MONDAY) == at(MONDAY, "09:00")
    assert [(m.name, m.reason, m.punches) for m in report.unknown_people] == [("李当归", "ambiguous", 1)]


def test_who_had_left_or_not_yet_come_is_not_guessed(desk: Desk) -> None:
    report = bring(desk, exports.template_csv([("2406", "余白术", OFFICE, MONDAY, [NINE])]))
    assert [(m.number, m.reason) for m in report.unknown_people] == [("2406", "not-in-office")]
    assert report.recorded == 0


def test_rows_of_a_closed_month_are_reported(desk: Desk) -> None:
    history(desk, *handed_in("finance-economy", "2025-06", HEAD, date(2025, 7, 1)))
    more: list[Day] = [
        *DAYS,
        ("2168", "李当归", FE, date(2025, 7, 1), [NINE]),
        ("2077", "方白芷", OFFICE, MONDAY, [NINE]),
    ]
    report = bring(desk, exports.template_csv(more), on=date(2025, 7, 2))
    assert {row.reason for row in report.bad_rows} == {"month-closed"}
    assert (report.bad_row_count, report.recorded) == (5, 2), "the office's June is open, and so is everybody's July"


def test_a_year_that_the_calendar_does_not_know_yet_waits_for_nobody(desk: Desk) -> None:
    """What a working day is, the sheet asks; a punch is a punch."""
    ahead: list[Day] = [*DAYS, ("2168", "李当归", FE, date(2031, 3, 3), [NINE])]
    report = bring(desk, exports.template_csv(ahead), on=date(2031, 3, 4))
    assert (report.recorded, report.bad_row_count) == (6, 0)
    assert punches(desk, STAFF, date(2031, 3, 3)) == at(date(2031, 3, 3), "09:00")


@pytest.mark.parametrize("content", [b"", b"nothing of the kind", b"PK\x03\x04 damaged", b"\xff\xfe\x00"])
def test_what_is_no_attendance_file_is_refused_whole(desk: Desk, content: bytes) -> None:
    given(to=desk).when(ImportPunches(file="f.xlsx", content=content), by=CLERK).then_refused(UnreadableFile)


def test_the_template_can_be_filled_in_and_brought(desk: Desk) -> None:
    file = desk.ask(GetImportTemplate(), by=STAFF)
    assert file.content.startswith(b"PK")
    outcome = given(to=desk).when(ImportPunches(file=file.name, content=file.content), by=CLERK)
    outcome.then_answer(read=0, bad_row_count=0, format="template")


def test_the_register_of_imports(desk: Desk) -> None:
    strangers: list[Day] = [("9999", "无名", OFFICE, MONDAY, [NINE])]
    bring(desk, exports.template_csv([*DAYS, *strangers]), file="六月.csv")
    (row,) = desk.ask(ListImports(), by=CLERK).items
    assert (row.file, row.format, row.read, row.recorded, row.known, row.bad, row.unknown_people) == (
        "六月.csv", "template", 6, 5, 0, 0, 1,
    )  # fmt: skip
    assert (row.imported_on, row.imported_by) == (AFTER, CLERK)


# -- a day from two facts ---------------------------------------------------------------------------------------------


def test_one_file_may_speak_twice_of_a_day(desk: Desk) -> None:
    """A row that found nobody at first goes in when the same file is brought again: the day shows both."""
    card = card_id(STAFF, "2025-06")
    one, other = (
        fact(
            PunchesRecorded,
            originator_id=card,
            person=STAFF,
            month="2025-06",
            source="same",
            punches=(DayPunches(on=MONDAY, times=(clocked,)),),
        )
        for clocked in (NINE, SIX)
    )
    given(one, other, to=desk)
    assert punches(desk, STAFF, MONDAY) == at(MONDAY, "09:00", "18:00")
    assert desk.rebuilt_equal()


# -- size -------------------------------------------------------------------------------------------------------------


def told(topic: str) -> bool:
    return topic == f"person.{CLERK}"


@pytest.mark.slow
def test_a_hundred_thousand_rows_go_in_with_progress(desk: Desk) -> None:
    """The one who imports hears how far it is; the same file again brings nothing. `jikao bench` says how fast."""
    numbers = [f"{2007 + 7 * n}" for n in range(1, 57)]
    days: list[Day] = []
    day = date(2023, 1, 2)
    while len(days) < 25_100:
        times = [time(8, 40, len(days) % 60), time(12, 1), time(13, 30), time(18, 2)]
        days += [(number, "", "", day, times) for number in numbers]
        day += timedelta(days=1)
    content = exports.zkteco(days)
    heard: list[tuple[int, int]] = []
    desk.app.announcers.append(lambda topic, data: heard.append((data["done"], data["total"])) if told(topic) else None)
    report = bring(desk, content)
    assert report.read >= 100_000
    assert report.recorded + sum(m.punches for m in report.unknown_people) == report.read
    assert report.recorded > 90_000
    assert heard == sorted(heard)
    assert len(heard) > 3
    assert heard[-1] == (report.recorded, report.recorded)
    assert bring(desk, content).recorded == 0
