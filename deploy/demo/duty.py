"""The quarter's duty rota, and overtime that was asked for: swapped, done, missed, compensated (A30)."""

from __future__ import annotations

from datetime import date
from typing import Any

from deploy.demo.people import CLERK
from deploy.demo.pieces import FORBIDDEN, d
from deploy.demo.plan import Plan
from deploy.demo.presence import Presence

ROTA: tuple[tuple[date, str], ...] = (
    (d(7, 4), "p009"), (d(7, 5), "p011"), (d(7, 11), "p016"), (d(7, 12), "p024"), (d(7, 18), "p027"),
    (d(7, 19), "p030"),
)  # fmt: skip
"""Weekends of July."""
EXCHANGED, DECLINED, THOUGHT_BETTER, TAKEN, MISSED, CALLED_OFF = (on for on, _ in ROTA)
TIME_OFF = date(2026, 10, 12)
WANTED = 5


def duty(plan: Plan, presence: Presence) -> None:
    _rota(plan)
    overtime(plan, presence)


def _rota(plan: Plan) -> None:
    clerk, director = plan.roll.holder(CLERK, d(7, 1)), plan.roll.holder("head-office", d(7, 1))
    holders = dict(ROTA)
    turns = [{"on": on, "person": person} for on, person in ROTA]

    def do(on: date, hour: int, by: str, operation: str, *, of: date, expect: str = "", **more: Any) -> None:
        more |= {"turn": f"@{_label(of)}/items/0/id"}
        plan.do(plan.at(on, hour, of.day), by, f"finance.{operation}", expect=expect, **more)

    plan.do(plan.at(d(7, 1), 8, 30), "p022", "finance.publish-rota", expect=FORBIDDEN, turns=turns)
    plan.do(plan.at(d(7, 1), 8, 31), clerk, "finance.publish-rota", turns=turns)
    plan.do(plan.at(d(7, 1), 8, 32), clerk, "finance.publish-rota", expect="finance.duty-twice", turns=turns[:1])
    for on in holders:
        plan.do(plan.at(d(7, 1), 8, 40), clerk, "finance.list-duty", label=_label(on), on=on)

    in_return = {"in_return": f"@{_label(TAKEN)}/items/0/id"}
    do(d(7, 2), 9, holders[EXCHANGED], "ask-swap", of=EXCHANGED, to=holders[TAKEN], **in_return)
    do(d(7, 2), 10, holders[TAKEN], "agree-to-swap", of=EXCHANGED)
    do(d(7, 2), 11, holders[DECLINED], "ask-swap", of=DECLINED, to="p018")
    do(d(7, 2), 14, "p018", "decline-swap", of=DECLINED)
    do(d(7, 6), 9, holders[THOUGHT_BETTER], "ask-swap", of=THOUGHT_BETTER, to="p018")
    do(d(7, 6), 10, holders[THOUGHT_BETTER], "withdraw-swap", of=THOUGHT_BETTER)
    do(d(7, 6), 14, clerk, "confirm-duty", of=EXCHANGED)
    do(d(7, 6), 14, clerk, "confirm-duty", of=DECLINED, expect="finance.duty-own")
    do(d(7, 6), 15, director, "confirm-duty", of=DECLINED)
    do(d(7, 13), 14, clerk, "confirm-duty", of=THOUGHT_BETTER)
    do(d(7, 13), 14, clerk, "confirm-duty", of=TAKEN)
    do(d(7, 17), 9, clerk, "cancel-duty", of=CALLED_OFF, reason="当日机关停电检修")
    do(d(7, 20), 9, clerk, "note-absence", of=MISSED, reason="临时送医，未及时报告")
    do(d(7, 20), 10, clerk, "confirm-duty", of=MISSED, expect="finance.duty-closed")


def _label(on: date) -> str:
    return f"DUTY-{on:%m%d}"


def overtime(plan: Plan, presence: Presence) -> None:
    """Some of the evenings and Saturdays that chance brought; one refused, one sent back, one not needed."""
    roll = plan.roll
    chosen = [
        (person, on)
        for person, on in sorted(presence.nights | presence.weekends, key=lambda one: one[1])
        if on >= d(7, 3) and roll.department(person, plan.workday(on, -1)) not in ("leadership", "")
    ][:WANTED]
    for n, (person, on) in enumerate(chosen, 1):
        asked, after = plan.workday(on, -1), plan.workday(on, 1)
        label, saturday = f"OT{n}", not plan.is_workday(on)
        said: dict[str, Any] = {"person": person, "on": on, "reason": "赶制常委会会议材料"}

        def do(day: date, hour: int, by: str, does: str, label: str, expect: str = "", **more: Any) -> None:
            more |= {"overtime": f"@{label}"}
            plan.do(plan.at(day, hour, 50), by, f"finance.{does}", expect=expect, **more)

        head = _head(plan, person, asked)
        money = {"compensation": "allowance"} if saturday else {}
        plan.do(plan.at(asked, 9, n), person, "finance.request-overtime", label=label, **said, **money)
        if n == 1:
            refused = {**said, "on": asked, "compensation": "allowance"}
            plan.do(
                plan.at(asked, 9, 10), person, "finance.request-overtime",
                expect="finance.overtime-no-such-compensation", **refused,
            )  # fmt: skip
            for word, by, does in (("x", head, "reject-overtime"), ("y", person, "withdraw-overtime")):
                plan.do(plan.at(asked, 9, 20), person, "finance.request-overtime", label=label + word, **said)
                do(asked, 10, by, does, label + word, reason="与另一申请重复")
            do(asked, 11, person, "approve-overtime", label, expect=FORBIDDEN)
        do(asked, 12, head, "approve-overtime", label)
        do(after, 9, person, "report-overtime", label, hours="7" if saturday else "4.5")
        checker = _head(plan, person, after)
        if n == 2:
            do(after, 10, checker, "send-overtime-back", label, reason="时数请按打卡填写")
            do(after, 11, person, "report-overtime", label, hours="6" if saturday else "3")
        do(after, 12, checker, "confirm-overtime", label)
        if not saturday:
            do(after, 13, checker, "enter-time-off", label, on=TIME_OFF)


def _head(plan: Plan, person: str, on: date) -> str:
    roll = plan.roll
    department = roll.department(person, on)
    for post in (f"head-{department}", roll.supervising_post(department, on), "chair"):
        if roll.holder(post, on) not in ("", person):
            return roll.decider(post, person, on)
    raise LookupError(f"nobody decides for {person} on {on}")
