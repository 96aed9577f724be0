"""The facts of guiding township congresses (A13). `on` is the day on which it happened."""

from __future__ import annotations

from datetime import date

from services.kernel.domain.events import Confidential, Event, Personal


class GuidanceGiven(Event):
    """`department` guided; `people` went, leaders among them."""

    SAYS = "登记乡镇指导"
    TOPIC = "documents.township-guidance-given.v1"
    number: str
    township: str
    on: date
    people: tuple[str, ...]
    content: Confidential[str] = ""


class GuidanceWithdrawn(Event):
    """The entry was an error and no longer counts."""

    SAYS = "撤回乡镇指导登记"
    TOPIC = "documents.township-guidance-withdrawn.v1"
    township: str
    on: date
    reason: Personal[str] = ""


class StationSetUp(Event):
    """A deputies' home or liaison station (`form`) that `department` helped to set up."""

    SAYS = "建立代表家站"
    TOPIC = "documents.deputies-station-set-up.v1"
    number: str
    township: str
    form: str
    name: str
    on: date


class StationClosed(Event):
    """It no longer serves; that it was set up still counts."""

    SAYS = "停办代表家站"
    TOPIC = "documents.deputies-station-closed.v1"
    on: date
    reason: Personal[str] = ""


class StationWithdrawn(Event):
    """The entry was an error and no longer counts; `on` is the day on which it was said to be set up."""

    SAYS = "撤回代表家站登记"
    TOPIC = "documents.deputies-station-withdrawn.v1"
    on: date
    reason: Personal[str] = ""
