"""What the office has on record stands in the workbooks: each export is opened and read, in a world with records."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator

import openpyxl
import pytest
from sqlalchemy import func, select

from gateway.app import declared_by
from gateway.settings import SERVICES
from services.kernel.log.transaction import Reading
from services.kernel.procedure.operations import File
from services.kernel.procedure.procedure import Procedure
from tests.permissions.table import ROWS
from tests.permissions.world import CALLERS, World, build
from tests.structure.test_exports import KEEPING, exports

THE_YEAR = {"start": "2026-01-01", "end": "2026-12-31"}
HEADINGS = 2
"""A title and the headings, before the first row."""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = build(tmp_path_factory.mktemp("exports"))
    yield made
    made.embedded.close()


def lines(world: World, operation: str) -> dict[str, int]:
    """How many rows each sheet has, as the auditor gets it, or where it is none of theirs, the chair or who may."""
    row = next(row for row in ROWS if row.operation == operation)
    asked, may = row.body, row.allowed.split()
    reader = next((who for who in ("auditor", "chair", *may) if who in may and who in CALLERS), "chair")
    body = {name: THE_YEAR.get(name, value) for name, value in asked.items()}
    file = File.model_validate_json(world.call(operation, world.token(CALLERS[reader]), body).body)
    declared = next(one.RETURNS for one in declared_by(SERVICES) if operation == one.NAME)
    assert issubclass(declared, File)
    assert file.media_type.partition(";")[0] in declared.MEDIA
    if not file.name.endswith(".xlsx"):
        return {}
    book = openpyxl.load_workbook(io.BytesIO(file.content))
    return {sheet.title: sheet.max_row - HEADINGS for sheet in book.worksheets}


@pytest.mark.parametrize("procedure", KEEPING)
def test_a_register_that_has_rows_has_them_in_its_workbook(world: World, procedure: Procedure) -> None:
    kept = 0
    for service in world.embedded.services.values():
        if procedure in service.app.procedures:
            with service.app.store.reading() as connection:
                reading = Reading(service.app.store, connection)
                tables = [table for register in procedure.registers for table in register.tables]
                kept = sum(reading.read(select(func.count()).select_from(table))[0][0] for table in tables)
    shown = [lines(world, operation.NAME) for operation in exports(procedure)]
    assert shown
    assert any(sum(sheets.values()) > 0 for sheets in shown) == (kept > 0), f"{kept} rows on record, {shown} shown"


def test_obligations_have_the_names_of_whom_they_bind(world: World) -> None:
    answer = world.call("documents.export-obligations", world.token(CALLERS["auditor"]), THE_YEAR).body
    book = openpyxl.load_workbook(io.BytesIO(File.model_validate_json(answer).content))
    rows = list(book.active.iter_rows(values_only=True))
    assert rows[1] == ("事项", "所涉", "责任人", "责任部门", "产生日", "期限", "状态", "办结日")
    tasks = [row for row in rows if str(row[0]).startswith("办结督办任务")]
    person = json.loads(world.call("directory.get-person", world.token("p020"), {"person": "p027"}).body)["name"]
    assert {row[2] for row in tasks} == {person}
    assert {row[6] for row in tasks} == {"待履行", "已履行"}
    assert {row[1] for row in tasks} == {"督办事项"}, "which each is about"
