"""A machine's file from outside is read within bounds: whatever it holds, the service answers and goes on (A14)."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
import xlsxwriter

from services.attendance.imports import sizes
from services.attendance.imports.formats import LONGEST_CELL
from services.attendance.imports.operations import ImportPunches
from services.attendance.imports.reader import read_file
from services.attendance.imports.readings import BadRow, FileTooLarge, UnreadableFile
from services.kernel.procedure.apart import BeyondBounds, Bounds
from services.kernel.procedure.archives import TooManyParts
from tests import exports
from tests.attendance.desk import CLERK, STAFF, Desk
from tests.attendance.test_imports import DAYS, bring
from tests.given import given
from tests.kernel.test_apart import claiming

pytestmark = pytest.mark.slow


def workbook() -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    book.add_worksheet().write_row(0, 0, ["工号", "日期", "上班1"])
    book.close()
    return buffer.getvalue()


def with_sheet(xml: bytes) -> bytes:
    """The workbook of a day with its sheet replaced."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as before, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            after.writestr(name, xml if name == "xl/worksheets/sheet1.xml" else before.read(name))
    return buffer.getvalue()


def sheet_xml(rows: bytes) -> bytes:
    space = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return b'<?xml version="1.0"?><worksheet xmlns="' + space + b'"><sheetData>' + rows + b"</sheetData></worksheet>"


def corners(far: bytes) -> bytes:
    return with_sheet(sheet_xml(b'<row r="1"><c r="A1"><v>1</v></c></row><row><c r="' + far + b'"><v>1</v></c></row>'))


def without_places() -> bytes:
    """Cells that do not say where they stand: five thousand in one row, and one in each of five thousand rows."""
    cell = b"<c><v>1</v></c>"
    return with_sheet(sheet_xml(b"<row>" + cell * 5_000 + b"</row>" + (b"<row>" + cell + b"</row>") * 5_000))


def prefixed() -> bytes:
    space = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    cells = b'<x:c r="A1"><x:v>1</x:v></x:c></x:row><x:row r="1048576"><x:c r="XFD1048576"><x:v>1</x:v></x:c>'
    return with_sheet(
        b'<x:worksheet xmlns:x="' + space + b'"><x:sheetData><x:row r="1">' + cells + b"</x:row></x:sheetData>"
        b"</x:worksheet>"
    )


@pytest.mark.parametrize(
    "write",
    [lambda: corners(b"XFD1048576"), lambda: corners(b"Z1048576"), without_places, prefixed],
    ids=["corner", "column", "without-places", "prefixed"],
)
def test_a_sheet_that_spans_too_much_is_refused_and_the_service_goes_on(desk: Desk, write: Callable[[], bytes]) -> None:
    given(to=desk).when(ImportPunches(file="六月.xlsx", content=write()), by=CLERK).then_refused(
        FileTooLarge, limit=sizes.MOST_CELLS
    )
    assert bring(desk, exports.template_csv(DAYS)).recorded == 5


def test_formats_far_from_the_data_are_no_content() -> None:
    xml = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="1"/></row>'
    sizes.measure(with_sheet(sheet_xml(xml)), "有格式.xlsx")


def test_a_workbook_that_unpacks_to_too_much_is_refused(desk: Desk) -> None:
    content = bytearray(workbook())
    entry = content.index(b"PK\x01\x02")
    content[entry + 24 : entry + 28] = (sizes.MOST_UNPACKED + 1).to_bytes(4, "little")
    given(to=desk).when(ImportPunches(file="大.xlsx", content=bytes(content)), by=CLERK).then_refused(FileTooLarge)


def test_a_workbook_of_too_many_parts_is_refused(desk: Desk) -> None:
    content = claiming(100_000_000, long=True)
    given(to=desk).when(ImportPunches(file="碎.xlsx", content=content), by=CLERK).then_refused(TooManyParts)


