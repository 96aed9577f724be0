"""Follows an event up and down by what caused what, through the logs of all services."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from gateway.pages.frame import Visit

if TYPE_CHECKING:
    from gateway.pages.log import Log

MOST = 300
"""Events of one tree."""
ROUNDS = 6
"""So many times what the events found so far have caused is looked for."""


class Trace:
    """`cut` says that there is more than is shown."""

    def __init__(self, log: Log, visit: Visit, services: list[str]) -> None:
        self._log, self._visit, self._services = log, visit, services
        self._known: dict[str, dict[str, Any]] = {}
        self.cut = False

    async def around(self, service: str, event: dict[str, Any]) -> list[dict[str, Any]]:
        """The trees in which the event stands: each node an event with `caused`."""
        self._take(service, [event])
        await self._up(event)
        requests, asked = self._requests(), set[str]()
        causes = list(self._known)
        for _ in range(ROUNDS):
            fresh = requests - asked
            found = await self._look(fresh, causes)
            asked |= fresh
            causes = found
            requests = self._requests()
            if not found:
                break
        return self._trees()

    async def _up(self, event: dict[str, Any]) -> None:
        cause = event["causation"]
        while cause and cause not in self._known and len(self._known) < MOST:
            service, _, position = cause.partition("/")
            if not position.isdecimal():
                return
            found = await self._log.pages.ask_kindly(self._visit, f"{service}.get-event", position=position)
            if found is None:
                return
            self._take(service, [found])
            cause = found["causation"]

    def _requests(self) -> set[str]:
        return {event["correlation"] for event in self._known.values() if event["correlation"]}

    async def _look(self, requests: Iterable[str], causes: list[str]) -> list[str]:
        """What belongs to these requests, and what these events caused; returns what is new."""
        asked: list[dict[str, Any]] = [{"correlation": request} for request in requests]
        asked += [{"causes": causes[at : at + 200]} for at in range(0, len(causes), 200)]
        places = [(service, one) for service in self._services for one in asked]
        answers = await asyncio.gather(
            *(self._log.find(self._visit, service, limit=MOST, **one) for service, one in places)
        )
        before = set(self._known)
        for (service, _), answer in zip(places, answers, strict=True):
            if answer is not None:
                self.cut |= answer["next"] is not None
                self._take(service, answer["items"])
        return [name for name in self._known if name not in before]

    def _take(self, service: str, events: Iterable[dict[str, Any]]) -> None:
        for event in events:
            name = f"{service}/{event['position']}"
            if name not in self._known:
                if len(self._known) >= MOST:
                    self.cut = True
                    return
                self._known[name] = event | {"source": service, "caused": []}

    def _trees(self) -> list[dict[str, Any]]:
        ordered = sorted(self._known.items(), key=lambda item: (item[1]["recorded"], item[0]))
        roots: list[dict[str, Any]] = []
        for name, event in ordered:
            cause = self._known.get(event["causation"]) if event["causation"] != name else None
            (cause["caused"] if cause is not None else roots).append(event)
        return roots
