"""The oracle's slips on circulating copies, by hand (B11.2)."""

from __future__ import annotations

from collections import Counter
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from tests.scenario.oracle_documents import Documents
from tests.scenario.oracle_paper import Organ, RuleBooks
from tests.scenario.oracle_rounds import Rounds
from tests.scenario.runner import ORGAN, REGULATIONS

Deed = tuple[str, str, dict[str, Any]]
"""Month and day of 2026, operation, body."""
REGISTERED: Deed = ("07-01", "register-incoming", {"secrecy": "ordinary"})


def started(on: str, *readers: str, copies: int = 0) -> Deed:
    return on, "start-circulation", {"readers": readers, "mode": "parallel" if copies else "serial", "copies": copies}


def of(on: str, operation: str, person: str = "", /, **body: Any) -> Deed:
    return on, operation, {**({"person": person} if person else {}), **body}


def back(on: str, copy: int = 1, *, read: bool = True) -> Deed:
    return on, "receive-copy", {"copy_number": copy, "read": read}


def written(*deeds: Deed) -> list[str]:
    """`department month-day` of every stroke, in the order in which they were made."""
    strokes: list[str] = []

    def write(department: str, kind: str, day: date, quantity: Fraction) -> None:
        assert (kind, quantity) == ("housekeeping.circulation-overdue", 1)
        strokes.append(f"{department} {day:%m-%d}")

    organ, rules = Organ(ORGAN), RuleBooks(REGULATIONS)
    rounds = Rounds(write, organ, rules, Documents(write))
    for on, operation, body in deeds:
        today = date.fromisoformat(f"2026-{on}")
        if operation == "tick":
            rounds.overnight(today)
        else:
            assert rounds.take(f"documents.{operation}", today, {"document": "@X", **body}, "X")
    return strokes


@pytest.mark.parametrize(
    ("handed", "due"),
    [
        ("07-01", "07-03"), ("07-02", "07-06"), ("09-17", "09-20"), ("09-18", "09-21"), ("09-23", "09-28"),
        ("09-24", "09-29"), ("09-28", "09-30"), ("09-29", "10-08"), ("10-08", "10-10"),
    ],
)  # fmt: skip
def test_two_working_days_after_the_day(handed: str, due: str) -> None:
    """A weekend, the make-up Sunday, the festival, the national holiday, the make-up Saturday."""
    assert written(REGISTERED, started(handed, "p024"), ("12-31", "tick", {})) == [f"finance-economy {due}"]
    assert (
        written(REGISTERED, started(handed, "p024"), of(due, "pass-on-document", "p024"), ("12-31", "tick", {})) == []
    )


def test_once_whether_the_clock_or_the_reader_comes_first() -> None:
    late = of("07-07", "pass-on-document", "p024")
    assert written(REGISTERED, started("07-01", "p024"), late, ("07-08", "tick", {})) == ["finance-economy 07-03"]
    assert written(REGISTERED, started("07-01", "p024"), ("07-04", "tick", {}), ("07-05", "tick", {}), late) == [
        "finance-economy 07-03"
    ]


def test_an_ordinary_copy_goes_straight_on_and_a_secret_one_by_way_of_the_office() -> None:
    first = (started("07-01", "p024", "p027"), of("07-02", "pass-on-document", "p024"))
    clock: Deed = ("07-10", "tick", {})
    assert written(REGISTERED, *first, clock) == ["budget 07-06"]
    secret: Deed = ("07-01", "register-incoming", {"secrecy": "secret"})
    assert written(secret, *first, clock) == []
    assert written(secret, *first, back("07-03"), clock) == ["budget 07-07"]


def test_unread_is_last_in_the_queue_and_not_at_once_the_same_again() -> None:
    alone = (REGISTERED, started("07-01", "p024"), of("07-02", "return-unread", "p024"), back("07-02"))
    assert written(*alone, ("07-20", "tick", {})) == []
    again = of("07-20", "hand-out-document", "p024")
    assert written(*alone, again, ("07-31", "tick", {})) == ["finance-economy 07-22"]


