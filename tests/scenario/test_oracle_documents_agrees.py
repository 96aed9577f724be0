"""Tasks and items that nobody planned: chance picks, the system decides, the oracle comes to the same figures (A34).

In these weeks the organ loses a department: what it owes is reassigned, or stays with it.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest

from deploy.demo.deed import Deed
from deploy.demo.load import prepare
from services.kernel.procedure.context import Call
from services.kernel.refusals import Refusal
from tests.scenario.oracle import ZONE, scorecards, work_through
from tests.scenario.oracle_paper import Organ
from tests.scenario.runner import ORGAN, REGULATIONS, embedded

pytestmark = pytest.mark.slow

FIRST, LAST = date(2026, 8, 31), date(2026, 10, 12)
"""Across the end of a quarter, a holiday and make-up days."""
DISSOLVED, SUCCESSOR, UNTIL = "ethnic-overseas", "agriculture", "2026-09-16"
CLERK, DIRECTOR, CHAIR, SYSTEM = "p011", "p008", "p002", "system"
LEVELS, PAPERS = ("district", "city", "province", "nation"), ("每日信息", "人大简报")
OF_OWNERS = ("report-task-done", "ask-extension", "accept-task")
OF_TASKS = (
    *OF_OWNERS, "report-task-done", "ask-extension", "verify-task", "verify-task", "return-task", "extend-task",
    "refuse-extension", "reassign-task", "reassign-task", "cancel-task",
)  # fmt: skip


def without_a_department(folder: Path) -> Path:
    """The organ's lists with one department merged into another in the middle of these weeks."""
    lists = folder / "organ"
    shutil.copytree(ORGAN, lists)
    about = lists / "organ.toml"
    head, of_department, rest = about.read_text("utf-8").partition(f'id = "{DISSOLVED}"\n')
    of_department += f'to = {UNTIL}\nmerged_into = "{SUCCESSOR}"\n'
    rest = rest.replace(f'id = "head-{DISSOLVED}"\n', f'id = "head-{DISSOLVED}"\nto = {UNTIL}\n')
    about.write_text(head + of_department + rest, "utf-8")
    for name in ("holders", "supervision", "memberships"):
        path = lists / f"{name}.csv"
        found: list[str] = []
        for line in path.read_text("utf-8").splitlines():
            if DISSOLVED not in line:
                found.append(line)
                continue
            found.append(f"{line}{UNTIL}")
            if name == "memberships":
                found.append(f"{line.split(',')[0]},{SUCCESSOR},{UNTIL},")
        path.write_text("\n".join(found) + "\n", "utf-8")
    return lists


