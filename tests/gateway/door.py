"""A gateway before a directory alone, with the three officers: what happens at the door, and what is ordered of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from gateway.accounts import Accounts
from gateway.app import create_app, declared_by
from gateway.backend import DirectBackend
from gateway.limits import Revocations
from gateway.settings import Settings
from services.directory.logins.operations import ListLogins
from services.kernel.procedure.context import Answer, Call
from services.kernel.procedure.identity import Verifier, public_key
from services.kernel.refusals import Unavailable
from tests.directory.desk import SMALL_ORGAN, Desk, appointing, post
from tests.gateway.conftest import FAST, PASSWORD
from tests.patience import patient
from tests.stores import prepared

KEEPER, AUDITOR, CHAIR, PLAIN, HEAD = "p013", "p022", "p001", "p023", "p021"
SESSIONS = "/api/v1/sessions"


class Away:
    """A directory that can be away."""

    def __init__(self, desk: Desk) -> None:
        self.inner, self.away, self.asked = DirectBackend({"directory": desk.app.call}), False, 0

    async def call(self, call: Call) -> Answer:
        self.asked += 1
        if self.away:
            raise Unavailable("不在。", "Away.")
        return await self.inner.call(call)

    async def ready(self) -> Mapping[str, bool]:
        return {"directory": not self.away}


class Door:
    """`wall` is the gateway's clock; the directory's own stands still until it is set."""

    def __init__(
        self,
        folder: Path,
        *,
        desk: Desk | None = None,
        revocations: Revocations | None = None,
        wall: Callable[[], float] | None = None,
        **settings: Any,
    ) -> None:
        self.desk = desk or organ(folder)
        self.wall = [1_709_524_800.0]
        chosen = Settings(**{"services": ("directory",), "login_per_account": "", "login_per_address": "", **settings})
        self.accounts = Accounts(
            f"sqlite:///{folder}/gateway.db", chosen, wall=wall or (lambda: self.wall[0]), hasher=FAST
        )
        self.backend = Away(self.desk)
        self.app = create_app(
            self.backend,
            signer=self.desk.signer,
            verifier=Verifier(public_key(self.desk.signer._key)),
            accounts=self.accounts,
            settings=chosen,
            revocations=revocations,
            operations=declared_by(("directory",)),
        )
        self.gate = self.app.state.gate
        self.keeper = self.gate.keeper
        self.client = TestClient(self.app, base_url="http://jikao.test", client=("192.0.2.7", 4711))
        self.client.__enter__()

    def add(self, *people: str) -> None:
        self.accounts.add_all([(person, person, "") for person in people], PASSWORD)

    def log_in(self, login: str, password: str = PASSWORD, **more: str) -> Any:
        return self.client.post(SESSIONS, json={"login": login, "password": password, **more})

    def bearer(self, login: str, **more: str) -> dict[str, str]:
        answer = self.log_in(login, **more)
        assert answer.status_code == 201, answer.text
        return {"Authorization": f"Bearer {answer.json()['access_token']}"}

    def order(self, by: str, path: str, **fields: Any) -> Any:
        return self.client.post(f"/api/v1/directory/{path}", json=fields, headers=self.bearer(by))

    def told(self) -> None:
        """The minute is over, and the directory is told."""
        self.wall[0] += 61
        self.client.portal.call(self.keeper.tell)  # type: ignore[union-attr]

    def followed(self) -> None:
        self.client.portal.call(self.keeper.follow)  # type: ignore[union-attr]

    def record(self) -> list[Any]:
        """The register of logins, the oldest first."""
        return list(reversed(self.desk.ask(ListLogins(limit=500), by=AUDITOR).items))

    def close(self) -> None:
        self.client.__exit__(None, None, None)
        self.client.close()
        self.accounts.close()


def organ(folder: Path) -> Desk:
    desk = Desk(prepared(folder / "directory.db", Desk))
    for operation in SMALL_ORGAN:
        desk.do(operation)
    for one, holder in (("security-administrator", KEEPER), ("auditor", AUDITOR)):
        desk.do(post(one, "office"))
        desk.do(appointing(one, holder))
    return desk


def until(true: Any, seconds: float = 10.0) -> None:
    """Waits for what happens beside the requests."""
    end = time.monotonic() + patient(seconds)
    while not true():
        assert time.monotonic() < end, "did not come about"
        time.sleep(0.02)
