"""What the facts of documents mean for the appraisal: tasks carried out, information submitted and adopted (A34).

A task counts on its due day, so that it belongs to the quarter in which it was owed however late the office looks; an
information item on the day it was submitted, an adoption on the day of the publication.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import get_args

from services.appraisal.facts import incoming, office_affairs
from services.appraisal.facts.fact import SCALE, Fact
from services.documents.circulation.events import OfDocument
from services.documents.incoming.events import OfIncoming
from services.documents.information.events import (
    AdoptionWithdrawn,
    InformationAdopted,
    InformationEdited,
    InformationForwarded,
    InformationSubmitted,
    InformationWithdrawn,
)
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

TASKS_DUE, ON_TIME, LATE, OVERDUE = "agenda.tasks-due", "agenda.on-time", "agenda.late", "agenda.overdue"
SUBMITTED = "information.submitted"
ADOPTED = {
    "district": "information.adopted-district",
    "city": "information.adopted-city",
    "province": "information.adopted-province",
    "nation": "information.adopted-nation",
}

Speaking = (
    incoming.Speaking
    | TaskVerified
    | TaskOverdue
    | TaskCancelled
    | InformationSubmitted
    | InformationWithdrawn
    | InformationAdopted
    | AdoptionWithdrawn
    | office_affairs.Speaking
)
Silent = (
    incoming.Silent
    | TaskAssigned
    | TaskAccepted
    | TaskProgressed
    | TaskReportedDone
    | TaskReturned
    | ExtensionAsked
    | TaskExtended
    | ExtensionRefused
    | TaskReassigned
    | InformationEdited
    | InformationForwarded
    | office_affairs.Silent
)
SPEAKING = frozenset(cls.TOPIC for cls in get_args(Speaking))
SILENT = frozenset(cls.TOPIC for cls in get_args(Silent))


def facts_of(event: Speaking | Silent) -> tuple[Fact, ...]:
    match event:
        case TaskVerified():
            return tuple(_verified(event))
        case TaskOverdue():
            owing = (event.department, *event.co_owners)
            return tuple(_of_task(owing, event.due, event.cites, (TASKS_DUE, SCALE), (OVERDUE, SCALE)))
        case TaskCancelled():
            undone = event.overdue_departments if event.was_overdue else ()
            return tuple(_of_task(undone, event.due, event.cites, (TASKS_DUE, -SCALE), (OVERDUE, -SCALE)))
        case InformationSubmitted():
            return (_one(event.department, SUBMITTED, SCALE, event.day, event.cites),)
        case InformationWithdrawn():
            return (_one(event.department, SUBMITTED, -SCALE, event.submitted_on, event.cites),)
        case InformationAdopted():
            return (_one(event.department, ADOPTED[event.level], SCALE, event.on, event.cites),)
        case AdoptionWithdrawn():
            return (_one(event.department, ADOPTED[event.level], -SCALE, event.on, event.cites),)
        case TaskAssigned() | TaskAccepted() | TaskProgressed() | TaskReportedDone() | TaskReturned():
            return ()  # on its way: it counts when it is verified, or when its day passes
        case ExtensionAsked() | TaskExtended() | ExtensionRefused() | TaskReassigned():
            return ()  # moves the day or the owner; what was counted before stays where it was
        case InformationEdited() | InformationForwarded():
            return ()  # neither a submission nor an adoption
        case OfIncoming() | OfDocument():
            return incoming.facts_of(event)
        case _:
            return office_affairs.facts_of(event)  # the rest, of which that mapping leaves nothing out


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
            yield _one(department, kind, quantity, due, cites)


def _one(department: str, kind: str, quantity: int, day: date, cites: tuple[str, ...]) -> Fact:
    return Fact(department, "", kind, quantity, day, cites)
