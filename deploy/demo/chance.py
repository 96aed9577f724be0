"""The ordinary leave of a quarter, by chance within what each person may take (A15, A16)."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from deploy.demo.leave import CLERK, Desk, Slip
from deploy.demo.plan import Half, Plan

KINDS = (("annual", 40), ("personal", 28), ("sick", 25), ("official", 7))
LENGTHS = ((1, 34), (2, 28), (3, 6), (4, 14), (5, 3), (6, 7), (8, 3), (10, 5))
"""In half days, with how often."""
LEADERS_STAY = ("p002", "p003", "p004", "p005", "p058")
"""Who seldom asks, and would have nobody to ask."""


class Allowance:
    """How much of each kind somebody may still take without losing anything."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._used: dict[tuple[str, str], float] = defaultdict(float)

    def entitled(self, person: str, on: date) -> float:
        years = self._plan.roll.full_years(person, on.replace(day=1))  # each counts from the following month
        return 15 if years >= 20 else 10 if years >= 10 else 5 if years >= 1 else 0

    def draw(self, person: str, kind: str, days: float, on: date) -> bool:
        """Whether it fits; then it is drawn."""
        if kind not in ("annual", "personal"):
            return True
        if self._used[person, kind] + days > self.entitled(person, on):
            return False
        self._used[person, kind] += days
        return True


def ordinary_leave(plan: Plan, desk: Desk, allowance: Allowance, first: date, last: date, wanted: int) -> None:
    """`wanted` slips that begin between two days."""
    days, rng = plan.workdays(first, last), plan.rng
    counted = {d.body["person"] for d in plan.deeds if d.body.get("kind") in ("annual", "personal")}
    made = 0
    while made < wanted:
        start = rng.choice(days)
        person = rng.choice(plan.roll.people(start))
        if person == CLERK or (person in LEADERS_STAY and rng.random() < 0.7):
            continue
        slip = _slip(plan, person, start)
        if slip.kind in ("annual", "personal") and person in counted:
            continue  # these have accounts of their own
        if not plan.is_free(person, plan.workday(slip.start, -1), plan.workday(slip.end, 1)):
            continue
        asked_on = plan.workday(slip.start, -_notice(desk, slip))
        if not plan.roll.department(person, asked_on) or asked_on < first:
            continue
        if allowance.draw(person, slip.kind, desk.working_days(slip), start):
            _hand_in(plan, desk, slip, asked_on)
            made += 1


def _notice(desk: Desk, slip: Slip) -> int:
    return 1 if desk.working_days(slip) <= 1 else 2 if desk.working_days(slip) <= 3 else 4


def _slip(plan: Plan, person: str, start: date) -> Slip:
    rng = plan.rng
    kind = rng.choices([k for k, _ in KINDS], [w for _, w in KINDS])[0]
    halves = rng.choices([n for n, _ in LENGTHS], [w for _, w in LENGTHS])[0]
    start_half: Half = "am" if halves % 2 == 0 or rng.random() < 0.5 else "pm"
    whole, odd = divmod(halves, 2)
    if not odd:
        return Slip(person, kind, start, plan.workday(start, whole - 1) if whole > 1 else start)
    end = plan.workday(start, whole) if whole else start
    if start_half == "pm":
        return Slip(person, kind, start, end, "pm", "pm")
    return Slip(person, kind, start, end, "am", "am")


def _hand_in(plan: Plan, desk: Desk, slip: Slip, asked_on: date) -> None:
    """Most are granted and end well; some come late, are refused, withdrawn, cut short, or never cancelled."""
    rng = plan.rng
    days, fate = desk.working_days(slip), rng.random()
    asked = plan.some_time(asked_on, 9, 15)
    if slip.kind == "sick" and days <= 2 and fate < 0.35:
        asked = plan.some_time(plan.workday(slip.end, rng.choice((1, 1, 2, 3))), 9, 15)
        desk.take(slip, asked, by=CLERK if rng.random() < 0.3 else "")
    elif fate < 0.10 and slip.kind != "official":
        label = desk.ask(slip, asked)
        desk.reject(slip, label, asked, step=rng.randrange(len(desk.route(slip, asked))))
    elif fate < 0.17:
        label = desk.ask(slip, asked)
        at = desk.approve(slip, label, asked, steps=rng.randrange(len(desk.route(slip, asked))))
        plan.do(desk.soon(at), slip.person, "attendance.withdraw-leave", leave=f"@{label}")
    elif fate < 0.25 and days >= 2:
        taken = [half for half in slip.halves() if plan.is_workday(half[0])]
        desk.take(slip, asked, last=taken[rng.randrange(1, len(taken) - 1)])
    elif fate < 0.33:
        desk.take(slip, asked, back="late", days_late=rng.randrange(1, 5))
    elif fate < 0.36:
        desk.take(slip, asked, back="never")
    else:
        desk.take(slip, asked)
