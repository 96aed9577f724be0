"""The gateway's backend over RabbitMQ."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from uuid import uuid4

from services.kernel.host.rabbit.rpc import RpcClient
from services.kernel.procedure.context import Answer, Call
from services.kernel.procedure.operations import Operation

READING, WRITING = 15.0, 120.0
"""Seconds to wait for an answer: an import of a year's punches is a command too."""


class RpcBackend:
    """Each call to the service that its operation names.

    A command without an Idempotency-Key of its caller gets one here: a broker that lost the acknowledgement delivers a
    request again, and it must not be carried out twice.
    """

    def __init__(self, client: RpcClient, operations: Iterable[type[Operation]], services: Sequence[str]) -> None:
        self._client, self._services = client, tuple(services)
        self._commands = frozenset(operation.NAME for operation in operations if operation.WRITES)

    async def call(self, call: Call) -> Answer:
        if call.operation not in self._commands:
            return await self._client.call(call, READING)
        return await self._client.call(call if call.key else replace(call, key=f"once-{uuid4().hex}"), WRITING)

    async def ready(self) -> Mapping[str, bool]:
        """The broker too: without it no service is heard, however well it is."""
        alive = await asyncio.gather(*(self._client.is_alive(service) for service in self._services))
        return {"broker": self._client.is_connected(), **dict(zip(self._services, alive, strict=True))}
