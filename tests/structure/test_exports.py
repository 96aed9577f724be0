"""Every register of every service can be had as a workbook: the procedure that keeps one exports it."""

from __future__ import annotations

import importlib

import pytest

from deploy.roster import ROSTER
from services.kernel.procedure.operations import File, Operation, PagedQuery, Query
from services.kernel.procedure.own_log.operations import declare
from services.kernel.procedure.procedure import Procedure

PROCEDURES: list[Procedure] = [
    procedure for name in ROSTER for procedure in importlib.import_module(f"services.{name}.service").PROCEDURES
]
OF_THE_LOG = {"replay", "quarantine"}
"""What is kept of looking after a log carries out no article of the rule books."""
KEEPING = [pytest.param(one, id=one.name) for one in PROCEDURES if one.registers]


def exports(procedure: Procedure) -> list[type[Operation]]:
    handled = {*procedure.handlers, *procedure.long_handlers}
    return [operation for operation in handled if operation.RETURNS is File and operation.__name__.startswith("Export")]


@pytest.mark.parametrize("procedure", KEEPING)
def test_whoever_keeps_a_register_exports_it(procedure: Procedure) -> None:
    assert exports(procedure), f"{procedure.name}: no Export… operation answers a File"
    for operation in exports(procedure):
        assert issubclass(operation, Query)
        assert not issubclass(operation, PagedQuery), f"{operation.NAME}: a workbook has no pages"
        assert operation.CITES or procedure.name in OF_THE_LOG, f"{operation.NAME} cites no article"


@pytest.mark.parametrize("service", ROSTER)
def test_the_calendar_of_obligations_goes_out_of_every_service(service: str) -> None:
    assert declare(service).export_obligations.RETURNS is File
