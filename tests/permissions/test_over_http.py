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
from services.kernel.context import Answer, Call
from services.kernel.identity import Signer, new_key
from services.kernel.operations import Operation, discover
from tests.permissions.table import ROWS
from tests.permissions.words import Row
from tests.permissions.world import CALLERS, Undone, World, build, whom

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
}  # fmt: skip
"""That it is not for this caller, or that the document's class keeps it from them."""


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_the_door_opens_to_those_who_may(door: Door, row: Row) -> None:
    """One of each: who may, who may not, who shows nothing, who shows a forged identity."""
    world = door.world
    may = (whom(row.allowed) | set(row.and_also)) - set(row.but_not)
    one = next(name for name in CALLERS if name in may)
    other = next(name for name in CALLERS if name not in may)
    opened = door.knock(row, world.token(CALLERS[one]))
    assert opened.status_code in (200, 201), (one, opened.text)
    refused = door.knock(row, world.token(CALLERS[other]))
    problem = refused.json()
    assert refused.status_code == 403, (other, refused.text)
    assert refused.headers["content-type"].startswith("application/problem+json")
    assert problem["code"] in FORBIDDING, problem
    assert door.knock(row, "").status_code == 401
    forged = Signer(new_key()).sign(CALLERS[one], token_id="x", seconds=900)
    assert door.knock(row, forged).status_code == 401
