"""Leave slips in the office's tray: who must sign, and which half days they cover (A15). Part of the oracle."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from tests.scenario.oracle_paper import HALVES, Organ, RuleBooks, days, is_workday

HalfDay = tuple[date, str]
CHAIR, CLERK = "chair", "clerk"


def half_days(start: HalfDay, end: HalfDay) -> Iterator[HalfDay]:
    """Every box of the calendar from one half day to another."""
    for day in days(start[0], end[0]):
        for half in HALVES:
            if start <= (day, half) <= end:
                yield day, half


@dataclass
class Slip:
    person: str
    department: str
    """Where the person belonged on the first day; it answers for the slip."""
    start: HalfDay
    end: HalfDay
    asked: date
    signatures: list[str]
    """Posts that have yet to sign, in order."""
    covers: set[HalfDay] = field(default_factory=set)
    """Empty until the last signature."""
    back_by: date | None = None
    """Last day of a return in time; None when no return is owed."""
    rebuked: date | None = None
    """The day that was let pass; None where none was, or where the leave is struck out since."""


def working_length(start: HalfDay, end: HalfDay) -> Fraction:
    """In working days; a half day is a half day (A15)."""
    return Fraction(sum(is_workday(day) for day, _ in half_days(start, end)), 2)


def signatures(
    organ: Organ, rules: RuleBooks, person: str, department: str, length: Fraction, today: date
) -> list[str]:
    """A15: a day is the head's to give, three the supervising leader's, more the chair's; each lower one signs first.

    County leaders ask by the district's rules. A post that is vacant or the applicant's own is passed over; when nobody
    is left, the next above decides; above the chair, the clerk takes down what was decided outside.
    """
    own = organ.posts_of(person, today)

    def can_sign(posts: list[str]) -> list[str]:
        return list(dict.fromkeys(p for p in posts if p and p not in own and organ.holder(p, today)))

    ladder = _ladder(organ, rules, person, department, today)
    if _is_county(organ, rules, person, today):
        height = len(ladder)
    else:
        if length <= Fraction(rules.number("leave.head_limit", today)):
            height = 1
        elif length <= Fraction(rules.number("leave.deputy_limit", today)):
            height = 2
        else:
            height = 3
    return can_sign(ladder[:height]) or can_sign([*ladder[height:], CHAIR])[:1] or [CLERK]


def _is_county(organ: Organ, rules: RuleBooks, person: str, today: date) -> bool:
    levels = {organ.posts[post]["level"] for post in organ.posts_of(person, today)}
    return bool(levels & set(rules.number("leave.county_levels", today)))


def _ladder(organ: Organ, rules: RuleBooks, person: str, department: str, today: date) -> list[str]:
    if _is_county(organ, rules, person, today):
        return list(rules.number("leave.county_route", today))
    return [f"head-{department}", organ.leader_post(department, today), CHAIR]


def climb(organ: Organ, rules: RuleBooks, slip: Slip, today: date) -> None:
    """Nobody sits at the desk where the slip lies, or the applicant does by now: it goes one desk up (A15)."""
    while slip.signatures and slip.signatures[0] != CLERK:
        post = slip.signatures[0]
        if organ.holder(post, today) not in ("", slip.person):
            return
        del slip.signatures[0]
        if not slip.signatures:
            ladder = [*_ladder(organ, rules, slip.person, slip.department, today), CHAIR]
            rung = ladder.index(post) if post in ladder else 0
            own = organ.posts_of(slip.person, today)
            up = [p for p in ladder[rung + 1 :] if p and p != post and p not in own and organ.holder(p, today)]
            slip.signatures = up[:1] or [CLERK]
