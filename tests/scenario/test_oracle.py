"""The oracle against figures worked out by hand, so that it can be trusted against the system."""

from __future__ import annotations

import ast
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.scenario.oracle import ZONE, Clerk, Disagreement, scorecards, work_through
from tests.scenario.oracle_day import Day, read_card
from tests.scenario.oracle_leave import signatures, working_length
from tests.scenario.oracle_paper import Organ, RuleBooks, workday_after
from tests.scenario.oracle_score import Column, Term, fixed, plain, rounded, scorecard

DEPLOY = Path(__file__).parents[2] / "deploy"
ORGAN, REGULATIONS = DEPLOY / "organ", DEPLOY / "regulations"
ORGAN_LISTS, RULES = Organ(ORGAN), RuleBooks(REGULATIONS)
MONDAY = date(2026, 7, 6)
ATTENDANCE_ONLY = {
    **RULES.policy,
    "dimensions": [
        d if d["id"] == "attendance" else {**d, "rules": [], "due": "owed"} for d in RULES.policy["dimensions"]
    ],
}
"""So that a score speaks of attendance alone."""


@dataclass
class Deed:
    at: datetime
    caller: str
    operation: str
    body: Mapping[str, Any] = field(default_factory=dict)
    label: str = ""
    expect: str = ""


def deed(when: str, caller: str, operation: str, /, label: str = "", expect: str = "", **body: Any) -> Deed:
    """`when` is month-day of 2026, at ten in the morning."""
    at = datetime.fromisoformat(f"2026-{when}T10:00").replace(tzinfo=ZONE)
    named = operation if "." in operation else f"attendance.{operation}"
    return Deed(at, caller, named, body, label, expect)


# -- the clock card (A14) ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stamps", "leave", "away", "expected"),
    [
        ("08:55 18:01", "", "", Day(("here", "here"))),
        ("09:05 17:55", "", "", Day(("here", "here"))),  # five minutes of grace
        ("09:06 17:54", "", "", Day(("here", "here"), frozenset({"am"}), frozenset({"pm"}))),
        ("", "", "", Day(("absent", "absent"))),
        ("08:55", "", "", Day(("here", "absent"))),
        ("09:30", "", "", Day(("here", "absent"), frozenset({"am"}))),
        ("17:58", "", "", Day(("absent", "here"))),  # one stamp in the afternoon is a going
        ("13:00", "", "", Day(("absent", "absent"))),
        ("08:55 11:30", "", "", Day(("here", "absent"), frozenset(), frozenset({"am"}))),
        ("14:20 18:00", "", "", Day(("absent", "here"), frozenset({"pm"}))),
        ("08:50 12:02", "pm", "", Day(("here", "leave"))),
        ("13:50 18:02", "am", "", Day(("leave", "here"))),
        ("13:50", "am", "", Day(("leave", "here"))),
        ("08:50 18:02", "am pm", "", Day(("leave", "leave"))),
        ("", "", "am pm", Day(("away", "away"))),
        ("09:20 12:10", "", "pm", Day(("here", "away"), frozenset({"am"}))),
        ("", "am", "am pm", Day(("leave", "away"))),
    ],
)
def test_a_day_is_read_off_the_card(stamps: str, leave: str, away: str, expected: Day) -> None:
    punches = [datetime.combine(MONDAY, time.fromisoformat(at)) for at in stamps.split()]
    assert read_card(MONDAY, punches, leave.split(), away.split(), RULES) == expected


def test_the_grace_was_longer_before_2025() -> None:
    day = date(2024, 7, 8)
    card = [datetime.combine(day, time(9, 9)), datetime.combine(day, time(18))]
    assert read_card(day, card, (), (), RULES) == Day(("here", "here"))


def test_columns_of_a_day() -> None:
    half_absent = Day(("leave", "absent")).figures()
    assert half_absent["attendance.days-due"] == Fraction(1, 2)
    assert half_absent["attendance.days-present"] == 0
    assert half_absent["attendance.absent"] == Fraction(1, 2)


