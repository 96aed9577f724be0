"""`/api/v1/live`: tells a page that something changed. One stream per page; it ends with its token."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncGenerator

import anyio
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.requests import Request
from starlette.responses import Response

from gateway.gate import Caller, Gate, label
from gateway.refusals import NotYourTopic
from services.kernel.delivery.live import LiveMessage

MOST_TOPICS = 10


class Stream:
    def __init__(self, gate: Gate) -> None:
        self.gate = gate

    async def live(self, request: Request) -> Response:
        label(request, "gateway.live")
        return self.open(request, await self.gate.identify(request))

    def open(self, request: Request, caller: Caller, *, named: bool = True) -> Response:
        """`named` gives every message its topic as its type; without, one listener hears them all."""
        topics = allowed(caller, request.query_params.get("topics", ""))
        after = request.headers.get("last-event-id") or request.query_params.get("after", "")
        stopping = anyio.Event()
        return EventSourceResponse(
            self._events(caller, topics, after[:60], named, stopping),
            ping=self.gate.settings.heartbeat,
            send_timeout=30,
            shutdown_event=stopping,
            shutdown_grace_period=2,
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )

    async def _events(
        self, caller: Caller, topics: list[str], after: str, named: bool, stopping: anyio.Event
    ) -> AsyncGenerator[ServerSentEvent, None]:
        """Ends when the token or the process does; the browser comes back with a fresh one and misses nothing."""
        self.gate.metrics.streams.inc()
        messages = self.gate.live.subscribe(topics, after)
        coming: asyncio.Task[LiveMessage] | None = None
        stop = asyncio.create_task(stopping.wait())
        try:
            yield ServerSentEvent(comment="open", retry=2000)
            while not stop.done() and await self._may_go_on(caller):
                coming = coming or asyncio.create_task(_next(messages))
                done, _ = await asyncio.wait(
                    {coming, stop}, timeout=min(self.gate.settings.heartbeat, 15), return_when=asyncio.FIRST_COMPLETED
                )
                if coming in done:
                    message, coming = coming.result(), None
                    data = json.dumps({"topic": message.topic, **message.data}, ensure_ascii=False)
                    yield ServerSentEvent(id=message.id, event=message.topic if named else None, data=data)
        finally:
            self.gate.metrics.streams.dec()
            stop.cancel()
            if coming is not None:
                coming.cancel()
                await asyncio.wait({coming})
            await messages.aclose()

    async def _may_go_on(self, caller: Caller) -> bool:
        return caller.expires > time.time() and not await self.gate.has_ended(caller.session)


async def _next(messages: AsyncGenerator[LiveMessage, None]) -> LiveMessage:
    return await anext(messages)


def allowed(caller: Caller, wanted: str) -> list[str]:
    """`scorecards` and its like are for everybody in the organ; `person` is the caller's own."""
    topics: list[str] = []
    for topic in [part.strip() for part in wanted.split(",") if part.strip()][:MOST_TOPICS] or ["scorecards"]:
        if topic == "person":
            topics.append(f"person.{caller.person}")
        elif topic.startswith("person.") and topic != f"person.{caller.person}":
            raise NotYourTopic("只能接收自己的消息。", "You may only listen to your own messages.", topic=topic[:60])
        else:
            topics.append(topic[:100])
    return topics
