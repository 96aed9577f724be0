"""What incoming documents mean for the appraisal (A34, B11.2): only what was kept too long counts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import get_args

import pytest

from services.appraisal.facts import documents as mapping
from services.appraisal.facts import incoming
from services.appraisal.facts.fact import SCALE, Fact
from services.documents.circulation.events import CirculationOverdue
from services.kernel.events import Event
from tests.appraisal.office import policy_file
from tests.contracts.stored import declared, made

OWN = {
    topic: cls
    for topic, cls in declared().items()
    if cls.__module__ in ("services.documents.incoming.events", "services.documents.circulation.events")
}


def test_a_document_kept_too_long_counts_for_its_holders_department_on_the_last_day_in_time() -> None:
    event = made(CirculationOverdue)
    assert isinstance(event, CirculationOverdue)
    assert mapping.facts_of(event) == (
        Fact(event.department, "", "housekeeping.circulation-overdue", SCALE, event.due, event.cites),
    )
    assert event.due == date(2024, 2, 29)


@pytest.mark.parametrize("cls", [pytest.param(cls, id=topic) for topic, cls in OWN.items()])
def test_nothing_else_of_them_counts_and_nothing_is_unheard(cls: type[Event]) -> None:
    heard = mapping.SPEAKING | mapping.SILENT
    assert cls.TOPIC in heard
    if cls is not CirculationOverdue:
        assert cls in get_args(incoming.Silent)
        assert mapping.facts_of(made(cls)) == ()  # type: ignore[arg-type]


def test_the_policy_takes_one_point_for_each_up_to_ten() -> None:
    (dimension,) = (one for one in policy_file().dimensions if one.id == "housekeeping")
    (rule,) = (one for one in dimension.rules if one.id == "circulation-overdue")
    assert (rule.fact, rule.points, rule.limit) == (incoming.CIRCULATION_OVERDUE, Decimal(-1), Decimal(10))  # type: ignore[union-attr]
    assert "B11.2" in rule.cites
