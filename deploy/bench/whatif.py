"""A policy tried over a million facts: forty departments, a thousand people in each, four quarters."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from deploy import roster
from deploy.bench.harness import Report, seconds
from deploy.bench.world import NOW, World
from deploy.policy_import import POLICY, adopt_policy
from services.appraisal.facts.fact import KINDS, PERSONAL, SCALE
from services.appraisal.facts.intake import Amounts, FactRow, write_rows
from services.appraisal.facts.tables import facts, totals
from services.appraisal.policy.files import read_policy
from services.appraisal.quarter import Quarter
from services.appraisal.scorecards.operations import TryPolicy
from services.directory.departments.operations import OpenDepartment
from services.kernel.application import Application
from services.kernel.context import Call
from services.kernel.inbox import Inbox
from services.kernel.operations import Operation
from services.kernel.outgoing import Outgoing
from services.kernel.store import Store
from services.kernel.who import SYSTEM_ID

FACTS = 1_000_000
DEPARTMENTS, PEOPLE = 40, 1_000
QUARTERS = (Quarter(2025, 4), Quarter(2026, 1), Quarter(2026, 2), Quarter(2026, 3))
PAGE = 20_000
TIMES = 25
GOAL = 100


def imagined(wanted: int) -> Iterator[FactRow]:
    """Every month each person's days due and present, and now and then something amiss."""
    kinds = sorted(code for code, kind in KINDS.items() if kind.dimension != PERSONAL)
    amiss = [kind for kind in kinds if kind not in ("attendance.days-due", "attendance.days-present")]
    position = made = 0
    people = [(f"d{n % DEPARTMENTS:02d}", f"x{n:05d}") for n in range(DEPARTMENTS * PEOPLE)]
    per_quarter = wanted // len(QUARTERS)
    for quarter in QUARTERS:
        until = made + per_quarter
        month = 0
        while made < until:
            day = quarter.first_day.replace(month=quarter.first_day.month + month % 3, day=28).isoformat()
            for n, (department, person) in enumerate(people):
                said = ["attendance.days-due", "attendance.days-present"]
                if (n + month) % 12 == 0:
                    said.append(amiss[(n // 12 + month) % len(amiss)])
                position += 1
                for number, kind in enumerate(said):
                    yield (
                        "attendance", position, number, str(quarter), department, person, "attendance", kind,
                        SCALE * (1 + (n + month) % 21), day, position, "A14", UUID(int=position).hex,
                    )  # fmt: skip
                    made += 1
                if made >= until:
                    break
            month += 1


def amounts_of(rows: list[FactRow]) -> Amounts:
    """What the rows add to the totals, as the intake counts it."""
    amounts: Amounts = {}
    for _, _, _, quarter, department, person, _, kind, quantity, *_ in rows:
        amount = amounts.setdefault((quarter, department, kind, person), [0, 0])
        amount[0] += quantity
        amount[1] += 1
    return amounts


def with_facts(world: World, folder: Path, wanted: int) -> Application:
    """An appraisal service of its own on a wide organ; the facts go straight into its tables."""
    for n in range(DEPARTMENTS):
        name = f"第{n + 1}部门"
        operation = OpenDepartment(
            department=f"d{n:02d}", zh=name, en=f"Department {n + 1}", kind="committee", day=QUARTERS[0].first_day
        )
        world.do(SYSTEM_ID, operation)
    store = Store(f"sqlite:///{folder / 'million.db'}")
    made = roster.assemble("appraisal", roster.ROSTER["appraisal"], store=store, office=world.embedded.office)
    directory = world.embedded.services["directory"].app.store
    pull = Outgoing(directory, "directory").pull
    Inbox(made.app, "directory", made.subscriptions["directory"], pull).catch_up()
    adopt_policy(lambda operation: made.app.call(_call(world, operation)))
    rows = imagined(wanted)
    while page := [row for _, row in zip(range(PAGE), rows, strict=False)]:
        made.app.record(lambda tx, page=page: write_rows(tx, page, amounts_of(page), (facts, totals)))  # type: ignore[misc]
    return made.app


def _call(world: World, operation: Operation) -> Call:
    body = operation.model_dump(mode="json", exclude_none=True)
    return Call(operation.NAME, body, world.token(SYSTEM_ID), at=NOW)


def measure(report: Report, folder: Path, wanted: int = FACTS) -> None:
    world = World(folder / "wide")
    app = with_facts(world, folder, wanted)
    draft = read_policy(POLICY)
    call = _call(world, TryPolicy(policy=draft, quarters=[str(quarter) for quarter in QUARTERS]))
    first = seconds(lambda: app.call(call)) * 1000
    taken = [seconds(lambda: app.call(call)) * 1000 for _ in range(TIMES)]
    one = _call(world, TryPolicy(policy=draft, quarters=[str(QUARTERS[0])]))
    single = [seconds(lambda: app.call(one)) * 1000 for _ in range(TIMES)]
    report.at_most(f"what-if over {wanted:,} facts, four quarters", statistics.median(taken), "ms", GOAL)
    report.at_most(f"what-if, one quarter of {wanted:,} facts", statistics.median(single), "ms", GOAL)
    report.notes.append(f"what-if: the first, cold call took {first:.0f} ms")
    app.close()
    world.embedded.close()
