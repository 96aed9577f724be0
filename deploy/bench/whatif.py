"""A policy tried over a quarter that holds a million facts: forty departments, a thousand people in each."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path

from deploy import roster
from deploy.bench.harness import Report, seconds
from deploy.bench.world import NOW, World
from deploy.policy_import import POLICY, adopt_policy
from services.appraisal.facts.intake import Amounts, FactRow, write_rows
from services.appraisal.facts.meanings import KINDS
from services.appraisal.facts.tables import facts, totals
from services.appraisal.policy.files import read_policy
from services.appraisal.policy.model import Policy
from services.appraisal.policy.operations import ChangedPart, ForkPolicy
from services.appraisal.quarter import Quarter
from services.appraisal.scorecards.operations import TryPolicy
from services.appraisal.workbench.operations import TryChanges
from services.directory.departments.operations import OpenDepartment
from services.directory.words import DepartmentKind
from services.kernel.delivery.inbox import Inbox
from services.kernel.delivery.outbox import Outbox
from services.kernel.domain.who import SYSTEM_ID
from services.kernel.log.store import Store
from services.kernel.procedure.application import Application
from services.kernel.procedure.context import Call
from services.kernel.procedure.operations import Operation
from services.kernel.rules.facts import PERSONAL, SCALE

FACTS = 1_000_000
DEPARTMENTS, PEOPLE = 40, 1_000
QUARTER = Quarter(2026, 3)
USUAL = ("attendance.days-due", "attendance.days-present")
PAGE = 20_000
TIMES = 25
GOAL = 100
TURN_GOAL, MANY_GOAL = 200, 1_000
TURNED = [ChangedPart(part="agenda.weight", value="40")]
DRAFTS, QUARTERS = 20, ("2026-Q3", "2026-Q4", "2026-Q2", "2026-Q1")
"""What a trial on the workbench stands beside."""


def imagined(wanted: int) -> Iterator[FactRow]:
    """Every week each person's days due and present, and now and then something amiss."""
    kinds = sorted(code for code, kind in KINDS.items() if kind.dimension != PERSONAL)
    amiss = [kind for kind in kinds if kind not in USUAL]
    people = [(f"d{n % DEPARTMENTS:02d}", f"x{n:05d}") for n in range(DEPARTMENTS * PEOPLE)]
    position = made = 0
    for week in count():
        day = (QUARTER.first_day + timedelta(days=7 * week % QUARTER.days)).isoformat()
        for n, (department, person) in enumerate(people):
            said = (*USUAL, amiss[(n // 12 + week) % len(amiss)]) if (n + week) % 12 == 0 else USUAL
            position += 1
            for number, kind in enumerate(said):
                if made == wanted:
                    return
                yield (
                    "attendance", position, number, str(QUARTER), department, person, "attendance", kind,
                    SCALE * (1 + (n + week) % 5), day, position, "A14", f"{position:032x}",
                )  # fmt: skip
                made += 1


def amounts_of(rows: list[FactRow]) -> Amounts:
    """What the rows add to the totals, as the intake counts it."""
    amounts: Amounts = {}
    for _, _, _, quarter, department, _, _, kind, quantity, *_ in rows:
        amount = amounts.setdefault((quarter, department, kind), [0, 0])
        amount[0] += quantity
        amount[1] += 1
    return amounts


def with_facts(world: World, folder: Path, wanted: int) -> Application:
    """An appraisal service of its own on a wide organ; the facts go straight into its tables."""
    for n in range(DEPARTMENTS):
        name = f"第{n + 1}部门"
        operation = OpenDepartment(
            department=f"d{n:02d}",
            zh=name,
            en=f"Department {n + 1}",
            kind=DepartmentKind.COMMITTEE,
            day=QUARTER.first_day,
        )
        world.do(SYSTEM_ID, operation)
    store = Store(f"sqlite:///{folder / 'million.db'}")
    made = roster.assemble("appraisal", roster.ROSTER["appraisal"], store=store, office=world.embedded.office)
    directory = world.embedded.services["directory"].app.store
    pull = Outbox(directory, "directory").pull
    Inbox(made.app, "directory", made.subscriptions["directory"], pull).catch_up()
    adopt_policy(lambda operation: made.app.call(_call(world, operation)))
    rows = imagined(wanted)
    while page := [row for _, row in zip(range(PAGE), rows, strict=False)]:
        made.app.record(lambda tx, page=page: write_rows(tx, page, amounts_of(page), (facts, totals)))  # type: ignore[misc]
    return made.app


def draft() -> Policy:
    """The policy in force with other weights: it scores everybody anew."""
    policy = read_policy(POLICY)
    first, second, *others = policy.dimensions
    more = first.model_copy(update={"weight": first.weight + 1})
    less = second.model_copy(update={"weight": second.weight - 1})
    return policy.model_copy(update={"dimensions": (more, less, *others)})


def _call(world: World, operation: Operation) -> Call:
    body = operation.model_dump(mode="json", exclude_none=True)
    return Call(operation.NAME, body, world.token(SYSTEM_ID), at=NOW)


def _median(app: Application, call: Call, times: int = TIMES) -> float:
    return statistics.median(seconds(lambda: app.call(call)) * 1000 for _ in range(times))


def _drafts(world: World, app: Application) -> list[int]:
    """Each with a few numbers of its own; their numbers."""
    for n in range(DRAFTS):
        step = Decimal(n + 1) / 10
        change = [
            ChangedPart(part="agenda/task-overdue.points", value=str(-5 - step)),
            ChangedPart(part="agenda.weight", value=str(30 + step)),
            ChangedPart(part="attendance.weight", value=str(20 - step)),
        ]
        app.call(_call(world, ForkPolicy(number=1, name=f"draft-{n}", zh=f"草案{n}", en=f"Draft {n}", change=change)))
    return list(range(2, 2 + DRAFTS))


def measure(report: Report, folder: Path, wanted: int = FACTS) -> None:
    world = World(folder / "wide")
    app = with_facts(world, folder, wanted)
    call = _call(world, TryPolicy(policy=draft(), quarters=[str(QUARTER)]))
    first = seconds(lambda: app.call(call)) * 1000
    report.at_most(f"what-if over {wanted:,} facts", _median(app, call), "ms", GOAL)
    turned = _call(world, TryChanges(number=1, change=TURNED, quarters=[str(QUARTER)]))
    app.call(turned)
    report.at_most("workbench: one change", _median(app, turned), "ms", TURN_GOAL)
    many = _call(world, TryChanges(number=1, change=TURNED, quarters=list(QUARTERS), beside=_drafts(world, app)))
    report.at_most(f"{DRAFTS} drafts over {len(QUARTERS)} quarters", _median(app, many, 5), "ms", MANY_GOAL)
    report.notes.append(f"what-if: the first, cold call took {first:.0f} ms")
    app.close()
    world.embedded.close()
