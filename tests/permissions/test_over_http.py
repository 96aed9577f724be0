"""The same table at the gateway's door: 2xx, 403 with the articles that decided, or 401."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from httpx import Response
from starlette.testclient import TestClient

from deploy.roster import ROSTER
from gateway.accounts import Accounts
from gateway.app import create_app
from gateway.backend import DirectBackend
from gateway.settings import Settings
from services.kernel.procedure.context import Answer, Call
from services.kernel.procedure.identity import Signer, new_key
from services.kernel.procedure.operations import Operation, discover
from tests.permissions.table import ROWS
from tests.permissions.words import Row
from tests.permissions.world import ALL, Undone, World, build, callers_of, whom

OPERATIONS: dict[str, type[Operation]] = {op.NAME: op for service in ROSTER for op in discover(service)}


@dataclass
class Door:
    world: World
    client: TestClient

    def knock(self, row: Row, token: str) -> Response:
        """The row's operation as its declaration says it travels."""
        operation, fields = OPERATIONS[row.operation], self.world.body(row.body)
        in_path = operation.path_fields()
        path = operation.PATH.format(**{name: fields[name] for name in in_path})
        rest: dict[str, Any] = {name: value for name, value in fields.items() if name not in in_path}
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        sent: dict[str, Any] = {"params": rest} if operation.METHOD == "GET" else {"json": rest}
        answer: Response = self.client.request(operation.METHOD, f"/api/v1{path}", headers=headers, **sent)
        return answer


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    folder: Path = tmp_path_factory.mktemp("door")
    world = build(folder / "data")

    def carry_out(call: Call) -> Answer:
        try:
            return world.embedded.call(call)
        except Undone:
            return Answer(b"{}")

    settings = Settings(services=tuple(ROSTER), calls_per_person="")
    accounts = Accounts(f"sqlite:///{folder}/accounts.db", settings)
    app = create_app(
        DirectBackend(dict.fromkeys(ROSTER, carry_out)),
        signer=world.embedded.signer,
        verifier=world.embedded.verifier,
        accounts=accounts,
        settings=settings,
    )
    with world.nothing_lasts(), TestClient(app, base_url="http://jikao.test") as client:
        yield Door(world, client)
    accounts.close()
    world.embedded.close()


FORBIDDING = {
    "kernel.forbidden", "kernel.content-withheld", "attendance.not-your-step", "attendance.own-leave",
    "documents.meeting-withheld", "documents.outgoing-withheld", "documents.not-your-upload",
    "finance.not-your-upload", "appraisal.slips-not-yours",
}  # fmt: skip
"""That it is not for this caller, or that the document's class keeps it from them."""


def may(row: Row) -> set[str]:
    """Of those who are tried with it; nobody where it is the record that lets nobody of them."""
    return ((whom(row.allowed) | set(row.and_also)) - set(row.but_not)) & callers_of(row.operation).keys()


def once_per_relation() -> list[Row]:
    """Rows enough that every relation decides at the door once for each method: who may do what is tried row by row
    where it is decided (`test_matrix.py`), here it is tried that the decision reaches the door."""
    seen: set[tuple[str, str, str]] = set()
    chosen: list[Row] = []
    for row in ROWS:
        operation = OPERATIONS[row.operation]
        decided = {(operation.SERVICE, operation.METHOD, who.code) for who in operation.WHO}
        if decided - seen and may(row):
            chosen.append(row)
            seen |= decided
    assert {who.code for operation in OPERATIONS.values() for who in operation.WHO} == {code for _, _, code in seen}
    return chosen


@pytest.mark.parametrize("row", once_per_relation(), ids=lambda row: row.id)
def test_the_door_opens_to_those_who_may(door: Door, row: Row) -> None:
    """One of each: who may, who may not, who shows nothing, who shows a forged identity."""
    world = door.world
    callers = callers_of(row.operation)
    one = next(name for name in callers if name in may(row))
    other = next(name for name in callers if name not in may(row))
    opened = door.knock(row, world.token(ALL[one]))
    assert opened.status_code in (200, 201), (one, opened.text)
    refused = door.knock(row, world.token(ALL[other]))
    problem = refused.json()
    assert refused.status_code == 403, (other, refused.text)
    assert refused.headers["content-type"].startswith("application/problem+json")
    assert problem["code"] in FORBIDDING, problem
    assert door.knock(row, "").status_code == 401
    forged = Signer(new_key()).sign(ALL[one], token_id="x", seconds=900)
    assert door.knock(row, forged).status_code == 401
