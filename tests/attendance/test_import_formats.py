"""Whatever a machine or an office writes, each punch is read once and each row that cannot be read is named."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.attendance.imports import books, cells, template
from services.attendance.imports.formats import open_file, read
from services.attendance.imports.readings import BadRow, Reading, UnreadableFile
from services.kernel.procedure.worksheet import blank, exported
from tests import exports
from tests.exports import Day, Punch, punches

MONDAY = date(2026, 3, 2)
DAYS: list[Day] = [
    ("1001", "张三", "办公室", MONDAY, [time(8, 25), time(17, 31)]),
    ("0012", "李四", "财政经济委", MONDAY, [time(8, 30), time(12, 0), time(14, 0), time(0, 40)]),
    ("1003", "欧阳静", "办公室", MONDAY + timedelta(days=1), []),
    ("1001", "张三", "办公室", MONDAY + timedelta(days=1), [time(8, 31)]),
]


def good(content: bytes, filename: str = "考勤.xlsx") -> list[Punch]:
    """The readings as punches; fails on any bad row."""
    entries = list(read(content, filename))
    assert [entry for entry in entries if isinstance(entry, BadRow)] == []
    return sorted(_punch(entry) for entry in entries if isinstance(entry, Reading))


def both(content: bytes, filename: str = "考勤.xlsx") -> tuple[list[Punch], list[BadRow]]:
    entries = list(read(content, filename))
    return (
        sorted(_punch(entry) for entry in entries if isinstance(entry, Reading)),
        [entry for entry in entries if isinstance(entry, BadRow)],
    )


def _punch(entry: Reading) -> Punch:
    return Punch(entry.number, entry.name, entry.department, entry.day, entry.at)


def sheet(*rows: Sequence[object], name: str = "Sheet1") -> bytes:
    """A workbook of one sheet with these cells; a cell of None stays empty."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"default_date_format": "yyyy-mm-dd hh:mm"})
    page = book.add_worksheet(name)
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            if cell is not None:
                page.write(at, column, cell)
    book.close()
    return buffer.getvalue()


def table(*lines: str, encoding: str = "utf-8") -> bytes:
    return "\r\n".join(lines).encode(encoding)


# Each format


@pytest.mark.parametrize(
    ("write", "named"),
    [
        (exports.dingtalk, "dingtalk"),
        (exports.wecom, "wecom"),
        (exports.template_csv, "template"),
        (exports.template_xlsx, "template"),
    ],
)
def test_every_layout_that_names_person_and_day_tells_the_same_punches(
    write: Callable[[Sequence[Day]], bytes], named: str
) -> None:
    content = write(DAYS)
    assert open_file(content, "x").format == named
    assert good(content) == sorted(punches(DAYS))


def test_a_punch_after_midnight_belongs_to_the_day_of_its_row() -> None:
    for write in (exports.dingtalk, exports.wecom, exports.template_csv):
        night = [punch for punch in good(write(DAYS)) if punch.at.hour == 0]
        assert [(punch.day, punch.at) for punch in night] == [(MONDAY, datetime(2026, 3, 3, 0, 40))]


def test_dingtalk_without_staff_numbers_gives_the_user_ids() -> None:
    assert {punch.number for punch in good(exports.dingtalk(DAYS, numbers=False))} == {"u-1001", "u-0012"}


def test_dingtalk_records_sheet_is_read_when_there_is_no_daily_one() -> None:
    content = sheet(
        ["原始记录"],
        ["姓名", "考勤组", "部门", "工号", "考勤日期", "考勤时间", "打卡时间", "打卡结果"],
        ["张三", "机关", "办公室", "1001", "26-03-02 星期一", "2026-03-02 08:30", "2026-03-02 08:25", "正常"],
        ["张三", "机关", "办公室", "1001", "26-03-02 星期一", "2026-03-02 17:30", "2026-03-03 00:15", "正常"],
        name="原始记录",
    )
    assert [(p.day, p.at) for p in good(content)] == [
        (MONDAY, datetime(2026, 3, 2, 8, 25)),
        (MONDAY, datetime(2026, 3, 3, 0, 15)),
    ]


def test_wecom_without_daily_columns_gives_first_and_last_but_never_visits() -> None:
    found = good(exports.wecom(DAYS, daily_times=False))
    assert [(p.number, p.at.time()) for p in found] == [
        ("0012", time(8, 30)),
        ("0012", time(0, 40)),
        ("1001", time(8, 25)),
        ("1001", time(17, 31)),
        ("1001", time(8, 31)),
    ]


