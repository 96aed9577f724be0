"""The routes of all operations as one: a router tries its routes one after the other, and here there are a thousand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from starlette._utils import get_route_path
from starlette.datastructures import URLPath
from starlette.routing import BaseRoute, Match, NoMatchFound, Route
from starlette.types import Receive, Scope, Send

CHOSEN = "jikao.route"
HEAD = 5
"""Parts of an address that lead to its procedure: the empty one, `api`, `v1`, `finance`, `claims`."""


class ByProcedure(BaseRoute):
    """In the order in which they are given, of those whose address begins alike."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._by_head: defaultdict[tuple[str, ...], list[Route]] = defaultdict(list)
        for route in routes:
            self._by_head[_head(route.path)].append(route)

    def near(self, scope: Scope) -> Sequence[Route]:
        """Those that an address may mean."""
        return self._by_head.get(_head(get_route_path(scope)), ())

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        partial: tuple[Match, Scope] = (Match.NONE, {})
        for route in self.near(scope) if scope["type"] == "http" else ():
            match, found = route.matches(scope)
            if match is Match.FULL:
                return match, {**found, CHOSEN: route}
            if match is Match.PARTIAL and partial[0] is Match.NONE:
                partial = match, {**found, CHOSEN: route}
        return partial

    def url_path_for(self, name: str, /, **path_params: Any) -> URLPath:
        raise NoMatchFound(name, path_params)  # an operation is found by its own path, not by a name of its route

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        route: Route = scope[CHOSEN]
        await route.handle(scope, receive, send)


def taken(routes: Iterable[BaseRoute], scope: Scope) -> list[str]:
    """Every method that an address takes: a router looks at one route alone."""
    methods: set[str] = set()
    for route in routes:
        for one in route.near(scope) if isinstance(route, ByProcedure) else (route,):
            if one.matches(scope)[0] is not Match.NONE:
                methods |= getattr(one, "methods", None) or set()
    return sorted(methods)


def _head(path: str) -> tuple[str, ...]:
    return tuple(path.split("/", HEAD)[:HEAD])
