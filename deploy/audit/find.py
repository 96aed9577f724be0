"""`jikao audit find`: the events of all services by what people remember, as sentences; the newest first.

The same search as the page of the log. Fields that are marked are withheld, and find nothing.
"""

from __future__ import annotations

import heapq
import sys
from datetime import date, tzinfo
from itertools import islice
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from deploy.audit.commands import DATA, applications
from services.kernel.domain.who import SYSTEM_ID
from services.kernel.log.index import catch_up
from services.kernel.log.transaction import Reading
from services.kernel.procedure.context import Call
from services.kernel.procedure.identity import Identity
from services.kernel.procedure.own_log.finding import found
from services.kernel.procedure.own_log.views import FindEvents, LoggedEvent


def find(
    *words: str,
    service: tuple[str, ...] = (),
    data: Path = DATA,
    since: date | None = None,
    until: date | None = None,
    limit: int = 50,
    json: bool = False,
) -> int:
    """Find events of all services: by a number, a name or its pinyin, a department, an article, a day, what was done.

    Parameters
    ----------
    words
        Each has to fit; none means every event.
    service
        Look in these services alone.
    since
        Recorded on this day or later.
    until
        Recorded on this day or before.
    json
        One JSON object a line instead of a table.
    """
    asked = FindEvents(text=" ".join(words), since=since, until=until, limit=min(limit, 500))
    lists: list[list[tuple[str, LoggedEvent, Any]]] = []
    with applications(data, service, starting=False) as apps:
        for name, application, _ in apps:
            catch_up(application.store, application.record)
            with application.store.reading() as connection:
                ctx = application.context(
                    Reading(application.store, connection), Call("", {}, ""), Identity(SYSTEM_ID, "audit", 0.0)
                )
                lists.append([(name, event, ctx.organ) for event in found(asked, application, ctx).items])
        zone = apps[0][1].office.zone
        merged = heapq.merge(*lists, key=lambda one: (one[1].recorded, one[0], one[1].position), reverse=True)
        shown = list(islice(merged, limit))
        _print(shown, zone, json)
    return 0 if shown else 1


def _print(shown: list[tuple[str, LoggedEvent, Any]], zone: tzinfo, json: bool) -> None:
    if json:
        for name, event, _ in shown:
            sys.stdout.write(f'{{"source":"{name}",{event.model_dump_json()[1:]}\n')
        return
    table = Table(box=None)
    for heading in ("时间 / recorded", "经办 / by", "事件 / event", "记录 / record", "依据 / cites", "#"):
        table.add_column(heading)
    for name, event, organ in shown:
        by = organ.name_of(event.actor) + (f" ({organ.post_title(event.post)})" if event.post else "")
        what = f"{event.number} {event.title}".strip()
        row = (f"{event.recorded.astimezone(zone):%Y-%m-%d %H:%M}", by, event.zh, what, " ".join(event.cites))
        table.add_row(*row, f"{name}/{event.position}")
    Console().print(table if shown else "没有找到事件 / no event was found")
