"""What information counts as (A34): an item on the day it was handed in, an adoption on the publication's day."""

from __future__ import annotations

from typing import assert_never

from services.documents.information import events as e
from services.kernel.rules.facts import SCALE, Fact, Kind, own

SUBMITTED = "information.submitted"
ADOPTED = {
    "district": "information.adopted-district",
    "city": "information.adopted-city",
    "province": "information.adopted-province",
    "nation": "information.adopted-nation",
}

KINDS = (
    Kind(SUBMITTED, "information", "报送信息(条)", "Information items submitted", sign="favourable"),
    Kind(ADOPTED["district"], "information", "区级采用(次)", "Adopted by the district (times)", sign="favourable"),
    Kind(ADOPTED["city"], "information", "市级采用(次)", "Adopted by the city (times)", sign="favourable"),
    Kind(ADOPTED["province"], "information", "省级采用(次)", "Adopted by the province (times)", sign="favourable"),
    Kind(ADOPTED["nation"], "information", "中央采用(次)", "Adopted by the nation (times)", sign="favourable"),
)
Silent = e.InformationEdited | e.InformationForwarded  # neither a submission nor an adoption


def facts_of(
    event: e.InformationSubmitted | e.InformationWithdrawn | e.InformationAdopted | e.AdoptionWithdrawn,
) -> tuple[Fact, ...]:
    match event:
        case e.InformationSubmitted():
            return (own(event.department, SUBMITTED, SCALE, event.day, event.cites),)
        case e.InformationWithdrawn():
            return (own(event.department, SUBMITTED, -SCALE, event.submitted_on, event.cites),)
        case e.InformationAdopted():
            return (own(event.department, ADOPTED[event.level], SCALE, event.on, event.cites),)
        case e.AdoptionWithdrawn():
            return (own(event.department, ADOPTED[event.level], -SCALE, event.on, event.cites),)
        case _:
            assert_never(event)