def test_attlog_gives_user_ids_and_counts_each_punch_to_its_own_date() -> None:
    found = good(exports.zkteco(DAYS), "1_attlog.dat")
    assert found == sorted(Punch(p.number, "", "", p.at.date(), p.at) for p in punches(DAYS))


def test_attlog_is_known_by_its_content_under_any_name() -> None:
    assert open_file(exports.zkteco(DAYS), "三月.csv").format == "zkteco"
    assert open_file(exports.template_csv(DAYS), "1_attlog.dat").format == "template"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_the_table_is_read_in_every_encoding_and_delimiter(encoding: str, delimiter: str) -> None:
    content = exports.template_csv(DAYS, encoding=encoding, delimiter=delimiter)
    assert good(content, "x.csv") == sorted(punches(DAYS))


def test_a_row_per_punch_counts_to_its_own_date() -> None:
    want = sorted(p._replace(day=p.at.date()) for p in punches(DAYS))
    assert good(exports.template_csv(DAYS, long=True)) == want
    assert good(exports.template_xlsx(DAYS, long=True, typed=True)) == want


def test_a_row_per_punch_may_hold_day_and_time_apart() -> None:
    content = table("工号,日期,时间", "7,2026-03-02,08:25", "7,2026-03-02,次日 00:10")
    assert [(p.day, p.at) for p in good(content)] == [
        (MONDAY, datetime(2026, 3, 2, 8, 25)),
        (MONDAY, datetime(2026, 3, 3, 0, 10)),
    ]


def test_english_headings() -> None:
    headings = ["Employee No.", "Name", "Department", "Date", "In 1", "Out 1", "In 2", "Out 2"]
    assert good(exports.template_csv(DAYS, headings=headings)) == sorted(punches(DAYS))


def test_typed_spreadsheet_cells_and_lost_number_formats() -> None:
    assert good(exports.template_xlsx(DAYS, typed=True)) == sorted(punches(DAYS))
    serials = sheet(["工号", "日期", "上班1", "下班1"], [1001, 46083, 0.35069444444, 1.0277777778])
    assert [(p.number, p.day, p.at) for p in good(serials)] == [
        ("1001", MONDAY, datetime(2026, 3, 2, 8, 25)),
        ("1001", MONDAY, datetime(2026, 3, 3, 0, 40)),
    ]


def test_columns_are_found_by_name_in_any_order_among_others() -> None:
    content = table(
        "三月考勤,,,,,", "", "备用,下班 1,姓名,上班１,日期,签名", ",17:30,张  三,08:25,2026-03-02,", encoding="gb18030"
    )
    assert good(content) == [
        Punch("", "张三", "", MONDAY, datetime(2026, 3, 2, 8, 25)),
        Punch("", "张三", "", MONDAY, datetime(2026, 3, 2, 17, 30)),
    ]


def test_a_table_with_a_sheet_per_month_is_read_whole_and_bad_rows_name_their_sheet() -> None:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    for month in (1, 2):
        page = book.add_worksheet(f"{month}月")
        page.write_row(0, 0, ["工号", "日期", "上班1"])
        page.write_row(1, 0, ["7", f"2026-0{month}-05", "08:2x" if month == 2 else "08:20"])
    book.close()
    found, bad = both(buffer.getvalue())
    assert [p.at for p in found] == [datetime(2026, 1, 5, 8, 20)]
    assert [(b.sheet, b.row, b.reason) for b in bad] == [("2月", 2, "bad-time")]


def test_the_blank_template_is_a_template() -> None:
    content = exported("attendance-template", blank("考勤", template.NOTE, template.HEADINGS)).content
    assert open_file(content, "考勤导入表.xlsx").format == "template"
    assert good(content) == []


# Each defect


