"""What information counts as (A34): an item on the day it was handed in, an adoption on the publication's day."""

from __future__ import annotations

from typing import assert_never

from services.documents.information.events import (
    AdoptionWithdrawn,
    InformationAdopted,
    InformationEdited,
    InformationForwarded,
    InformationSubmitted,
    InformationWithdrawn,
)
from services.kernel.facts import SCALE, Fact, Kind, own

SUBMITTED = "information.submitted"
ADOPTED = {
    "district": "information.adopted-district",
    "city": "information.adopted-city",
    "province": "information.adopted-province",
    "nation": "information.adopted-nation",
}

KINDS = (
    Kind(SUBMITTED, "information", "报送信息(条)", "Information items submitted"),
    Kind(ADOPTED["district"], "information", "区级采用(次)", "Adopted by the district (times)"),
    Kind(ADOPTED["city"], "information", "市级采用(次)", "Adopted by the city (times)"),
    Kind(ADOPTED["province"], "information", "省级采用(次)", "Adopted by the province (times)"),
    Kind(ADOPTED["nation"], "information", "中央采用(次)", "Adopted by the nation (times)"),
)
Silent = InformationEdited | InformationForwarded  # neither a submission nor an adoption


def facts_of(
    event: InformationSubmitted | InformationWithdrawn | InformationAdopted | AdoptionWithdrawn,
) -> tuple[Fact, ...]:
    match event:
        case InformationSubmitted():
            return (own(event.department, SUBMITTED, SCALE, event.day, event.cites),)
        case InformationWithdrawn():
            return (own(event.department, SUBMITTED, -SCALE, event.submitted_on, event.cites),)
        case InformationAdopted():
            return (own(event.department, ADOPTED[event.level], SCALE, event.on, event.cites),)
        case AdoptionWithdrawn():
            return (own(event.department, ADOPTED[event.level], -SCALE, event.on, event.cites),)
        case _:
            assert_never(event)
