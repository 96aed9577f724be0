"""The oracle's list of minutes and of the year's files, by hand (A17, A20)."""

from __future__ import annotations

from collections import Counter
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from tests.scenario.oracle_binders import Binders
from tests.scenario.oracle_documents import Documents
from tests.scenario.oracle_paper import Organ, RuleBooks
from tests.scenario.runner import ORGAN, REGULATIONS

Deed = tuple[str, str, dict[str, Any]]
"""Day, operation, body."""
NEW_YEAR: Deed = ("2026-01-01", "tick", {})


def written(*deeds: Deed) -> dict[str, int]:
    """`department column day` → quantity, zeros left out; a deed is labelled `X` unless its body says otherwise."""
    sums: Counter[str] = Counter()

    def write(department: str, kind: str, day: date, quantity: Fraction) -> None:
        sums[f"{department} {kind.partition('.')[2]} {day:%m-%d}"] += int(quantity)

    binders = Binders(write, Organ(ORGAN), RuleBooks(REGULATIONS), Documents(write))
    for on, operation, body in deeds:
        today = date.fromisoformat(on)
        if operation == "tick":
            binders.overnight(today)
        else:
            named = {"meeting": "@X", "transfer": "@X", **body}
            assert binders.take(f"documents.{operation}", today, named, body.get("label", "X"))
    return {what: quantity for what, quantity in sums.items() if quantity}


def tick(day: str) -> Deed:
    return day, "tick", {}


def called(on: str) -> Deed:
    return on, "call-meeting", {"on": on}


def filed(on: str) -> Deed:
    return on, "file-minutes", {}


@pytest.mark.parametrize(
    ("on", "due"),
    [
        ("2026-07-22", "2026-07-29"),
        ("2026-09-15", "2026-09-21"),
        ("2026-09-24", "2026-10-09"),
        ("2025-12-31", "2026-01-08"),
    ],
)
def test_five_working_days_after_the_meeting(on: str, due: str) -> None:
    """A weekend, the make-up Sunday, two holidays, New Year's."""
    assert written(called(on), filed(due), tick("2026-12-31")) == {}
    assert written(called(on), tick("2026-12-31")) == {f"office minutes-missing {due[5:]}": 1}


def test_late_whether_or_not_the_clock_has_looked() -> None:
    late = {"office minutes-late 07-29": 1}
    assert written(called("2026-07-22"), filed("2026-07-30")) == late
    assert written(called("2026-07-22"), tick("2026-07-30"), filed("2026-07-31"), tick("2026-08-01")) == late


def test_a_meeting_that_is_moved_or_not_held() -> None:
    moved: Deed = ("2026-07-22", "move-meeting", {"on": "2026-07-27"})
    assert written(called("2026-07-22"), moved, filed("2026-08-03")) == {}
    cancelled: Deed = ("2026-08-04", "cancel-meeting", {})
    assert written(called("2026-07-22"), tick("2026-07-30"), cancelled, tick("2026-08-05")) == {}


def of_budget(found: dict[str, int]) -> dict[str, int]:
    return {what: quantity for what, quantity in found.items() if what.startswith("budget")}


BEGUN: Deed = ("2026-01-12", "prepare-transfer", {"department": "budget", "year": 2025})
MISSING, LATE = {"budget archive-missing 03-31": 1}, {"budget archive-late 03-31": 1}


def handed(on: str, **more: Any) -> Deed:
    return on, "hand-over-transfer", more


def returned(on: str, **more: Any) -> Deed:
    return on, "return-transfer", more


@pytest.mark.parametrize(
    ("deeds", "expected"),
    [
        ([handed("2026-03-31"), tick("2026-04-01")], {}),
        ([tick("2026-04-01")], MISSING),
        ([handed("2026-04-01"), tick("2026-04-01")], LATE),
        ([tick("2026-04-01"), handed("2026-04-02")], LATE),
        ([handed("2026-03-31"), returned("2026-04-01"), tick("2026-04-02")], MISSING),
        ([tick("2026-04-01"), handed("2026-04-02"), returned("2026-04-03")], MISSING),
        ([tick("2026-04-01"), handed("2026-04-02"), returned("2026-04-03"), handed("2026-04-07")], LATE),
        ([("2026-03-30", "declare-nothing", {"department": "budget", "year": 2025}), tick("2026-04-01")], {}),
    ],
    ids=["in time", "missing", "late before the clock", "late", "returned after its day", "late and returned",
         "late again", "nothing"],
)  # fmt: skip
def test_what_becomes_of_the_years_files(deeds: list[Deed], expected: dict[str, int]) -> None:
    assert of_budget(written(NEW_YEAR, BEGUN, *deeds)) == expected


def test_another_list_stands() -> None:
    second: Deed = ("2026-01-12", "prepare-transfer", {"department": "budget", "year": 2025, "label": "Y"})
    deeds = handed("2026-03-10"), handed("2026-03-11", transfer="@Y"), returned("2026-03-12")
    assert of_budget(written(NEW_YEAR, BEGUN, second, *deeds, tick("2026-04-01"))) == {}


def test_a_clock_that_starts_after_the_day_does_not_ask_for_it() -> None:
    assert written(tick("2026-07-01"), tick("2026-12-31")) == {}
    everybody = written(NEW_YEAR, tick("2026-04-01"))
    assert len(everybody) == 11
    assert "petitions archive-missing 03-31" not in everybody
