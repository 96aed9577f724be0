"""What the OpenAPI document says of an answer, held against what handlers answer in a world with records: the media
type of every file, and whether there is a version and a place where the record can be asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest

from gateway import openapi
from gateway.app import declared_by
from gateway.calls import respond
from gateway.settings import SERVICES, Settings
from services.kernel.procedure.context import Answer
from services.kernel.procedure.operations import File
from services.kernel.refusals import Refusal
from tests.permissions.table import ROWS
from tests.permissions.words import Row
from tests.permissions.world import ALL, Undone, World, build, whom

OPERATIONS = {one.NAME: one for one in declared_by(SERVICES)}
TOLD = ("ETag", "Location", "Content-Disposition")


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, list[Any]]]:
    """Of each operation what HTTP would make of its answers, as the table of permissions asks for them."""
    world = build(tmp_path_factory.mktemp("described"))
    found: dict[str, list[Any]] = defaultdict(list)
    with world.nothing_lasts():
        for row in ROWS:
            if (answer := answered(world, row)) is not None:
                found[row.operation].append(respond(OPERATIONS[row.operation], answer))
    yield found
    world.embedded.close()


def answered(world: World, row: Row) -> Answer | None:
    may = (whom(row.allowed) | set(row.and_also)) - set(row.but_not)
    if not may:
        return None
    try:
        return world.call(row.operation, world.token(ALL[min(may)]), row.body)
    except Undone as undone:
        return undone.args[0] if isinstance(undone.args[0], Answer) else None
    except Refusal:
        return None


@pytest.fixture(scope="module")
def described() -> dict[str, dict[str, Any]]:
    """The good answers of each operation, by status."""
    document = openapi.document(Settings(), list(OPERATIONS.values()), "1")
    written = [one for path in document["paths"].values() for one in path.values()]
    return {
        one["operationId"]: {status: said for status, said in one["responses"].items() if status in ("200", "201")}
        for one in written
        if one["operationId"] in OPERATIONS
    }


def test_every_answer_has_a_media_type_that_is_described(answers: Any, described: Any) -> None:
    files = {name for name, one in OPERATIONS.items() if issubclass(one.RETURNS, File)}
    assert len(files & answers.keys()) > 100, sorted(files - answers.keys())
    wrong = {
        (name, answer.media_type)
        for name, each in answers.items()
        for answer in each
        if answer.media_type.partition(";")[0] not in described[name][str(answer.status_code)]["content"]
    }
    assert wrong == set()


def test_every_answer_has_the_headers_that_are_described(answers: Any, described: Any) -> None:
    """All that some answer has is described, and what none has is not."""
    assert len(answers) > 700, len(OPERATIONS)
    wrong = {}
    for name, each in answers.items():
        said = {header for one in described[name].values() for header in one["headers"] if header in TOLD}
        sent = {header for answer in each for header in TOLD if header in answer.headers}
        if said != sent:
            wrong[name] = (sorted(said), sorted(sent))

    assert wrong == {}
