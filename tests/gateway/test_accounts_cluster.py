"""Accounts with a process per service: two gateways on one store, orders by RPC, revocations in Redis."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from deploy.cluster import GATEWAY, Cluster
from deploy.remote import RpcBackend
from gateway.accounts import Accounts
from gateway.app import create_app, declared_by
from gateway.limits import RedisRevocations
from gateway.settings import Settings
from services.directory.names import stream
from services.directory.people.operations import LeaveService
from services.kernel.domain.who import SYSTEM_ID
from services.kernel.host.rabbit.rpc import RpcClient
from services.kernel.procedure.context import Call
from services.kernel.procedure.operations import Operation
from tests.cells import cluster_on
from tests.directory.desk import SMALL_ORGAN, appointing, post
from tests.gateway.conftest import FAST, PASSWORD
from tests.gateway.door import KEEPER, PLAIN, SESSIONS, until


@contextlib.contextmanager
def gateway(cluster: Cluster, amqp_url: str, redis_url: str, prefix: str) -> Iterator[tuple[TestClient, Accounts]]:
    settings = Settings(services=("directory",), login_per_account="", login_per_address="")
    client = RpcClient(amqp_url, name=GATEWAY)
    accounts = Accounts(cluster.places[GATEWAY].service.plain(), settings, hasher=FAST)
    app = create_app(
        RpcBackend(client, declared_by(("directory",)), ("directory",)),
        signer=cluster.signer,
        verifier=cluster.verifier,
        accounts=accounts,
        revocations=RedisRevocations(redis_url, prefix=prefix),
        settings=settings,
        operations=declared_by(("directory",)),
    )
    with TestClient(app, base_url="http://jikao.test") as door:
        yield door, accounts
    client.close()
    accounts.close()


def bearer(door: TestClient, login: str, password: str = PASSWORD) -> dict[str, str]:
    answer = door.post(SESSIONS, json={"login": login, "password": password})
    assert answer.status_code == 201, answer.text
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


def told(door: TestClient, keeper: dict[str, str]) -> set[tuple[str, str]]:
    lines = door.get("/api/v1/directory/logins", headers=keeper).json()["items"]
    return {(line["what"], line["login"]) for line in lines}


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_an_account_from_its_order_to_its_holders_departure(
    postgres_url: str,
    amqp_url: str,
    redis_url: str,
    redis_prefix: str,
    tmp_path: Path,
    fresh_name: str,
    rabbitmq_server: object,
) -> None:
    with cluster_on(postgres_url, amqp_url, redis_url, tmp_path / "cell", fresh_name, rabbitmq_server) as cluster:
        system = cluster.signer.sign(SYSTEM_ID, token_id="import", seconds=900)

        def do(operation: Operation) -> None:
            cluster.call(Call(operation.NAME, operation.model_dump(mode="json"), system))

        for operation in (*SMALL_ORGAN, post("security-administrator", "office")):
            do(operation)
        do(appointing("security-administrator", KEEPER))
        with (
            gateway(cluster, amqp_url, redis_url, redis_prefix) as (one, accounts),
            gateway(cluster, amqp_url, redis_url, redis_prefix) as (other, _),
        ):
            accounts.add_all([(KEEPER, KEEPER, "")], PASSWORD)
            keeper = bearer(one, KEEPER)
            opened = one.post("/api/v1/directory/accounts", json={"person": PLAIN}, headers=keeper)
            assert opened.status_code == 201, opened.text
            path = f"/api/v1/directory/accounts/{stream('account', PLAIN)}/first-password"
            first = one.post(path, headers=keeper).json()["password"]
            own = {"old": first, "new": "kettle-orbit-plum"}
            other.post(f"{SESSIONS}/password", json=own, headers=bearer(other, PLAIN, first))
            me = bearer(other, PLAIN, "kettle-orbit-plum")
            assert other.get("/api/v1/directory/organ", headers=me).status_code == 200
            wanted = {("logged-in", KEEPER), ("logged-in", PLAIN), ("password-changed", PLAIN)}
            until(lambda: wanted <= told(one, keeper), 30)
            do(LeaveService(person=PLAIN, day=date.today() - timedelta(days=1)))
            until(lambda: other.get(f"{SESSIONS}/current", headers=me).status_code == 401, 40)
            until(lambda: one.get(f"{SESSIONS}/current", headers=me).status_code == 401, 5)
            assert one.post(SESSIONS, json={"login": PLAIN, "password": "kettle-orbit-plum"}).status_code == 401
