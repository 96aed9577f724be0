"""What of a task waits for whom: to be taken on, verified, given more time."""

from __future__ import annotations

from typing import Any

from services.documents.tasks import operations as ops
from services.documents.tasks.record import TaskRecord
from services.documents.tasks.task import UNDER_WAY, TaskStatus
from services.kernel.domain.who import SELF, Subject
from services.kernel.procedure.desk import Waits, found_in

t = TaskRecord.columns()


def _whose(row: Any) -> Subject:
    return Subject(row.owner, row.department)


def _of_another(row: Any) -> Subject:
    return Subject(row.owner, row.department, parties=(row.owner,))


WAITS = (
    Waits(
        ops.AcceptTask,
        ops.GetTask,
        found_in(TaskRecord.TABLE, t.status == TaskStatus.ASSIGNED, subject=_whose, since="assigned_on", due="due"),
        (SELF,),
    ),
    Waits(
        ops.VerifyTask,
        ops.GetTask,
        found_in(TaskRecord.TABLE, t.status == TaskStatus.REPORTED, subject=_of_another, since="reported_on"),
    ),
    Waits(
        ops.ExtendTask,
        ops.GetTask,
        found_in(TaskRecord.TABLE, t.asked_due.is_not(None), t.status.in_(UNDER_WAY), subject=_of_another, due="due"),
    ),
)
