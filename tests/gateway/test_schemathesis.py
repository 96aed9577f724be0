"""Made-up requests from the OpenAPI document: no fault, no status and no body that it does not announce."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.gateway.conftest import World
from tests.gateway.office import CLERK, RealOffice

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
QUIET = list(HealthCheck)


def fuzz(app: FastAPI, token: str, examples: int, leave_out: Callable[[str], bool] = lambda path: False) -> int:
    """Sends made-up requests to every operation, good ones and broken ones; returns how many operations it tried.

    The live stream never ends, so it has tests of its own; logging out would end the session that asks.
    """
    schema = schemathesis.openapi.from_asgi("/openapi.json", app)
    tried = 0
    for found in schema.get_all_operations():
        operation = found.ok()
        if operation.path == "/api/v1/live" or operation.method == "delete" or leave_out(operation.path):
            continue
        for mode in GenerationMode:
            strategy = operation.as_strategy(generation_mode=mode)

            @settings(
                max_examples=examples, deadline=None, derandomize=True, database=None, suppress_health_check=QUIET
            )
            @given(case=strategy)
            def send(case: Any) -> None:
                case.call_and_validate(checks=CHECKS, headers={"Authorization": f"Bearer {token}"})

            with contextlib.suppress(Unsatisfiable):  # an operation without parameters cannot be asked wrongly
                send()
        tried += 1
    return tried


def test_the_sample_service(make_world: Callable[..., World]) -> None:
    """Without rate limits, or the fuzzer would meet nothing else."""
    world = make_world(calls_per_person="", login_per_account="", login_per_address="")
    assert fuzz(world.app, world.token(), examples=8) >= 16


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_real_services(tmp_path: Path) -> None:
    """As the office's clerk, over every operation there is."""
    office = RealOffice(tmp_path)
    try:
        token = office.runtime.signer.sign(CLERK, token_id="fuzz")
        assert fuzz(office.app, token, examples=2) > 60
    finally:
        office.close()
