"""The quarter's study: plan, Fridays, theory group, law before meetings, notes; what was forgotten (A6–A9, B1, B5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from deploy.demo.leave import CLERK
from deploy.demo.members import is_member
from deploy.demo.pieces import FORBIDDEN, INVALID, d
from deploy.demo.plan import Plan

PUBLICIST, GROUP_SECRETARY, BRANCH_SECRETARY, DIRECTOR = "p053", "p002", "p006", "p008"
GROUP_DEPUTY = "p058"
THEORY_GROUP = ("p002", "p003", "p004", "p005", "p006", "p007", "p058")
FRIDAYS = (d(7, 10), d(7, 24), d(8, 7), d(8, 21), d(9, 4), d(9, 18), d(10, 8), d(10, 16))
"""The seventh would be 2 October, a day off: it moves to the first day after the holiday."""
FORGOTTEN = d(8, 21)
ITEMS = (
    ("theory", "党的创新理论专题", d(7, 31)), ("theory", "党章党规", d(9, 30)), ("law", "监督法", d(8, 31)),
    ("law", "地方组织法", d(9, 30)), ("business", "预算审查监督实务", d(8, 31)),
    ("business", "代表建议办理", d(12, 15)),
)  # fmt: skip


def study(plan: Plan) -> None:
    school = School(plan)
    _plan_of_the_year(plan)
    _fridays(school)
    _theory_group(school)
    _law(school)
    _holiday_and_training(school)
    _notes(plan)
    _at_the_end(plan)


@dataclass
class School:
    plan: Plan
    count: int = 0

    def arrange(self, kind: str, on: date, title: str, *, by: str = PUBLICIST, expect: str = "", **more: Any) -> str:
        """Three days ahead; returns its label."""
        self.count += 1
        label, made = f"study-{self.count}", max(d(7, 1), on - timedelta(days=3))
        said = {"kind": kind, "on": on, "title": title, "area": "theory", "form": "reading"} | more
        at = self.plan.at(made, 14, self.count % 60)
        self.plan.do(at, by, "party.arrange-study-session", label=label, expect=expect, **said)
        return label

    def do(self, label: str, at: tuple[date, int, int], by: str, operation: str, expect: str = "", **body: Any) -> None:
        self.plan.do(self.plan.at(*at), by, f"party.{operation}", expect=expect, session=f"@{label}", **body)

    def here(self, people: Sequence[str], on: date) -> list[str]:
        return [person for person in people if (on, "pm") not in self.plan.away.get(person, set())]

    def leave(self, label: str, person: str, on: date, granted_by: str, minute: int) -> None:
        """Asked the day before, granted the same day."""
        asked = on - timedelta(days=1)
        self.do(label, (asked, 9, minute), person, "ask-study-leave", person=person, reason="公务或休假")
        self.do(label, (asked, 16, minute), granted_by, "grant-study-leave", person=person)


def _plan_of_the_year(plan: Plan) -> None:
    items = [{"area": area, "title": title, "by": by} for area, title, by in ITEMS]
    short = [item for item in items if item["area"] != "business"]
    first = d(7, 1)
    steps: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
        ("p022", "draft-study-plan", FORBIDDEN, {"items": items}),
        (PUBLICIST, "draft-study-plan", "", {"items": short}),
        (CLERK, "adopt-study-plan", "party.study-plan-lacks-area", {"meeting": "主任会议2026-02", "on": first}),
        (PUBLICIST, "draft-study-plan", "", {"items": items}),
        (CLERK, "adopt-study-plan", "", {"meeting": "主任会议2026-02", "on": first}),
        (PUBLICIST, "draft-study-plan", "party.study-plan-adopted", {"items": items}),
    )
    for minute, (by, what, expect, body) in enumerate(steps):
        plan.do(plan.at(first, 10, minute), by, f"party.{what}", expect=expect, year=2026, **body)


def _fridays(school: School) -> None:
    """Whoever is away asks the secretary-general before; two did not. One Friday was forgotten and made good late."""
    for n, friday in enumerate(FRIDAYS):
        on = friday + timedelta(days=4) if friday == FORGOTTEN else friday
        item, form = (5, "lecture") if n == 1 else ((1, "reading") if n == 0 else (2, "seminar"))
        label = school.arrange(
            "staff", on, "机关干部集中学习", items=[item], form=form, area="business" if n == 1 else "theory"
        )
        everybody = school.plan.roll.people(on)
        here = school.here(everybody, on)
        silent = {"p036"} if n == 3 else ({"p051"} if n == 5 else set())
        before = school.plan.roll.people(on - timedelta(days=1))
        for minute, person in enumerate(sorted(set(everybody) - set(here))):
            if person in before:
                granted = "p002" if person == BRANCH_SECRETARY else BRANCH_SECRETARY
                school.leave(label, person, on, granted, minute % 60)
        present = [person for person in here if person not in silent]
        if n == 0:
            late = next(person for person in present if person in ("p023", "p024", "p025", "p027", "p028"))
            school.do(label, (on - timedelta(days=1), 17, 0), PUBLICIST, "hold-study-session",
                      "party.study-session-yet-to-come", present=present)  # fmt: skip
            school.do(label, (on, 8, 0), late, "ask-study-leave", person=late, reason="家中有事")
            school.do(label, (on, 8, 30), "p022", "grant-study-leave", FORBIDDEN, person=late)
            school.do(label, (on, 17, 0), PUBLICIST, "hold-study-session", "party.study-leave-undecided",
                      present=[person for person in present if person != late])  # fmt: skip
            school.do(label, (on, 17, 10), BRANCH_SECRETARY, "refuse-study-leave", person=late, reason="请尽量参加")
        school.do(label, (on, 17, 30), PUBLICIST, "hold-study-session", present=present, note="学习文件,交流讨论")


def _theory_group(school: School) -> None:
    """Proposed by members, settled by the secretary; half days and whole ones; one made up, one not yet."""
    plan = school.plan
    first = school.arrange("theory-group", d(7, 22), "党的创新理论专题", by="p003", days="1", items=[1])
    school.do(first, (d(7, 20), 9, 0), GROUP_DEPUTY, "approve-study-content", FORBIDDEN)
    school.do(first, (d(7, 20), 10, 0), GROUP_SECRETARY, "approve-study-content")
    school.leave(first, "p005", d(7, 22), GROUP_SECRETARY, 40)
    school.do(first, (d(7, 22), 17, 40), PUBLICIST, "hold-study-session",
              present=[person for person in THEORY_GROUP if person != "p005"])  # fmt: skip
    up: dict[str, Any] = {"person": "p005", "made_up_on": d(8, 3), "form": "self-study", "note": "自学专题材料并写笔记"}
    school.do(first, (d(7, 31), 9, 0), "p005", "make-up-study", INVALID, **up)
    school.do(first, (d(8, 4), 9, 0), "p005", "make-up-study", **up)
    school.do(first, (d(8, 4), 9, 5), "p003", "make-up-study", "party.study-not-missed", **up | {"person": "p003"})
    for on, days, title in (
        (d(8, 19), "0.5", "专题研讨"),
        (d(9, 16), "1", "党章党规"),
        (d(9, 30), "0.5", "联系实际交流"),
    ):
        label = school.arrange("theory-group", on, title, by=GROUP_SECRETARY, days=days, form="seminar", items=[2])
        away = [person for person in THEORY_GROUP if person not in school.here(THEORY_GROUP, on)]
        missing = {*away, "p007"} if on == d(9, 16) else set(away)
        for minute, person in enumerate(away):
            school.leave(label, person, on, GROUP_DEPUTY if person == GROUP_SECRETARY else GROUP_SECRETARY, 42 + minute)
        present = [person for person in THEORY_GROUP if person not in missing]
        school.do(label, (on, 17, 40), PUBLICIST, "hold-study-session", present=present)
    plan.do(plan.at(d(7, 1), 15), "p024", "party.arrange-study-session", expect=FORBIDDEN, kind="staff",
            on=d(7, 3), title="自行组织", area="theory", form="reading")  # fmt: skip


def _law(school: School) -> None:
    """A leader spoke in July, the office in September; in August it was forgotten."""
    law = {"area": "law", "form": "lecture", "by": CLERK}
    led = school.arrange("law", d(7, 28), "监督法", meeting="常委会会议2026-04", speaker="p003", items=[3], **law)
    school.arrange("law", d(9, 24), "地方组织法", expect="party.law-out-of-turn", speaking="budget",
                   meeting="主任会议2026-09", **law)  # fmt: skip
    turn = school.arrange("law", d(9, 24), "地方组织法", speaking="office", items=[4], meeting="主任会议2026-09", **law)
    for label, on in ((led, d(7, 28)), (turn, d(9, 24))):
        school.do(label, (on, 12, 0), CLERK, "hold-study-session", present=["p002", "p003", "p006"])


def _holiday_and_training(school: School) -> None:
    on, plan = d(10, 1), school.plan
    label = school.arrange("holiday", on, "国庆长假学习安排", form="self-study", items=[2])
    members = [person for person in plan.roll.people(on) if is_member(plan, person, on)]
    school.do(label, (d(10, 9), 10, 0), PUBLICIST, "hold-study-session", present=members, note="收齐学习记录")
    heads = ["p008", "p022", "p026", "p029", "p038"]
    training = school.arrange("training", d(9, 10), "人大干部和代表履职培训", by=DIRECTOR, days="2", form="lecture",
                              area="business", listed=heads, items=[5])  # fmt: skip
    school.do(training, (d(9, 10), 18, 0), DIRECTOR, "hold-study-session", present=heads[1:], deputies=45)


def _notes(plan: Plan) -> None:
    """Some of the leaders and members hand notes in; the branch returns one and checks the half-year's."""
    writers = ("p002", "p003", "p005", "p022", "p024", "p026", "p027", "p045", PUBLICIST)
    for n, person in enumerate(writers):
        for month in (7, 9):
            at = plan.at(d(month, 28), 9, n)
            plan.do(at, person, "party.hand-in-study-paper", label=f"notes-{n}-{month}", person=person, kind="notes",
                    on=d(month, 27), title="学习笔记", characters=900 + 160 * n + 10 * month)  # fmt: skip
    text = "学习监督法的体会:监督要敢于较真,也要善于支持,把问题和办法一并交给承办部门。" * 12
    for n, person in enumerate(("p003", "p022", "p024")):
        plan.do(plan.at(d(9, 25), 10, n), person, "party.hand-in-study-paper", person=person, kind="article",
                on=d(9, 24), title="学习监督法的体会", text=text)  # fmt: skip
    plan.do(plan.at(d(9, 28), 15), "p024", "party.hand-in-study-paper", expect=FORBIDDEN, person="p022", kind="notes",
            on=d(9, 28), title="代交", characters=1000)  # fmt: skip
    back = {"paper": "@notes-7-9", "reason": "与上次笔记重复"}
    plan.do(plan.at(d(9, 29), 10), PUBLICIST, "party.return-study-paper", **back)
    plan.do(plan.at(d(9, 29), 11), PUBLICIST, "party.return-study-paper", expect="party.study-own-paper",
            paper="@notes-8-9", reason="字数偏少")  # fmt: skip
    results = [{"person": person, "result": "good" if n % 3 else "fair"} for n, person in enumerate(writers[:-1])]
    plan.do(plan.at(d(9, 30), 10), PUBLICIST, "party.record-notes-check", on=d(9, 30), results=results)


def _at_the_end(plan: Plan) -> None:
    plan.do(plan.at(d(10, 15), 10), PUBLICIST, "party.record-year-check", expect="party.study-year-not-ending",
            year=2026)  # fmt: skip