def test_good_rows_go_on_after_bad_ones_and_each_bad_one_is_named() -> None:
    content = table(
        "工号,姓名,日期,上班1,下班1",
        "1,甲,2026-03-02,08:20,17:30",
        "2,乙,2026-02-30,08:20,17:30",
        ",,2026-03-02,08:20,",
        "4,丁,2026-03-02,35:00,17:31",
        "",
        "5,戊,,08:22,",
        "6,己,2026-03-02,08:23",
    )
    found, bad = both(content, "x.csv")
    assert [(p.number, p.at.time()) for p in found] == [
        ("1", time(8, 20)),
        ("1", time(17, 30)),
        ("4", time(17, 31)),
        ("6", time(8, 23)),
    ]
    assert [(b.row, b.column, b.reason, b.value) for b in bad] == [
        (3, "日期", "bad-date", "2026-02-30"),
        (4, "工号", "no-person", ""),
        (5, "上班1", "bad-time", "35:00"),
        (7, "日期", "bad-date", ""),
    ]
    assert all(b.zh and b.en for b in bad)


def test_rows_count_as_the_spreadsheet_shows_them_below_titles_and_two_headings() -> None:
    junk = [["2026/13/01 星期一", "王五", "9", "办公室", "--", "机关规则", "早班"] + ["--"] * 12 + ["08:00"]]
    _, bad = both(exports.wecom(DAYS, junk=junk))
    assert [(b.row, b.column, b.reason, b.value) for b in bad] == [(4 + len(DAYS) + 1, "时间", "bad-date", junk[0][0])]
    _, bad = both(
        exports.dingtalk(DAYS, junk=[["王五", "机关", "办公室", "9", "", "", "26-03-02 星期一", "早班", "8时一刻"]])
    )
    assert [(b.row, b.column, b.reason) for b in bad] == [(3 + len(DAYS) + 1, "上班1打卡时间", "bad-time")]


def test_leave_trips_and_rest_days_of_the_machines_yield_nothing_and_no_error() -> None:
    for said in (
        "请假",
        "出差",
        "休息",
        "事假1天",
        "--",
        "未打卡",
        "外出",
        "请假03-02 08:30到03-02 17:30 1天",
        "　",
        "/",
    ):
        row = ["王五", "机关", "办公室", "9", "", "", "26-03-02 星期一", "休息", said, "请假"]
        assert good(exports.dingtalk(DAYS, junk=[row])) == sorted(punches(DAYS)), said


def test_total_signature_and_repeated_heading_rows_are_no_ones_attendance() -> None:
    content = table(
        "工号,姓名,日期,上班1",
        "1,甲,2026-03-02,08:20",
        "工号,姓名,日期,上班1",
        "合计,,,1",
        ",,制表人：某某,",
        ",,,",
    )
    assert len(good(content)) == 1


@pytest.mark.parametrize(
    ("heading", "row", "lacks"),
    [
        ("工号,姓名,上班1,下班1", "1,甲,08:20,17:30", "日期"),
        ("日期,上班1,下班1", "2026-03-02,08:20,17:30", "工号/姓名"),
        ("工号,姓名,日期,备注", "1,甲,2026-03-02,", "上班1"),
    ],
)
def test_a_missing_column_is_named_once(heading: str, row: str, lacks: str) -> None:
    found, bad = both(table("三月考勤", heading, row, row))
    assert found == []
    assert [(b.row, b.column, b.reason) for b in bad] == [(2, lacks, "missing-column")]


def test_attlog_lines_that_are_no_punch_are_named_and_skipped() -> None:
    junk = [
        "garbage line",
        "        1\t2026-02-30 08:00:00\t1\t0\t1\t0",
        "        1\t1999-12-31 08:00:00\t1\t0\t1\t0",
        "\t2026-03-02 08:00:00\t1\t0\t1\t0",
        "        7\t2026-03-02 8:05:09\t1\t0\t1\t0",
        "\x1a",
    ]
    found, bad = both(exports.zkteco(DAYS, junk=junk))
    before = len(punches(DAYS))
    assert [(b.row - before, b.reason) for b in bad] == [
        (1, "bad-line"),
        (2, "bad-time"),
        (3, "bad-time"),
        (4, "no-person"),
    ]
    assert found[-1] == Punch("7", "", "", MONDAY, datetime(2026, 3, 2, 8, 5, 9))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xef\xbb\xbf\r\n",
        b"PK\x03\x04 not a zip",
        b"\xd0\xcf\x11\xe0 not a workbook",
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\xff\xff\xff",
        "姓名,电话\n张三,1\n".encode(),
        b"<html><table><tr><td>1</td></tr></table></html>",
        sheet(["月度汇总"], ["姓名", "出勤天数"], ["张三", 21]),
    ],
)
def test_a_file_that_is_no_attendance_is_refused_before_its_first_row(content: bytes) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read(content, "某文件.bin")
    assert refused.value.code == "attendance.import-unreadable"
    assert "某文件.bin" in refused.value.zh


