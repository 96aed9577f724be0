"""Who decides a leave, in which order (A15): computed once from the request, recorded in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from services.attendance.leave.events import Step


@dataclass(frozen=True, slots=True)
class Limits:
    """The numbers of A15 in force on the day, with their citations. Lengths in working days."""

    head: Decimal
    head_cites: tuple[str, ...]
    deputy: Decimal
    deputy_cites: tuple[str, ...]
    county_levels: tuple[str, ...]
    county_route: tuple[str, ...]
    county_cites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Applicant:
    """The applicant's place in the organ on the day. Empty posts are vacant or do not exist."""

    posts: tuple[str, ...]
    levels: tuple[str, ...]
    head_post: str
    supervising_post: str


@dataclass(frozen=True, slots=True)
class Line:
    """Who could decide somebody's leave today: their place, the numbers in force, and the posts that can."""

    applicant: Applicant
    limits: Limits
    able: Sequence[str]


CHAIR = "chair"
OFFICE = "clerk"


def route(days: Decimal, line: Line) -> tuple[Step, ...]:
    """The steps in order; never a post that the applicant holds, never none.

    The longer the leave, the further up it goes: head, then supervising deputy, then chair. Who decides last must be
    at least as high as the length demands: where that post is vacant, unassigned or the applicant's own, the next one
    up decides in its place. The chair's own leave is decided outside the organ; the office records it.
    """
    applicant, limits, able = line.applicant, line.limits, line.able
    chain = _chain(applicant, limits)
    if _county(applicant, limits):
        needed = len(limits.county_route)
    else:
        needed = 1 if days <= limits.head else 2 if days <= limits.deputy else 3
    steps = _deciding(chain[:needed], applicant, able)
    if not steps or steps[-1].post != chain[needed - 1].post:
        steps.append(_first_above(chain[needed:], applicant, limits, able))
    return tuple(steps)


def above(post: str, line: Line) -> Step:
    """Who decides in place of a route's last post, vacant since: the next one up, as when the route is made.

    A post that is none of the applicant's line any more is taken for their head's: the line was changed since.
    """
    chain = _chain(line.applicant, line.limits)
    place = next((number for number, step in enumerate(chain) if step.post == post), 0)
    higher = [step for step in chain[place + 1 :] if step.post != post]
    return _first_above(higher, line.applicant, line.limits, line.able)


def _first_above(higher: Sequence[Step], applicant: Applicant, limits: Limits, able: Sequence[str]) -> Step:
    return next(iter(_deciding(higher, applicant, able)), _outside(limits))


def _county(applicant: Applicant, limits: Limits) -> bool:
    return bool(set(applicant.levels) & set(limits.county_levels))


def _chain(applicant: Applicant, limits: Limits) -> list[Step]:
    """All who could be asked, the lowest first; the chair is above everybody."""
    chair = Step(post=CHAIR, cites=limits.deputy_cites)
    if _county(applicant, limits):
        return [*(Step(post=post, cites=limits.county_cites) for post in limits.county_route), chair]
    head = Step(post=applicant.head_post, cites=limits.head_cites)
    return [head, Step(post=applicant.supervising_post, cites=limits.deputy_cites), chair]


def _outside(limits: Limits) -> Step:
    """Decided outside the organ; the office records it."""
    return Step(post=OFFICE, cites=limits.county_cites)


def _deciding(chain: Sequence[Step], applicant: Applicant, able: Sequence[str]) -> list[Step]:
    steps: dict[str, Step] = {}
    for step in chain:
        if step.post in able and step.post not in applicant.posts:
            steps.setdefault(step.post, step)
    return list(steps.values())