def test_what_is_kept_with_leave_is_owed_on_the_day_that_was_granted() -> None:
    asked = (REGISTERED, started("07-01", "p024"), of("07-02", "ask-retention", "p024", until="2026-07-12"))
    clock: Deed = ("07-31", "tick", {})
    assert written(*asked, clock) == [], "while the office considers"
    assert written(*asked, of("07-09", "grant-retention", "p024"), clock) == ["finance-economy 07-12"]
    assert written(*asked, of("07-02", "refuse-retention", "p024"), clock) == ["finance-economy 07-03"]
    assert written(*asked, of("07-09", "refuse-retention", "p024"), clock) == ["finance-economy 07-09"]


def test_called_back_is_owed_by_the_next_working_day() -> None:
    def called(on: str, returned: str) -> list[str]:
        round_ = (REGISTERED, started("09-22", "p024", "p027"), of(on, "withdraw-circulation"))
        return written(*round_, back(returned), ("12-31", "tick", {}))

    assert called("09-24", "09-28") == []
    assert called("09-24", "09-29") == ["finance-economy 09-28"]
    assert called("09-28", "09-30") == ["finance-economy 09-24", "finance-economy 09-29"]


def test_the_department_of_the_last_day_in_time() -> None:
    """p043 moves on 10 August; p033 has left on 13 July."""
    assert written(REGISTERED, started("08-05", "p043"), back("08-20")) == ["social 08-07"]
    assert written(REGISTERED, started("08-06", "p043"), back("08-20")) == ["research 08-10"]
    assert written(REGISTERED, started("07-09", "p033"), back("07-20")) == ["urban-environment 07-13"]


def test_who_left_is_passed_over_and_owes_what_they_owed() -> None:
    """p033 has left on 13 July, a Monday: the copy goes to p027; one that they may keep is owed by the Tuesday."""
    clock: Deed = ("07-31", "tick", {})
    passed = of("07-13", "pass-on-document", "p024")
    assert written(REGISTERED, started("07-09", "p024", "p033", "p027"), passed, clock) == ["budget 07-15"]
    assert written(REGISTERED, started("07-09", "p033"), ("07-13", "tick", {}), clock) == ["urban-environment 07-13"]
    kept = (REGISTERED, started("07-08", "p033"), of("07-09", "ask-retention", "p033", until="2026-07-24"))
    granted = of("07-10", "grant-retention", "p033")
    for asked in (kept, (*kept, granted)):
        assert written(*asked, ("07-13", "tick", {}), clock) == ["urban-environment 07-14"]
        assert written(*asked, ("07-13", "tick", {}), back("07-14"), clock) == []


def test_every_copy_has_its_slip() -> None:
    two = (REGISTERED, started("07-01", "p024", "p027", "p028", copies=2), of("07-02", "pass-on-document", "p027"))
    assert Counter(written(*two, ("07-31", "tick", {}))) == Counter(["finance-economy 07-03", "budget 07-06"])


def test_an_instructions_tasks_are_cards_named_after_the_answer() -> None:
    documents = Documents(lambda *_: None)
    rounds = Rounds(lambda *_: None, Organ(ORGAN), RuleBooks(REGULATIONS), documents)
    order = {"department": "budget", "due": "2026-07-31"}
    for label, operation, body in (
        ("X", "register-incoming", {"secrecy": "ordinary"}), ("Xi1", "instruct-incoming", {"tasks": [order]}),
        ("Xo", "order-incoming-task", order),
    ):  # fmt: skip
        assert rounds.take(f"documents.{operation}", date(2026, 7, 1), {"document": "@X", **body}, label)
    assert list(documents.tasks) == ["Xi1/tasks/0", "Xo/tasks/1"]
    assert not rounds.take("documents.assign-task", date(2026, 7, 1), order, "T")
