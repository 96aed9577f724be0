"""What is held of people, on a page that everybody may read; and one's own as files."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

import openpyxl
import pytest

from tests.gateway.office import RealOffice
from tests.gateway.test_log import visitor

WHY = "陪护家人"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealOffice]:
    made = RealOffice(tmp_path_factory.mktemp("personal"))
    leave = {"kind": "personal", "start": "2026-08-10", "end": "2026-08-10", "reason": WHY}
    made.do("p024", "attendance.request-leave", person="p024", **leave)
    yield made
    made.close()


@pytest.mark.parametrize("who", ["auditor", "admin", "staff"])
def test_whoever_is_logged_in_reads_why_who_and_how_long(office: RealOffice, who: str) -> None:
    page = visitor(office, who).get("/personal-data").text
    assert "考勤与请假 · 5 年" in page
    assert "加密存储" in page
    english = visitor(office, who).get("/personal-data?lang=en").text
    assert "attendance and leave · 5 years" in english
    fields = re.findall(r"<td[^>]*>(<small>.*?)</td>", page + english, re.DOTALL)
    assert len(fields) > 80
    assert not re.findall(r"[a-z]+_[a-z_]+", " ".join(fields)), "fields are told by what they are called"


def test_ones_own_comes_as_a_workbook_of_each_service_with_the_files(office: RealOffice) -> None:
    answer = visitor(office, "staff").get("/personal-data/mine.zip")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as files:
        assert set(files.namelist()) == {f"{service}-own-data.xlsx" for service in office.runtime.services}
        book = openpyxl.load_workbook(io.BytesIO(files.read("attendance-own-data.xlsx")))
    assert book.sheetnames == ["本人信息", "附件"]
    told = [str(cell.value) for line in book["本人信息"].iter_rows() for cell in line]
    assert any(WHY in one for one in told)
    recorded = [line[1] for line in book["本人信息"].iter_rows(values_only=True) if WHY in str(line[-1])]
    assert [f"{at:%Y-%m-%d %H}" for at in recorded] == ["2026-08-03 09"], "on the organ's own clocks"
