"""What tasks count as (A34): on the due day, so that a task belongs to the quarter in which it was owed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import assert_never

from services.documents.tasks import events as e
from services.kernel.rules.facts import SCALE, Fact, Kind, own

TASKS_DUE, ON_TIME, LATE, OVERDUE = "agenda.tasks-due", "agenda.on-time", "agenda.late", "agenda.overdue"

DONE_IN_TIME = Kind(ON_TIME, "agenda", "按期办结(件)", "Tasks done in time", sign="favourable", debt=TASKS_DUE)
KINDS = (
    Kind(TASKS_DUE, "agenda", "到期任务(件)", "Tasks that fell due", sign="owed"),
    DONE_IN_TIME,
    Kind(LATE, "agenda", "逾期办结(件)", "Tasks done late", sign="adverse", debt=TASKS_DUE, settles=OVERDUE),
    Kind(OVERDUE, "agenda", "逾期未办结(件)", "Tasks overdue", sign="adverse", debt=TASKS_DUE),
)
Silent = (
    # on its way: it counts when it is verified, or when its day passes
    e.TaskAssigned | e.TaskAccepted | e.TaskProgressed | e.TaskReportedDone | e.TaskReturned
    # moves the day or the owner; what was counted before stays where it was
    | e.ExtensionAsked | e.TaskExtended | e.ExtensionRefused | e.TaskReassigned
)  # fmt: skip


def facts_of(event: e.TaskVerified | e.TaskOverdue | e.TaskCancelled) -> tuple[Fact, ...]:
    match event:
        case e.TaskVerified():
            return tuple(_verified(event))
        case e.TaskOverdue():
            owing = (event.department, *event.co_owners)
            return tuple(_of_task(owing, event.due, event.cites, (TASKS_DUE, SCALE), (OVERDUE, SCALE)))
        case e.TaskCancelled():
            undone = event.overdue_departments if event.was_overdue else ()
            return tuple(_of_task(undone, event.due, event.cites, (TASKS_DUE, -SCALE), (OVERDUE, -SCALE)))
        case _:
            assert_never(event)


def _verified(event: e.TaskVerified) -> Iterator[Fact]:
    """What was overdue turns into late for those who were charged; the rest is counted now."""
    if event.was_overdue:
        yield from _of_task(event.overdue_departments, event.due, event.cites, (OVERDUE, -SCALE), (LATE, SCALE))
    else:
        outcome = (ON_TIME if event.on_time else LATE, SCALE)
        owing = (event.department, *event.co_owners)
        yield from _of_task(owing, event.due, event.cites, (TASKS_DUE, SCALE), outcome)


def _of_task(
    departments: Iterable[str], due: date, cites: tuple[str, ...], *amounts: tuple[str, int]
) -> Iterator[Fact]:
    for department in departments:
        for kind, quantity in amounts:
            yield own(department, kind, quantity, due, cites)