# -- leave (A15) ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("person", "days", "on", "expected"),
    [
        ("p027", "1", "07-06", "head-budget"),
        ("p027", "1.5", "07-06", "head-budget deputy-chair-2"),
        ("p027", "3", "07-06", "head-budget deputy-chair-2"),
        ("p027", "3.5", "07-06", "head-budget deputy-chair-2 chair"),
        ("p026", "1", "07-06", "deputy-chair-2"),  # a head asks the supervising leader
        ("p026", "2", "07-06", "deputy-chair-2"),
        ("p026", "5", "07-06", "deputy-chair-2 chair"),
        ("p003", "0.5", "07-06", "chair"),  # county leaders ask by the district's rules
        ("p002", "2", "07-06", "clerk"),  # the chair's own is decided outside
        ("p006", "1", "07-06", "chair"),  # the leadership has no head
        ("p035", "1", "07-20", "deputy-chair-3"),  # the head's post is vacant
        ("p035", "1", "08-13", "head-urban-environment"),
    ],
)
def test_who_signs(person: str, days: str, on: str, expected: str) -> None:
    today = date.fromisoformat(f"2026-{on}")
    department = ORGAN_LISTS.place(person, today)
    found = signatures(ORGAN_LISTS, RULES, person, department, Fraction(days), today)
    assert found == expected.split()


def test_length_is_in_working_days_and_halves() -> None:
    thursday_noon, monday_noon = (date(2026, 7, 9), "pm"), (date(2026, 7, 13), "am")
    assert working_length(thursday_noon, monday_noon) == 2
    assert workday_after(date(2026, 9, 30), 1) == date(2026, 10, 8)  # after the national holiday


def test_delegates_sign_while_the_leader_is_away() -> None:
    assert ORGAN_LISTS.may_act("chair", date(2026, 7, 17)) == {"p002", "p058"}
    assert ORGAN_LISTS.may_act("chair", date(2026, 7, 18)) == {"p002"}


# -- the ledger -------------------------------------------------------------------------------------------------------

REQUEST = {"person": "p027", "kind": "personal"}


def ledger(*deeds: Deed, punches: list[Any] | None = None) -> Clerk:
    return work_through(ORGAN, REGULATIONS, deeds, punches or [])


def sums(clerk: Clerk, department: str) -> dict[str, tuple[Fraction, int]]:
    """Quantity and entries by kind, from July on."""
    found: dict[str, tuple[Fraction, int]] = {}
    for whose, kind, day, quantity in clerk.ledger:
        if whose == department and day >= date(2026, 7, 1):
            was = found.get(kind, (Fraction(0), 0))
            found[kind] = (was[0] + quantity, was[1] + 1)
    return {kind.removeprefix("attendance."): total for kind, total in found.items()}


def handed_in(month: str, on: str, department: str = "budget") -> list[Deed]:
    body = {"month": month, "department": department}
    return [
        deed(on, "p026", "compile-sheet", **body),
        deed(on, "p026", "submit-sheet", **body),
        deed(on, "p011", "accept-sheet", **body),
    ]


def full_days(numbers: str, first: int = 1, last: int = 31) -> list[Any]:
    return [
        (number, "", "", date(2026, 7, day), [time(8, 55), time(18, 5)])
        for number in numbers.split()
        for day in range(first, last + 1)
    ]


BUDGET = "2182 2189 2196"  # p026, p027, p028


def test_a_month_of_three_people() -> None:
    """July 2026 has 23 working days; one of the three was never seen in its last two."""
    punches = [*full_days("2182 2189"), *full_days("2196", last=29)]
    assert sums(ledger(*handed_in("2026-07", "08-03"), punches=punches), "budget") == {
        "days-due": (Fraction(69), 3),
        "days-present": (Fraction(67), 3),
        "absent": (Fraction(2), 4),
    }


def test_a_slip_afterwards_turns_the_absence_into_leave_and_stays_visible() -> None:
    slip = {**REQUEST, "person": "p028", "start": "2026-07-31", "end": "2026-07-31"}
    before = handed_in("2026-07", "08-03")
    after = [
        deed("08-04", "p028", "request-leave", label="L1", **slip),
        deed("08-04", "p026", "approve-leave", leave="@L1"),
    ]
    punches = [*full_days("2182 2189"), *full_days("2196", last=30)]
    assert sums(ledger(*before, *after, punches=punches), "budget") == {
        "slip-late": (Fraction(1), 1),
        "days-due": (Fraction(68), 4),
        "days-present": (Fraction(68), 3),
        "absent": (Fraction(0), 3),
    }


