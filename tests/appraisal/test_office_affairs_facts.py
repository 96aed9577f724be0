"""What office affairs mean for the appraisal (A13, A34, B12, B13): whose, which quarter, and what takes it back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from services.appraisal.facts.meanings import KINDS, MEANINGS
from services.appraisal.scorecards.operations import GetScorecard
from services.documents.inspections.events import (
    CleaningDue,
    CleaningHeld,
    CleaningMissed,
    CriticismCirculated,
    MeasureWithdrawn,
    PraiseGiven,
    WarningGiven,
)
from services.documents.research.events import ArticleMissed
from services.documents.seals.events import SealApplied
from services.documents.townships.events import (
    GuidanceGiven,
    GuidanceWithdrawn,
    StationClosed,
    StationSetUp,
    StationWithdrawn,
)
from services.documents.visits.events import (
    ComplaintUpheld,
    LapseRecorded,
    LapseWithdrawn,
    PromiseMissed,
    YearlyGradeLost,
    YearlyGradeRestored,
)
from services.kernel.domain.events import Event
from services.kernel.log.store import Store
from services.kernel.rules.facts import PERSONAL, exact
from tests.appraisal.office import START, Desk, policy_file, stream

ON, RECORDED = date(2026, 9, 29), date(2026, 10, 9)
"""It happened in the third quarter and was entered in the fourth."""
Told = list[tuple[str, str, str, str, date]]


def told(event_class: type[Event], **fields: Any) -> Told:
    """(department, person, kind, quantity, day) of each fact; every one cites what decided."""
    known: dict[str, Any] = {"department": "law", "cites": ("B12.8",), "day": RECORDED}
    event = event_class(originator_id=stream("x"), originator_version=1, timestamp=START, **{**known, **fields})
    facts = MEANINGS["documents"].facts_of(event)
    assert all(fact.cites == ("B12.8",) and fact.kind in KINDS for fact in facts)
    return [(fact.department, fact.person, fact.kind, str(exact(fact.quantity)), fact.day) for fact in facts]


FOUND = {"number": 1, "on": ON, "inspection": "2026-0001", "requirements": ("desks",), "step": 1}


def test_a_measure_counts_for_the_department_on_the_day_of_the_inspection() -> None:
    assert told(WarningGiven, **FOUND) == [("law", "", "housekeeping.warning", "1", ON)]
    assert told(CriticismCirculated, **FOUND) == [("law", "", "housekeeping.criticism", "1", ON)]
    praise = {"number": 1, "on": ON, "inspection": "2026-0001"}
    assert told(PraiseGiven, **praise) == [("law", "", "housekeeping.praise", "1", ON)]


def test_a_persons_criticism_is_also_in_their_own_record() -> None:
    assert told(CriticismCirculated, person="p1", **FOUND) == [
        ("law", "p1", "housekeeping.criticism", "1", ON),
        ("law", "p1", "personal.housekeeping-criticised", "1", ON),
    ]
    assert told(WarningGiven, person="p1", **FOUND) == [("law", "p1", "housekeeping.warning", "1", ON)]


@pytest.mark.parametrize(
    ("measure", "person", "made"),
    [
        ("warning", "", WarningGiven),
        ("criticism", "", CriticismCirculated),
        ("criticism", "p1", CriticismCirculated),
        ("praise", "p1", PraiseGiven),
    ],
)
def test_taking_a_measure_back_leaves_nothing_of_it(measure: str, person: str, made: type[Event]) -> None:
    fields = FOUND if made is not PraiseGiven else {"number": 1, "on": ON, "inspection": "2026-0001"}
    before = told(made, person=person, **fields)
    after = told(MeasureWithdrawn, number=1, measure=measure, person=person, on=ON)
    assert [(d, p, kind, f"-{quantity}", day) for d, p, kind, quantity, day in before] == after


def test_a_month_without_cleaning_counts_on_its_last_day_unless_it_was_held_after_all() -> None:
    end = date(2026, 9, 30)
    assert told(CleaningMissed, month="2026-09", due=end) == [("law", "", "housekeeping.cleaning-missed", "1", end)]
    late = {"month": "2026-09", "on": ON, "was_missed": True}
    assert told(CleaningHeld, **late) == [("law", "", "housekeeping.cleaning-missed", "-1", end)]
    assert told(CleaningHeld, month="2026-09", on=ON) == []


def test_guidance_and_stations_count_on_their_day() -> None:
    visit = {"township": "qingyou", "on": ON}
    assert told(GuidanceGiven, number="2026-0001", people=("p1",), **visit) == [
        ("law", "", "townships.guidance", "1", ON)
    ]
    assert told(GuidanceWithdrawn, **visit) == [("law", "", "townships.guidance", "-1", ON)]
    home = {"number": "2026-0001", "township": "qingyou", "form": "home", "name": "x", "on": ON}
    assert told(StationSetUp, **home) == [("law", "", "townships.station", "1", ON)]
    assert told(StationWithdrawn, on=ON) == [("law", "", "townships.station", "-1", ON)]
    assert told(StationClosed, on=ON) == []


def test_failing_visitors_is_personal_and_costs_the_year() -> None:
    lapse = {"number": 1, "person": "p1", "year": 2026, "on": ON, "source": "check"}
    end = date(2026, 12, 31)
    assert told(LapseRecorded, nth=3, **lapse) == [("law", "p1", "personal.service-lapse", "1", ON)]
    assert told(LapseWithdrawn, **lapse) == [("law", "p1", "personal.service-lapse", "-1", ON)]
    lost = {"person": "p1", "year": 2026, "times": 3}
    assert told(YearlyGradeLost, cause="times", **lost) == [("law", "p1", "personal.annual-grade-lost", "1", end)]
    assert told(YearlyGradeRestored, **lost) == [("law", "p1", "personal.annual-grade-lost", "-1", end)]
    assert told(PromiseMissed, person="p1", due=ON) == [("law", "p1", "personal.promise-missed", "1", ON)]
    assert all(kind.dimension == PERSONAL for code, kind in KINDS.items() if code.startswith("personal."))


def test_what_is_silent() -> None:
    """An upheld complaint speaks through its lapse; A34 names no research; no seal can be misused."""
    assert told(ComplaintUpheld, person="p1", on=ON) == []
    assert told(ArticleMissed, year=2026, due=ON) == []
    assert told(SealApplied, person="p1", seal="office", document="x", copies=1, approved_by="p2") == []
    assert told(CleaningDue, month="2026-09", due=ON) == []


# -- on the scorecard -------------------------------------------------------------------------------------------------


def points(desk: Desk, dimension: str) -> tuple[str, dict[str, str]]:
    """(sum, points of each rule) of law's card of the third quarter."""
    card = desk.do(GetScorecard(quarter="2026-Q3", department="law")).card
    found = next(each for each in card.dimensions if each.dimension == dimension)
    return str(found.score), {rule.rule: str(rule.points) for rule in found.rules if rule.points}


