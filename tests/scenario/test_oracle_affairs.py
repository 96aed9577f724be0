"""The oracle's notebook of housekeeping and townships, by hand (A13, B12)."""

from __future__ import annotations

from collections import Counter
from datetime import date
from fractions import Fraction
from typing import Any

from tests.scenario.oracle_affairs import Affairs
from tests.scenario.oracle_paper import Organ, RuleBooks
from tests.scenario.runner import ORGAN, REGULATIONS


def written(*deeds: tuple[str, dict[str, Any]]) -> dict[str, int]:
    """`department column` → quantity, of what these come to; the n-th deed is labelled `Xn`."""
    ledger: Counter[str] = Counter()

    def write(department: str, column: str, day: date, quantity: Fraction) -> None:
        ledger[f"{department} {column.partition('.')[2]}"] += int(quantity)

    affairs = Affairs(write, Organ(ORGAN), RuleBooks(REGULATIONS))
    for n, (operation, body) in enumerate(deeds):
        assert affairs.take(f"documents.{operation}", body, f"X{n}")
    return {what: quantity for what, quantity in ledger.items() if quantity}


def round_of(on: str, *findings: dict[str, Any], **more: Any) -> tuple[str, dict[str, Any]]:
    return "record-inspection", {"on": on, "findings": findings, **more}


def amiss(*requirements: str, **whom: str) -> dict[str, Any]:
    return {**(whom or {"department": "social"}), "requirements": requirements or ("desks",)}


def test_warned_once_a_year_and_criticised_from_then_on() -> None:
    assert written(round_of("2026-07-01", amiss())) == {"social warning": 1}
    rounds = [round_of(on, amiss()) for on in ("2026-07-01", "2026-08-03", "2026-09-01")]
    assert written(*rounds) == {"social warning": 1, "social criticism": 2}
    assert written(round_of("2025-12-31", amiss()), round_of("2026-01-04", amiss())) == {"social warning": 2}


def test_one_round_is_one_stroke_and_a_door_left_open_is_grave() -> None:
    assert written(round_of("2026-07-01", amiss("desks"), amiss("windows"))) == {"social warning": 1}
    assert written(round_of("2026-07-01", amiss("after-hours"))) == {"social criticism": 1}


def test_a_persons_stroke_is_written_for_their_department_and_stays_theirs() -> None:
    found = written(round_of("2026-07-01", amiss(person="p030"), amiss(department="agriculture")))
    assert found == {"agriculture warning": 2}


def test_praise_is_written_once_a_round() -> None:
    praises = [{"department": "budget"}, {"department": "budget"}]
    assert written(round_of("2026-07-01", praises=praises)) == {"budget praise": 1}


def test_what_was_written_in_error_is_struck_out_and_the_next_time_counts_anew() -> None:
    rounds = [round_of(on, amiss()) for on in ("2026-07-01", "2026-08-03")]
    struck = ("withdraw-measure", {"conduct": "@W-social-2026/items/0/conduct", "number": 2})
    assert written(*rounds, struck) == {"social warning": 1}
    both = ("withdraw-measure", {"conduct": "@W-social-2026/items/0/conduct", "number": 1})
    assert written(*rounds, struck, both, round_of("2026-09-01", amiss())) == {"social warning": 1}


def test_guidance_and_stations_are_written_and_struck_out() -> None:
    visit = ("record-guidance", {"department": "budget", "on": "2026-07-01"})
    home = ("record-station", {"department": "budget", "on": "2026-07-01"})
    assert written(visit, visit, home) == {"budget guidance": 2, "budget station": 1}
    assert written(visit, ("withdraw-guidance", {"guidance": "@X0"})) == {}
    assert written(home, ("withdraw-station", {"station": "@X0"})) == {}


def test_what_it_has_not_learnt_it_says() -> None:
    affairs = Affairs(lambda *_: None, Organ(ORGAN), RuleBooks(REGULATIONS))
    assert not affairs.take("documents.paint-the-walls", {}, "")