def test_leave_decided_between_compilation_and_acceptance_counts_too() -> None:
    slip = {**REQUEST, "person": "p028", "start": "2026-07-31", "end": "2026-07-31"}
    compiled, submitted, accepted = handed_in("2026-07", "08-03")
    between = [
        deed("08-03", "p028", "request-leave", label="L1", **slip),
        deed("08-03", "p026", "approve-leave", leave="@L1"),
    ]
    punches = [*full_days("2182 2189"), *full_days("2196", last=30)]
    found = sums(ledger(compiled, submitted, *between, accepted, punches=punches), "budget")
    assert found["absent"] == (Fraction(0), 3)
    assert found["days-due"][0] == 68


def test_an_early_return_gives_the_days_back() -> None:
    slip = {**REQUEST, "start": "2026-07-30", "end": "2026-08-05"}
    deeds = [
        deed("07-28", "p027", "request-leave", label="L1", **slip),
        deed("07-28", "p026", "approve-leave", leave="@L1"),
        deed("07-28", "p058", "approve-leave", leave="@L1", expect="attendance.not-your-step"),
        deed("07-28", "p003", "approve-leave", leave="@L1"),
        deed("07-28", "p002", "approve-leave", leave="@L1"),
        *handed_in("2026-07", "08-03"),
        deed("08-04", "p011", "register-return", leave="@L1", last_day="2026-07-30"),
        deed("08-30", "system", "tick"),
    ]
    found = sums(ledger(*deeds, punches=full_days(BUDGET)), "budget")
    assert found["days-due"] == (Fraction(68), 4)
    assert found["days-present"] == (Fraction(68), 4)
    assert "absent" not in found
    assert "return-missed" not in found


def test_what_is_over_its_day_is_written_down_once() -> None:
    deeds = [
        deed("07-06", "p027", "request-leave", label="L1", **REQUEST, start="2026-07-08", end="2026-07-08"),
        deed("07-06", "p026", "approve-leave", leave="@L1"),
        deed("07-09", "system", "tick"),  # the ninth is still in time
        deed("07-10", "system", "tick"),
        deed("07-11", "system", "tick"),
        deed("08-07", "system", "tick"),  # July is due on 7 August
        deed("08-08", "system", "tick"),
        *handed_in("2026-07", "08-10"),
    ]
    found = sums(ledger(*deeds, punches=full_days(BUDGET)), "budget")
    assert found["return-missed"] == (Fraction(1), 1)
    assert found["sheet-missing"] == (Fraction(0), 2)
    assert found["sheet-late"] == (Fraction(1), 1)


def test_of_the_months_before_the_first_deed_nothing_is_owed() -> None:
    """Nobody kept them here, whether a person or the clock was the first; the month of that day is owed as a whole."""
    first = (
        deed("07-20", "system", "tick"),
        deed("07-20", "p027", "request-leave", label="L1", **REQUEST, start="2026-07-22", end="2026-07-22"),
    )
    for begins in first:
        clerk = work_through(
            ORGAN, REGULATIONS, [begins, deed("07-21", "system", "tick"), deed("09-30", "system", "tick")], []
        )
        missing = {(kind, day) for _, kind, day, _ in clerk.ledger}
        assert missing == {
            ("attendance.sheet-missing", date(2026, 7, 31)),
            ("attendance.sheet-missing", date(2026, 8, 31)),
        }


def test_a_leave_that_is_struck_out_takes_its_missed_return_with_it() -> None:
    deeds = [
        deed("07-06", "p027", "request-leave", label="L1", **REQUEST, start="2026-07-08", end="2026-07-08"),
        deed("07-06", "p026", "approve-leave", leave="@L1"),
        deed("07-10", "system", "tick"),
        deed("07-13", "p011", "revoke-leave", leave="@L1", reason="误批"),
        deed("07-14", "system", "tick"),
    ]
    assert sums(ledger(*deeds), "budget")["return-missed"] == (Fraction(0), 2)


