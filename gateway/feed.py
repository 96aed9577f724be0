"""Somebody's duties as an iCalendar (RFC 5545) that a phone or a desktop calendar subscribes to. Knows no service.

A duty is a day of its own: what has to be done, for which article. Nothing of any record is in it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from icalendar import Calendar, Event

from services.kernel.rules.model import ORGAN

MEDIA_TYPE = "text/calendar"
REFRESH = "PT6H"
"""How often subscribers are asked to look again."""
Duty = Mapping[str, Any]


def calendar(
    duties: Iterable[Duty], *, name: str, english: bool, article: Callable[[str], str], now: datetime
) -> bytes:
    """Each duty under an id that stays the same however often it is asked for; one whose day cannot be told is left
    out until it can."""
    made = Calendar()
    made.add("prodid", "-//jikao//calendar of duties//ZH" if not english else "-//jikao//calendar of duties//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    made.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", REFRESH)
    for duty in duties:
        if duty["due"]:
            made.add_component(_event(duty, english, article, now))
    return bytes(made.to_ical())


def _event(duty: Duty, english: bool, article: Callable[[str], str], now: datetime) -> Event:
    due = date.fromisoformat(duty["due"])
    event = Event()
    event.add("uid", f"{uid(duty)}@jikao")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", due)
    event.add("dtend", due + timedelta(days=1))
    event.add("summary", duty["en" if english else "zh"])
    said = (article(cite) if cite == ORGAN else f"{cite} {article(cite)}" for cite in duty["cites"])
    event.add("description", "\n".join(said))
    event.add("transp", "TRANSPARENT")
    return event


def uid(duty: Duty) -> str:
    """Of a duty, wherever it is asked for: it tells nothing of what it names."""
    return hashlib.sha256(f"{duty['kind']}/{duty['key']}".encode()).hexdigest()[:40]
