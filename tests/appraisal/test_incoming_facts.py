"""What incoming documents mean for the appraisal (A34, B11.2): only what was kept too long counts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from services.appraisal.facts.meanings import MEANINGS
from services.documents.circulation.events import CirculationOverdue
from services.documents.circulation.facts import OVERDUE
from services.kernel.rules.facts import SCALE, Fact
from tests.appraisal.office import policy_file
from tests.contracts.stored import made


def test_a_document_kept_too_long_counts_for_its_holders_department_on_the_last_day_in_time() -> None:
    event = made(CirculationOverdue)
    assert isinstance(event, CirculationOverdue)
    assert MEANINGS["documents"].facts_of(event) == (
        Fact(event.department, "", "housekeeping.circulation-overdue", SCALE, event.due, event.cites),
    )
    assert event.due == date(2024, 2, 29)


def test_the_policy_takes_one_point_for_each_up_to_ten() -> None:
    (dimension,) = (one for one in policy_file().dimensions if one.id == "housekeeping")
    (rule,) = (one for one in dimension.rules if one.id == "circulation-overdue")
    assert (rule.fact, rule.points, rule.limit) == (OVERDUE, Decimal(-1), Decimal(10))  # type: ignore[union-attr]
    assert "B11.2" in rule.cites
