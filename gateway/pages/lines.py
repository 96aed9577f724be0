"""Lines of a record that name an event by `source` and `position`: its page, and what can be done about one line; and
the records in which somebody's years are told line by line."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from gateway.pages.frame import Pages, Visit
from gateway.pages.places import page_of_record
from gateway.watching import unseen
from services.kernel.procedure.operations import Operation

PLACE = ("source", "position", "n")
"""What names an event, and of it the fact: nobody reads or types that."""
YEAR = "appraisal.get-personal-record"


def names_event(operation: type[Operation]) -> bool:
    """Whether a command is about an event that it names, and so is begun from the event's line."""
    asked = operation.model_fields.keys() - set(operation.path_fields())
    return operation.WRITES and {"source", "position"} <= asked


def event_page(row: Mapping[str, Any], permitted: Mapping[str, Any]) -> str:
    """Empty where the events of the source are not for the visitor."""
    return f"/events/{row['source']}/{row['position']}" if f"{row['source']}.get-event" in permitted else ""


class Lines:
    """Of the record that a page shows: `own` names it, `acts` can be done below it."""

    def __init__(self, permitted: Mapping[str, Any], own: Mapping[str, str], acts: Iterable[type[Operation]]) -> None:
        self._permitted, self._own = permitted, own
        self._acts = [act for act in acts if names_event(act)]

    def placed(self, row: Mapping[str, Any]) -> bool:
        return "source" in row and "position" in row

    def event(self, row: Mapping[str, Any]) -> str:
        return event_page(row, self._permitted)

    def acts(self, row: Mapping[str, Any]) -> list[tuple[type[Operation], str]]:
        """With all that the line says filled in; a line that has been acted on is a record of its own."""
        if "id" in row:
            return []
        asked = dict(self._own) | {name: row[name] for name in PLACE if name in row}
        return [(act, f"/operations/{act.NAME}?{urlencode(asked)}") for act in self._acts]


async def years_of(pages: Pages, visit: Visit, person: str) -> list[tuple[int, str]]:
    """The running year and the last, and the page that tells somebody's; none where that is not for the visitor."""
    now = datetime.now(pages.zone).year
    years = (now, now - 1)
    with unseen():
        answers = await asyncio.gather(*(pages.ask_kindly(visit, YEAR, person=person, year=year) for year in years))
    return [
        (year, page_of_record(YEAR, {"person": person, "year": year}))
        for year, answer in zip(years, answers, strict=True)
        if answer is not None
    ]
