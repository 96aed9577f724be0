"""Deputies and poor households: who keeps contact with whom, the quarter's visits, and what was raised (A10–A12).

Names are made up of the sample's own places and numbers; nobody of them exists.
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from deploy.demo.leave import CLERK
from deploy.demo.pieces import FORBIDDEN, INVALID, d
from deploy.demo.plan import Plan
from deploy.demo.sheets import APPRAISED

PLACES = ("青柚镇", "云桥镇", "石榴塘镇", "白塔坪乡", "龙井坝乡", "江湾街道")
NEVER = frozenset({"p031", "p036", "p047", "p050"})
"""Who did not go in the whole quarter."""
LATE = "p042"
"""Went, and entered it only after the day had passed."""


def contacts(plan: Plan, rng: Random) -> None:
    for number, place in enumerate(PLACES, 1):
        label = f"DEPUTY-{number}"
        plan.do(
            plan.at(d(7, 1), 14, number), CLERK, "party.enter-deputy", label=label,
            name=f"代表{number}号", district=f"{place}选区", since=date(2021, 11, 20),
        )  # fmt: skip
        for household in range(3 if number % 2 else 2):
            said = {"name": f"选民{number}-{household + 1}", "place": place}
            plan.do(plan.at(d(7, 1), 14, 10 + number), "p046", "party.assign-voter", deputy=f"@{label}", **said)
    plan.do(
        plan.at(d(8, 20), 16), "p047", "party.record-voter-visit",
        deputy="@DEPUTY-1", voter=1, on=d(8, 19), content="听取对农村饮水和道路的意见",
    )  # fmt: skip
    _households(plan, rng)
    _deputies(plan)
    _problems(plan)
    _other_hands(plan)
    _refused(plan)


def _assign(plan: Plan, at: date, person: str, label: str, **more: str) -> None:
    department = plan.roll.department(person, at)
    head = plan.roll.holder(f"head-{department}", at)
    plan.do(plan.at(at, 15), head, "party.assign-contact", label=label, person=person, **more)


def _households(plan: Plan, rng: Random) -> None:
    first = d(7, 2)
    people = [person for department in APPRAISED for person in plan.roll.members(department, first)]
    for number, person in enumerate(people, 1):
        said = {"name": f"困难户{number}号", "place": rng.choice(PLACES), "situation": "享受兜底保障政策"}
        _assign(plan, first, person, f"HOME-{person}", kind="household", **said)
        on = plan.same_or_next_workday(first + timedelta(days=rng.randrange(8, 80)))
        if person in NEVER or not plan.roll.department(person, on):
            continue
        entered = d(10, 12) if person == LATE else on
        visit(plan, f"HOME-{person}", person, on, entered)


def visit(plan: Plan, label: str, person: str, on: date, entered: date, **more: str) -> None:
    plan.do(
        plan.at(entered, 17, int(person[1:])), person, "party.record-visit",
        contact=f"@{label}", on=on, way="visit", content="入户了解生产生活情况，宣传有关政策", **more,
    )  # fmt: skip


def _deputies(plan: Plan) -> None:
    for number, person in enumerate(("p008", "p019", "p022", "p026", "p029", "p037"), 1):
        _assign(plan, d(7, 3), person, f"LINK-{person}", kind="deputy", deputy=f"@DEPUTY-{number}")
        if number != 6:
            visit(plan, f"LINK-{person}", person, d(9, 8), d(9, 8))


def _problems(plan: Plan) -> None:
    """One that the keeper settled, one given to a department, one taken back with its visit."""
    for person, problem in (("p024", "自来水时断时续"), ("p030", "村道路灯损坏"), ("p038", "孩子入学手续不清楚")):
        visit(plan, f"HOME-{person}", person, d(9, 15), d(9, 15), problem=problem)
    done = {"outcome": "已协调解决并回访"}
    second: dict[str, Any] = {"contact": "@HOME-p024", "visit": 2}
    plan.do(plan.at(d(9, 16), 9), "p024", "party.forward-problem", to_department="urban-environment", **second)
    plan.do(plan.at(d(9, 24), 9), "p024", "party.settle-problem", expect=FORBIDDEN, **second, **done)
    plan.do(plan.at(d(9, 24), 10), "p034", "party.settle-problem", **second, **done)
    for person in ("p030", "p038"):
        plan.do(plan.at(d(9, 25), 9), person, "party.settle-problem", contact=f"@HOME-{person}", visit=2, **done)
    plan.do(
        plan.at(d(9, 28), 9), "p038", "party.withdraw-visit",
        contact="@HOME-p038", visit=2, reason="与另一户混淆，登记有误",
    )  # fmt: skip


def _other_hands(plan: Plan) -> None:
    """Handed over with its debt, ended, and a visit entered twice of which one is taken back."""
    plan.do(
        plan.at(d(7, 6), 9), "p045", "party.hand-over-contact", expect=FORBIDDEN,
        contact="@HOME-p031", person="p053", reason="分工调整",
    )  # fmt: skip
    plan.do(
        plan.at(d(9, 18), 9), "p029", "party.hand-over-contact",
        contact="@HOME-p031", person="p032", reason="分工调整",
    )  # fmt: skip
    plan.do(plan.at(d(9, 21), 9), "p046", "party.end-contact", contact="@HOME-p047", reason="该户已迁往外地")
    plan.do(
        plan.at(d(9, 22), 9), "p047", "party.record-visit", expect="party.contact-ended",
        contact="@HOME-p047", on=d(9, 22), way="call", content="电话回访",
    )  # fmt: skip
    plan.do(plan.at(d(9, 29), 17), "p022", "party.withdraw-visit", contact="@LINK-p022", visit=1, reason="当日未成行")


def _refused(plan: Plan) -> None:
    third = {"person": "p024", "kind": "household", "place": "青柚镇"}
    plan.do(plan.at(d(7, 3), 16), "p022", "party.assign-contact", label="HOME-second", name="困难户甲", **third)
    plan.do(
        plan.at(d(7, 3), 16, 5), "p022", "party.assign-contact", expect="party.too-many-contacts",
        name="困难户乙", **third,
    )  # fmt: skip
    plan.do(plan.at(d(7, 3), 16, 10), "p022", "party.assign-contact", expect=INVALID, person="p025", kind="deputy")
    visit(plan, "HOME-second", "p024", d(7, 30), d(7, 30))