def test_a_slip_climbs_over_a_post_that_has_fallen_vacant() -> None:
    """The urban-environment commission has no head from 13 July: the leader over it signs, p004."""
    body = {"person": "p035", "kind": "sick", "start": "2026-07-20", "end": "2026-07-20"}
    asked = deed("07-10", "p035", "request-leave", label="L1", **body)
    clerk = ledger(asked, deed("07-13", "system", "tick"))
    assert clerk.slips["L1"].signatures == ["deputy-chair-3"]
    assert ledger(asked, deed("07-12", "system", "tick")).slips["L1"].signatures == ["head-urban-environment"]


def test_residency_the_office_finds_afterwards_makes_the_month_good() -> None:
    body = {"month": "2026-08", "department": "agriculture", "person": "p032", "on": "2026-08-12", "reason": "补记"}
    stay = [{"half": "am", "state": "residency"}, {"half": "pm", "state": "residency"}]
    deeds = [*handed_in("2026-08", "09-01", "agriculture"), deed("09-02", "p011", "correct-sheet", **body, states=stay)]
    clerk = ledger(*deeds)
    assert clerk.sheets["agriculture", "2026-08"].short["p032"] == Fraction(3)
    written = [(on, amount) for _, kind, on, amount in clerk.ledger if kind == "attendance.residency-short"]
    assert (date(2026, 8, 31), Fraction(-1)) in written


def test_a_part_of_a_month_owes_its_part_of_residency() -> None:
    """p032 holds the duty from 1 August: all of August's four days, of which one and a half were done."""
    marks = [
        deed("08-10", "p029", "mark-day", person="p032", on="2026-08-10", state="residency"),
        deed("08-11", "p029", "mark-day", person="p032", on="2026-08-11", state="residency", half="pm"),
    ]
    clerk = ledger(*marks, *handed_in("2026-08", "09-01", "agriculture"))
    assert clerk.sheets["agriculture", "2026-08"].short["p032"] == Fraction(5, 2)
    assert clerk.sheets["agriculture", "2026-08"].short["p030"] == 0


def test_the_office_writes_over_a_day() -> None:
    late = {"half": "am", "state": "late", "minutes": 20}
    body = {"month": "2026-07", "department": "budget", "person": "p028", "on": "2026-07-31", "reason": "补记"}
    deeds = [*handed_in("2026-07", "08-03"), deed("08-05", "p011", "correct-sheet", **body, states=[late])]
    found = sums(ledger(*deeds, punches=[*full_days("2182 2189"), *full_days("2196", last=30)]), "budget")
    assert found["late"] == (Fraction(1), 1)
    assert found["absent"] == (Fraction(0), 3)
    assert found["days-present"] == (Fraction(69), 4)


def test_a_wrong_signature_is_noticed() -> None:
    asked = deed("07-06", "p027", "request-leave", label="L1", **REQUEST, start="2026-07-08", end="2026-07-08")
    with pytest.raises(Disagreement, match="head-budget"):
        ledger(asked, deed("07-06", "p022", "approve-leave", leave="@L1"))
    with pytest.raises(Disagreement, match="not learnt"):
        ledger(deed("07-06", "p022", "grant-immortality"))


def test_one_who_moves_is_on_two_sheets() -> None:
    """p043 goes from social to research on 10 August: five working days in the one, sixteen in the other."""
    both = [*handed_in("2026-08", "09-01", "social"), *handed_in("2026-08", "09-01", "research")]
    sheets = ledger(*both).sheets
    assert len(sheets["social", "2026-08"].boxes["p043"]) == 5
    assert len(sheets["research", "2026-08"].boxes["p043"]) == 16


# -- the score (A33-A35) ----------------------------------------------------------------------------------------------


def test_rounding_is_halves_up_and_away_from_zero() -> None:
    assert fixed(rounded(Fraction("2.005"), 2), 2) == "2.01"
    assert fixed(rounded(Fraction("-2.005"), 2), 2) == "-2.01"
    assert fixed(rounded(Fraction("-0.001"), 2), 2) == "0.00"
    assert plain(Fraction("61.50")) == "61.5"
    assert plain(Fraction(100)) == "100"


