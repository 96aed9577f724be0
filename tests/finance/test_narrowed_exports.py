"""A workbook of what its register was narrowed to, which says so: nobody takes it for the whole."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from services.finance.claims.operations import ExportClaims
from services.finance.ledger.operations import ExportPostings
from services.finance.vehicles.operations import ExportVehicles
from services.kernel.procedure.registry import Export
from tests.finance.claims import Office
from tests.finance.desk import ACCOUNTANT, AUDITOR, LOGISTICS, STAFF, Desk, by, clock, day
from tests.finance.vehicles import KEEPER, TUESDAY, fleet, fuel, registered
from tests.given import given

JUNE: dict[str, Any] = {"start": day(6, 1), "end": day(6, 30)}


def sheets(desk: Desk, operation: Export) -> dict[str, list[tuple[Any, ...]]]:
    """By sheet its title, headings and rows."""
    file = desk.ask(operation, by=AUDITOR, at=clock(day(6, 30), 20))
    book = openpyxl.load_workbook(BytesIO(file.content))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


@pytest.fixture
def office(desk: Desk) -> Office:
    """Two claims of agriculture, one of them paid, and one of finance-economy."""
    made = Office(desk)
    made.goes(made.claim().id, "check", "review", "approve", "pay")
    made.claim()
    made.claim(person=STAFF, registered_by=STAFF, department="finance-economy")
    return made


def test_a_register_is_exported_as_it_was_narrowed(office: Office) -> None:
    """Also where the rows are built by its own handler."""
    ((name, whole),) = sheets(office.desk, ExportClaims(**JUNE)).items()
    assert whole[0][0] == f"{name} 2025-06-01 至 2025-06-30"
    assert len(whole) == 2 + 3
    ((_, paid),) = sheets(office.desk, ExportClaims(**JUNE, department="agriculture", status="paid")).items()
    assert paid[0][0] == f"{name} 2025-06-01 至 2025-06-30（部门：农业农村工作委员会，状态：已支付）"
    assert [row[0] for row in paid[2:]] == ["2025-0001"]
    ((_, none),) = sheets(office.desk, ExportClaims(**JUNE, person=ACCOUNTANT)).items()
    assert len(none) == 2


def test_postings_of_one_account_are_exported_alone(office: Office) -> None:
    ((_, rows),) = sheets(office.desk, ExportPostings(**JUNE, account="bank")).items()
    assert rows[0][0].endswith("（科目：银行存款）")
    assert len(rows) == 2 + 1  # what was paid; the funds came in May
    ((_, both),) = sheets(office.desk, ExportPostings(**JUNE)).items()
    assert len(both) == 2 + 2


def test_a_sheet_that_cannot_be_narrowed_alike_is_left_out(desk: Desk) -> None:
    """Fuel belongs to no department: of a department's vehicles alone there is no sheet of all the fuel."""
    other = by(LOGISTICS, day(6, 2), registered("川J00003", department="agriculture", since=day(6, 2)))
    given(*fleet(), other, by(KEEPER, TUESDAY, fuel(1100)), to=desk)
    year: dict[str, Any] = {"start": day(1, 1), "end": day(12, 31)}
    assert [len(rows) - 2 for rows in sheets(desk, ExportVehicles(**year)).values()] == [3, 1]
    ((_, rows),) = sheets(desk, ExportVehicles(**year, department="agriculture")).items()
    assert [row[0] for row in rows[2:]] == ["川J00003"]


def test_the_sums_of_what_is_left_are_right(office: Office) -> None:
    ((_, rows),) = sheets(office.desk, ExportClaims(**JUNE, department="finance-economy")).items()
    place = rows[1].index("报销金额(元)")
    assert [Decimal(str(row[place])) for row in rows[2:]] == [Decimal(106)]
