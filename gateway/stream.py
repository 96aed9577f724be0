"""`/api/v1/live`: tells a page that something changed. One stream per page; it ends with its token."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncGenerator

from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.requests import Request
from starlette.responses import Response

from gateway.gate import Caller, Gate, label
from gateway.refusals import NotYourTopic
from services.kernel.live import LiveMessage

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
        return EventSourceResponse(
            self._events(caller, topics, after[:60], named),
            ping=self.gate.settings.heartbeat,
            send_timeout=30,
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )

    async def _events(
        self, caller: Caller, topics: list[str], after: str, named: bool
    ) -> AsyncGenerator[ServerSentEvent, None]:
        """Ends when the token does or is revoked; the browser comes back with a fresh one and misses nothing."""
        self.gate.metrics.streams.inc()
        messages = self.gate.live.subscribe(topics, after)
        coming: asyncio.Task[LiveMessage] | None = None
        try:
            yield ServerSentEvent(comment="open", retry=2000)
            while await self._may_go_on(caller):
                coming = coming or asyncio.create_task(_next(messages))
                done, _ = await asyncio.wait({coming}, timeout=min(self.gate.settings.heartbeat, 15))
                if done:
                    message, coming = coming.result(), None
                    data = json.dumps({"topic": message.topic, **message.data}, ensure_ascii=False)
                    yield ServerSentEvent(id=message.id, event=message.topic if named else None, data=data)
        finally:
            self.gate.metrics.streams.dec()
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
