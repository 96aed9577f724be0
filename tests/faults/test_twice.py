"""A request that the broker delivers again, because its acknowledgement was lost, is carried out once."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from concurrent.futures import Future
from datetime import date
from pathlib import Path
from typing import Any

from deploy.cluster import GATEWAY
from deploy.organ_import import import_organ
from deploy.remote import RpcBackend
from deploy.roster import ROSTER, folder
from services.documents.incoming.events import IncomingRegistered
from services.documents.incoming.operations import RegisterIncoming
from services.kernel.host.rabbit.rpc import RpcClient
from services.kernel.procedure.context import Call
from services.kernel.procedure.operations import Operation, discover
from tests.cells import cluster_on
from tests.faults.cell import eventually

CLERK = "p011"


def dumped(operation: Operation) -> dict[str, Any]:
    return operation.model_dump(mode="json")


class Stuttering(RpcClient):
    """Sends the very same request twice; the second answer is the one that is waited for."""

    def _send(self, service: str, method: str, kwargs: Mapping[str, Any], seconds: float) -> Future[bytes]:
        super()._send(service, method, kwargs, seconds)
        return super()._send(service, method, kwargs, seconds)


def test_a_command_that_arrives_twice_is_carried_out_once(
    postgres_url: str, amqp_url: str, redis_url: str, tmp_path: Path, fresh_name: str, rabbitmq_server: object
) -> None:
    with cluster_on(postgres_url, amqp_url, redis_url, tmp_path, fresh_name, rabbitmq_server) as cluster:
        system = cluster.keys.system_token()
        import_organ(folder(cluster.settings.organ), lambda op: cluster.call(Call(op.NAME, dumped(op), system)))
        cluster.settle()
        client = Stuttering(amqp_url, name=GATEWAY)
        backend = RpcBackend(client, [op for name in ROSTER for op in discover(name)], ROSTER)
        arrival = RegisterIncoming(sender="市人大常委会", title="通知", received=date(2026, 7, 2))
        clerk = cluster.signer.sign(CLERK, token_id="twice", seconds=900)
        try:
            eventually(lambda: asyncio.run(client.is_alive("documents")))
            answer = asyncio.run(backend.call(Call(arrival.NAME, dumped(arrival), clerk)))  # its caller gave it no key
        finally:
            client.close()
        assert "-0001" in answer.body.decode(), "the repetition gets the first one's answer"
        topics = [row.topic for row in cluster.places["documents"].service.store().rows(0)]
        assert topics.count(IncomingRegistered.TOPIC) == 1
