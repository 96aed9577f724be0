"""Leave slips in the office's tray: who must sign, and which half days they cover (A15). Part of the oracle."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from tests.scenario.oracle_paper import HALVES, ONE_DAY, Organ, RuleBooks, days, is_workday

HalfDay = tuple[date, str]
CHAIR, CLERK = "chair", "clerk"
HALF_A_DAY = Fraction(1, 2)


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
    kind: str
    asked: date
    signatures: list[str]
    """Posts that have yet to sign, in order."""
    signed: set[str] = field(default_factory=set)
    """Whose signatures it has: nobody signs twice."""
    covers: set[HalfDay] = field(default_factory=set)
    """Empty until the last signature."""
    back_by: date | None = None
    """Last day of a return in time; None when no return is owed."""
    void: bool = False
    """Rejected, withdrawn or struck out."""
    fell: tuple[int, date, set[HalfDay], HalfDay] | None = None
    """The year with which it fell, the first day that did, and what it covered and where it ended before (A16)."""
    rebuked: date | None = None
    """The day that was let pass; None where none was, or where the leave is struck out since."""


def working_length(start: HalfDay, end: HalfDay) -> Fraction:
    """In working days; a half day is a half day (A15)."""
    return Fraction(sum(is_workday(day) for day, _ in half_days(start, end)), 2)


def length_together(slips: Iterable[Slip], person: str, kind: str, start: HalfDay, end: HalfDay) -> Fraction:
    """Of the slip and of those like it that lie next to it with nothing but days off between: one leave (A15)."""
    mine = [slip for slip in slips if not slip.void and (slip.person, slip.kind) == (person, kind)]
    taken = {box for slip in mine for box in half_days(slip.start, slip.end)}
    length = working_length(start, end)
    for box, step in ((start, -1), (end, 1)):
        while True:
            box = _next_box(box, step)
            if is_workday(box[0]):
                if box not in taken:
                    break
                length += HALF_A_DAY
    return length


def _next_box(box: HalfDay, step: int) -> HalfDay:
    day, half = box
    if half == ("am" if step > 0 else "pm"):
        return day, HALVES[1] if step > 0 else HALVES[0]
    return day + step * ONE_DAY, HALVES[0] if step > 0 else HALVES[1]


def signatures(
    organ: Organ, rules: RuleBooks, person: str, department: str, length: Fraction, today: date
) -> list[str]:
    """A15: a day is the head's to give, three the supervising leader's, more the chair's; each lower one signs first.

    County leaders ask by the district's rules. A post that is vacant, unassigned, the applicant's own or, below the
    chair's, stood in for by the applicant does not sign; where it is the one that the length demands, the next above
    signs in its place; above the chair, the clerk takes down what was decided outside.
    """
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
    asked = [post for post in ladder[:height] if _can_sign(organ, post, person, today)]
    if not asked or asked[-1] != ladder[height - 1]:
        higher = [p for p in ladder[height:] if _can_sign(organ, p, person, today)]
        asked += [p for p in higher if p not in asked][:1] or [CLERK]
    return list(dict.fromkeys(asked))


def _can_sign(organ: Organ, post: str, person: str, today: date) -> bool:
    if not post or not organ.holder(post, today) or organ.holder(post, today) == person:
        return False
    return post == CHAIR or person not in organ.may_act(post, today)


def _is_county(organ: Organ, rules: RuleBooks, person: str, today: date) -> bool:
    levels = {organ.posts[post]["level"] for post in organ.posts_of(person, today)}
    return bool(levels & set(rules.number("leave.county_levels", today)))


def _ladder(organ: Organ, rules: RuleBooks, person: str, department: str, today: date) -> list[str]:
    if _is_county(organ, rules, person, today):
        return list(rules.number("leave.county_route", today))
    return [f"head-{department}", organ.leader_post(department, today), CHAIR]


def climb(organ: Organ, rules: RuleBooks, slip: Slip, today: date) -> None:
    """Nobody sits at the desk where the slip lies, or the applicant does by now, or one who has signed it before: it
    goes one desk up (A15)."""
    while slip.signatures and slip.signatures[0] != CLERK:
        post = slip.signatures[0]
        if _can_sign(organ, post, slip.person, today) and not slip.signed & organ.may_act(post, today):
            return
        del slip.signatures[0]
        if not slip.signatures:
            ladder = [*_ladder(organ, rules, slip.person, slip.department, today), CHAIR]
            rung = ladder.index(post) if post in ladder else 0
            up = [p for p in ladder[rung + 1 :] if p != post and _can_sign(organ, p, slip.person, today)]
            slip.signatures = up[:1] or [CLERK]
