"""The oracle's cards of tasks and items against what is worked out by hand (A34)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from tests.scenario.oracle_documents import Documents

Deed = tuple[str, str, dict[str, Any]]
"""Month and day of 2026, operation, body."""


def task(on: str, due: str, department: str = "budget", *co_owners: str) -> Deed:
    return on, "assign-task", {"department": department, "owner": "p", "due": f"2026-{due}", "co_owners": co_owners}


def of_task(on: str, operation: str, **body: Any) -> Deed:
    return on, operation, {"task": "@X", **body}


def of_item(when: str, operation: str, /, **body: Any) -> Deed:
    return when, operation, {"item": "@X", **body}


def written(deeds: Iterable[Deed]) -> tuple[dict[str, int], list[date]]:
    """What each department's columns come to, zeros left out, and the days they were written for."""
    sums: Counter[str] = Counter()
    days: list[date] = []

    def write(department: str, kind: str, day: date, quantity: Fraction) -> None:
        sums[f"{department} {kind.partition('.')[2]}"] += int(quantity)
        days.append(day)

    desk = Documents(write)
    for on, operation, body in deeds:
        assert desk.take(f"documents.{operation}", date.fromisoformat(f"2026-{on}"), body, "X")
    return {name: amount for name, amount in sums.items() if amount}, days


DUE = {"budget tasks-due": 1}


@pytest.mark.parametrize(
    ("deeds", "expected"),
    [
        ([("07-20", "tick", {}), of_task("07-20", "report-task-done"), of_task("08-09", "verify-task")],
         DUE | {"budget on-time": 1}),
        ([("07-21", "tick", {}), ("07-22", "tick", {})], DUE | {"budget overdue": 1}),
        ([of_task("07-21", "report-task-done"), ("07-21", "tick", {})], DUE | {"budget overdue": 1}),
        ([("07-21", "tick", {}), of_task("07-22", "report-task-done"), of_task("07-23", "verify-task")],
         DUE | {"budget late": 1}),
        ([of_task("07-10", "report-task-done"), of_task("07-22", "return-task"), ("07-23", "tick", {})],
         DUE | {"budget overdue": 1}),
        ([of_task("07-10", "ask-extension", due="2026-08-10"), of_task("07-12", "extend-task"), ("08-10", "tick", {})],
         {}),
        ([of_task("07-15", "reassign-task", department="social"), ("07-21", "tick", {})],
         {"social tasks-due": 1, "social overdue": 1}),
        ([of_task("07-21", "reassign-task", department="social"), ("07-22", "tick", {})], DUE | {"budget overdue": 1}),
        ([of_task("07-21", "reassign-task", department="social"), of_task("07-22", "report-task-done"),
          of_task("07-23", "verify-task")], DUE | {"budget late": 1}),
        ([of_task("07-15", "cancel-task"), ("07-21", "tick", {})], {}),
        ([("07-21", "tick", {}), of_task("07-22", "cancel-task")], {}),
    ],
    ids=["in time", "overdue once", "reported after its day", "late", "returned after its day", "more time",
         "given away", "given away overdue", "finished by another", "cancelled", "cancelled overdue"],
)  # fmt: skip
def test_what_becomes_of_a_task_due_on_the_twentieth(deeds: list[Deed], expected: dict[str, int]) -> None:
    found, days = written([task("07-06", "07-20"), *deeds])
    assert found == expected
    assert set(days) <= {date(2026, 7, 20)}


def test_all_who_answer_for_it_are_counted_once() -> None:
    found, _ = written([task("07-06", "07-20", "budget", "social", "budget", "social"), ("07-21", "tick", {})])
    assert found == {f"{who} {what}": 1 for who in ("budget", "social") for what in ("tasks-due", "overdue")}


def test_items_and_adoptions_count_on_their_own_days() -> None:
    printed = {"level": "city", "publication": "每日信息"}
    item: Deed = ("07-06", "submit-information", {"department": "budget", "authors": ["p"]})
    adopted = of_item("10-09", "record-adoption", **printed, on="2026-09-29")
    found, days = written([item, adopted])
    assert found == {"budget submitted": 1, "budget adopted-city": 1}
    assert days == [date(2026, 7, 6), date(2026, 9, 29)]
    taken_back = of_item("10-12", "withdraw-adoption", **printed, reason="x")
    found, days = written([item, adopted, taken_back, of_item("10-13", "withdraw-information", reason="x")])
    assert found == {}
    assert days == [date(2026, 7, 6), date(2026, 9, 29), date(2026, 9, 29), date(2026, 7, 6)]


def test_a_month_without_a_cleaning_is_written_once_and_struck_out_when_there_was_one() -> None:
    nights: list[Deed] = [(on, "tick", {}) for on in ("07-01", "08-01", "08-02", "09-01")]
    found, days = written([*nights, ("09-03", "record-cleaning", {"on": "2026-08-28"})])
    assert found == {"office cleaning-missed": 1}
    assert days == [date(2026, 7, 31), date(2026, 8, 31), date(2026, 8, 31)]