@dataclass
class Weeks:
    """One run of chance against the system, written down as deeds."""

    seed: int
    folder: Path
    deeds: list[Deed] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = Random(self.seed)
        self.lists = without_a_department(self.folder)
        self.organ = Organ(self.lists)
        self.runtime = embedded(self.folder / "data")
        self.tokens: dict[str, str] = {}
        self.ids: dict[str, str] = {}
        self.owners: dict[str, str] = {}
        self.places: dict[str, str] = {}
        self.inherited = 0
        """Tasks of the dissolved department that the office gave to another."""
        self.reported: set[str] = set()
        self.items: dict[str, str] = {}
        self.now = datetime.combine(FIRST, time(0, 10), ZONE)
        self.departments = [d for d, row in self.organ.departments.items() if row["kind"] != "leadership"]
        prepare(self.runtime, self.lists, REGULATIONS)

    @property
    def today(self) -> date:
        return self.now.date()

    def do(self, caller: str, operation: str, label: str = "", /, **body: Any) -> bool:
        """Whether it was carried out."""
        self.now += timedelta(minutes=3)
        token = self.tokens.setdefault(caller, self.runtime.signer.sign(caller, token_id=caller, seconds=1e9))
        sent = {k: self.ids[v[1:]] if isinstance(v, str) and v.startswith("@") else v for k, v in body.items()}
        refused = ""
        try:
            answer = self.runtime.call(Call(f"documents.{operation}", sent, token, at=self.now))
        except Refusal as refusal:
            refused = refusal.code
        else:
            if label:
                self.ids[label] = json.loads(answer.body)["id"]
        self.deeds.append(Deed(self.now, caller, f"documents.{operation}", body, label, refused))
        return not refused

    def live_through(self) -> None:
        while self.today <= LAST:
            night = self.chance.random()
            if night < 0.9:  # now and then the clock sleeps
                self.do(SYSTEM, "tick")
            if str(self.today) == UNTIL:
                self.inherit()
            for _ in range(self.chance.randrange(14)):
                self.chance.choice((self.assign, self.handle, self.handle, self.handle, self.submit, self.press))()
            self.now = datetime.combine(self.today + timedelta(days=1), time(0, 10), ZONE)
        self.do(SYSTEM, "tick")
        self.runtime.settle()

    def inherit(self) -> None:
        """The office hands the dissolved department's tasks on; some are forgotten."""
        for label in [label for label, place in self.places.items() if place == DISSOLVED]:
            named = {"department": SUCCESSOR, "owner": self.owners[label], "co_owners": [], "reason": "部门合并"}
            if self.chance.random() < 0.8 and self.do(CHAIR, "reassign-task", task=f"@{label}", **named):
                self.inherited += 1
                self.places[label] = SUCCESSOR

    def somebody(self) -> tuple[str, str]:
        """A department and, as a rule, one of its own."""
        department = self.chance.choice(self.departments)
        here = [person for person in self.organ.people if self.organ.place(person, self.today) == department]
        return department, self.chance.choice(here or ["p024"])

    def soon(self, *days: int) -> str:
        return str(self.today + timedelta(days=self.chance.choice(days)))

    def assign(self) -> None:
        department, owner = self.somebody()
        label, others = f"T{len(self.deeds)}", self.chance.sample(self.departments, self.chance.choice((0, 0, 1, 2)))
        if self.do(
            self.chance.choice((CLERK, DIRECTOR, CHAIR)), "assign-task", label, department=department, owner=owner,
            co_owners=others, title="督办事项", source="plan", due=self.soon(0, 1, 2, 5, 8, 13, 20),
        ):  # fmt: skip
            self.owners[label], self.places[label] = owner, department

    def handle(self) -> None:
        """The office looks at what was reported; everything else happens to any of the latest tasks."""
        if not self.owners:
            return
        operation = self.chance.choice(OF_TASKS)
        looking = operation in ("verify-task", "return-task")
        label = self.chance.choice(sorted(self.reported) if looking and self.reported else list(self.owners)[-15:])
        caller = self.chance.choice((CLERK, DIRECTOR)) if looking else CHAIR
        body = self.said(operation)
        if operation in OF_OWNERS:
            caller = self.owners[label]
        if not self.do(caller, operation, task=f"@{label}", **body):
            return
        match operation:
            case "report-task-done":
                self.reported.add(label)
            case "verify-task" | "return-task" | "cancel-task":
                self.reported.discard(label)
            case "reassign-task":
                self.owners[label], self.places[label] = body["owner"], body["department"]
            case "ask-extension":
                decided = self.chance.choice(("extend-task", "refuse-extension"))
                self.do(CHAIR, decided, task=f"@{label}", **self.said(decided))

    def said(self, operation: str) -> dict[str, Any]:
        match operation:
            case "report-task-done":
                return {"note": "已办结"}
            case "ask-extension":
                return {"due": self.soon(1, 4, 9), "reason": "推迟"}
            case "return-task" | "refuse-extension" | "cancel-task":
                return {"reason": "另有安排"}
            case "reassign-task":
                department, owner = self.somebody()
                others = self.chance.sample(self.departments, self.chance.choice((0, 1)))
                return {"department": department, "owner": owner, "co_owners": others, "reason": "职责调整"}
            case _:
                return {}

    def submit(self) -> None:
        department, author = self.somebody()
        label = f"I{len(self.deeds)}"
        titled = {"title": f"第{self.chance.randrange(30)}期", "body": "正文"}
        if self.do(author, "submit-information", label, department=department, authors=[author], **titled):
            self.items[label] = author

    def press(self) -> None:
        if not self.items:
            return
        label, lot = self.chance.choice(list(self.items)), self.chance.random()
        named = {"item": f"@{label}", "level": self.chance.choice(LEVELS), "publication": self.chance.choice(PAPERS)}
        if lot < 0.6:
            self.do(CLERK, "record-adoption", **named, on=self.soon(-12, -5, -2, -1, 0, 0, 1))
        elif lot < 0.85:
            self.do(CLERK, "withdraw-adoption", **named, reason="登记有误")
        else:
            self.do(self.items[label], "withdraw-information", item=named["item"], reason="有误")

    def cards(self, quarter: str) -> dict[str, Any]:
        token = self.tokens[CLERK]
        call = Call("appraisal.list-scorecards", {"quarter": quarter}, token, at=self.now)
        proven = json.loads(self.runtime.call(call).body)["cards"]
        return {each["card"]["department"]: each["card"] for each in proven}


def test_what_chance_does_with_tasks_and_items_is_counted_alike(tmp_path: Path) -> None:
    done: Counter[str] = Counter()
    inherited, charged = 0, Fraction(0)
    for seed in (5, 8, 13, 21):
        weeks = Weeks(seed, tmp_path / str(seed))
        weeks.live_through()
        for quarter in ("2026-Q3", "2026-Q4"):
            by_hand = scorecards(weeks.lists, REGULATIONS, weeks.deeds, [], quarter)
            system = weeks.cards(quarter)
            assert system.keys() == by_hand.keys()
            for department, card in by_hand.items():
                assert system[department] == card, (seed, quarter, department)
        weeks.runtime.close()
        inherited += weeks.inherited
        charged += sum(
            quantity
            for department, kind, _, quantity in work_through(weeks.lists, REGULATIONS, weeks.deeds, []).ledger
            if (department, kind) == (DISSOLVED, "agenda.overdue")
        )
        done.update(deed.operation.removeprefix("documents.") for deed in weeks.deeds if not deed.expect)
    fewest = min(done[operation] for operation in (*OF_TASKS, "record-adoption", "withdraw-adoption"))
    assert min(inherited, charged) > 0, (inherited, charged)
    assert fewest > 0, f"the lot fell on too little: {done}"
