"""What tasks count as (A34): on the due day, so that a task belongs to the quarter in which it was owed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import assert_never

from services.documents.tasks.events import (
    ExtensionAsked,
    ExtensionRefused,
    TaskAccepted,
    TaskAssigned,
    TaskCancelled,
    TaskExtended,
    TaskOverdue,
    TaskProgressed,
    TaskReassigned,
    TaskReportedDone,
    TaskReturned,
    TaskVerified,
)
from services.kernel.facts import SCALE, Fact, Kind, own

TASKS_DUE, ON_TIME, LATE, OVERDUE = "agenda.tasks-due", "agenda.on-time", "agenda.late", "agenda.overdue"

KINDS = (
    Kind(TASKS_DUE, "agenda", "到期任务(件)", "Tasks that fell due"),
    Kind(ON_TIME, "agenda", "按期办结(件)", "Tasks done in time"),
    Kind(LATE, "agenda", "逾期办结(件)", "Tasks done late"),
    Kind(OVERDUE, "agenda", "逾期未办结(件)", "Tasks overdue"),
)
Silent = (
    # on its way: it counts when it is verified, or when its day passes
    TaskAssigned | TaskAccepted | TaskProgressed | TaskReportedDone | TaskReturned
    # moves the day or the owner; what was counted before stays where it was
    | ExtensionAsked | TaskExtended | ExtensionRefused | TaskReassigned
)  # fmt: skip


def facts_of(event: TaskVerified | TaskOverdue | TaskCancelled) -> tuple[Fact, ...]:
    match event:
        case TaskVerified():
            return tuple(_verified(event))
        case TaskOverdue():
            owing = (event.department, *event.co_owners)
            return tuple(_of_task(owing, event.due, event.cites, (TASKS_DUE, SCALE), (OVERDUE, SCALE)))
        case TaskCancelled():
            undone = event.overdue_departments if event.was_overdue else ()
            return tuple(_of_task(undone, event.due, event.cites, (TASKS_DUE, -SCALE), (OVERDUE, -SCALE)))
        case _:
            assert_never(event)


def _verified(event: TaskVerified) -> Iterator[Fact]:
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
