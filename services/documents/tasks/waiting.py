"""What of a task waits for whom: to be taken on, verified, given more time."""

from __future__ import annotations

from services.documents.tasks import operations as ops
from services.documents.tasks.record import TaskRecord
from services.documents.tasks.task import UNDER_WAY, TaskStatus
from services.kernel.domain.who import SELF
from services.kernel.procedure.desk import Waits, found_in

t = TaskRecord.columns()


WAITS = (
    Waits(
        ops.AcceptTask,
        ops.GetTask,
        found_in(TaskRecord.TABLE, t.status == TaskStatus.ASSIGNED, person="owner", since="assigned_on", due="due"),
        (SELF,),
    ),
    Waits(
        ops.VerifyTask,
        ops.GetTask,
        found_in(
            TaskRecord.TABLE, t.status == TaskStatus.REPORTED, person="owner", of_another=True, since="reported_on"
        ),
    ),
    Waits(
        ops.ExtendTask,
        ops.GetTask,
        found_in(
            TaskRecord.TABLE,
            t.asked_due.is_not(None),
            t.status.in_(UNDER_WAY),
            person="owner",
            of_another=True,
            due="due",
        ),
    ),
)
