"""The log of all services as one, found by what people remember; a record's history; what led to what."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from gateway.pages.frame import Pages, Visit
from gateway.pages.places import is_id, page_of_record
from gateway.pages.properties import Properties
from gateway.pages.quarters import not_installed
from gateway.pages.tracing import Trace
from gateway.watching import unseen
from services.kernel.procedure.operations import Operation
from services.kernel.refusals import Invalid, Refusal

FIND = ".find-events"
ASKED = ("text", "person", "department", "article", "since", "until", "record", "correlation")
ON_A_PAGE = 40
LOOKS = ("directory.list-looks", "directory.list-unusual-looks")
Event = dict[str, Any]
"""A `LoggedEvent` with the service that recorded it as `source`."""


class Log:
    def __init__(self, pages: Pages) -> None:
        self.pages, self.gate = pages, pages.gate

    async def log(self, visit: Visit) -> Response:
        """Each service answers its own page; they are merged in order of recording."""
        query = visit.request.query_params
        given = {name: query[name] for name in ASKED if query.get(name)}
        whole = bool(query.get("whole") or given.get("record") or given.get("correlation"))
        asking: dict[str, Any] = given | {"office": not whole}
        services = await self._services(visit)
        chosen = query.get("service", "")
        places = _places(query.get("after", ""))
        asked = [name for name in services if chosen in ("", name) and places.get(name, 1) > 0]
        answers = await asyncio.gather(
            *(self.find(visit, name, limit=ON_A_PAGE, **_from(places, name), **asking) for name in asked)
        )
        found = dict(zip(asked, answers, strict=True))
        events = list(islice(_merged(found), ON_A_PAGE))
        following = _following(places, found, events)
        kept = given | ({"service": chosen} if chosen else {}) | ({"whole": "1"} if query.get("whole") else {})
        return self.pages.render(
            visit,
            "log.html",
            events=events,
            given={name: given.get(name, "") for name in ASKED},
            chosen=chosen,
            whole=whole,
            services=services,
            read=_read(found),
            too_many=any(answer["too_many"] for answer in answers if answer),
            beside=await self._beside(visit),
            silent=[name for name, answer in found.items() if answer is None],
            further=f"?{urlencode(kept | {'after': following})}" if following else "",
            first=f"?{urlencode(kept)}" if places else "",
        )

    async def _beside(self, visit: Visit) -> list[tuple[type[Operation], str]]:
        """Who looked at what, for whom it is."""
        permitted = await self.pages.permitted(visit)
        found = (self.gate.operations.get(name) for name in LOOKS if name in permitted)
        return [(each, f"/registers/{each.NAME}") for each in found if each is not None]

    async def find(self, visit: Visit, service: str, **asked: Any) -> Any:
        """None where the service does not answer; what was asked wrongly is said."""
        try:
            return await self.pages.ask(visit, service + FIND, **asked)
        except Invalid:
            raise
        except Refusal:
            return None

    async def _services(self, visit: Visit) -> list[str]:
        """Whose log the visitor may search; whoever may search none is refused as the services refuse."""
        every = [name.removesuffix(FIND) for name in self.gate.operations if name.endswith(FIND)]
        permitted = await self.pages.permitted(visit)
        found = [name for name in every if name + FIND in permitted]
        if every and not found:
            await self.pages.ask(visit, every[0] + FIND)
        return sorted(found)

    # -- one record ---------------------------------------------------------------------------------------------------

    async def history(self, visit: Visit) -> Response:
        """A record event by event, and its state after the one chosen (`version`), or as known on a day (`on`)."""
        service, aggregate = (visit.request.path_params[name] for name in ("service", "aggregate"))
        query = visit.request.query_params
        asked = {name: query[name] for name in ("version", "on", "after") if query.get(name)}
        shows = self.gate.operations.get(f"{service}.get-history")
        history = await self.pages.ask(visit, f"{service}.get-history", aggregate=aggregate, **asked)
        if history is None or shows is None:
            raise not_installed()
        record = self.gate.operations.get(history["shown_by"])
        key = {history["key"]: history["aggregate"]}
        found = await self.pages.ask_kindly(visit, record.NAME, **key) if record is not None else None
        told = Properties(self.pages, visit, service, history["procedure"], record)
        for step in history["items"]:
            step["source"], step["changes"] = service, told.changes(step["changes"])
        state = told.state(history["state"])
        step = next((one for one in history["items"] if one["aggregate_version"] == history["as_of"]), None)
        return self.pages.render(
            visit,
            "history.html",
            source=service,
            history=history,
            state=state,
            step=step,
            stepping="version" in asked or "on" in asked,
            on=asked.get("on", ""),
            operation=record or shows,
            references={},
            titles=told.titles,
            record=record if found is not None else None,
            page=page_of_record(history["shown_by"], key),
        )

    async def trace(self, visit: Visit) -> Response:
        """What led to an event, and what followed from it, in every service."""
        service, position = visit.request.path_params["service"], visit.request.path_params["position"]
        event = await self.pages.ask(visit, f"{service}.get-event", position=position)
        if event is None:
            raise not_installed()
        trace = Trace(self, visit, await self._services(visit))
        tree = await trace.around(service, event)
        return self.pages.render(visit, "trace.html", source=service, event=event, tree=tree, more=trace.cut)


async def history_page(pages: Pages, visit: Visit, service: str, ids: Iterable[Any]) -> str:
    """The page of the events of the first of these that is an aggregate whose history is for the visitor."""
    for id_ in filter(is_id, dict.fromkeys(ids)):
        with unseen():
            there = await pages.ask_kindly(visit, f"{service}.get-history", aggregate=id_, limit=1)
        if there is not None:
            return f"/history/{service}/{id_}"
    return ""


def _places(after: str) -> dict[str, int]:
    """Of each service the position before which the next page goes on; 0 where its log is read to the end."""
    found: dict[str, int] = {}
    for part in filter(None, after.split(",")):
        service, _, position = part.partition(":")
        if not position.isdecimal():
            raise Invalid("分页起点无效。", "`after` is not a page's `next`.", fields=[{"field": "after"}])
        found[service] = int(position)
    return found


def _from(places: Mapping[str, int], service: str) -> dict[str, str]:
    return {"after": str(places[service])} if service in places else {}


def _merged(found: Mapping[str, Any]) -> Iterable[Event]:
    """The newest first; of one moment in a fixed order, so that pages follow one another."""
    lists = [[one | {"source": name} for one in answer["items"]] for name, answer in found.items() if answer]
    return heapq.merge(*lists, key=_order, reverse=True)


def _order(event: Event) -> tuple[str, str, int]:
    return event["recorded"], event["source"], event["position"]


def _following(places: Mapping[str, int], found: Mapping[str, Any], shown: Iterable[Event]) -> str:
    """Where each service goes on; empty when all are read to the end."""
    last = {event["source"]: event["position"] for event in shown}
    rest = dict(places)
    for name, answer in found.items():
        if answer is None:
            continue
        items = answer["items"]
        whole = not items or last.get(name) == items[-1]["position"]
        rest[name] = 0 if whole and answer["next"] is None else last.get(name, items[0]["position"] + 1 if items else 0)
    return ",".join(f"{name}:{place}" for name, place in sorted(rest.items())) if any(rest.values()) else ""


def _read(found: Mapping[str, Any]) -> list[dict[str, Any]]:
    """How the words were read, said once for all services."""
    every = [one for answer in found.values() if answer for one in answer["read"]]
    return list({(one["word"], one["kind"], one["zh"]): one for one in every}.values())
