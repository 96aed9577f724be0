"""Remembers scorecards for a moment: when one changes, every open page asks for the same answer at once.

An answer holds only as long as no live message came after it, and two seconds at most. Who may ask is still the
service's decision: a person is given a remembered answer only where the service has lately answered them itself.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any

from gateway.backend import Backend
from services.kernel.delivery.live import Live
from services.kernel.procedure.context import Answer, Call
from services.kernel.procedure.identity import Verifier

REMEMBERED = frozenset(
    {
        "appraisal.list-scorecards",
        "appraisal.get-scorecard",
        "appraisal.list-quarters",
        "appraisal.survey-quarter",
        "appraisal.list-trend",
        "appraisal.compare-moments",
    }
)
CHANGING = ("appraisal.", "directory.")
"""A command of these may change a scorecard without a live message: a policy adopted, a department renamed."""
SECONDS, ADMITTED_SECONDS, MOST = 2.0, 60.0, 256
NEVER = float("-inf")
Key = tuple[str, str, str]


class RememberingBackend:
    """A backend before another one. `queries` are the names of the queries that are asked for by nothing else."""

    def __init__(
        self,
        inner: Backend,
        live: Live,
        verifier: Verifier,
        queries: frozenset[str],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._inner, self._live, self._verifier, self._queries, self._clock = inner, live, verifier, queries, clock
        self._answers: OrderedDict[Key, tuple[float, asyncio.Future[Answer]]] = OrderedDict()
        self._admitted: dict[tuple[str, str], float] = {}

    async def call(self, call: Call) -> Answer:
        if call.operation not in REMEMBERED:
            try:
                return await self._inner.call(call)
            finally:
                if call.operation.startswith(CHANGING) and call.operation not in self._queries:
                    self._answers.clear()
        asker = (self._verifier.verify(call.token).person, call.operation)
        now = self._clock()
        if self._admitted.get(asker, NEVER) < now:
            answer = await self._inner.call(call)
            self._admit(asker, now)
            return answer
        return await self._remembered(call, now)

    async def ready(self) -> Mapping[str, bool]:
        return await self._inner.ready()

    async def _remembered(self, call: Call, now: float) -> Answer:
        """One question at a time per key; whoever comes while it is asked waits for the same answer."""
        key = (call.operation, _canonical(call.body), await self._live.position())
        until, coming = self._answers.get(key, (NEVER, None))
        if coming is None or until < now or coming.cancelled():
            coming = asyncio.ensure_future(self._inner.call(call))
            self._answers[key] = (now + SECONDS, coming)
            while len(self._answers) > MOST:
                self._answers.popitem(last=False)
        try:
            return await asyncio.shield(coming)
        except BaseException:
            self._answers.pop(key, None)
            raise

    def _admit(self, asker: tuple[str, str], now: float) -> None:
        self._admitted = {one: until for one, until in self._admitted.items() if until >= now}
        self._admitted[asker] = now + ADMITTED_SECONDS


def _canonical(body: Mapping[str, Any]) -> str:
    return json.dumps(dict(body), sort_keys=True, default=str)
