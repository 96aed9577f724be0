"""The gateway's backend over RabbitMQ."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence

from services.kernel.context import Answer, Call
from services.kernel.operations import Operation
from services.kernel.rabbit.rpc import RpcClient

READING, WRITING = 15.0, 120.0
"""Seconds to wait for an answer: an import of a year's punches is a command too."""


class RpcBackend:
    """Each call to the service that its operation names."""

    def __init__(self, client: RpcClient, operations: Iterable[type[Operation]], services: Sequence[str]) -> None:
        self._client, self._services = client, tuple(services)
        self._seconds = {operation.NAME: WRITING if operation.WRITES else READING for operation in operations}

    async def call(self, call: Call) -> Answer:
        return await self._client.call(call, self._seconds.get(call.operation, READING))

    async def ready(self) -> Mapping[str, bool]:
        alive = await asyncio.gather(*(self._client.is_alive(service) for service in self._services))
        return dict(zip(self._services, alive, strict=True))
