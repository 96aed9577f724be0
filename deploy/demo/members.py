"""The branch's register of members, entered when the office begins to keep it here, and who comes in later (B4.3)."""

from __future__ import annotations

from datetime import date

from deploy.demo.pieces import FORBIDDEN, d
from deploy.demo.plan import Plan

ORGANISER = "p009"
OUTSIDE_THE_PARTY = frozenset({"p010", "p018", "p021", "p025", "p032", "p036", "p044", "p048", "p051", "p056"})
PROBATIONARY = {"p039": date(2025, 9, 1), "p028": date(2026, 6, 12), "p060": date(2026, 3, 20)}
"""On probation, with the day of admission."""
GONE, GONE_ON = "p033", d(8, 10)
GROUPS = {
    "第一党小组": ("leadership", "office", "research"),
    "第二党小组": ("supervision-law", "finance-economy", "budget", "agriculture"),
    "第三党小组": ("urban-environment", "education-culture", "social", "deputies", "ethnic-overseas"),
}

OFFICERS = (("第一党小组", "p008", "p009"), ("第二党小组", "p022", "p026"), ("第三党小组", "p034", "p038"))
"""Who leads each group, and who keeps in touch with the committee."""


def members(plan: Plan) -> None:
    first = d(7, 1)
    for minute, person in enumerate(plan.roll.people(first)):
        if _is_entered(plan, person):
            _enter(plan, person, first, minute)
    for hour, (name, leader, liaison) in enumerate(OFFICERS, 10):
        plan.do(
            plan.at(first, hour), ORGANISER, "party.set-up-group",
            name=name, on=first, leader=leader, liaison=liaison,
        )  # fmt: skip
    _enter(plan, "p060", d(8, 18), 0, came_from="柚南街道机关党支部")
    for caller, person, on, expect in (
        ("p022", "p039", d(9, 1), FORBIDDEN),
        (ORGANISER, "p022", d(9, 1), "kernel.wrong-status"),
        (ORGANISER, "p039", d(9, 1), ""),
    ):
        plan.do(plan.at(d(9, 2), 10), caller, "party.make-member-formal", expect=expect, person=person, on=on)
    plan.do(
        plan.at(d(9, 2), 11), ORGANISER, "party.enter-member", expect="party.already-a-member",
        person="p022", on=d(9, 2), joined=date(2004, 7, 1), formal=date(2005, 7, 1),
    )  # fmt: skip
    plan.do(
        plan.at(d(8, 11), 10), ORGANISER, "party.end-membership",
        person=GONE, on=GONE_ON, gone_to="区老干部党支部", reason="退休后组织关系转至老干部党支部",
    )  # fmt: skip


def _enter(plan: Plan, person: str, on: date, minute: int, came_from: str = "") -> None:
    joined = PROBATIONARY.get(person) or _joined(plan, person)
    formal = None if person in PROBATIONARY else joined.replace(year=joined.year + 1)
    group = next(name for name, found in GROUPS.items() if plan.roll.department(person, on) in found)
    plan.do(
        plan.at(on, 9, minute % 60), ORGANISER, "party.enter-member",
        person=person, on=on, joined=joined, formal=formal, group=group, came_from=came_from,
    )  # fmt: skip


def is_member(plan: Plan, person: str, on: date) -> bool:
    """On a day of the quarter on which they serve."""
    return _is_entered(plan, person) and not (person == GONE and on >= GONE_ON)


def _is_entered(plan: Plan, person: str) -> bool:
    joined = _joined(plan, person)
    return person in PROBATIONARY or (person not in OUTSIDE_THE_PARTY and joined.year < d(7, 1).year - 1)


def _joined(plan: Plan, person: str) -> date:
    """On the first of a July, so many years after they began to work."""
    began = plan.roll.work_since(person)
    return date(began.year + 2 + int(person[1:]) % 4, 7, 1)
