"""隔离: received events that could not be taken in, of every service: why, what waits behind, and what can be done.

Keeps nothing itself. Of an event it shows its place, never its content: who may see that follows the link.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from gateway.pages.frame import Pages, Visit
from services.kernel.refusals import NotFound

LISTS, SKIPS, RETRIES, PROPOSES = (
    ".list-quarantine",
    ".list-quarantine-skips",
    ".retry-quarantine",
    ".propose-quarantine-skip",
)
MOST = 500
"""Of one service; what waits behind the first some hundred is taken in with them."""


class Quarantine:
    def __init__(self, pages: Pages) -> None:
        self.pages = pages

    async def page(self, visit: Visit) -> Response:
        permitted = await self.pages.permitted(visit)
        seen = [name.removesuffix(LISTS) for name in permitted if name.endswith(LISTS)]
        if not seen:
            raise NotFound("没有可查看的隔离事件。", "There is no quarantine for you to see.")
        held = await self._of_each(visit, seen, LISTS, limit=MOST)
        skips = await self._of_each(visit, seen, SKIPS, status="proposed")
        return self.pages.render(
            visit,
            "quarantine.html",
            services=[(name, list(_grouped(items))) for name, items in held if items],
            skips=[(name, skip) for name, items in skips for skip in items],
            retries=[name for name in seen if name + RETRIES in permitted],
            proposes={name: f"/operations/{name}{PROPOSES}?" for name in seen if name + PROPOSES in permitted},
            urlencode=urlencode,
        )

    async def _of_each(
        self, visit: Visit, services: Sequence[str], lists: str, **asked: Any
    ) -> list[tuple[str, list[dict[str, Any]]]]:
        found = await asyncio.gather(*(self.pages.ask_kindly(visit, name + lists, **asked) for name in services))
        return [(name, page["items"]) for name, page in zip(services, found, strict=True) if page]


def _grouped(items: Sequence[Mapping[str, Any]]) -> Iterator[tuple[Mapping[str, Any], int]]:
    """Each that could not be taken in, and how many of its aggregate wait behind it."""
    behind: dict[tuple[str, str], int] = {}
    for one in items:
        key = one["source"], one["aggregate"]
        behind[key] = behind.get(key, -1) + 1
    return ((one, behind[one["source"], one["aggregate"]]) for one in items if one["error"])
