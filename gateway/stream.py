"""`/api/v1/live`: tells a page that something changed. One stream per page; it ends with its token."""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from collections.abc import AsyncGenerator, Mapping
from typing import get_args

import anyio
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.requests import Request
from starlette.responses import Response

from gateway.gate import Caller, Gate, label
from gateway.operations import Operations
from gateway.refusals import NotYourTopic, TooManyStreams
from services.kernel.delivery.live import LiveMessage, ended
from services.kernel.procedure.desk import DESK, LISTS
from services.kernel.procedure.operations import Operation

MOST_TOPICS = 10
OWN_TOPICS = frozenset({DESK, "person", "scorecards", "replays"})
"""What is no table."""


class Stream:
    def __init__(self, gate: Gate) -> None:
        self.gate = gate
        self._open: Counter[str] = Counter()
        """By person, at this gateway; a page that leaves is noticed with the next heartbeat at the latest."""
        self._lists = topics_of(gate.operations)

    async def live(self, request: Request) -> Response:
        label(request, "gateway.live")
        return await self.open(request, await self.gate.identify(request))

    async def open(self, request: Request, caller: Caller) -> Response:
        """Messages of one stable type, the default one, so that one listener (`onmessage`) hears them all; the topic
        stands in the data."""
        topics = allowed(caller, request.query_params.get("topics", ""))
        for topic in topics:
            if not self._is_one(topic):
                raise NotYourTopic("没有这样的消息。", "There are no such messages.", topic=topic[:60])
        if any(topic.partition(".")[0] == LISTS or topic in self._lists for topic in topics):
            topics = await self._permitted(request, caller, topics)
        if self._open[caller.person] >= self.gate.settings.streams_per_person:
            raise TooManyStreams(
                f"您已打开 {self._open[caller.person]} 个实时页面，达到上限。",
                f"You have {self._open[caller.person]} live pages open, which is as many as one may.",
                retry_after=60,
            )
        after = request.headers.get("last-event-id") or request.query_params.get("after", "")
        stopping = anyio.Event()
        return EventSourceResponse(
            self._events(caller, topics, after[:60], stopping),
            ping=self.gate.settings.heartbeat,
            send_timeout=30,
            shutdown_event=stopping,
            shutdown_grace_period=2,
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )

    def _is_one(self, topic: str) -> bool:
        root, _, rest = topic.partition(".")
        return (root in OWN_TOPICS and (root != DESK or not rest)) or root == LISTS or topic in self._lists

    async def _permitted(self, request: Request, caller: Caller, topics: list[str]) -> list[str]:
        """Registers by their table, less those that are not the caller's to list as a whole: when something of other
        people's changes says something too."""
        found: list[str] = []
        for topic in topics:
            wanted = [operation for name, operation in self._lists.items() if _below(name, topic)]
            if not wanted and topic.partition(".")[0] != LISTS:
                found.append(topic)  # none of a register
                continue
            may: set[str] = set()
            for service in {one.SERVICE for one in wanted}:
                may |= await self._may(request, caller, service)
            mine = [table_topic(one) for one in wanted if one.NAME in may]
            if not mine:
                raise NotYourTopic(
                    "不能接收该台账的消息。", "That register's messages are not for you.", topic=topic[:60]
                )
            found += mine
        return list(dict.fromkeys(found))

    async def _may(self, request: Request, caller: Caller, service: str) -> set[str]:
        answer = await self.gate.ask(caller, f"{service}.list-permitted", request)
        return {one["operation"] for one in answer["items"] if not one["fields"]}

    async def _events(
        self, caller: Caller, topics: list[str], after: str, stopping: anyio.Event
    ) -> AsyncGenerator[ServerSentEvent, None]:
        """Ends when the token or the process does; the browser comes back with a fresh one and misses nothing."""
        self.gate.metrics.streams.inc()
        self._open[caller.person] += 1
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
                    yield ServerSentEvent(id=message.id, data=data)
        finally:
            self.gate.metrics.streams.dec()
            self._open[caller.person] -= 1
            self._open += Counter()  # who has none is forgotten
            stop.cancel()
            if coming is not None:
                await ended(coming)
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


def table_topic(register: type[Operation]) -> str:
    """Empty for what is no table."""
    (row,) = get_args(register.RETURNS.model_fields["items"].annotation)
    table = getattr(row, "TABLE", None)
    return f"{LISTS}.{register.SERVICE}.{table.name}" if table is not None else ""


def page_topic(
    topics: Mapping[str, type[Operation]], register: type[Operation], permitted: Mapping[str, Mapping[str, str]]
) -> str:
    """What a page of a register listens to; empty where its table's changes are not for the visitor as a whole."""
    topic = table_topic(register)
    whole = topics.get(topic)
    return topic if whole is not None and permitted.get(whole.NAME) == {} else ""


def topics_of(operations: Operations) -> dict[str, type[Operation]]:
    """By what a page may call them: `lists.documents.tasks`, or as its address ends (`tasks`) where no other's does."""
    whole_last = sorted(operations.registers, key=lambda one: -len(one.PATH))
    """Of several lists of one table the register itself counts, not a part of it."""
    registers = {topic: one for one in whole_last if (topic := table_topic(one))}
    short = Counter(_called(one) for one in registers.values())
    return registers | {
        name: one
        for one in registers.values()
        if short[name := _called(one)] == 1 and name not in OWN_TOPICS and name != LISTS
    }


def _called(register: type[Operation]) -> str:
    return register.PATH.rpartition("/")[2]


def _below(name: str, wanted: str) -> bool:
    return name == wanted or name.startswith(wanted + ".")
