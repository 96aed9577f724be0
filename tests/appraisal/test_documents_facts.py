"""What each event of documents means for the appraisal (A34): which department, which quarter, taken back by whom."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from services.appraisal.facts.meanings import KINDS, MEANINGS
from services.appraisal.scorecards.operations import GetScorecard
from services.documents.information.events import (
    AdoptionWithdrawn,
    InformationAdopted,
    InformationEdited,
    InformationForwarded,
    InformationSubmitted,
    InformationWithdrawn,
)
from services.documents.tasks.events import (
    ExtensionAsked,
    TaskAssigned,
    TaskCancelled,
    TaskExtended,
    TaskOverdue,
    TaskReassigned,
    TaskReportedDone,
    TaskReturned,
    TaskVerified,
)
from services.kernel.domain.events import Event
from services.kernel.log.store import Store
from services.kernel.rules.facts import exact
from tests.appraisal.office import START, Desk, policy_file, stream

DUE, REPORTED, RECORDED = date(2026, 9, 29), date(2026, 9, 28), date(2026, 10, 9)
"""Owed in the third quarter, looked at in the fourth."""
Q = "2026-Q3"


def told(event_class: type[Event], **fields: Any) -> list[tuple[str, str, str, date]]:
    """(department, kind, quantity, day) of each fact."""
    known: dict[str, Any] = {"department": "law", "cites": ("A34",), "day": RECORDED}
    event = event_class(originator_id=stream("x"), originator_version=1, timestamp=START, **{**known, **fields})
    facts = MEANINGS["documents"].facts_of(event)
    assert all(fact.cites == ("A34",) and fact.kind in KINDS and not fact.person for fact in facts)
    return [(fact.department, fact.kind, str(exact(fact.quantity)), fact.day) for fact in facts]


# -- tasks ------------------------------------------------------------------------------------------------------------


def test_a_task_counts_on_its_due_day_for_all_who_answer_for_it() -> None:
    """Also when the office looks at it in the next quarter."""
    verified = {"due": DUE, "reported_on": REPORTED, "on_time": True, "co_owners": ("office",)}
    assert told(TaskVerified, **verified) == [
        ("law", "agenda.tasks-due", "1", DUE),
        ("law", "agenda.on-time", "1", DUE),
        ("office", "agenda.tasks-due", "1", DUE),
        ("office", "agenda.on-time", "1", DUE),
    ]


def test_overdue_is_due_and_not_done() -> None:
    assert told(TaskOverdue, due=DUE, co_owners=("office",)) == [
        ("law", "agenda.tasks-due", "1", DUE),
        ("law", "agenda.overdue", "1", DUE),
        ("office", "agenda.tasks-due", "1", DUE),
        ("office", "agenda.overdue", "1", DUE),
    ]


def test_what_was_overdue_becomes_late_for_those_who_were_charged() -> None:
    """Another department may have finished it: what the first one earned stays with it."""
    late = {"due": DUE, "reported_on": RECORDED, "on_time": False, "was_overdue": True}
    assert told(TaskVerified, **late, overdue_departments=("office", "top")) == [
        ("office", "agenda.overdue", "-1", DUE),
        ("office", "agenda.late", "1", DUE),
        ("top", "agenda.overdue", "-1", DUE),
        ("top", "agenda.late", "1", DUE),
    ]


def test_cancelling_takes_back_only_what_was_counted() -> None:
    assert told(TaskCancelled, due=DUE, co_owners=("office",)) == []
    assert told(TaskCancelled, due=DUE, co_owners=("top",), was_overdue=True, overdue_departments=("law",)) == [
        ("law", "agenda.tasks-due", "-1", DUE),
        ("law", "agenda.overdue", "-1", DUE),
    ]


@pytest.mark.parametrize(
    ("event_class", "fields"),
    [
        (TaskAssigned, {"owner": "p5", "source": "plan", "due": DUE}),
        (TaskReportedDone, {}),
        (TaskReturned, {}),
        (ExtensionAsked, {"due": DUE}),
        (TaskExtended, {"owner": "p5", "was": REPORTED, "due": DUE}),
        (TaskReassigned, {"from_department": "office", "owner": "p5", "due": DUE, "was_overdue": True}),
        (InformationEdited, {}),
        (InformationForwarded, {"level": "city", "to": "x"}),
    ],
)
def test_what_is_on_its_way_says_nothing(event_class: type[Event], fields: dict[str, Any]) -> None:
    assert told(event_class, **fields) == []


# -- information ------------------------------------------------------------------------------------------------------


def test_an_item_counts_on_its_day_and_its_withdrawal_on_the_same() -> None:
    assert told(InformationSubmitted, number="2026-0001", authors=("p5",), day=REPORTED) == [
        ("law", "information.submitted", "1", REPORTED)
    ]
    assert told(InformationWithdrawn, submitted_on=REPORTED) == [("law", "information.submitted", "-1", REPORTED)]


@pytest.mark.parametrize("level", ["district", "city", "province", "nation"])
def test_an_adoption_counts_on_the_publications_day(level: str) -> None:
    printed = {"level": level, "publication": "动态", "on": DUE, "submitted_on": REPORTED}
    assert told(InformationAdopted, **printed) == [("law", f"information.adopted-{level}", "1", DUE)]
    assert told(AdoptionWithdrawn, **printed) == [("law", f"information.adopted-{level}", "-1", DUE)]


def test_every_task_and_information_fact_moves_a_rule_of_the_default_policy() -> None:
    read = {kind for d in policy_file().dimensions for rule in d.rules for kind in rule.reads()}
    assert {code for code, kind in KINDS.items() if kind.dimension in ("agenda", "information")} <= read


def test_late_work_restates_the_quarter_in_which_it_was_owed(store: Store) -> None:
    """Overdue in September, verified in October: the third quarter's card goes from overdue to late."""
    desk = Desk(store)
    desk.open_organ()
    desk.adopt(policy_file())
    on_time = {"due": DUE, "reported_on": REPORTED, "on_time": True, "department": "law", "cites": ("A34",)}
    desk.documents.add(TaskVerified, "first", **on_time)
    desk.documents.add(TaskOverdue, "second", due=DUE, department="law", cites=("A34",))
    desk.catch_up()
    assert agenda(desk) == {"on-time": "50.00", "task-late": "0.00", "task-overdue": "-5.00"}
    late = on_time | {"on_time": False, "was_overdue": True, "overdue_departments": ("law",), "reported_on": RECORDED}
    desk.documents.add(TaskVerified, "second", **late)
    desk.catch_up()
    assert agenda(desk) == {"on-time": "50.00", "task-late": "-1.00", "task-overdue": "0.00"}


def agenda(desk: Desk) -> dict[str, str]:
    """The points of each rule of the agenda."""
    card = desk.do(GetScorecard(quarter=Q, department="law")).card
    dimension = next(each for each in card.dimensions if each.dimension == "agenda")
    return {rule.rule: str(rule.points) for rule in dimension.rules}
