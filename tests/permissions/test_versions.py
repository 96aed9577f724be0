"""The version that a record's page sends along is the one that the command speaks of, and only there is it sent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from deploy.roster import ROSTER
from gateway.operations import Operations, changes
from services.kernel.procedure.context import Call
from services.kernel.procedure.operations import Command
from services.kernel.refusals import Refusal, Stale
from tests.permissions.table import ROWS
from tests.permissions.test_matrix import OPERATIONS
from tests.permissions.words import Row
from tests.permissions.world import Undone, World, build, callers_of, whom

QUERIES = [query for query in Operations(OPERATIONS.values()).queries if "version" in query.RETURNS.model_fields]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = build(tmp_path_factory.mktemp("versions"))
    with made.nothing_lasts():
        yield made
    made.embedded.close()


def seen(world: World, row: Row, person: str) -> int | None:
    """The version that stands on the page of the record which the row's command changes; None where there is none."""
    body = world.body(row.body)
    for query in QUERIES:
        if query.SERVICE == OPERATIONS[row.operation].SERVICE and changes(OPERATIONS[row.operation], query):
            asked = {key: body[key] for key in query.path_fields()}
            try:
                version: int = json.loads(world.call(query.NAME, world.token(person), asked).body)["version"]
            except Refusal:
                continue
            return version
    return None


def tried(world: World, row: Row, person: str, version: int) -> Any:
    try:
        world.embedded.call(Call(row.operation, world.body(row.body), world.token(person), if_match=version))
    except (Undone, Refusal) as ended:
        return ended
    return None


@pytest.mark.parametrize("service", ROSTER)
def test_the_version_on_the_page_is_the_commands(world: World, service: str) -> None:
    wrong, right = {}, 0
    for row in ROWS:
        if not row.operation.startswith(f"{service}.") or not issubclass(OPERATIONS[row.operation], Command):
            continue
        may = (whom(row.allowed) | set(row.and_also)) - set(row.but_not)
        person = next((person for name, person in callers_of(row.operation).items() if name in may), "")
        version = seen(world, row, person) if person else None
        if version is None:
            continue
        now, later = tried(world, row, person, version), tried(world, row, person, version + 1)
        right += 1
        if not isinstance(now, Undone) or not isinstance(later, Stale):
            wrong[row.id] = version, now, later
    assert not wrong
    assert right > 5