def test_every_fact_of_housekeeping_and_townships_moves_a_rule_of_the_default_policy() -> None:
    read = {kind for d in policy_file().dimensions for rule in d.rules for kind in rule.reads()}
    known = {kind for kind in (*KINDS,) if KINDS[kind].dimension in ("housekeeping", "townships")}
    assert known <= read


def test_a_quarters_housekeeping_and_guidance_on_the_card(store: Store) -> None:
    """Warned, criticised and praised; no township visited, then two; an error taken back."""
    desk = Desk(store)
    desk.open_organ()
    desk.adopt(policy_file())
    law = {"department": "law", "cites": ("B12.8",), "on": ON}
    desk.documents.add(WarningGiven, "ladder", **law, number=1, inspection="x", requirements=("desks",), step=1)
    desk.documents.add(CriticismCirculated, "ladder", **law, number=2, inspection="y", requirements=("desks",), step=2)
    desk.documents.add(PraiseGiven, "ladder", **law, number=3, inspection="z")
    desk.catch_up()
    assert points(desk, "housekeeping") == ("75.00", {"warning": "-2.00", "criticism": "-5.00", "praise": "2.00"})
    assert points(desk, "townships") == ("0.00", {}), "nothing done is nothing earned"
    for n in (1, 2):
        desk.documents.add(GuidanceGiven, f"visit {n}", **law, number=f"2026-000{n}", township="x", people=("p1",))
    home = {"number": "2026-0001", "township": "x", "form": "home", "name": "x"}
    desk.documents.add(StationSetUp, "home", **law, **home)
    desk.documents.add(MeasureWithdrawn, "ladder", **law, number=2, measure="criticism")
    desk.catch_up()
    assert points(desk, "housekeeping") == ("80.00", {"warning": "-2.00", "praise": "2.00"})
    assert points(desk, "townships") == ("84.00", {"guidance": "82.00", "station": "2.00"})