def test_a_card_worked_out_by_hand() -> None:
    """Five heads. Presence 181 of 185 is 97.84% of the 98% that are full, so 99.83 points of 100; 9 times late is 1.8
    a head, so −3.2; half a day absent −1.5; two returns missed, one free, −1: 99.83 − 5.7 = 94.13, all that was due.
    """
    columns = {
        "attendance.days-due": Column(Fraction(185)),
        "attendance.days-present": Column(Fraction(181)),
        "attendance.late": Column(Fraction(9)),
        "attendance.absent": Column(Fraction(1, 2)),
        "attendance.return-missed": Column(Fraction(2)),
    }
    card = scorecard(ATTENDANCE_ONLY, "2026-Q3", "budget", {"zh": "预算", "en": "Budget"}, Term(460, 92, 92), columns)
    attendance = card["dimensions"][1]
    points = {rule["rule"]: rule["points"] for rule in attendance["rules"]}
    assert points == {
        "presence": "99.83", "late": "-3.20", "left-early": "0.00", "absent": "-1.50", "sheet-late": "0.00",
        "sheet-missing": "0.00", "return-missed": "-1.00", "slip-late": "0.00", "residency-short": "0.00",
    }  # fmt: skip
    assert attendance["rules"][1]["working"] == "−4 × max(0, 9 ÷ 5 − 1)"
    assert card["score"] == attendance["score"] == "94.13"
    assert attendance["spread_weight"] == "100.00"
    assert card["dimensions"][0]["score"] is None


def test_a_limit_holds() -> None:
    columns = {
        "attendance.days-due": Column(Fraction(180)),
        "attendance.days-present": Column(Fraction(180)),
        "attendance.absent": Column(Fraction(11)),
    }
    card = scorecard(ATTENDANCE_ONLY, "2026-Q3", "budget", {"zh": "", "en": ""}, Term(276, 92, 92), columns)
    absent = next(rule for rule in card["dimensions"][1]["rules"] if rule["rule"] == "absent")
    assert (absent["points"], absent["limited"]) == ("-30.00", True)
    assert absent["working"] == "−3 × max(0, 11 − 0) → ±30"
    assert card["score"] == "70.00"


def test_the_appraised_and_their_strength() -> None:
    """Eleven departments; ethnic-overseas has three people and one more for 45 of the quarter's 92 days."""
    cards = scorecards(ORGAN, REGULATIONS, [], [], "2026-Q3")
    assert len(cards) == 11
    assert "leadership" not in cards
    assert "petitions" not in cards
    assert cards["ethnic-overseas"]["heads"] == str(Decimal("3.49"))
    assert cards["ethnic-overseas"]["zh"] == "民族宗教侨务外事工作委员会"
    due = {d["dimension"] for card in cards.values() for d in card["dimensions"] if d["due"]}
    assert due == {"attendance", "housekeeping", "information", "townships"}, "always owed, or with a target"
    assert len({card["score"] for card in cards.values()}) == 1, "nobody has done anything yet"


def test_lists_change_while_the_quarter_goes_by() -> None:
    """A department of one, on 20 of the quarter's 92 days: it owes a sheet of August, and nobody hands one in."""
    begun, ended = {"day": "2026-08-03"}, {"day": "2026-08-23"}
    named = {"zh": "专班", "en": "Group", "kind": "section"}
    deeds = [
        deed("07-31", "p016", "directory.open-department", department="group", **named, **begun),
        deed("07-31", "p016", "directory.hire-person", person="x", department="group", **begun),
        deed("07-31", "system", "tick"),
        deed("08-22", "p016", "directory.leave-service", person="x", **ended),
        deed("08-22", "p016", "directory.merge-department", department="group", into="office", **ended),
        deed("09-30", "system", "tick"),
    ]
    cards = scorecards(ORGAN, REGULATIONS, deeds, [], "2026-Q3")
    assert cards["group"]["heads"] == str(Decimal("0.22"))
    august = ("group", "attendance.sheet-missing", date(2026, 8, 31), Fraction(1))
    assert august in work_through(ORGAN, REGULATIONS, deeds, []).ledger
    assert "group" not in scorecards(ORGAN, REGULATIONS, deeds, [], "2026-Q4")


def test_it_shares_no_code_with_the_system() -> None:
    """The standard library, the state's calendar, itself: nothing else."""
    files = sorted(Path(__file__).parent.glob("oracle*.py"))
    assert len(files) == 14
    for file in files:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                known = name.partition(".")[0] in {*sys.stdlib_module_names, "chinese_calendar"}
                assert known or name.startswith("tests.scenario.oracle_"), f"{file.name}: {name}"