def repeated() -> bytes:
    """An OpenDocument sheet of one cell, repeated over all columns and rows."""
    space = "urn:oasis:names:tc:opendocument:xmlns:"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        made.writestr("META-INF/manifest.xml", f'<manifest:manifest xmlns:manifest="{space}manifest:1.0"/>')
        made.writestr(
            "content.xml",
            f'<office:document-content xmlns:office="{space}office:1.0" xmlns:table="{space}table:1.0" '
            f'xmlns:text="{space}text:1.0"><office:body><office:spreadsheet><table:table table:name="a">'
            '<table:table-row table:number-rows-repeated="1048576"><table:table-cell office:value-type="string" '
            'table:number-columns-repeated="16384"><text:p>x</text:p></table:table-cell></table:table-row>'
            "</table:table></office:spreadsheet></office:body></office:document-content>",
        )
    return buffer.getvalue()


def test_what_cannot_be_measured_beforehand_dies_alone() -> None:
    with pytest.raises((BeyondBounds, UnreadableFile)):
        read_file(repeated(), "重复.ods", Bounds(memory=400 << 20, seconds=10))


def test_a_file_that_takes_too_long_is_refused() -> None:
    line = "1,2026-03-02," + "08:25;" * 300 + "\n"
    content = ("工号,日期,上班1\n" + "".join(line.replace("08", f"{n % 24:02}") for n in range(20_000))).encode()
    with pytest.raises(BeyondBounds):
        read_file(content, "慢.csv", Bounds(seconds=1))


# -- texts ------------------------------------------------------------------------------------------------------------


def test_a_cell_without_end_is_refused_with_its_line(desk: Desk) -> None:
    rows = '2168,2025-06-09,09:00\n2168,2025-06-10,"09:00\n' + "2168,2025-06-11,09:00\n" * (LONGEST_CELL // 20)
    refused = given(to=desk).when(
        ImportPunches(file="六月.csv", content=("工号,日期,上班1\n" + rows).encode()), by=CLERK
    )
    refused.then_refused(UnreadableFile, row=3)


def test_a_long_cell_that_ends_spoils_its_row_alone(desk: Desk) -> None:
    long = "x" * (LONGEST_CELL - 1)
    rows = f"2168,2025-06-09,{long}\n2168,{long},09:00\n{long},2025-06-09,09:00\n2168,2025-06-10,09:00\n"
    report = bring(desk, ("工号,日期,上班1\n" + rows).encode())
    assert [(row.row, row.reason) for row in report.bad_rows] == [(2, "bad-time"), (3, "bad-date"), (4, "no-person")]
    assert all(len(row.value) < 100 for row in report.bad_rows)
    assert report.recorded == 1


@pytest.mark.parametrize("filler", ["\t", " ", "("])
def test_a_line_or_a_cell_made_to_be_searched_for_ever_takes_no_time(filler: str) -> None:
    cell = f"08:25{filler * 30_000}x"
    log = f"        7\t2026-03-02 08:05:09\t1\t0\t1\t0\n{filler * 30_000}x\n{filler * 300}x\n"
    table = f'工号,日期,上班1\n7,2026-03-02,"{cell}"\n7,2026-03-02,"{cell[:1_900]}"\n'
    for content in (log, table):
        found = read_file(content.encode(), "x", Bounds(seconds=5))
        assert [type(entry) for entry in found.entries].count(BadRow) in (1, 2)


def test_a_file_of_strangers_does_not_make_an_endless_report(desk: Desk) -> None:
    rows = "".join(f"X{n},2025-06-09,09:00\n,2025-06-09,09:00\n" for n in range(1_500))
    report = bring(desk, ("工号,日期,上班1\n" + rows).encode())
    assert (len(report.unknown_people), report.unknown_people_count) == (1_000, 1_500)
    assert (len(report.bad_rows), report.bad_row_count) == (1_000, 1_500)
    assert STAFF not in {missing.number for missing in report.unknown_people}
