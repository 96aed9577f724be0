"""The one thing the gateway needs of the services: carry out an operation message. Knows no service and no bus."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

import anyio
import anyio.to_thread

from services.kernel.procedure.context import Answer, Call
from services.kernel.refusals import NotFound, Unavailable

ANSWER_SECONDS = 3.0
"""A service that cannot say by then whether it records is not ready."""


class Backend(Protocol):
    """In the embedded runtime a direct call, in the distributed one an RPC."""

    async def call(self, call: Call) -> Answer:
        """Carries the operation out; raises a `Refusal` when it is declined."""
        ...

    async def ready(self) -> Mapping[str, bool]:
        """Which services answer, by name."""
        ...


class DirectBackend:
    """The services of this very process, each called in a worker thread.

    `services` holds, per service name, the application's `call`. The number of threads bounds how many callers share
    one commit of the service's line of writers; the rest wait their turn here.
    """

    def __init__(
        self,
        services: Mapping[str, Callable[[Call], Answer]],
        *,
        threads: int = 40,
        recording: Mapping[str, Callable[[], bool]] | None = None,
    ) -> None:
        """`recording` says of a service whether it can record anything now."""
        self._services = dict(services)
        self._recording = dict(recording or {})
        self._threads = threads
        self._limiter: anyio.CapacityLimiter | None = None

    async def call(self, call: Call) -> Answer:
        service = self._services.get(call.operation.partition(".")[0])
        if service is None:
            raise NotFound("没有这项业务操作。", "There is no such operation.", operation=call.operation)
        if self._limiter is None:
            self._limiter = anyio.CapacityLimiter(self._threads)
        return await anyio.to_thread.run_sync(service, call, limiter=self._limiter)

    async def ready(self) -> Mapping[str, bool]:
        found = dict.fromkeys(self._services, True)

        async def ask(name: str, can: Callable[[], bool]) -> None:
            found[name] = False
            with anyio.move_on_after(ANSWER_SECONDS):
                found[name] = await anyio.to_thread.run_sync(can, abandon_on_cancel=True)

        async with anyio.create_task_group() as group:
            for name, can in self._recording.items():
                group.start_soon(ask, name, can)
        return found


class NoBackend:
    """Stands in while the services start: everything is asked again later."""

    async def call(self, call: Call) -> Answer:
        raise Unavailable("系统正在启动，请稍后重试。", "The system is starting; try again shortly.")

    async def ready(self) -> Mapping[str, bool]:
        return {"services": False}
