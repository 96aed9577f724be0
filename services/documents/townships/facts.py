"""What guiding township congresses counts as: a visit on its day, a station when it was set up (A13, A34)."""

from __future__ import annotations

from typing import assert_never

from services.documents.townships import events as e
from services.kernel.rules.facts import SCALE, Fact, Kind, own

GUIDANCE, STATION = "townships.guidance", "townships.station"

KINDS = (
    Kind(GUIDANCE, "townships", "指导乡镇人大(次)", "Guidance visits to township congresses", sign="favourable"),
    Kind(STATION, "townships", "建立代表家站(个)", "Deputies' homes and stations set up", sign="favourable"),
)
Silent = e.StationClosed  # it was set up, and that was counted


def facts_of(event: e.GuidanceGiven | e.GuidanceWithdrawn | e.StationSetUp | e.StationWithdrawn) -> tuple[Fact, ...]:
    match event:
        case e.GuidanceGiven():
            return (own(event.department, GUIDANCE, SCALE, event.on, event.cites),)
        case e.GuidanceWithdrawn():
            return (own(event.department, GUIDANCE, -SCALE, event.on, event.cites),)
        case e.StationSetUp():
            return (own(event.department, STATION, SCALE, event.on, event.cites),)
        case e.StationWithdrawn():
            return (own(event.department, STATION, -SCALE, event.on, event.cites),)
        case _:
            assert_never(event)
