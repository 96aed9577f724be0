"""A gateway over the sample service, in memory, with people who can log in."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from starlette.testclient import TestClient

from gateway.accounts import Accounts
from gateway.app import create_app
from gateway.backend import DirectBackend
from gateway.settings import Settings
from services.kernel.delivery.live import MemoryLive
from services.kernel.log.store import Store
from services.kernel.procedure.identity import Verifier, public_key
from tests.kernel import sample

PASSWORD = "a good password"
FAST = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
OPERATIONS = (sample.GetJar, sample.ListJars, sample.OpenJar, sample.FillJar, sample.EmptyJar, sample.SmashJar)


@dataclass
class World:
    """One running gateway, and the handles a test turns."""

    app: FastAPI
    client: TestClient
    accounts: Accounts
    live: MemoryLive
    desk: sample.SampleDesk
    now: list[float]

    def token(self, login: str = "p001") -> str:
        answer = self.client.post("/api/v1/sessions", json={"login": login, "password": PASSWORD})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["access_token"])

    def bearer(self, login: str = "p001") -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token(login)}"}


@pytest.fixture
def make_world(tmp_path: Path) -> Iterator[Callable[..., World]]:
    made: list[World] = []
    numbers = itertools.count()

    def make(*, operations: Any = OPERATIONS, **settings: Any) -> World:
        folder = tmp_path / str(next(numbers))
        folder.mkdir()
        desk = sample.SampleDesk(Store(f"sqlite:///{folder}/sample.db"))
        now = [1_800_000_000.0]
        chosen = Settings(**{"heartbeat": 1, "services": ("sample",), "open_to_strangers": True, **settings})
        accounts = Accounts(f"sqlite:///{folder}/accounts.db", chosen, wall=lambda: now[0], hasher=FAST)
        accounts.add_all([("p001", "p001", ""), ("p002", "p002", "")], PASSWORD)
        live = MemoryLive()
        app = create_app(
            DirectBackend({"sample": desk.app.call}),
            signer=desk.signer,
            verifier=Verifier(public_key(desk.signer._key)),
            accounts=accounts,
            live=live,
            settings=chosen,
            operations=operations,
        )
        client = TestClient(app, base_url="http://jikao.test")
        client.__enter__()  # one event loop for all its requests, as a server has
        world = World(app, client, accounts, live, desk, now)
        made.append(world)
        return world

    yield make
    for world in made:
        world.client.__exit__(None, None, None)
        world.client.close()
        world.accounts.close()
        world.desk.app.close()


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    return make_world()
