"""From scores to grades: how the parts of a proposal come together, the quota of the top grade, and its ties (A35).

Pure: the same scores, policy and numbers give the same lines.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import msgspec

from services.appraisal.policy.model import Grade, Policy
from services.appraisal.quarters.events import ProposedLine
from services.appraisal.scorecards.scorecard import Scorecard
from services.appraisal.scorecards.scoring import ranks

NONE, MOST = Decimal(0), Decimal(100)
TOO_YOUNG, NOTHING_DUE, QUOTA = "too-young", "nothing-due", "quota"
"""Why a department is not graded, or not as its total says."""


@dataclass(frozen=True, slots=True)
class Terms:
    """In force on the quarter's last day: weights of the parts in percent, the leaders' limit, the least days."""

    events: Decimal
    evaluation: Decimal
    leaders_limit: Decimal
    least_days: int


def total_of(
    score: Decimal | None, evaluation: Decimal | None, leaders: Decimal, terms: Terms, places: int
) -> Decimal | None:
    """The mean of what is there by its weights, and the leaders' points held to their limit; between 0 and 100.

    None where nothing was due: an evaluation alone is no appraisal of work.
    """
    if score is None:
        return None
    parts = [(score, terms.events)] + ([(evaluation, terms.evaluation)] if evaluation is not None else [])
    weight = sum((share for _, share in parts), NONE)
    mean = sum((part * share for part, share in parts), NONE) / weight if weight else score
    given = max(-terms.leaders_limit, min(terms.leaders_limit, leaders))
    held = max(NONE, min(MOST, mean + given))
    return held.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def proposed(
    cards: Sequence[Scorecard],
    evaluations: Mapping[str, Decimal],
    leaders: Mapping[str, Decimal],
    policy: Policy,
    terms: Terms,
) -> tuple[ProposedLine, ...]:
    """A line a department, in the order of their ids."""
    totals = {
        card.department: total_of(
            card.score, evaluations.get(card.department), leaders.get(card.department, NONE), terms, policy.places
        )
        for card in cards
    }
    young = {card.department for card in cards if card.open_days < terms.least_days}
    graded = {id: total for id, total in totals.items() if total is not None and id not in young}
    grades = grades_of(graded, policy.grades)
    places = ranks(graded)
    return tuple(
        ProposedLine(
            department=card.department,
            events=card.score,
            card=card.digest(),
            evaluation=evaluations.get(card.department),
            leaders=leaders.get(card.department, NONE),
            total=totals[card.department],
            rank=places.get(card.department),
            grade=grades[card.department][0] if card.department in grades else "",
            why=grades[card.department][1]
            if card.department in grades
            else TOO_YOUNG
            if card.department in young
            else NOTHING_DUE,
        )
        for card in sorted(cards, key=lambda card: card.department)
    )


def grades_of(totals: Mapping[str, Decimal], grades: Sequence[Grade]) -> dict[str, tuple[str, str]]:
    """By department: the grade, and `quota` where its total would have given a better one.

    A grade with a quota goes to the best, to no more of the graded than its share, rounded down. Departments with equal
    totals stand or fall together: where not all of them fit, none of them has it.
    """
    found: dict[str, tuple[str, str]] = {}
    left = dict(totals)
    for grade in grades:
        reach = {id: total for id, total in left.items() if total >= grade.at_least}
        room = len(totals)
        if grade.at_most_share is not None:
            room = int(len(totals) * grade.at_most_share / 100)
        for total in sorted(set(reach.values()), reverse=True):
            together = [id for id, one in reach.items() if one == total]
            if len(together) > room:
                break
            room -= len(together)
            for id in together:
                fallen = any(totals[id] >= better.at_least for better in grades[: grades.index(grade)])
                found[id] = grade.id, QUOTA if fallen else ""
                left.pop(id)
    return found


def digest_of(quarter: str, at: str, policy_digest: str, lines: Iterable[ProposedLine]) -> str:
    """SHA-256 over the lines as canonical JSON with what they were derived from."""
    said = {
        "quarter": quarter,
        "at": at,
        "policy": policy_digest,
        "lines": [{name: _text(value) for name, value in msgspec.structs.asdict(line).items()} for line in lines],
    }
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _text(value: object) -> object:
    return str(value) if isinstance(value, Decimal) else value
