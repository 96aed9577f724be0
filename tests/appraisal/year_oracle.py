"""A year's grades worked out a second time from what was told, by the articles and the organ's parameters (A34, A35).

Shares nothing with the service: scorecards by the scenario's oracle, in fractions; grades by counting how many are as
good; digests written out anew.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tests.appraisal.office import POLICY_FILE
from tests.scenario.oracle_score import Column, Json, Term, fixed, rounded, scorecard

POINTS = {"g": 100, "b": 85, "f": 70, "p": 50}
EVENTS, EVALUATION, LEADERS, LEAST_DAYS, TOP_SHARE, LEAST_SLIPS, LEAST_QUARTERS = 80, 20, 5, 45, 40, 2, 2
BOUNDS = (("good", 90), ("fairly-good", 80), ("fair", 60), ("poor", 0))
NOT_CAST = "."


def policy() -> Json:
    with POLICY_FILE.open("rb") as file:
        return tomllib.load(file, parse_float=Decimal)


@dataclass
class Quarterly:
    """What is known of a quarter when it is decided: `terms` says who exists for how long with how many people."""

    quarter: str
    terms: Mapping[str, tuple[str, Term]]
    """By department its Chinese name."""
    ledger: Mapping[str, Mapping[str, Fraction]]
    ratings: Mapping[str, str] = field(default_factory=dict)
    leaders: Mapping[str, Decimal] = field(default_factory=dict)

    def cards(self) -> dict[str, Json]:
        return {
            id: scorecard(
                policy(), self.quarter, id, {"zh": zh, "en": id.title()}, term,
                {kind: Column(number) for kind, number in self.ledger.get(id, {}).items()},
            )
            for id, (zh, term) in self.terms.items()
        }  # fmt: skip

    def evaluation(self, department: str) -> Decimal | None:
        """The mean of those who had an opinion; withheld below the least number of slips."""
        cast = self.ratings.get(department, "").replace(NOT_CAST, "")
        points = [POINTS[one] for one in cast if one in POINTS]
        return Decimal(sum(points)) / len(points) if len(cast) >= LEAST_SLIPS and points else None

    def total(self, department: str, card: Json) -> Fraction | None:
        if card["score"] is None:
            return None
        mean, said = Fraction(card["score"]), self.evaluation(department)
        if said is not None:
            mean = (mean * EVENTS + Fraction(said) * EVALUATION) / (EVENTS + EVALUATION)
        given = min(Fraction(LEADERS), max(Fraction(-LEADERS), Fraction(self.leaders.get(department, Decimal(0)))))
        return rounded(min(Fraction(100), max(Fraction(0), mean + given)), 2)

    def lines(self) -> list[Json]:
        """As they are decided on, in the order of the departments' ids."""
        cards = self.cards()
        totals = {id: self.total(id, card) for id, card in cards.items()}
        old_enough = {
            id: total for id, total in totals.items() if total is not None and self.terms[id][1].open_days >= LEAST_DAYS
        }
        grades = graded(old_enough)
        return [
            {
                "department": id,
                "events": card["score"],
                "card": hashlib.sha256(_canonical(card)).hexdigest(),
                "evaluation": None if (said := self.evaluation(id)) is None else str(said),
                "leaders": str(self.leaders.get(id, Decimal(0))),
                "total": None if (total := totals[id]) is None else fixed(total, 2),
                "rank": 1 + sum(other > old_enough[id] for other in old_enough.values()) if id in old_enough else None,
                "grade": grades[id][0] if id in grades else "",
                "why": grades[id][1] if id in grades else "nothing-due" if totals[id] is None else "too-young",
                "was": "",
                "reason": "",
            }
            for id, card in sorted(cards.items())
        ]

    def digest(self, at: str, policy_digest: str) -> str:
        """Of the lines with what they rest on."""
        said = {"quarter": self.quarter, "at": at, "policy": policy_digest, "lines": self.lines()}
        return hashlib.sha256(_canonical(said)).hexdigest()


def graded(totals: Mapping[str, Fraction]) -> dict[str, tuple[str, str]]:
    """Good is who reaches the bound and of whom, equals counted, no more are as good than may be."""
    room = len(totals) * TOP_SHARE // 100
    found: dict[str, tuple[str, str]] = {}
    for id, total in totals.items():
        grade = next(grade for grade, bound in BOUNDS if total >= bound)
        held = grade == "good" and sum(other >= total for other in totals.values()) > room
        found[id] = ("fairly-good", "quota") if held else (grade, "")
    return found


def year(quarters: list[list[Json]]) -> dict[str, tuple[int, str | None, int | None, str]]:
    """By department: quarters graded, the mean of their totals, place and grade; too few quarters give none."""
    found: dict[str, list[Fraction]] = {}
    for lines in quarters:
        for line in lines:
            mine = found.setdefault(line["department"], [])
            if line["grade"]:
                mine.append(Fraction(line["total"]))
    means = {id: rounded(sum(all) / len(all), 2) for id, all in found.items() if len(all) >= LEAST_QUARTERS}
    grades = graded(means)
    return {
        id: (
            len(all),
            fixed(means[id], 2) if id in means else None,
            1 + sum(other > means[id] for other in means.values()) if id in means else None,
            grades[id][0] if id in grades else "",
        )
        for id, all in found.items()
    }


def _canonical(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
