"""A workbook keeps its types, loses no row unseen, and never runs what someone typed."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.kernel.procedure import workbook

DAY = date(2026, 3, 2)


def _written(*rows: Sequence[workbook.Cell], columns: Sequence[workbook.Column] = ()) -> openpyxl.Workbook:
    columns = columns or tuple(workbook.Column(f"列{at}") for at in range(max(map(len, rows))))
    content = workbook.write(
        [workbook.Sheet(name="三月", title="考勤月报", columns=columns, rows=rows, foot=("负责人：",))]
    )
    return openpyxl.load_workbook(io.BytesIO(content))


def test_a_workbook_keeps_types_titles_and_headings_in_sight() -> None:
    row: list[workbook.Cell] = [
        "0012",
        3,
        Decimal("1.50"),
        DAY,
        datetime(2026, 3, 2, 8, 25, 1),
        time(8, 25),
        True,
        None,
        10**17,
        Decimal("0.1234567890123456"),
    ]
    page = _written(row)["三月"]
    assert page["A1"].value == "考勤月报"
    assert page["B2"].value == "列1"
    assert page.freeze_panes == "A3"
    values = [cell.value for cell in page[3]]
    assert values == ["0012", 3, 1.5, datetime(2026, 3, 2), datetime(2026, 3, 2, 8, 25, 1), time(8, 25), True, None,
                      str(10**17), "0.1234567890123456"]  # fmt: skip
    assert page["C3"].number_format == "0.00"
    assert page["D3"].number_format == "yyyy-mm-dd"
    assert page["A4"].value == "负责人："


@given(
    st.sampled_from(["=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", " =", "\t=", "　@"]), st.text(max_size=20)
)
def test_no_text_is_left_that_a_spreadsheet_would_run(sign: str, rest: str) -> None:
    assert workbook.escape(sign + rest) == "'" + sign + rest


def test_a_formula_in_a_name_arrives_as_text() -> None:
    cell = _written(['=cmd|"/c calc"!A1'])["三月"]["A3"]
    assert (cell.data_type, cell.value) == ("s", '\'=cmd|"/c calc"!A1')


def test_sheet_names_are_made_fit_and_kept_apart() -> None:
    names = ["办公室/一月", "a" * 40, "A" * 40, "", "''"]
    content = workbook.write([workbook.Sheet(name, "t", (workbook.Column("x"),), [["1"]]) for name in names])
    made = openpyxl.load_workbook(io.BytesIO(content)).sheetnames
    assert made == ["办公室_一月", "a" * 31, "A" * 27 + " (2)", "Sheet", "Sheet (2)"]


def test_the_same_sheets_give_the_same_bytes_and_long_texts_are_cut_not_lost() -> None:
    def made() -> bytes:
        page = workbook.Sheet("s", "t", (workbook.Column("x", 20),), [["长" * 40_000], [Decimal("NaN")]])
        return workbook.write([page], created=datetime(2026, 3, 2, tzinfo=UTC))

    assert made() == made()
    page = openpyxl.load_workbook(io.BytesIO(made()))["s"]
    assert len(page["A3"].value) == 32_767
    assert page["A3"].value.endswith("…")
    assert page["A4"].value == "NaN"


def test_too_many_rows_are_refused_rather_than_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "ROW_LIMIT", 5)
    page = workbook.Sheet("s", "t", (workbook.Column("x"),), [["1"]] * 4)
    with pytest.raises(workbook.TooManyRows):
        workbook.write([page])
