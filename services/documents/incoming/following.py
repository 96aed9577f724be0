"""What comes next of a document on which the leaders have spoken: it goes round, or is closed once all is done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import select

from services.documents.circulation.operations import StartCirculation
from services.documents.circulation.record import CirculationRecord
from services.documents.incoming.document import IncomingStatus
from services.documents.incoming.operations import CloseIncoming
from services.documents.incoming.record import OrderedTask
from services.documents.tasks.record import TaskRecord
from services.documents.tasks.task import OPEN
from services.kernel.procedure.context import Context
from services.kernel.procedure.operations import Command

_o, _t = OrderedTask.columns(), TaskRecord.columns()


class Next(NamedTuple):
    """What the clerk is to do, and since when."""

    operation: type[Command]
    since: date


def following(ctx: Context, rows: Sequence[Any]) -> dict[str, Next]:
    """By document, of those that wait for no leader. While readers have it or a task of it is open, it lies with them,
    and with the clerk nothing."""
    spoken = {row.id: row for row in rows if row.status == IncomingStatus.INSTRUCTED and not row.waits_for}
    if not spoken:
        return {}
    rounds = {row.document: row for row in ctx.rows_of(CirculationRecord, document=list(spoken))}
    tasks: dict[str, list[Any]] = {}
    made_of = select(_o.document, _t.status, _t.reported_on).join_from(
        OrderedTask.TABLE, TaskRecord.TABLE, _o.task == _t.id
    )
    for task in ctx.rows(made_of.where(_o.document.in_(list(spoken)))):
        tasks.setdefault(task.document, []).append(task)
    found: dict[str, Next] = {}
    for id, row in spoken.items():
        going, made = rounds.get(id), tasks.get(id, [])
        if going is None and not made:
            found[id] = Next(StartCirculation, row.waits_since)
        elif (going is None or going.back) and not any(task.status in OPEN for task in made):
            ended = [going.closed_on if going else None, *(task.reported_on for task in made)]
            found[id] = Next(CloseIncoming, max(filter(None, ended), default=row.waits_since))
    return found
