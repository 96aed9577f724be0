"""The made-up requests again, with RabbitMQ, PostgreSQL and a process per service behind the gateway."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from deploy import web
from deploy.cluster import GATEWAY
from deploy.organ_import import import_organ
from deploy.remote import RpcBackend
from deploy.roster import ROSTER
from deploy.serving import folder
from gateway.app import declared_by
from services.kernel.delivery.live import MemoryLive
from services.kernel.domain.who import SYSTEM_ID
from services.kernel.host.rabbit.rpc import RpcClient
from services.kernel.procedure.context import Call
from services.kernel.procedure.operations import Operation
from tests.cells import cluster_on
from tests.gateway.office import CLERK
from tests.gateway.test_schemathesis import fuzz


def in_one_process_alone(path: str) -> bool:
    """Two of three: what differs here is the way there and back, which all operations share."""
    return hashlib.sha256(path.encode()).digest()[0] % 3 != 0


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_real_services_over_rabbitmq(
    postgres_url: str,
    amqp_url: str,
    redis_url: str,
    tmp_path: Path,
    fresh_name: str,
    rabbitmq_server: object,
) -> None:
    with cluster_on(postgres_url, amqp_url, redis_url, tmp_path / "cell", fresh_name, rabbitmq_server) as cluster:
        system = cluster.signer.sign(SYSTEM_ID, token_id="import", seconds=900)

        def by_hand(operation: Operation) -> None:
            cluster.call(Call(operation.NAME, operation.model_dump(mode="json"), system))

        import_organ(folder(cluster.settings.organ), by_hand)
        cluster.settle()
        settings = web.gateway_settings(tuple(ROSTER), demo=False)
        settings = replace(
            settings, calls_per_person="", login_per_account="", login_per_address="", open_to_strangers=True
        )
        client = RpcClient(amqp_url, name=GATEWAY)
        accounts = web.accounts_in(tmp_path, settings)
        try:
            app = web.web_app(
                RpcBackend(client, declared_by(settings.services), settings.services),
                settings=settings,
                signer=cluster.signer,
                verifier=cluster.verifier,
                accounts=accounts,
                live=MemoryLive(),
            )
            token = cluster.signer.sign(CLERK, token_id="fuzz", seconds=3600)
            assert fuzz(app, token, examples=2, leave_out=in_one_process_alone) > 60
        finally:
            client.close()
            accounts.close()
