"""Tasks as the tests of 督办 need them."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any
from uuid import UUID

from services.documents.tasks.operations import (
    AssignTask,
    ReassignTask,
    ReportTaskDone,
)
from services.documents.tasks.task import TaskSource
from tests.documents.attached import UploadFile
from tests.documents.desk import (
    CLERK,
    FIRST,
    OTHER_STAFF,
    STAFF,
    by,
    day,
)
from tests.given import By

MONDAY, THURSDAY, DUE, AFTER = day(6, 9), day(6, 12), day(6, 20), day(6, 21)
PROOF, MORE_PROOF = (hashlib.sha256(paper).hexdigest() for paper in (b"%PDF-1.7 1", b"%PDF-1.7 2"))
SHOWN = UploadFile(file_name="办结佐证.pdf", content=b"%PDF-1.7 1")
SHOWN_BEFORE = UploadFile(file_name="起草稿.pdf", content=b"%PDF-1.7 2")


def task(due: date = DUE, *, owner: str = STAFF, department: str = "finance-economy", **more: Any) -> AssignTask:
    named = {"title": "落实预算审查意见", "content": "一个月内提出整改清单", "source": TaskSource.MEETING}
    return AssignTask(department=department, owner=owner, due=due, **{**named, **more})


def assigned(due: date = DUE, *, on: date = MONDAY, **more: Any) -> By:
    return by(CLERK, on, task(due, **more))


def done(on: date, *, person: str = STAFF, of: UUID = FIRST, hour: int = 9, evidence: tuple[str, ...] = ()) -> By:
    return by(person, on, ReportTaskDone(task=of, note="已办结", evidence=evidence), hour)


def moved(to: str = "budget", owner: str = OTHER_STAFF, **more: Any) -> ReassignTask:
    return ReassignTask(task=FIRST, department=to, owner=owner, reason="职责调整", **more)
