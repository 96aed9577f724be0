"""Every service as it is assembled: it carries out exactly what it declares, and stores only what it can load."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy import roster
from deploy.roster import ROSTER, Service
from services.kernel.host.settings import Settings
from services.kernel.log.store import Store
from services.kernel.procedure.identity import Verifier, new_key, public_key
from services.kernel.procedure.operations import discover
from services.kernel.procedure.own_log.operations import declare
from tests.given import proven


@pytest.fixture(params=ROSTER)
def service(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Service]:
    name = request.param
    office = roster.office(Settings(), Verifier(public_key(new_key())))
    made = roster.assemble(name, ROSTER[name], store=Store(f"sqlite:///{tmp_path}/{name}.db"), office=office)
    yield made
    made.app.close()


def test_a_service_carries_out_exactly_what_it_declares(service: Service) -> None:
    declared = {operation.NAME: operation for operation in discover(service.name)}
    assert set(declared) == set(service.app.operations)
    assert all(service.app.operations[name] is operation for name, operation in declared.items())
    assert set(declare(service.name)) <= set(declared.values())


def test_a_path_leads_to_one_operation(service: Service) -> None:
    paths = [(operation.METHOD, operation.PATH) for operation in discover(service.name)]
    assert len(paths) == len(set(paths))


def test_registers_have_names_of_their_own_and_tables_that_nobody_else_has(service: Service) -> None:
    names = [register.name for register in service.app.registers]
    tables = [table.name for register in service.app.registers for table in register.tables]
    assert len(names) == len(set(names))
    assert len(tables) == len(set(tables))
    assert all(
        len(register.name) <= 80 and len(f"{table.name}__rebuilt") <= 63
        for register in service.app.registers
        for table in register.tables
    ), "PostgreSQL cuts longer names off"


def test_an_empty_service_starts_and_is_proven(service: Service) -> None:
    assert service.app.start() == []
    proven(service.app)


@pytest.mark.parametrize("name", sorted(set(ROSTER) - {"directory"}))
def test_every_process_knows_the_order_to_end_keys(name: str) -> None:
    """Alone in its process, as on the cluster: what it cannot read would stop everything that it mirrors."""
    asked = f"import {ROSTER[name]}; from services.kernel.domain.events import KeysEnded, declared"
    said = "print([topic for topic, cls in declared().items() if issubclass(cls, KeysEnded)])"
    done = subprocess.run([sys.executable, "-c", f"{asked}; {said}"], capture_output=True, text=True, check=True)
    assert "directory.erasure-ordered.v1" in done.stdout


def test_of_a_service_that_stands_elsewhere_the_facts_of_the_kernel_are_known_too() -> None:
    """A relay that did not know them would end with the first note that a log witnesses."""
    asked = "from services.kernel.domain import events; events.discover(['sample'], {'sample': 'tests.kernel.hosted'})"
    said = "print(*(events.event_class(f'sample.{one}.v1').SOURCE for one in ('jar-filled', 'checkpoint-witnessed')))"
    done = subprocess.run([sys.executable, "-c", f"{asked}; {said}"], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["sample", "sample"]