def _spoilt(content: bytes, data: st.DataObject) -> bytes:
    spoilt = bytearray(content)
    for _ in range(data.draw(st.integers(1, 6))):
        spoilt[data.draw(st.integers(4, len(spoilt) - 1))] = data.draw(st.integers(0, 255))
    return bytes(spoilt[: data.draw(st.just(len(spoilt)) | st.integers(5, len(spoilt)))])


def _packed_again(content: bytes, part: str, changed: Callable[[bytes], bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(buffer, "w") as after:
        for name in before.namelist():
            after.writestr(name, changed(before.read(name)) if name == part else before.read(name))
    return buffer.getvalue()


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_damaged_workbook_is_refused_or_read_but_never_breaks_the_import(data: st.DataObject) -> None:
    part = data.draw(
        st.sampled_from(["", "xl/worksheets/sheet2.xml", "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"])
    )
    if part:
        content = _packed_again(SMALL_BOOK, part, lambda before: _spoilt(before, data))
    else:
        content = _spoilt(SMALL_BOOK, data)
    try:
        entries = list(read(content, "x"))
    except UnreadableFile:
        return
    assert all(isinstance(entry, Reading | BadRow) for entry in entries)


SMALL_BOOK = exports.dingtalk(DAYS)


def test_a_moment_far_from_its_row_is_no_punch_of_that_day() -> None:
    found, bad = both(table("工号,日期,时间", "7,2026-03-02,2026-03-09 08:25:00", "7,2026-03-02,2026-03-02 08:25:00"))
    assert [p.at for p in found] == [datetime(2026, 3, 2, 8, 25)]
    assert [(b.row, b.reason) for b in bad] == [(2, "bad-time")]


@pytest.mark.parametrize("column", [0, 1, 3])
def test_a_table_may_stand_below_and_beside_empty_cells(column: int) -> None:
    before: list[object] = [None] * column
    content = sheet([], [], [*before, "工号", "日期", "上班1"], [*before, "7", "2026-03-02", "08:25"])
    assert [(p.number, p.at) for p in good(content)] == [("7", datetime(2026, 3, 2, 8, 25))]


# -- the beginning of days --------------------------------------------------------------------------------------------


def dated(*, since_1904: bool) -> bytes:
    """Days with their format and without, times with it and without, one beyond midnight; a number like a day's."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"date_1904": since_1904})
    page = book.add_worksheet()
    day, clock, elapsed = (book.add_format({"num_format": f}) for f in ("yyyy-mm-dd", "hh:mm", "[h]:mm"))
    page.write_row(0, 0, ["工号", "日期", "上班1", "下班1"])
    serial = 46083 - (1462 if since_1904 else 0)
    page.write(1, 0, 44621)
    page.write_datetime(1, 1, MONDAY, day)
    page.write(1, 2, 0.35, clock)
    page.write(1, 3, 1 + 0.5 / 24, clock)
    page.write_row(2, 0, [44621, serial, 0.36, serial + 0.75])
    page.write_row(3, 0, [44621, 20260303])
    page.write(3, 2, 1 + 0.5 / 24, elapsed)
    book.close()
    return buffer.getvalue()


def test_a_workbook_that_counts_its_days_from_1904_tells_the_same() -> None:
    for since_1904 in (True, False):
        assert [(p.number, p.day, p.at) for p in good(dated(since_1904=since_1904))] == [
            ("44621", MONDAY, datetime(2026, 3, 2, 8, 24)),
            ("44621", MONDAY, datetime(2026, 3, 2, 8, 38, 24)),
            ("44621", MONDAY, datetime(2026, 3, 2, 18)),
            ("44621", MONDAY, datetime(2026, 3, 3, 0, 30)),
            ("44621", MONDAY + timedelta(days=1), datetime(2026, 3, 4, 0, 30)),
        ]


@pytest.mark.parametrize(("flag", "since"), [(0, False), (1, True)])
def test_an_old_workbook_says_it_in_a_record(flag: int, since: bool) -> None:
    begins = b"\x09\x08\x10\x00\x00\x06\x05\x00" + bytes(12)
    records = b"\xe1\x00\x02\x00\xb0\x04" + b"\x22\x00\x02\x00" + bytes([flag, 0]) + b"\x0a\x00\x00\x00"
    assert books.is_since_1904(b"\xd0\xcf\x11\xe0" + bytes(508) + begins + records) is since


# -- cells of several rows --------------------------------------------------------------------------------------------


def merged() -> bytes:
    """A person's name, number and department in one cell over their two days; then a day over its two people."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    page = book.add_worksheet()
    page.merge_range(0, 0, 0, 4, "三月考勤")
    page.write_row(1, 0, ["部门", "姓名", "日期", "上班1", "下班1"])
    page.merge_range(2, 0, 5, 0, "办公室")
    page.merge_range(2, 1, 3, 1, "甲")
    for row, on, first in ((2, "2026-03-02", "08:20"), (3, "2026-03-03", "08:21")):
        page.write_row(row, 2, [on, first])
    page.write(4, 1, "乙")
    page.write(5, 1, "丙")
    page.merge_range(4, 2, 5, 2, "2026-03-04")
    page.write(4, 3, "08:22")
    page.write(5, 3, "08:23")
    page.write_row(6, 2, ["2026-03-05", "08:24"])
    book.close()
    return buffer.getvalue()


def test_a_cell_of_several_rows_speaks_for_each_of_them_and_for_no_other() -> None:
    found, bad = both(merged())
    assert [(p.name, p.department, p.at.day, p.at.minute) for p in sorted(found, key=lambda p: p.at)] == [
        ("甲", "办公室", 2, 20),
        ("甲", "办公室", 3, 21),
        ("乙", "办公室", 4, 22),
        ("丙", "办公室", 4, 23),
    ]
    assert [(b.row, b.reason) for b in bad] == [(7, "no-person")]


def test_where_the_extent_of_a_name_is_lost_the_rows_below_are_bad() -> None:
    found, bad = both(table("姓名,日期,上班1", "甲,2026-03-02,08:20", ",2026-03-03,08:21", "乙,2026-03-03,08:22"))
    assert [(p.name, p.at.minute) for p in found] == [("乙", 22), ("甲", 20)]
    assert [(b.row, b.reason) for b in bad] == [(3, "no-person")]


# Any days at all

_CLOCKS = st.times().map(lambda t: t.replace(microsecond=0))
_PERSON = st.sampled_from(
    [("1001", "张三", "办公室"), ("0012", "李四", "财政经济委"), ("A-7", "欧阳静", "办公室"), ("9", "Li Ming", "")]
)


@st.composite
def _days(draw: st.DrawFn) -> list[Day]:
    days: dict[tuple[str, date], Day] = {}
    for person in draw(st.lists(_PERSON, max_size=8)):
        day = draw(st.dates(date(2024, 1, 1), date(2026, 12, 30)))
        before = sorted(draw(st.lists(_CLOCKS, max_size=4, unique=True)))
        after = draw(st.none() | _CLOCKS.filter(lambda t: t < time(5)))
        times = [*before, *([after] if after and before and after < before[-1] else [])]
        days[person[0], day] = (*person, day, times)
    return list(days.values())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_days())
def test_what_is_written_is_read_and_the_same_file_twice_tells_the_same(days: list[Day]) -> None:
    want = sorted(punches(days))
    contents = (
        exports.dingtalk(days, seconds=True),
        exports.wecom(days, seconds=True),
        exports.template_csv(days),
        exports.template_xlsx(days),
        exports.template_xlsx(days, typed=True),
    )
    for content in contents:
        assert good(content) == want
        assert list(read(content, "again")) == list(read(content, "twice"))
        opened = open_file(content, "walked twice")
        assert list(opened.readings()) == list(opened.readings())


@settings(max_examples=300, deadline=None)
@given(st.text() | st.floats() | st.integers() | st.datetimes() | st.timedeltas() | st.times() | st.dates())
def test_no_cell_breaks_the_reading(cell: object) -> None:
    day, stamps = cells.day_of(cell), cells.stamps_of(cell)
    assert day is None or 2000 <= day.year < 2100
    assert stamps is None or all(isinstance(stamp, cells.Clock | datetime) for stamp in stamps)
    assert isinstance(cells.name_of(cell), str)
    assert isinstance(cells.number_of(cell), str)
